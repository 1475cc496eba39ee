import Primitives

/// Files that a reader accepts so far: steps 0 to 6 of format.md, section 4, for **all** of them.
///
/// No identity is read before: a file that no trusted signer vouches for never reaches a private key. ``open(with:)`` does
/// the rest.
public struct Acceptance: Sendable {
  /// One of the names asked for, in the order asked.
  public struct Name: Sendable {
    /// As it was asked for.
    public let name: String
    /// In the order of the bytes of the entry name.
    public let files: [VerifiedFile]
    /// SHA-256 over the bytes of all its files, 64 hex digits: what a pod pins.
    public let digest: String
  }

  /// What was asked for.
  public let names: [Name]
  let policy: Policy

  /// - Parameters:
  ///   - requests: what is wanted, from ``NameRequest/parse(_:)``.
  ///   - entries: what there is; entries of other names are ignored.
  /// - Throws: the class of the first step that fails.
  public init(_ requests: [NameRequest], entries: [SealedEntry], policy: Policy) throws(SealError) {
    try Self.check(requests, areAmong: entries.map(\.entryName), policy: policy)
    var found: [(request: NameRequest, entries: [SealedEntry])] = []
    for request in requests {
      let entries = entries.filter { SealedEntry.name(ofEntry: $0.entryName) == request.name }
        .sorted { $0.entryName < $1.entryName }
      found.append((request, entries))
    }

    // Step 1: sizes and pins of all files.
    var digests: [String] = []
    for (request, entries) in found {
      var hash = SHA256()
      for (index, entry) in entries.enumerated() {
        guard entry.bytes.count <= Limits.fileCount else {
          throw SealError(
            .format, "\"\(entry.entryName)\" has more than the \(Limits.fileCount) bytes of a sealed file")
        }
        // Two mounts can hold one entry each: which of them counts must not depend on an order.
        guard index == 0 || entries[index - 1].entryName != entry.entryName else {
          throw SealError(.format, "\"\(entry.entryName)\" is there twice", hint: "give each --sealed its own names")
        }
        hash.update(entry.bytes.span)
      }
      let digest = hash.finalize()
      if let pin = request.pin, pin != digest {
        throw SealError(
          .pin, "\"\(request.name)\" is sha256:\(Hex.encode(digest)), and pinned to sha256:\(Hex.encode(pin))",
          hint: "roll out the ConfigMap and the pin together")
      }
      digests.append(Hex.encode(digest))
    }

    // Steps 2 to 6, file by file.
    var names: [Name] = []
    for ((request, entries), digest) in zip(found, digests) {
      var files: [VerifiedFile] = []
      for entry in entries {
        files.append(try VerifiedFile(entry, as: request.name, policy: policy))
      }
      names.append(Name(name: request.name, files: files, digest: digest))
    }
    self.names = names
    self.policy = policy
  }

  /// Step 0, the rest of it: each request and the policy were checked where they were made.
  ///
  /// - Parameter entryNames: what there is; none of it need have been read.
  /// - Throws: `usage`; `missing` for a name without any file.
  package static func check(
    _ requests: [NameRequest], areAmong entryNames: [String], policy: Policy
  ) throws(SealError) {
    try NameRequest.check(requests)
    for name in policy.minimumRevisions.keys.sorted() where !requests.contains(where: { $0.name == name }) {
      throw SealError(.usage, "--min-revision names \"\(name.printable)\", which isn't among the names asked for")
    }
    let names = entryNames.compactMap(SealedEntry.name(ofEntry:))
    for request in requests where !names.contains(request.name) {
      throw SealError(
        .missing, "there is no \"\(request.name).sealed\"", hint: "check the ConfigMap, and the names asked for")
    }
  }
}

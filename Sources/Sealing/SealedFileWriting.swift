import Age
public import Primitives

extension SealedFile {
  /// Seals values anew: revision 1, one layer, unsigned.
  ///
  /// - Parameters:
  ///   - namespace: a Kubernetes namespace, or `*` for any.
  ///   - values: at most 1,024, of at most 524,288 bytes each.
  ///   - recipients: 1 to 64, all post-quantum or all classic.
  /// - Throws: `usage`, `policy`, `identity`.
  public static func seal(
    namespace: String, name: String, values: [String: SharedSecret], to recipients: [LabelledRecipient]
  ) throws(SealError) -> SealedFile {
    guard namespace == "*" || Names.isNamespace(namespace) else {
      throw SealError(.usage, "\"\(namespace.printable)\" can't be a Kubernetes namespace")
    }
    guard Names.isName(name) else {
      throw SealError(
        .usage, "\"\(name.printable)\" can't be the name of a sealed file",
        hint: "a name is at most 246 lower-case letters, digits, hyphens and dots")
    }
    let scope = FileScope(namespace: namespace, name: name)
    let layer = try Layer.seal(values.mapValues { .set($0) }, scope: scope, to: recipients)
    return try SealedFile(namespace: namespace, name: name, revision: 1, layers: [layer], signatures: []).checked()
  }

  /// The next revision with other layers: unsigned, since signed bytes change (format.md, section 5).
  func next(_ layers: [Layer]) throws(SealError) -> SealedFile {
    guard revision < Names.highestRevision else {
      throw SealError(.policy, "revision \(revision) is the last one there can be", hint: "seal the values anew")
    }
    return try SealedFile(namespace: namespace, name: name, revision: revision + 1, layers: layers, signatures: [])
      .checked()
  }

  /// What the reader's grammar demands of a whole file, said to the writer in its own words.
  func checked() throws(SealError) -> SealedFile {
    guard layers.count <= Limits.layers else {
      throw SealError(
        .policy, "\"\(name)\" would have \(layers.count) layers, more than the \(Limits.layers) of a sealed file",
        hint: "somebody with an identity can fold them into one")
    }
    guard kinds != .mixed else {
      throw SealError(
        .policy, "\"\(name)\" would be sealed to post-quantum and classic recipients",
        hint: "seal to the kind that the file has, or seal all of its values anew")
    }
    let count = signedBytes.count
    guard count <= Limits.fileCount else {
      throw SealError(
        .usage, "\"\(name)\" would have \(count) bytes, more than the \(Limits.fileCount) of a sealed file",
        hint: "split the values over several names")
    }
    return self
  }

  /// Leaves out each layer every key of which later layers set or drop; it takes no secret to do so. One layer stays.
  static func leavingOutShadowed(_ layers: [Layer]) -> [Layer] {
    var later: Set<String> = []
    var kept: [Layer] = []
    for layer in layers.reversed() {
      if kept.isEmpty || !layer.keys.isSubset(of: later) { kept.append(layer) }
      later.formUnion(layer.keys)
    }
    return kept.reversed()
  }
}

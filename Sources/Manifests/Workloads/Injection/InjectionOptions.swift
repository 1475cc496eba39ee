import Primitives
package import Sealing

/// What `seal inject` is told, and what an injected workload's record keeps of it.
package struct InjectionOptions: Equatable, Sendable {
  /// How variables reach a container.
  package enum Environment: String, Sendable, CaseIterable {
    /// The kubelet takes them from an env file on a volume, by `fileKeyRef`.
    case envfile
    /// `unseal exec` puts them into the environment of the container's command.
    case exec
  }

  package struct Signers: Hashable, Sendable {
    /// The ConfigMap that carries the list.
    package let configMap: String
    /// SHA-256 of the list, in hexadecimal.
    package let digest: String

    init(digest: String) {
      self.digest = digest
      configMap = "seal-signers-\(digest.prefix(8))"
    }

    /// - Parameter list: an `allowed_signers` file.
    package init(of list: [UInt8]) {
      self.init(digest: Hex.encode(SHA256.hash(list.span)))
    }
  }

  package var environment: Environment?
  /// The image of `unseal`.
  package var image: String?
  /// What a container without a command runs, by the container's name.
  package var entrypoints: [String: [String]] = [:]
  package var fsGroup: Int?
  package var signers: Signers?
  /// What takes the place of signers that are pinned already, where no others are asked for.
  package var renewedSigners: Signers?
  /// The Secret with identity and signers.
  package var keysSecret: String?
  /// Which sealed name stands for a Secret of another name.
  package var secrets: [String: String] = [:]
  /// Variables that are wanted although they change how programs are loaded.
  package var allowedNames: [String] = []

  package init() {}

  /// Refuses what would make a pod that Kubernetes refuses, or one with other rights than it had.
  ///
  /// - Throws: `usage`.
  package func check() throws(SealError) {
    if let image, image.isEmpty || image.contains(where: { $0.isWhitespace || $0 == "\0" }) {
      throw SealError(
        .usage, "\"\(image.printable)\" is no image", hint: "--image registry.example.com/unseal@sha256:...")
    }
    if let fsGroup, !(1...Int(Int32.max)).contains(fsGroup) {
      throw SealError(.usage, "\(fsGroup) is no fsGroup: it takes the number of a group that isn't root's")
    }
    if let name = ([keysSecret].compactMap(\.self) + secrets.keys + secrets.values).first(where: { !Names.isName($0) })
    {
      throw SealError(.usage, "\"\(name.printable)\" can't be the name of a Secret")
    }
    if let (container, _) = entrypoints.first(where: {
      $1.isEmpty || $1[0].isEmpty || $1.contains { $0.contains("\0") }
    }) {
      throw SealError(
        .usage, "the entry point of \"\(container.printable)\" is no command",
        hint: "words, or a JSON list of strings: app='[\"node\", \"server.js\"]'")
    }
    if let signers, signers.digest.utf8.count != 64 || !signers.digest.allSatisfy({ $0.isHexDigit && !$0.isUppercase })
    {
      throw SealError(.usage, "\"\(signers.digest.printable)\" is no digest of a list of signers")
    }
  }

  /// These, and for what they leave open, those of an earlier time.
  func over(_ earlier: InjectionOptions) -> InjectionOptions {
    var options = self
    options.environment = environment ?? earlier.environment
    options.image = image ?? earlier.image
    options.entrypoints.merge(earlier.entrypoints) { mine, _ in mine }
    options.fsGroup = fsGroup ?? earlier.fsGroup
    options.signers = signers ?? (earlier.signers == nil ? nil : renewedSigners ?? earlier.signers)
    options.renewedSigners = nil
    options.keysSecret = keysSecret ?? earlier.keysSecret
    options.secrets.merge(earlier.secrets) { mine, _ in mine }
    options.allowedNames += earlier.allowedNames.filter { !allowedNames.contains($0) }
    return options
  }
}

extension InjectionOptions {
  /// A command as somebody types it: a JSON list of its words, or the words between blanks.
  ///
  /// - Returns: nil for neither, and for no words.
  package static func command(parsing text: String) -> [String]? {
    guard text.hasPrefix("[") else {
      let words = text.split(separator: " ").map(String.init)
      return words.isEmpty ? nil : words
    }
    guard let items = try? YAMLPatch.value(of: Array(text.utf8).span)?.items, !items.isEmpty else { return nil }
    let words = items.compactMap { item in
      if case .scalar(let text, isPlain: false) = item { text } else { String?.none }
    }
    return words.count == items.count ? words : nil
  }
}

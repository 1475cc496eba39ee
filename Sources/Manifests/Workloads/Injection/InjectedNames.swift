/// What `seal inject` adds to a pod, by its names.
enum InjectedNames {
  static let unseal = "unseal"
  static let install = "unseal-install"

  static let sealed = "seal-sealed"
  static let keys = "seal-keys"
  static let secrets = "seal-secrets"
  static let binary = "seal-bin"
  static let signers = "seal-signers"

  static let containers = [unseal, install]
  static let volumes = [sealed, keys, secrets, binary, signers]

  static let sealedPath = "/seal/sealed"
  static let keysPath = "/seal/keys"
  static let secretsPath = "/seal/secrets"
  static let binaryPath = "/seal/bin"
  static let signersPath = "/seal/signers"

  static func path(ofVolume volume: String) -> String { "/seal/volumes/\(volume)" }
  static func envFile(of name: String) -> String { "\(name).env" }

  /// The key of the ConfigMap that carries a list of signers.
  static let signersKey = "allowed_signers"
}

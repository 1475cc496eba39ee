/// A sort of plaintext that has no place in git. The ids are stable: baselines and comments name them.
package struct ScanRule: Hashable, Sendable {
  /// `seal/secret-manifest`.
  package let id: String
  /// What it finds, in a few words.
  package let title: String
  /// What to do about it.
  package let hint: String

  package static let secretManifest = ScanRule(
    id: "seal/secret-manifest", title: "a Secret with values in the clear",
    hint: "seal it and commit that instead: seal encrypt FILE -o sealed.yaml")
  package static let secretGenerator = ScanRule(
    id: "seal/secret-generator", title: "literals of kustomize's secretGenerator",
    hint: "seal them and list the sealed file under configMapGenerator: seal encrypt --name NAME -o NAME.sealed")
  package static let environmentCredential = ScanRule(
    id: "seal/env-credential", title: "a variable with a credential's name and a literal value",
    hint: "seal set puts it into a sealed file; the container takes it from there: seal inject")
  package static let environmentEntropy = ScanRule(
    id: "seal/env-entropy", title: "a variable with a literal value that looks random",
    hint: "where it is a credential, put it into a sealed file: seal set; otherwise allow it: # seal:allow env-entropy")
  package static let argumentCredential = ScanRule(
    id: "seal/argument-credential", title: "a command's flag with a credential's name and a literal value",
    hint: "put it into a sealed file (seal set) and give the command a variable or a file: seal inject")
  package static let configCredential = ScanRule(
    id: "seal/config-credential", title: "a credential in a ConfigMap",
    hint: "put it into a sealed file: seal set")
  package static let configEntropy = ScanRule(
    id: "seal/config-entropy", title: "a value in a ConfigMap that looks random",
    hint:
      "where it is a credential, put it into a sealed file: seal set; otherwise allow it: # seal:allow config-entropy")
  package static let helmValue = ScanRule(
    id: "seal/helm-value", title: "a credential among the values of a Helm chart",
    hint: "have the chart take it from a sealed file, and leave it out here")
  package static let envFile = ScanRule(
    id: "seal/env-file", title: "a credential in an env file",
    hint: "seal the file: seal encrypt --from-env-file FILE --name NAME -o sealed.yaml")
  package static let identity = ScanRule(
    id: "seal/identity", title: "an age identity",
    hint: "take it out of git, make a new one, and seal everything anew: the old one opens all that git remembers")
  package static let privateKey = ScanRule(
    id: "seal/private-key", title: "a private key",
    hint: "take it out of git and replace it at its source: git remembers it")
  package static let urlPassword = ScanRule(
    id: "seal/url-password", title: "a URL with a password",
    hint: "put the URL into a sealed file: seal set")
  package static let token = ScanRule(
    id: "seal/token", title: "an access token",
    hint: "revoke it where it was issued, and put the new one into a sealed file: seal set")

  /// All of them, as the documentation lists them.
  package static let all = [
    secretManifest, secretGenerator, environmentCredential, environmentEntropy, argumentCredential, configCredential,
    configEntropy, helmValue, envFile, identity, privateKey, urlPassword, token,
  ]

  /// The rule of an id, with or without `seal/`.
  package init?(named name: some StringProtocol) {
    guard let rule = Self.all.first(where: { $0.id == name || $0.id.dropFirst(5) == name }) else { return nil }
    self = rule
  }

  private init(id: String, title: String, hint: String) {
    (self.id, self.title, self.hint) = (id, title, hint)
  }
}

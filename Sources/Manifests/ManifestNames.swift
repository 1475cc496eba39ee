/// The names by which this project's objects are known in a cluster.
enum ManifestNames {
  /// The label of a ConfigMap that carries sealed files; its value is `"true"`.
  static let sealed = "sealed-manifests.dev/sealed"
  /// The annotation of a sealed ConfigMap that says of which type the Secret was, where that isn't `Opaque`.
  static let type = "sealed-manifests.dev/type"
  /// The type of the Secret that holds an identity and its signers.
  static let identityType = "sealed-manifests.dev/identity"
  /// How the keys end under which a ConfigMap carries sealed files.
  static let suffix = ".sealed"
}

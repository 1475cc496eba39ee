/// A value that stands as plaintext in a manifest, and where: what a scanner judges.
package struct PlainValue: Sendable {
  package enum Place: Sendable, Equatable {
    /// In a Secret.
    case secret(isBase64: Bool)
    /// Among the `literals` of kustomize's `secretGenerator`.
    case secretGenerator
    /// A variable of a container, or whatever has a `name` and a `value`.
    case environment
    /// A flag of a command.
    case argument
    /// In a ConfigMap, or among the `literals` of a `configMapGenerator`.
    case configMap
    /// Any other text with a name. Those below `values` of an object are for a Helm chart: a HelmRelease's, an Argo CD
    /// Application's.
    case setting(isChartValue: Bool)
  }

  package let place: Place
  /// What messages call the object around it: `Deployment "shop"`.
  package let object: String
  /// Its name in there: `PASSWORD`.
  package let key: String
  package let text: String
  /// Where its name begins, in bytes from the start of the file.
  package let offset: Int
  /// Where the value itself begins.
  package let valueOffset: Int
}

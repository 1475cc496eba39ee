package import Sealing

/// What is to stand in the output directory when all is done.
package struct DeliveryPlan: Sendable {
  /// What one name gets: a directory with a file per key, an env file, or both.
  package struct Item: Sendable {
    package let name: String
    package let files: OpenedValues?
    package let env: EnvFile?

    package init(name: String, files: OpenedValues?, env: EnvFile?) {
      self.name = name
      self.files = files
      self.env = env
    }
  }

  package let items: [Item]
  package let modes: OutputModes

  /// - Throws: `io` where two items would be one entry: the env file of `app`, and a name `app.env`.
  package init(_ items: [Item], modes: OutputModes) throws(SealError) {
    self.items = items
    self.modes = modes
    let links = Set(linkNames)
    for name in envNames where links.contains(name) {
      throw SealError(.io, "\"\(name)\" would be both an env file and the directory of a name")
    }
  }

  /// The entries of the output that are links into the data.
  var linkNames: [String] { items.compactMap { $0.files == nil ? nil : $0.name } }

  /// The entries of the output that are env files.
  var envNames: [String] { items.compactMap { $0.env?.name } }
}

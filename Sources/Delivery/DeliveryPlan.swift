package import Sealing

/// What is to stand in one output directory when all is done.
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

  /// The files and folders behind `..data`; the output has a link to each of the topmost.
  let tree: DeliveryTree
  /// Regular files in the output itself.
  package let envs: [EnvFile]
  /// Of env files, and of all that has no mode of its own.
  package let modes: OutputModes

  /// - Throws: `io` where two items would be one entry: the env file of `app`, and a name `app.env`.
  package init(_ items: [Item], modes: OutputModes) throws(SealError) {
    var tree = DeliveryTree()
    for item in items {
      guard let files = item.files else { continue }
      tree.add(folder: item.name, of: files, mode: modes.file)
    }
    self.tree = tree
    envs = items.compactMap(\.env)
    self.modes = modes
    for env in envs where tree.entries.contains(where: { $0.name == env.name }) {
      throw SealError(.io, "\"\(env.name)\" would be both an env file and the directory of a name")
    }
  }

  /// What a volume holds that is laid out by these entries.
  ///
  /// - Throws: `missing` for a key that isn't there; `usage` where two files would stand at one path.
  package init(
    _ layout: [LayoutEntry], of opened: [OpenedName], modes: OutputModes
  ) throws(SealError) {
    var tree = DeliveryTree()
    for entry in layout {
      guard let name = opened.first(where: { $0.name == entry.name }) else {
        throw SealError(.usage, "--layout wants values of \"\(entry.name)\", which isn't among the names")
      }
      let mode = entry.mode ?? modes.file
      guard let key = entry.key else {
        for (index, key) in name.values.keys.enumerated() {
          try tree.add([key], DeliveryTree.File(values: name.values, index: index, mode: mode), in: entry.folder)
        }
        continue
      }
      guard let index = name.values.keys.firstIndex(of: key) else {
        throw SealError(
          .missing, "there is no value \"\(key)\" in \(name.name)", hint: "\"seal set\" adds it, or mend --layout")
      }
      try tree.add(entry.path[...], DeliveryTree.File(values: name.values, index: index, mode: mode), in: entry.folder)
    }
    self.tree = tree
    envs = []
    self.modes = modes
  }

  /// The entries of the output that are links into the data.
  var linkNames: [String] { tree.entries.map(\.name) }

  /// The entries of the output that are env files.
  var envNames: [String] { envs.map(\.name) }

  /// Who may read one of the files may enter the directories.
  var directoryMode: UInt32 { OutputModes(file: fileModes.reduce(0, |)).directory }

  /// The modes that files get, each once.
  package var fileModes: [UInt32] {
    var modes: [UInt32] = envs.isEmpty && !tree.entries.isEmpty ? [] : [self.modes.file]
    tree.collectModes(&modes)
    return modes
  }
}

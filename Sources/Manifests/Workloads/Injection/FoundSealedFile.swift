import Primitives
import Sealing

/// One sealed file, and where it was found.
struct FoundSealedFile {
  let entryName: String
  let file: SealedFile
  let configMap: String
  let namespace: String?
  let path: String
  /// Whether it was given by itself, without a ConfigMap around it.
  let isBare: Bool

  init(_ entry: SealedContainer.Entry, of container: SealedContainer) throws(SealError) {
    file = try SealedFile(parsing: entry.bytes, named: entry.name)
    path = container.path
    isBare = container.isBare
    // kustomize makes a ConfigMap of the file; by its name, unless somebody says otherwise. The parts of one name go together.
    let isRenamed = container.isBare && SealedEntry.name(ofEntry: entry.name) != file.name
    entryName = isRenamed ? "\(file.name).sealed" : entry.name
    configMap = entry.configMap ?? file.name
    namespace = entry.namespace
    guard SealedEntry.name(ofEntry: entryName) == file.name else {
      throw SealError(
        .scope, "\"\(path)\": \"\(entryName.printable)\" is sealed under the name \"\(file.name)\"",
        hint: "a pod would look for it as \"\(file.name).sealed\"")
    }
  }
}

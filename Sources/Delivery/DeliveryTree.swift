import Primitives
import Sealing

/// Folders and files that are to be written, each file one value.
struct DeliveryTree: Sendable {
  struct File: Sendable {
    let values: OpenedValues
    let index: Int
    let mode: UInt32
  }

  enum Content: Sendable {
    case file(File)
    case folder(DeliveryTree)
  }

  struct Entry: Sendable {
    let name: String
    var content: Content
  }

  private(set) var entries: [Entry] = []

  /// Adds a folder with a file for each of the values.
  mutating func add(folder: String, of values: OpenedValues, mode: UInt32) {
    var inner = DeliveryTree()
    for (index, key) in values.keys.enumerated() {
      inner.entries.append(Entry(name: key, content: .file(File(values: values, index: index, mode: mode))))
    }
    entries.append(Entry(name: folder, content: .folder(inner)))
  }

  /// Adds a file below; its folders are made, or shared with others.
  ///
  /// - Parameter place: the volume's folder, for messages.
  /// - Throws: `usage` where something is in its place, or a file where it needs a folder.
  mutating func add(_ path: ArraySlice<String>, _ file: File, in place: String) throws(SealError) {
    let name = path[path.startIndex]
    let rest = path.dropFirst()
    guard let position = entries.firstIndex(where: { $0.name == name }) else {
      guard !rest.isEmpty else {
        entries.append(Entry(name: name, content: .file(file)))
        return
      }
      var folder = DeliveryTree()
      try folder.add(rest, file, in: "\(place)/\(name)")
      entries.append(Entry(name: name, content: .folder(folder)))
      return
    }
    guard !rest.isEmpty, case .folder(var folder) = entries[position].content else {
      throw SealError(
        .usage, "--layout puts two files at \(place.printable)/\(name.printable)", hint: "give each of them a path")
    }
    try folder.add(rest, file, in: "\(place)/\(name)")
    entries[position].content = .folder(folder)
  }

  func collectModes(_ modes: inout [UInt32]) {
    for entry in entries {
      switch entry.content {
      case .file(let file): if !modes.contains(file.mode) { modes.append(file.mode) }
      case .folder(let folder): folder.collectModes(&modes)
      }
    }
  }
}

import Primitives
package import Sealing

/// A value in a settings file of this project's own, with its place: for modules that know no YAML.
///
/// Read as strictly as a Secret, in the subset of ``StrictYAML``: a field that nobody knows, stands twice or is of another
/// type is an error that names its line. Settings are no secrets, so that errors may quote names from them.
package struct Setting: Sendable {
  private let node: YAMLNode
  private let file: SettingsText
  /// What messages call it.
  private let label: String

  /// The one document of a file.
  ///
  /// - Parameters:
  ///   - bytes: UTF-8, with or without a byte order mark, lines ended in any way.
  ///   - path: for messages.
  /// - Throws: `format`.
  package init(parsing bytes: [UInt8], path: String) throws(SealError) {
    file = SettingsText(bytes, path: path)
    label = "\"\(path)\""
    do throws(Flaw) { node = try Self.root(of: bytes.span, path) } catch {
      throw error.located(in: bytes.span, path: path)
    }
  }

  private init(_ node: YAMLNode, _ file: SettingsText, _ label: String) {
    (self.node, self.file, self.label) = (node, file, label)
  }

  private static func root(of source: Span<UInt8>, _ path: String) throws(Flaw) -> YAMLNode {
    let documents = try DocumentRange.split(source).filter { !$0.isBlank }
    guard let document = documents.first else { throw Flaw(offset: 0, reason: "there is nothing in it") }
    if documents.count > 1 {
      throw Flaw(offset: documents[1].range.lowerBound, reason: "a second document, where only one belongs")
    }
    let text = document.text
    guard let root = try YAMLParser.parseUnresolved(source.extracting(text), at: text.lowerBound) else {
      throw Flaw(offset: 0, reason: "there is nothing in it")
    }
    do { try StrictYAML.check(root, in: source) } catch {
      guard error.offset < source.count, source[error.offset] == UInt8(ascii: "*") else { throw error }
      throw Flaw(
        offset: error.offset, reason: "a text that begins with \"*\" is an alias to YAML", hint: "put quotes around it")
    }
    return root
  }

  // MARK: Reading

  /// The line in which it begins, from 1.
  package var line: Int { file.position(of: node.offset).line }

  /// Whether it has fields of its own.
  package var isMapping: Bool { node.pairs != nil }

  /// Its fields by their names, which are all among `known`.
  ///
  /// - Throws: `format`, here and below, for what isn't of the type that is asked for.
  package func fields(_ known: [String]) throws(SealError) -> [String: Setting] {
    var fields: [String: Setting] = [:]
    for entry in try entries {
      guard known.contains(entry.name) else {
        throw entry.error(
          "unknown field \"\(entry.name.printable)\"", hint: "known are \(known.joined(separator: ", "))")
      }
      fields[entry.name] = entry.value
    }
    return fields
  }

  /// A name that the file's author chose, and what it stands for.
  package struct Entry: Sendable {
    package let name: String
    package let value: Setting
    private let key: Setting

    fileprivate init(_ name: String, _ value: Setting, _ key: Setting) {
      (self.name, self.value, self.key) = (name, value, key)
    }

    /// The line of the name.
    package var line: Int { key.line }

    /// An error that is about the name.
    package func error(_ reason: String, hint: String? = nil) -> SealError { key.error(reason, hint: hint) }
  }

  /// The entries of a mapping, in their order; none of the names stands twice.
  package var entries: [Entry] {
    get throws(SealError) {
      guard let pairs = node.pairs else { throw error("\(label) is no mapping") }
      return pairs.map { pair in
        // Keys that are no strings were refused as the file was read.
        let name = pair.key.string ?? ""
        return Entry(
          name, Setting(pair.value, file, "\"\(name.printable)\""), Setting(pair.key, file, "\"\(name.printable)\""))
      }
    }
  }

  package var items: [Setting] {
    get throws(SealError) {
      guard let items = node.items else { throw error("\(label) is no list") }
      return items.map { Setting($0, file, "an item of \(label)") }
    }
  }

  /// A text that isn't empty.
  package var text: String {
    get throws(SealError) {
      guard case .scalar = node.content, !node.isNull else { throw error("\(label) is no text") }
      guard let text = node.string else {
        throw error("\(label) is no text to every reader of YAML", hint: "put quotes around it")
      }
      guard !text.isEmpty else { throw error("\(label) is empty") }
      return text
    }
  }

  package var number: Int {
    get throws(SealError) {
      guard case .scalar(let text, .plain) = node.content, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let number = Int(text)
      else { throw error("\(label) is no number") }
      return number
    }
  }

  /// An error that is about this value, with its place.
  package func error(_ reason: String, hint: String? = nil, code: SealError.Code = .format) -> SealError {
    SealError(code, "\"\(file.path)\" \(file.position(of: node.offset)): \(reason)", hint: hint)
  }
}

/// A text whose places are asked for many times.
private struct SettingsText: Sendable {
  let path: String
  private let bytes: [UInt8]
  /// Where each line begins.
  private let starts: [Int]

  init(_ bytes: [UInt8], path: String) {
    self.path = path
    self.bytes = bytes
    starts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
  }

  func position(of offset: Int) -> TextPosition {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    let column = bytes[starts[low]..<min(offset, bytes.count)].count { $0 & 0xC0 != 0x80 }
    return TextPosition(line: low + 1, column: column + 1)
  }
}

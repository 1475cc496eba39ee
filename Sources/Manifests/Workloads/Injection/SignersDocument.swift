import Primitives
import Sealing

/// The ConfigMap with trusted signers that `seal inject --signers` puts at the end of a file, and takes out again.
struct SignersDocument: Equatable, Sendable {
  let signers: InjectionOptions.Signers
  /// That of the workloads that mount it.
  let namespace: String?
  /// The `allowed_signers` file, whose digest the pods pin.
  let list: [UInt8]

  /// What its annotation says, by which it is known to be ours; a file whose last line had no end got one before it.
  private static let mark = "signers"
  private static let markAfterOpenLine = "signers, after a line without an end"

  /// What comes behind the text of a file to have it there.
  ///
  /// - Throws: `policy` for a file that can't have another document.
  func appended(to file: [UInt8], path: String) throws(SealError) -> [UInt8] {
    let source = YAMLSource(file)
    guard file.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) != UInt8(ascii: "{") else {
      throw SealError(
        .policy, "\"\(path)\" is JSON, and can't have the ConfigMap of the signers after it",
        hint: "write it as YAML, or leave the signers in the Secret with the identity")
    }
    guard String(validating: list, as: UTF8.self) != nil else {
      throw SealError(.policy, "the list of trusted signers is not UTF-8")
    }
    let isOpen = source.breakLength(endingAt: file.count) == 0
    return file + (isOpen ? Array(source.lineEnd.utf8) : []) + lines(afterOpenLine: isOpen, lineEnd: source.lineEnd)
  }

  /// Its text.
  private func lines(afterOpenLine isOpen: Bool, lineEnd: String) -> [UInt8] {
    var metadata = YAMLValue.mapping([("name", .string(signers.configMap))])
    if let namespace { metadata["namespace"] = .string(namespace) }
    metadata["annotations"] = .mapping([
      (Workload.recordName, .string(isOpen ? Self.markAfterOpenLine : Self.mark))
    ])
    let document = YAMLValue.mapping([
      ("apiVersion", .string("v1")), ("kind", .string("ConfigMap")), ("metadata", metadata),
      ("immutable", .boolean(true)),
      ("data", .mapping([(InjectedNames.signersKey, .string(String(decoding: list, as: UTF8.self)))])),
    ])
    var style = YAMLStyle()
    style.lineEnd = lineEnd
    return Array(["---", YAMLRenderer(style: style).document(document), ""].joined(separator: lineEnd).utf8)
  }

  /// A file without those at its end.
  struct Removed {
    var file: [UInt8]
    var documents: [SignersDocument] = []
    /// What somebody has written below them.
    var tail: [UInt8] = []

    /// The file as it was before there were any.
    var whole: [UInt8] {
      let source = YAMLSource(file)
      let isOpen = !file.isEmpty && !tail.isEmpty && source.breakLength(endingAt: file.count) == 0
      return file + (isOpen ? Array(source.lineEnd.utf8) : []) + tail
    }
  }

  static func removed(from file: [UInt8]) throws(Flaw) -> Removed {
    var removed = Removed(file: file)
    while let last = try DocumentRange.split(removed.file.span).last, last.hasMarker,
      let value = try? YAMLPatch.value(of: removed.file.span.extracting(last.text)),
      let (document, isOpen) = read(value)
    {
      let text = removed.file[last.range]
      let lines = document.lines(afterOpenLine: isOpen, lineEnd: YAMLSource(removed.file).lineEnd)
      if text.starts(with: lines) { removed.tail = Array(text.dropFirst(lines.count)) + removed.tail }
      removed.file.removeSubrange(last.range)
      if isOpen { removed.file.removeLast(YAMLSource(removed.file).breakLength(endingAt: removed.file.count)) }
      removed.documents.insert(document, at: 0)
    }
    return removed
  }

  private static func read(_ value: YAMLValue) -> (SignersDocument, isOpen: Bool)? {
    let mark = value["metadata"]?["annotations"]?[Workload.recordName]?.text
    guard value["kind"]?.text == "ConfigMap", mark == Self.mark || mark == markAfterOpenLine,
      let text = value["data"]?[InjectedNames.signersKey]?.text
    else { return nil }
    let list = Array(text.utf8)
    let signers = InjectionOptions.Signers(of: list)
    return (
      SignersDocument(signers: signers, namespace: value["metadata"]?["namespace"]?.text, list: list),
      mark == markAfterOpenLine
    )
  }
}

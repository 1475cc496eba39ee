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
    guard file.first(where: { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }) != UInt8(ascii: "{") else {
      throw SealError(
        .policy, "\"\(path)\" is JSON, and can't have the ConfigMap of the signers after it",
        hint: "write it as YAML, or leave the signers in the Secret with the identity")
    }
    let isOpen = source.breakLength(endingAt: file.count) == 0
    guard let text = String(validating: list, as: UTF8.self) else {
      throw SealError(.policy, "the list of trusted signers is not UTF-8")
    }
    var metadata = YAMLValue.mapping([("name", .string(signers.configMap))])
    if let namespace { metadata["namespace"] = .string(namespace) }
    metadata["annotations"] = .mapping([
      (Workload.recordName, .string(isOpen ? Self.markAfterOpenLine : Self.mark))
    ])
    let document = YAMLValue.mapping([
      ("apiVersion", .string("v1")), ("kind", .string("ConfigMap")), ("metadata", metadata),
      ("immutable", .boolean(true)), ("data", .mapping([(InjectedNames.signersKey, .string(text))])),
    ])
    var style = YAMLStyle()
    style.lineEnd = source.lineEnd
    let lines = ["---", YAMLRenderer(style: style).document(document), ""].joined(separator: style.lineEnd)
    return file + Array(((isOpen ? style.lineEnd : "") + lines).utf8)
  }

  /// A file without those at its end, and what they say.
  static func removed(from file: [UInt8]) throws(Flaw) -> (file: [UInt8], documents: [SignersDocument]) {
    var (rest, found) = (file, [SignersDocument]())
    while let last = try DocumentRange.split(rest.span).last, last.hasMarker,
      let value = try? YAMLPatch.value(of: rest.span.extracting(last.text)), let (document, isOpen) = read(value)
    {
      rest.removeSubrange(last.range)
      if isOpen { rest.removeLast(YAMLSource(rest).breakLength(endingAt: rest.count)) }
      found.insert(document, at: 0)
    }
    return (rest, found)
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

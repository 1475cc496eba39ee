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
}

extension SignersDocument {
  /// One that stands in a file, wherever somebody has put it, whatever they made of it.
  struct Standing {
    let name: String
    let namespace: String?
    /// Nil where it carries none any more.
    let list: [UInt8]?
    private let range: DocumentRange
    private let value: YAMLValue
    private let isAfterOpenLine: Bool

    /// All of a file, in their order.
    static func all(in file: [UInt8]) throws(Flaw) -> [Standing] {
      // Most files have none, and needn't be read once more.
      guard file.firstRange(of: Array(Workload.recordName.utf8)) != nil else { return [] }
      return try DocumentRange.split(file.span).compactMap { Standing($0, in: file) }
    }

    private init?(_ range: DocumentRange, in file: [UInt8]) {
      guard let value = try? YAMLPatch.value(of: file.span.extracting(range.text)), value["kind"]?.text == "ConfigMap",
        let mark = value["metadata"]?["annotations"]?[Workload.recordName]?.text,
        [SignersDocument.mark, SignersDocument.markAfterOpenLine].contains(mark)
      else { return nil }
      (self.range, self.value) = (range, value)
      name = value["metadata"]?["name"]?.text ?? ""
      namespace = value["metadata"]?["namespace"]?.text
      list = value["data"]?[InjectedNames.signersKey]?.text.map { Array($0.utf8) }
      isAfterOpenLine = mark == SignersDocument.markAfterOpenLine
    }

    /// The file without it; what somebody has written below it stays.
    func removed(from file: [UInt8]) -> [UInt8] {
      let lines = list.map { list in
        SignersDocument(signers: InjectionOptions.Signers(of: list), namespace: namespace, list: list)
          .lines(afterOpenLine: isAfterOpenLine, lineEnd: YAMLSource(file).lineEnd)
      }
      let text = file[range.range]
      let rest = lines.flatMap { text.starts(with: $0) ? text.dropFirst($0.count) : nil } ?? []
      var before = Array(file[..<range.range.lowerBound])
      let after = rest + file[range.range.upperBound...]
      if isAfterOpenLine, after.isEmpty {
        before.removeLast(YAMLSource(before).breakLength(endingAt: before.count))
      }
      return before + after
    }

    /// The file with another list in its place; all else that somebody wrote there stays.
    func replaced(by document: SignersDocument, in file: [UInt8]) throws(Flaw) -> [UInt8] {
      var value = value
      value[YAMLPath() / "metadata" / "name"] = .string(document.signers.configMap)
      if value["data"]?.pairs == nil { value["data"] = .mapping([]) }
      value[YAMLPath() / "data" / InjectedNames.signersKey] = .string(String(decoding: document.list, as: UTF8.self))
      let text = try YAMLPatch.edit(
        file.span.extracting(range.text), at: range.text.lowerBound, [(path: [], wanted: value)])
      return file[..<range.text.lowerBound] + text.bytes + file[range.text.upperBound...]
    }
  }
}

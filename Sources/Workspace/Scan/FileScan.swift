import Manifests
import Primitives
import Sealing

/// What one file holds that has no place in git.
package struct FileScan {
  package private(set) var findings: [Finding] = []

  private let path: String
  private let commit: String?

  /// Reads a file, whatever it is.
  ///
  /// - Parameters:
  ///   - path: as findings name it. By it, manifests are told from other texts.
  ///   - commit: the one that brought it, where it comes from git's history.
  package init(of bytes: [UInt8], path: String, commit: String? = nil) {
    (self.path, self.commit) = (path, commit)
    guard !Self.isBinary(bytes) else { return }
    let bytes = Self.isUTF16(bytes) ? Self.decoded(bytes) : bytes
    let sort = FileSort(of: path)
    var found: [Found] = []
    if sort == .manifest || sort == .chartValues, Self.mayHoldValues(bytes.span) {
      for value in PlainValues(in: bytes.span).values {
        if let rule = Self.rule(for: value, sort) { found.append(Found(value, rule)) }
        found += Self.hidden(in: value)
      }
    } else if sort == .environment {
      found += CredentialLines(in: bytes.span).lines.map { line in
        Found(
          .envFile, line.offset, line.name.utf8.count, subject: line.name,
          text: "this file gives \"\(line.name)\" a value in the clear", value: line.fingerprint)
      }
    }
    found += TextMatches.find(in: bytes.span, isManifest: sort != .other).map(Found.init)
    if !found.isEmpty { add(found, bytes.span) }
  }

  // MARK: What is looked at

  /// What git takes for binary.
  private static func isBinary(_ bytes: [UInt8]) -> Bool {
    bytes.prefix(8000).contains(0) && !isUTF16(bytes)
  }

  /// What PowerShell's `>` writes.
  private static func isUTF16(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
  }

  private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
    let isLittle = bytes[0] == 0xFF
    let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index in
      let (a, b) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      return isLittle ? b << 8 | a : a << 8 | b
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  /// Whether a parser has to see it: most files of a repository name nothing that a value could belong to.
  private static func mayHoldValues(_ bytes: Span<UInt8>) -> Bool {
    var isFound = false
    words.forEach(in: bytes) { _, _ in isFound = true }
    return isFound
  }

  private static let words = TextNeedles([
    "Secret", "secret", "SECRET", "stringData", "env", "ConfigMap", "value", "args", "command", "assw", "ASSW", "oken",
    "TOKEN", "Key", "key", "KEY", "literals", "pass", "cred",
  ])

  // MARK: What is found

  /// A finding before its line is known.
  private struct Found {
    let rule: ScanRule
    let offset: Int
    let width: Int
    let subject: String
    let text: String
    let fingerprint: Int

    init(_ rule: ScanRule, _ offset: Int, _ width: Int, subject: String, text: String, value: Int) {
      (self.rule, self.offset, self.width, self.subject, self.text) = (rule, offset, width, subject, text)
      fingerprint = value
    }

    init(_ value: PlainValue, _ rule: ScanRule) {
      let verb: String
      switch value.place {
      case .secret, .secretGenerator: verb = "holds"
      case .environment, .argument: verb = "gives"
      case .configMap, .setting: verb = "has"
      }
      let object = value.object.isEmpty ? "this file" : value.object
      let what = rule == .environmentEntropy || rule == .configEntropy ? "a random value" : "a value"
      self.init(
        rule, value.offset, value.key.unicodeScalars.count, subject: "\(object): \(value.key)",
        text: "\(object) \(verb) \"\(value.key)\" \(what) in the clear", value: value.text.hashValue)
    }

    init(_ match: TextMatch) {
      self.init(
        match.rule, match.marker.lowerBound, match.marker.count, subject: match.subject, text: match.text,
        value: match.fingerprint)
    }
  }

  private static func rule(for value: PlainValue, _ sort: FileSort) -> ScanRule? {
    let (name, text) = (value.key, value.text)
    switch value.place {
    case .secret(let isBase64):
      return SecretText.isPlain(text, isBase64: isBase64) ? .secretManifest : nil
    case .secretGenerator: return HarmlessText.isPlaceholder(text) ? nil : .secretGenerator
    case .environment:
      if isCredential(text, of: name) { return .environmentCredential }
      return isRandom(text, of: name) ? .environmentEntropy : nil
    case .argument: return isCredential(text, of: name) ? .argumentCredential : nil
    case .configMap:
      if name.hasSuffix(".sealed") { return nil }
      if isCredential(text, of: name) { return .configCredential }
      return isRandom(text, of: name) ? .configEntropy : nil
    case .setting(let isChartValue):
      guard isChartValue || sort == .chartValues else { return nil }
      return CredentialName.isLike(name) && CredentialLines.isLiteral(text, of: name) ? .helmValue : nil
    }
  }

  private static func isCredential(_ text: String, of name: String) -> Bool {
    guard CredentialName.isLike(name), !text.trimmed.contains("\n"), !HarmlessText.isPlaceholder(text),
      !HarmlessText.isReference(text)
    else { return false }
    return !(CredentialName.mayNameObject(name) && HarmlessText.isObjectName(text))
  }

  private static func isRandom(_ text: String, of name: String) -> Bool {
    !CredentialName.isPublic(name) && (RandomText.isRandom(text) || RandomText.isWebToken(text))
  }

  /// What stands inside a value: settings in a ConfigMap's text, and in a Secret what its base64 hides.
  private static func hidden(in value: PlainValue) -> [Found] {
    switch value.place {
    case .secret(isBase64: true):
      guard let bytes = SecretText.decoded(value.text) else { return [] }
      return TextMatches.find(in: bytes.span, isManifest: true).filter { $0.rule != .urlPassword }.prefix(1).map {
        Found(
          $0.rule, value.offset, value.key.unicodeScalars.count, subject: $0.subject,
          text: "\(value.object) holds \($0.text) as \"\(value.key)\", in base64", value: $0.fingerprint)
      }
    case .configMap: return lines(in: value, .configCredential)
    case .setting(isChartValue: true): return lines(in: value, .helmValue)
    default: return []
    }
  }

  private static func lines(in value: PlainValue, _ rule: ScanRule) -> [Found] {
    guard value.text.contains("\n") || value.text.hasPrefix("{") else { return [] }
    return CredentialLines(in: value.text.utf8Span.span).lines.map { line in
      Found(
        rule, value.offset, value.key.unicodeScalars.count, subject: "\(value.object): \(value.key): \(line.name)",
        text: "\(value.object) gives \"\(line.name)\" a value in the clear, in \"\(value.key)\"",
        value: line.fingerprint)
    }
  }

  // MARK: Where it is found

  private mutating func add(_ found: [Found], _ bytes: Span<UInt8>) {
    let lines = LineStarts(of: bytes)
    let comments = AllowComments(in: bytes, lines)
    var named: Set<Int> = []
    var seen: Set<Key> = []
    var counts: [String: Int] = [:]
    for found in found {
      let line = lines.line(of: found.offset)
      if found.rule != .urlPassword {
        named.insert(line)
      } else if named.contains(line) {
        // The value of what is reported already.
        continue
      }
      guard seen.insert(Key(rule: found.rule, line: line, subject: found.subject)).inserted else { continue }
      let count = counts[found.rule.id + found.subject, default: 0] + 1
      counts[found.rule.id + found.subject] = count
      findings.append(
        Finding(
          rule: found.rule, path: path, line: line, column: lines.column(of: found.offset, in: bytes),
          width: found.width, subject: count == 1 ? found.subject : "\(found.subject) (\(count))", text: found.text,
          commit: commit, state: comments.allows(found.rule, inLine: line) ? .allowed : .new,
          fingerprint: found.fingerprint))
    }
    findings.sort { ($0.line, $0.column, $0.rule.id) < ($1.line, $1.column, $1.rule.id) }
  }

  private struct Key: Hashable {
    let rule: ScanRule
    let line: Int
    let subject: String
  }
}

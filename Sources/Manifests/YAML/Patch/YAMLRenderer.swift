/// Writes trees as YAML or JSON, in the style of the document that they are for.
struct YAMLRenderer: Sendable {
  var style: YAMLStyle

  // MARK: block

  /// A pair of a block mapping at `column`: its first line without its indentation, its last without its end.
  ///
  /// - Parameter key: as it is to be written.
  func pair(_ key: String, _ value: YAMLValue, column: Int) -> String {
    switch value {
    case .scalar: return key + ": " + scalar(value, column: column)
    case .sequence(let items) where items.isEmpty: return key + ": []"
    case .mapping(let pairs) where pairs.isEmpty: return key + ": {}"
    case .sequence(let items):
      let inner = column + style.dashOffset
      return ([key + ":"] + items.map { margin(inner) + item($0, column: inner) }).joined(separator: style.lineEnd)
    case .mapping(let pairs):
      let inner = column + style.step
      return ([key + ":"] + pairs.map { margin(inner) + pair(YAMLText.scalar($0.key), $0.value, column: inner) })
        .joined(separator: style.lineEnd)
    }
  }

  /// An item of a block sequence whose dashes stand at `column`.
  func item(_ value: YAMLValue, column: Int) -> String {
    let inner = column + style.dashWidth
    let dash = "-" + margin(style.dashWidth - 1)
    switch value {
    case .scalar: return "- " + scalar(value, column: column)
    case .sequence(let items) where items.isEmpty: return "- []"
    case .mapping(let pairs) where pairs.isEmpty: return "- {}"
    case .sequence(let items):
      return dash + items.map { item($0, column: inner) }.joined(separator: style.lineEnd + margin(inner))
    case .mapping(let pairs):
      return dash
        + pairs.map { pair(YAMLText.scalar($0.key), $0.value, column: inner) }
        .joined(separator: style.lineEnd + margin(inner))
    }
  }

  /// The pairs of a root.
  func document(_ value: YAMLValue) -> String {
    guard !style.isJSON, let pairs = value.pairs, !pairs.isEmpty else { return flow(value) }
    return pairs.map { pair(YAMLText.scalar($0.key), $0.value, column: 0) }.joined(separator: style.lineEnd)
  }

  func margin(_ column: Int) -> String { String(repeating: " ", count: column) }

  /// - Parameter column: of the collection around it.
  private func scalar(_ value: YAMLValue, column: Int) -> String {
    guard style.hasLiterals, case .scalar(let text, isPlain: false) = value, Self.isLiteral(text) else {
      return inline(value, .blockValue)
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let hasEnd = text.utf8.last == 0x0A
    // The last line of a text may be its last one.
    guard style.hasLastLineEnd || !hasEnd else { return inline(value, .blockValue) }
    return
      (["|" + (hasEnd ? "" : "-")]
      + (hasEnd ? lines.dropLast() : lines).map { $0.isEmpty ? "" : margin(column + style.step) + $0 })
      .joined(separator: style.lineEnd)
  }

  /// Whether a text of several lines can stand as a literal block and needs no indicator.
  private static func isLiteral(_ text: String) -> Bool {
    guard text.utf8.contains(0x0A), !text.hasSuffix("\n\n"), let first = text.utf8.first, first != 0x0A, first != 0x20
    else { return false }
    var previous: Unicode.Scalar = "\n"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n", "\u{20}"..."\u{7E}", "\u{A0}"..."\u{2027}", "\u{202A}"..."\u{D7FF}", "\u{E000}"..."\u{FEFE}",
        "\u{FF00}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
        break
      default: return false
      }
      // A line of blanks may be taken for an empty one.
      if scalar == "\n", previous == " " { return false }
      previous = scalar
    }
    return previous != " "
  }

  // MARK: flow

  /// A scalar on one line.
  func inline(_ value: YAMLValue, _ place: YAMLText.Place = .anywhere) -> String {
    guard case .scalar(let text, let isPlain) = value else { return flow(value) }
    if isPlain, PlainScalar.isNull(text) { return text.isEmpty || style.isJSON ? "null" : text }
    if isPlain, PlainScalar.isAmbiguous(text) { return text }
    return style.isJSON ? YAMLText.doubleQuoted(text) : YAMLText.scalar(text, place)
  }

  func key(_ text: String) -> String { style.isJSON ? YAMLText.doubleQuoted(text) : YAMLText.scalar(text) }

  /// A value on one line, or, where `column` is given, on several: the lines inside it are `step` deeper than that.
  func flow(_ value: YAMLValue, column: Int? = nil) -> String {
    switch value {
    case .scalar: return inline(value)
    case .sequence(let items):
      return enclosed("[", items.map { flow($0, column: column.map { $0 + style.step }) }, "]", column)
    case .mapping(let pairs):
      return enclosed(
        "{", pairs.map { flowPair(key($0.key), $0.value, column: column.map { $0 + style.step }) }, "}", column)
    }
  }

  /// A pair of a flow mapping; `column` is that of the line it stands on.
  func flowPair(_ key: String, _ value: YAMLValue, column: Int?) -> String {
    // YAML takes `a:1` for one scalar.
    key + (style.isTight && key.utf8.last == UInt8(ascii: "\"") ? ":" : ": ") + flow(value, column: column)
  }

  private func enclosed(_ opening: String, _ parts: [String], _ closing: String, _ column: Int?) -> String {
    guard let column, !parts.isEmpty else {
      return opening + parts.joined(separator: style.isTight ? "," : ", ") + closing
    }
    let lineEnd = style.lineEnd + margin(column + style.step)
    return opening + lineEnd + parts.joined(separator: "," + lineEnd) + style.lineEnd + margin(column) + closing
  }
}

import Primitives

/// Finds the values of a Secret in texts that would go to git in the clear.
///
/// Tools keep copies of an object in its own annotations, as YAML or JSON, some as JSON within JSON. There values stand
/// escaped, quoted, indented, wrapped or in base64, by themselves or with the text around them. So a text is looked at as it is and with its escapes resolved, a few
/// times over; each time also without quotes, backslashes and white space. A text too many is left out with a warning; one
/// too few is a leak.
struct PlaintextTraces {
  /// What to look for.
  private struct Trace {
    let value: SharedSecret
    /// Without quotes, backslashes and white space.
    let bare: SharedSecret
    /// What base64 makes of it in the middle of a text, for the three places in a group of three bytes where it may begin.
    let base64: [SharedSecret]
  }

  /// Values shorter than this stand in harmless texts by chance: the label `tier: web` tells nobody of a password "web".
  private static let shortest = 4
  /// How often escapes are resolved.
  private static let depth = 3

  private let traces: [Trace]

  init(of values: [SharedSecret]) {
    traces = values.filter { $0.bytes.count >= Self.shortest }.map { value in
      value.bytes.withBytes { bytes in
        Trace(
          value: value, bare: SharedSecret(Self.bare(bytes)),
          base64: (0..<3).map { SharedSecret(Self.base64(bytes, after: $0)) })
      }
    }
  }

  func areFound(in text: String) -> Bool {
    var text = Array(text.utf8)
    for _ in 0...Self.depth {
      let bare = Self.bare(text.span)
      let isFound = traces.contains { trace in
        Self.find(trace.value, in: text.span)
          || bare.withBytes { bare in
            Self.find(trace.bare, in: bare) || trace.base64.contains { Self.find($0, in: bare) }
          }
      }
      if isFound { return true }
      guard text.contains(UInt8(ascii: "\\")) else { return false }
      text = EscapedText.resolved(text)
    }
    return false
  }

  private static func find(_ part: SharedSecret, in text: Span<UInt8>) -> Bool {
    part.bytes.withBytes { part in
      guard part.count >= shortest, text.count >= part.count else { return false }
      for start in 0...(text.count - part.count) {
        var length = 0
        while length < part.count, text[start + length] == part[length] { length += 1 }
        if length == part.count { return true }
      }
      return false
    }
  }

  /// The digits that stand for bits of these bytes alone where `before` other bytes of their group precede them.
  private static func base64(_ bytes: Span<UInt8>, after before: Int) -> SecretBytes {
    let text = SecretBytes(count: before + bytes.count) { (text: inout MutableSpan<UInt8>) in
      for index in bytes.indices { text[before + index] = bytes[index] }
    }
    let digits = text.withBytes { Base64.encodeSecret($0, padding: .none) }
    let own = (before * 8 + 5) / 6..<(before + bytes.count) * 8 / 6
    return digits.withBytes { SecretBytes(copying: $0.extracting(own)) }
  }

  private static func bare(_ bytes: Span<UInt8>) -> SecretBytes {
    let count = bytes.indices.reduce(0) { isDressing(bytes[$1]) ? $0 : $0 + 1 }
    return SecretBytes(count: count) { (bare: inout MutableSpan<UInt8>) in
      var next = 0
      for index in bytes.indices where !isDressing(bytes[index]) {
        bare[next] = bytes[index]
        next += 1
      }
    }
  }

  private static func isDressing(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0A, 0x0D, 0x20, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"): true
    default: false
    }
  }
}

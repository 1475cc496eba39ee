import Delivery
import Primitives
import Sealing
import Workspace

/// The values of a change, for whoever asked to see them.
///
/// Each line of a value stands on a line of its own; an LF at its end shows as an empty one. What isn't text, or would
/// move a terminal's cursor, is shown as base64.
enum ValueBlock {
  static func text(of change: ReviewedChange, _ old: OpenedValues?, _ new: OpenedValues?) -> SecretBytes {
    EnvText.build { text in
      for key in change.keys where key.isSame != true {
        text.append("    \(key.key):\n")
        if key.change != .added { append(key.key, of: old, "-", to: &text) }
        if key.change != .removed { append(key.key, of: new, "+", to: &text) }
      }
    }
  }

  private static func append(_ key: String, of values: OpenedValues?, _ sign: String, to text: inout EnvText) {
    guard let values else {
      text.append("      \(sign) (not opened: no trusted signer vouches for it)\n")
      return
    }
    var copy: SharedSecret?
    values.withValue(key) { copy = SharedSecret(SecretBytes(copying: $0)) }
    guard let copy else { return }
    copy.bytes.withBytes { value in
      guard isText(value) else {
        text.append("      \(sign) (base64) ")
        Base64.encodeSecret(value, padding: .required).withBytes { text.append($0) }
        text.append("\n")
        return
      }
      var start = 0
      for index in 0...value.count where index == value.count || value[index] == 0x0A {
        text.append("      \(sign) | ")
        text.append(value.extracting(start..<index))
        text.append("\n")
        start = index + 1
      }
    }
  }

  private static func isText(_ value: Span<UInt8>) -> Bool {
    guard let text = try? UTF8Span(validating: value) else { return false }
    var scalars = text.makeUnicodeScalarIterator()
    while let scalar = scalars.next() {
      guard scalar == "\t" || scalar == "\n" || !scalar.isControl else { return false }
    }
    return true
  }
}

package import Primitives

/// Text with secrets in it, written once to learn its length and once into guarded memory of exactly that size: growing
/// would leave copies behind.
package struct EnvText: ~Copyable {
  private var bytes: SecretBytes
  private var count = 0
  private let isMeasuring: Bool

  private init(bytes: consuming SecretBytes, isMeasuring: Bool) {
    self.bytes = bytes
    self.isMeasuring = isMeasuring
  }

  /// - Parameter write: is called twice and must write the same both times.
  package static func build(_ write: (inout EnvText) -> Void) -> SecretBytes {
    var text = EnvText(bytes: SecretBytes(zeros: measure(write)), isMeasuring: false)
    write(&text)
    return (consume text).bytes
  }

  /// How many bytes `write` writes.
  static func measure(_ write: (inout EnvText) -> Void) -> Int {
    var text = EnvText(bytes: SecretBytes(zeros: 0), isMeasuring: true)
    write(&text)
    return text.count
  }

  package mutating func append(_ text: String) {
    append(text.utf8Span.span)
  }

  package mutating func append(_ piece: Span<UInt8>) {
    if !isMeasuring {
      bytes.withMutableBytes { bytes in for index in piece.indices { bytes[count + index] = piece[index] } }
    }
    count += piece.count
  }

  /// - Parameter escape: what to write in the place of a byte; nil for the byte itself.
  package mutating func append(_ piece: Span<UInt8>, escaping escape: (UInt8) -> String?) {
    var start = 0
    for index in piece.indices {
      guard let text = escape(piece[index]) else { continue }
      append(piece.extracting(start..<index))
      append(text)
      start = index + 1
    }
    append(piece.extracting(start...))
  }
}

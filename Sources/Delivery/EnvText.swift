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
    var measure = EnvText(bytes: SecretBytes(zeros: 0), isMeasuring: true)
    write(&measure)
    var text = EnvText(bytes: SecretBytes(zeros: measure.count), isMeasuring: false)
    write(&text)
    return (consume text).bytes
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
}

import Foundation
import Primitives
import Testing

@Suite struct Base64Tests {
  @Test func `both halves agree with Foundation, padded or not`() {
    for count in 0...130 {
      let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max) }
      let padded = Data(bytes).base64EncodedString()
      let bare = padded.replacing("=", with: "")
      for (padding, text) in [(Base64.Padding.required, padded), (.none, bare)] {
        let digits = Array(text.utf8)
        #expect(encode(bytes, padding) == digits)
        #expect(Base64.encodedCount(count, padding: padding) == digits.count)
        #expect(decode(digits, padding) == bytes)
        #expect(encodeSecret(bytes, padding) == digits)
        #expect(decodeSecret(digits, padding) == bytes)
      }
    }
  }

  @Test(arguments: [
    "A", "AAAAA", "AB", "AAB", "AA==", "AAA=", "AA=", "=", "====", "AA-A", "AA_A", "AA A", " AAAA", "AAAA ", "AAAA\n",
    "A\nAAA",
    "AAAA=", "AAAA====", "AAé", "AAA\u{0}",
  ])
  func `what is not canonical without padding is refused (row 27)`(text: String) {
    #expect(decode(Array(text.utf8), .none) == nil)
    #expect(decodeSecret(Array(text.utf8), .none) == nil)
  }

  @Test(arguments: [
    "A", "AA", "AAA", "AA=", "AB==", "AAB=", "AA=A", "A===", "=", "==", "====", "AA==AAAA", "AAAA====", "AA==\n",
    "AA= =",
    "A-==", "AAAAA===",
  ])
  func `what is not canonical with padding is refused (rows 27, 34)`(text: String) {
    #expect(decode(Array(text.utf8), .required) == nil)
    #expect(decodeSecret(Array(text.utf8), .required) == nil)
  }

  @Test func `each of the 256 characters is a digit for both halves or for neither`() {
    for character in UInt8.min ... .max {
      let text = [0x41, character, 0x41, 0x41]
      let isDigit = decode(text, .none) != nil
      #expect(isDigit == (decodeSecret(text, .none)?.count == 3))
    }
  }

  private func encode(_ bytes: [UInt8], _ padding: Base64.Padding) -> [UInt8] {
    Base64.encode(bytes.span, padding: padding)
  }

  private func decode(_ text: [UInt8], _ padding: Base64.Padding) -> [UInt8]? {
    Base64.decode(text.span, padding: padding)
  }

  private func encodeSecret(_ bytes: [UInt8], _ padding: Base64.Padding) -> [UInt8]? {
    reveal(Base64.encodeSecret(bytes.span, padding: padding))
  }

  private func decodeSecret(_ text: [UInt8], _ padding: Base64.Padding) -> [UInt8]? {
    reveal(Base64.decodeSecret(text.span, padding: padding))
  }
}

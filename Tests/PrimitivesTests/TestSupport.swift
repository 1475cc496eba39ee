import Primitives

// `#expect` takes neither spans nor what can't be copied: these take and give arrays.

/// What a secret holds, for a test to look at.
func reveal(_ secret: consuming SecretBytes?) -> [UInt8]? {
  guard let secret else { return nil }
  return secret.withBytes { bytes in bytes.indices.map { bytes[$0] } }
}

func sha256(_ bytes: [UInt8]) -> String { hex(SHA256.hash(bytes.span)) }

func isValid(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool {
  Ed25519.isValid(signature: signature.span, of: message.span, by: publicKey.span)
}

func sharedSecret(_ scalar: borrowing SecretBytes, _ point: [UInt8]) -> [UInt8]? {
  reveal(X25519.sharedSecret(scalar, point.span))
}

func hex(_ text: some StringProtocol) -> [UInt8] {
  let digits = text.utf8.map { UInt8(String(UnicodeScalar($0)), radix: 16)! }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

func hex(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

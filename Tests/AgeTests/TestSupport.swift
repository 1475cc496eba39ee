import Foundation
import Primitives
import Testing

@testable import Age

func hex(_ text: some StringProtocol) -> [UInt8] {
  let digits = text.utf8.map { UInt8(String(UnicodeScalar($0)), radix: 16)! }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

func hex(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

extension SecretBytes {
  /// A copy that a test may look at.
  borrowing func revealed() -> [UInt8] {
    withBytes { bytes in bytes.indices.map { bytes[$0] } }
  }
}

/// The code with which `body` refuses, or nil where it doesn't.
func refusal<R: ~Copyable>(_ body: () throws(AgeError) -> R) -> AgeError? {
  do throws(AgeError) {
    _ = try body()
    return nil
  } catch {
    return error
  }
}

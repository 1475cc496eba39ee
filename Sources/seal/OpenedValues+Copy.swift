import Primitives
import Sealing

extension OpenedValues {
  /// A value by itself.
  func copy(at index: Int) -> SharedSecret {
    SharedSecret(withValue(at: index) { SecretBytes(copying: $0) })
  }
}

/// What a format says of one value. The words complete "its value", or stand for themselves; they never quote it.
package enum EnvVerdict: Equatable, Sendable {
  case fits
  /// It is written, and the reader does something with it that nobody expects.
  case warns(String)
  case refuses(String)

  /// What several readers say of bytes that are no text.
  static let notText = EnvVerdict.refuses("the value is not UTF-8")
  /// Linux passes no longer variable on to a program (MAX_ARG_STRLEN, with the NUL that ends it).
  static let tooLongToPassOn = EnvVerdict.refuses("the variable is longer than the 128 KiB that Linux passes on")

  static func canPassOn(_ key: String, _ value: Span<UInt8>) -> Bool {
    key.utf8.count + 1 + value.count < 131_072
  }
}

/// What several readers say of names. All of them are letters, digits, dots, underscores and hyphens.
enum EnvKeys {
  /// Letters, digits and underscores, no digit first: what POSIX calls a name.
  static func isIdentifier(_ key: String) -> Bool {
    key.utf8.first.map { !isDigit($0) } == true && !key.utf8.contains { isDot($0) || isHyphen($0) }
  }

  static func beginsWithDigit(_ key: String) -> Bool { key.utf8.first.map(isDigit) == true }

  static func hasHyphen(_ key: String) -> Bool { key.utf8.contains(where: isHyphen) }

  /// Older readers of dotenv's family take `export` off the front of a key, whether or not a blank follows.
  static func beginsWithExport(_ key: String) -> Bool { key.hasPrefix("export") }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isDot(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ".") }
  private static func isHyphen(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") }
}

/// Tells texts that stand where a credential could stand, and are none.
enum HarmlessText {
  /// What says of itself that something is to be put in its place: `${PASSWORD}`, `<password>`, `changeme`, what another
  /// tool has encrypted or will fetch.
  ///
  /// `changeme` is a password of some systems. It is no secret, and to seal it would make it none.
  static func isPlaceholder(_ text: String) -> Bool {
    let text = text.trimmed
    guard let first = text.utf8.first, let last = text.utf8.last else { return true }
    if text.utf8.allSatisfy({ $0 == first || $0 == UInt8(ascii: "-") }) { return true }
    if text.utf8.count <= 4096 {
      if brackets.contains(where: { text.firstRange(of: $0) != nil }) { return true }
    } else if text.hasPrefix("{{") {
      return true
    }
    if references.contains(where: text.hasPrefix) { return true }
    switch (first, last) {
    case (UInt8(ascii: "<"), UInt8(ascii: ">")), (UInt8(ascii: "%"), UInt8(ascii: "%")),
      (UInt8(ascii: "@"), UInt8(ascii: "@")):
      return true
    case (UInt8(ascii: "$"), _) where text.utf8.dropFirst().allSatisfy(isNameByte): return true
    case (UInt8(ascii: "_"), UInt8(ascii: "_")) where text.hasPrefix("__") && text.hasSuffix("__"): return true
    default: break
    }
    // YOUR_PASSWORD_HERE
    if text.utf8.count >= 2, text.utf8.allSatisfy({ (0x41...0x5A).contains($0) || $0 == 0x5F || $0 == 0x2D }) {
      return true
    }
    guard text.utf8.count <= 80 else { return false }
    let bare = text.lowercased().filter { $0.isLetter || $0.isNumber }
    return nothings.contains(bare) || bare.hasPrefix("your") || bare.hasPrefix("xxx") || bare.hasPrefix("example")
      || bare.hasSuffix("example") || placeholders.contains { bare.firstRange(of: $0) != nil }
  }

  /// A place where something is: a path, a URL without a password, the name of an object of another system; a switch, a
  /// time or a small number.
  static func isReference(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = bytes.first else { return true }
    if text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("../") || text.hasPrefix("~/") {
      return bytes.allSatisfy(isPathByte) && !RandomText.isRandom(text)
    }
    if let scheme = text.firstRange(of: "://"), text[..<scheme.lowerBound].utf8.allSatisfy(isSchemeByte) { return true }
    if text.hasPrefix("arn:") { return true }
    guard (0x30...0x39).contains(first) else { return false }
    // 15m, 3600s, 512Mi; 1h30m
    let units = bytes.drop { (0x30...0x39).contains($0) || $0 == 0x2E }
    if units.isEmpty { return bytes.count < 4 }
    return bytes.count <= 8 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || "smhdwyKMGTi.".utf8.contains($0) }
  }

  /// What names of Kubernetes objects and of keys in them look like that hold credentials: `regcred`, `db-credentials`,
  /// `credentials.json`.
  static func isObjectName(_ text: String) -> Bool {
    guard text.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E })
    else { return false }
    let last = text.split { $0 == "-" || $0 == "." }.last.map(String.init) ?? ""
    return text == "regcred" || (text.contains("-") || text.contains(".")) && objectEnds.contains(last)
  }

  private static let objectEnds: Set<String> = [
    "secret", "secrets", "creds", "credentials", "credential", "token", "tls", "cert", "certs", "certificate", "key",
    "keys", "auth", "config", "env", "account", "password", "passwords", "pull", "registry", "regcred",
    "json", "yaml", "yml", "pem", "crt", "txt", "conf", "jks", "p12",
  ]
  private static let brackets = ["${", "$(", "{{", "<%", "{%", "#{", "%(", "$[[", "[["]
  private static let references = [
    "ENC[", "vault:", "ref+", "op://", "secretref:", "keyvault:", "ssm:", "gcpsm:", "awssm:", "projects/", "secret://",
    "pkcs11:", "<path:",
  ]
  private static let nothings: Set<String> = [
    "none", "null", "nil", "undefined", "true", "false", "yes", "no", "on", "off", "enabled", "disabled", "default",
    "auto", "unset", "empty", "required", "optional", "string", "dummy", "fake", "ignored", "unused", "todo", "tbd",
    "na", "test", "foo", "bar", "foobar", "hello",
  ]
  private static let placeholders = [
    "changeme", "changeit", "changethis", "replaceme", "replacethis", "replacewith", "placeholder", "redacted", "fixme",
    "setme", "fillme", "insertyour", "enteryour", "notarealsecret", "notasecret", "tobereplaced", "tobesetby", "dummy",
    "plschange", "pleasechange",
  ]

  private static func isNameByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
  }

  private static func isPathByte(_ byte: UInt8) -> Bool {
    isNameByte(byte) || [0x2D, 0x2E, 0x2F, 0x7E, 0x2B, 0x40, 0x3A].contains(byte)
  }

  private static func isSchemeByte(_ byte: UInt8) -> Bool {
    isNameByte(byte) || byte == 0x2B || byte == 0x2D || byte == 0x2E
  }
}

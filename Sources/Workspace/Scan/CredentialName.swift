/// Tells by a name whether what it stands for is a credential: `DB_PASSWORD` is one, `PASSWORD_FILE` says where one is.
enum CredentialName {
  /// - Parameter name: of a variable, a key or a flag, in any spelling: `DB_PASSWORD`, `dbPassword`, `db-password`.
  static func isLike(_ name: String) -> Bool {
    // What stands before a slash is a domain: secret.reloader.example.com/reload.
    let words = words(of: name.unicodeScalars.split(separator: "/").last.map { String($0) } ?? "")
    guard let last = words.last, !harmlessLasts.contains(last), !words.contains(where: harmlessWords.contains),
      words.count == 1 || !harmlessFirsts.contains(words[0])
    else { return false }
    if last == "key" || last == "keys" {
      return words.count > 1 && keyKinds.contains(words[words.count - 2])
    }
    return words.contains { word in credentials.contains(word) || compounds.contains { word.hasSuffix($0) } }
  }

  /// Whether the name says that its value may be known to everybody, however random it looks.
  static func isPublic(_ name: String) -> Bool {
    words(of: name).contains { harmlessWords.contains($0) || publicWords.contains($0) }
  }

  /// Whether it may as well be that of a Secret, or of a key in one: `TLS_SECRET`, `secretKey`.
  static func mayNameObject(_ name: String) -> Bool {
    words(of: name).last.map { mayBeObjects.contains($0) } ?? false
  }

  private static let mayBeObjects: Set<String> = [
    "secret", "secrets", "credentials", "creds", "credential", "token", "key", "keys",
  ]
  private static let credentials: Set<String> = [
    "password", "passwd", "passphrase", "pass", "pwd", "pw", "secret", "secrets", "token", "apikey", "credential",
    "credentials", "creds", "psk",
  ]
  /// Ends of words that were written in one.
  private static let compounds = [
    "password", "passwd", "passphrase", "secret", "token", "apikey", "secretkey", "accesskey", "privatekey",
  ]
  /// What makes a key one that others must not have.
  private static let keyKinds: Set<String> = [
    "api", "access", "secret", "private", "encryption", "signing", "signature", "master", "account", "auth", "session",
    "shared", "storage", "hmac", "jwt", "cipher", "crypto", "deploy", "admin", "app", "root", "write", "webhook",
  ]
  private static let harmlessLasts: Set<String> = [
    "url", "urls", "uri", "endpoint", "host", "hosts", "hostname", "port", "file", "files", "filename", "path", "paths",
    "dir", "directory", "folder", "name", "names", "ref", "refs", "reference", "id", "ids", "ttl", "expiry",
    "expiration", "expires", "lifetime", "duration", "timeout", "age", "interval", "period", "length", "len", "size",
    "bytes", "count", "min", "max", "limit", "enabled", "enable", "disabled", "disable", "type", "types", "kind", "alg",
    "algorithm", "policy", "mode", "method", "scheme", "format", "encoding", "version", "prefix", "suffix", "header",
    "headers", "field", "param", "parameter", "namespace", "mount", "volume", "store", "provider", "issuer", "audience",
    "claim", "scope", "scopes", "user", "username", "email", "role", "label", "labels", "annotations", "selector",
    "address", "server", "service", "class", "regex", "pattern", "strength", "complexity", "rotation", "location",
    "source", "env", "var", "variable", "template", "manager", "backend", "engine", "cache", "driver", "bucket",
    "region", "status", "state", "message", "description", "validation", "cookie", "separator", "required", "seconds",
    "minutes", "hours", "title", "usage", "text", "summary", "days", "ms", "image", "tag", "projection", "generator",
    "review", "request", "exchange",
  ]
  private static let harmlessWords: Set<String> = [
    "public", "pub", "existing", "hash", "hashed", "digest", "checksum", "fingerprint", "max", "min",
  ]
  private static let harmlessFirsts: Set<String> = [
    "has", "is", "use", "enable", "disable", "require", "allow", "show", "hide", "skip", "no", "validate", "check",
    "generate", "create", "mount", "automount", "rotate", "verify", "forgot", "reset",
  ]
  private static let publicWords: Set<String> = [
    "cert", "certificate", "ca", "cabundle", "crt", "integrity", "commit", "revision", "sha", "sha256", "version", "id",
    "ids", "kid", "uid", "uuid", "guid", "recipient", "recipients", "etag", "image", "tag", "site", "sitekey", "sri",
    "signature", "name", "url", "uri", "host", "path", "file", "dsn", "arn", "template",
  ]

  /// The words of a name, in lower case, without digits at their ends.
  static func words(of name: String) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    let bytes = Array(name.utf8)
    func isUpper(_ index: Int) -> Bool { index < bytes.count && (0x41...0x5A).contains(bytes[index]) }
    func isLower(_ index: Int) -> Bool { index < bytes.count && (0x61...0x7A).contains(bytes[index]) }
    func close() {
      while let last = word.last, (0x30...0x39).contains(last), word.count > 1 { word.removeLast() }
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
      word = []
    }
    for (index, byte) in bytes.enumerated() {
      let isLetter = isUpper(index) || isLower(index)
      guard isLetter || (0x30...0x39).contains(byte) else {
        close()
        continue
      }
      // "dbPassword", and "APIKey" before its K.
      if isUpper(index), index > 0, !isUpper(index - 1) || isLower(index + 1) { close() }
      word.append(isUpper(index) ? byte | 0x20 : byte)
    }
    close()
    return words
  }
}

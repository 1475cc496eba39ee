import Testing

@testable import Workspace

@Suite struct ScanNamesTests {
  @Test(arguments: [
    ("DB_PASSWORD", ["db", "password"]), ("dbPassword2", ["db", "password"]), ("APIKey", ["api", "key"]),
    ("spring.datasource.password", ["spring", "datasource", "password"]), ("db-passwd", ["db", "passwd"]),
    ("é_x", ["x"]), ("", []),
  ])
  func `names fall into words`(_ name: String, _ words: [String]) {
    #expect(CredentialName.words(of: name) == words)
  }

  @Test(arguments: [
    "PASSWORD", "DB_PASSWORD", "dbPassword", "MYSQL_PASS", "PGPASSWORD", "API_KEY", "apiKey", "APIKEY", "SECRET_KEY",
    "SECRET_KEY_BASE", "CLIENT_SECRET", "clientsecret", "AUTH_TOKEN", "GITHUB_TOKEN", "ENCRYPTION_KEY", "PASSPHRASE",
    "AWS_SECRET_ACCESS_KEY", "webhook.github.secret", "PSK", "TOKEN2",
  ])
  func `names of credentials`(_ name: String) {
    #expect(CredentialName.isLike(name))
  }

  @Test(arguments: [
    "PASSWORD_FILE", "TOKEN_URL", "SECRET_NAME", "AWS_ACCESS_KEY_ID", "PUBLIC_KEY", "existingSecret", "TOKEN_TTL",
    "PASSWORD_MIN_LENGTH", "MAX_TOKENS", "KEY", "PRIMARY_KEY", "COMPASS", "BYPASS", "TOKENIZER", "SECRETARY",
    "PASSWORD_HASH", "ENABLE_PASSWORD", "hasToken", "TOKEN_ENDPOINT", "SECRET_NAMESPACE",
    "secret.reloader.example.com/reload", "USER", "",
  ])
  func `names of something else`(_ name: String) {
    #expect(!CredentialName.isLike(name))
  }

  @Test func `random texts are told from others, whatever the chance`() {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    let found = (0..<1000).count { _ in RandomText.isRandom(String((0..<32).map { _ in alphabet.randomElement()! })) }
    #expect(found > 950)
    for text in [
      "registry.example.com/shop/api", "com.example.shop.MyApplicationV2Configuration", "RequestTimeoutInSeconds30x",
      "1f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c", "123e4567-e89b-12d3-a456-426614174000", "quay.io/Org/Image_Name-V2",
      "MyNamespace_MyService_MyMethod_V1", "AAAAC3NzaC1lZDI1NTE5AAAAIJ1hsZ3vVpguoRK9JLsLMREScVpe",
      "2026-01-31T10:00:00Z",
      "SGVsbG8", "Mozilla/5.0 (X11; Linux x86_64)", "ThisIsALongCamelCaseNameWith1Digit", "us-east-1_AbCdEfGhI",
    ] { #expect(!RandomText.isRandom(text), "\(text)") }
  }

  @Test func `names are those from the root, wherever one stands`() {
    let root = ScanRoot(path: "/repo", current: "/repo/k8s/base")
    for (path, name, shown) in [
      ("a.yaml", "k8s/base/a.yaml", "a.yaml"), ("./a", "k8s/base/a", "a"), ("../a", "k8s/a", "../a"),
      ("/repo/b/c", "b/c", "../../b/c"),
      ("/etc/passwd", "/etc/passwd", "/etc/passwd"), ("../../..", "/", "/"),
      ("\u{301}a", "k8s/base/\u{301}a", "\u{301}a"),
    ] {
      #expect(root.name(of: path) == name)
      #expect(root.shown(name) == shown)
    }
    #expect(root.name(of: "../..") == "")
    let top = ScanRoot(path: "/repo", current: "/repo")
    #expect(top.name(of: ".") == "" && top.name(of: "a") == "a" && top.shown("a/b") == "a/b")
  }
}

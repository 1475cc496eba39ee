import Sealing
import TestSupport
import Testing

@testable import Workspace

@Suite struct FileScanTests {
  /// The rule and the line of each finding.
  private func scan(_ text: String, _ path: String = "a.yaml") -> [String] {
    FileScan(of: Array(text.utf8), path: path).findings.filter { $0.state == .new }.map {
      "\($0.rule.id.dropFirst(5)):\($0.line)"
    }
  }

  private static let identity =
    "AGE-SECRET-KEY-1" + String("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE".prefix(58))
  private static let keyLines = ["MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g"]
  private static let key = "-----BEGIN PRIVATE KEY-----\n" + keyLines[0] + "\n-----END PRIVATE KEY-----\n"

  // MARK: Secrets

  @Test(arguments: [
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  password: hunter2\n",
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata:\n  password: aHVudGVyMg==\n",
    "metadata:\n  name: a\n\ndata:\n\n  password: aHVudGVyMg==\napiVersion: v1\nkind: Secret\n",
    "kind: SecretList\nitems:\n- metadata:\n    name: a\n  data:\n    password: aHVudGVyMg==\n",
    "apiVersion: template.openshift.io/v1\nkind: Template\nobjects:\n- kind: Secret\n  stringData:\n    password: hunter2\n",
    "kind: Secret\nx: &k\n  a: 1\nmetadata: {name: a, labels: *k}\nstringData:\n  password: hunter2\n",
    "kind: \"secret\"\n\n\n\nstringData:\n  password: |\n    hunter2\n",
    "# {{ if .Values.x }}\nkind: Secret\nmetadata:\n  name: {{ .Release.Name }}\nstringData:\n  password: hunter2\n",
    "{{ if .Values.x }}\nkind: Secret\nmetadata:\n  name: {{ .Release.Name }}\nstringData:\n  password: |\n    hunter2\n",
    "kind: Secret\ndata:\n  broken: [\nstringData:\n\n  password: hunter2\n",
    "{\"kind\": \"Secret\",\n\n\n\n\"stringData\": {\n\"password\": \"hunter2\"}}",
  ])
  func `a Secret with a value is found at the value's name (row 71)`(_ text: String) {
    #expect(scan(text).contains("secret-manifest:6"))
  }

  @Test(arguments: [
    "kind: Secret\nmetadata: {name: a}\n",
    "kind: Secret\nmetadata: {name: a}\ndata:\nstringData: {}\n",
    "kind: Secret\nstringData: {password: ''}\n",
    "kind: Secret\nstringData: {password: null}\n",
    "kind: Secret\nstringData: {password: '${PASSWORD}', b: '<password>', c: changeme, d: YOUR_PASSWORD}\n",
    "kind: Secret\nstringData: {password: '{{ .Values.password }}'}\n",
    "kind: Secret\ndata: {password: JHtQQVNTV09SRH0=}\n",
    "kind: Secret\ndata: {password: 'ENC[AES256_GCM,data:abc=,iv:x,tag:y,type:str]'}\nsops: {version: 3.9.0}\n",
    "kind: Secret\nmetadata:\n  name: {{ .Release.Name }}\ndata:\n  password: {{ .Values.p | b64enc }}\n",
    "kind: Secret\nstringData:\n  ca.crt: |\n    -----BEGIN CERTIFICATE-----\n    MIIB\n    -----END CERTIFICATE-----\n",
    "kind: Secret\ndata:\n  ca.crt: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUIKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=\n",
    "kind: ExternalSecret\nspec:\n  data:\n  - secretKey: password\n    remoteRef: {key: db, property: password}\n",
    "kind: SealedSecret\nspec:\n  encryptedData:\n    password: AgBy3i4OJSWK+PiTySYZZA9rO43cGDEq8x2Qw3k=\n",
    "apiVersion: secrets.example.com/v1\nkind: Secret\ndata: {a: bcdefg}\n",
    "kind: Gateway\nspec:\n  tls:\n    certificateRefs:\n    - {kind: Secret, name: shop-tls}\n",
  ])
  func `a Secret without plaintext, and what only speaks of Secrets, is none`(_ text: String) {
    #expect(scan(text).isEmpty)
  }

  @Test func `a text that holds placeholders may hold a credential as well`() {
    let text = "kind: Secret\nstringData:\n  a.yaml: |\n    user: {{ .User }}\n    "
    #expect(scan(text + "password: hunter2\n") == ["secret-manifest:3"])
    #expect(scan(text + "password: ${PASSWORD}\n").isEmpty)
  }

  @Test func `a copy of a Secret in its own annotation is found (row 71)`() {
    let copy = #"{"apiVersion":"v1","kind":"Secret","data":{"password":"aHVudGVyMg=="}}"#
    let text =
      "kind: ConfigMap\nmetadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      \(copy)\n"
    #expect(scan(text) == ["secret-manifest:4"])
  }

  @Test func `literals of a generated Secret are found, its files aren't`() {
    let text = "secretGenerator:\n- name: a\n  literals:\n  - password=hunter2\n  - b=${B}\n  files: [password.txt]\n"
    #expect(scan(text, "kustomization.yaml") == ["secret-generator:4"])
  }

  // MARK: Workloads and ConfigMaps

  private func deployment(_ env: String) -> String {
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        env:\n"
      + env
  }

  @Test(arguments: [
    ("DB_PASSWORD", "hunter2"), ("DB_PASSWORD", "password"), ("dbPassword", "\"12345678\""), ("API_TOKEN", "a-b-c-d"),
    ("SECRET_KEY_BASE", "abc def"), ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzz"),
    ("MYSQL_PASS", "root"), ("APIKEY", "0123456789abcdef0123456789abcdef"), ("SESSION_SECRET", "keyboard cat"),
    ("POSTGRES_PASSWORD", "correct-horse"), ("STRIPE_SECRET", "\"/b+cDeF9/xYz123AbCdEf==\""),
  ])
  func `a variable with a credential's name and a literal is found`(_ name: String, _ value: String) {
    #expect(scan(deployment("        - name: \(name)\n          value: \(value)\n")) == ["env-credential:10"])
  }

  @Test(arguments: [
    ("TOKEN_URL", "https://auth.example.com/token"), ("PASSWORD_FILE", "/run/secrets/password"),
    ("SECRET_NAME", "app-secrets"), ("DB_PASSWORD", "/run/secrets/password"), ("DB_PASSWORD", "$(OTHER)"),
    ("DB_PASSWORD", "${DB_PASSWORD}"), ("DB_PASSWORD", "\"{{ .Values.password }}\""), ("DB_PASSWORD", "changeme"),
    ("DB_PASSWORD", "\"\""), ("TLS_SECRET", "shop-tls"), ("IMAGE_PULL_SECRET", "regcred"), ("TOKEN_TTL", "15m"),
    ("TOKEN", "vault:secret/data/app#token"), ("ENABLE_PASSWORD", "\"true\""), ("PASSWORD_LOGIN", "\"false\""),
    ("MAX_TOKENS", "\"4096\""), ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"), ("PUBLIC_KEY", "0123456789abcdefXYZ"),
    ("KEYBOARD", "dvorak"), ("TOKENIZER", "bpe-large"), ("COMPASS", "north"), ("PASSWORD_HASH_ROUNDS", "\"12000\""),
    ("GIT_COMMIT", "1f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c"), ("REQUEST_ID", "123e4567-e89b-12d3-a456-426614174000"),
    ("IMAGE", "registry.example.com/shop@sha256:1f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c5b6a79881f2e3d4c5b6a7988"),
    ("RECIPIENT", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"),
    ("CHECKSUM", "sha384-oqVuAfXRKap7fdgcCY5uykM6R9GqQ8Kux4wQ"),
    ("CLASS", "com.example.shop.config.MyApplicationV2Configuration"),
    ("DATABASE_URL", "postgres://db.shop.svc:5432/shop"), ("DATABASE_URL", "postgres://app:$(PASSWORD)@db/shop"),
  ])
  func `a variable that holds no credential is none`(_ name: String, _ value: String) {
    #expect(scan(deployment("        - name: \(name)\n          value: \(value)\n")).isEmpty)
  }

  @Test func `a value from elsewhere is none`() {
    let text = "        - name: DB_PASSWORD\n          valueFrom: {secretKeyRef: {name: db, key: password}}\n"
    #expect(scan(deployment(text)).isEmpty)
  }

  @Test(arguments: ["wJalrXUtnFEMIK7MDENGbPxRfiCYzQ2h", "x8Kd-2mQp_91LzVbT4nRw7YcE0s"])
  func `a random value is found whatever its name`(_ value: String) {
    #expect(scan(deployment("        - name: SETTING\n          value: \(value)\n")) == ["env-entropy:10"])
    #expect(scan("kind: ConfigMap\ndata:\n  setting: \(value)\n") == ["config-entropy:3"])
    #expect(scan(deployment("        - name: CA_CERT\n          value: \(value)\n")).isEmpty)
  }

  @Test func `flags of a command are looked at`() {
    let text =
      "kind: Pod\nspec:\n  containers:\n  - name: a\n    args:\n    - --db-password=hunter2\n    - --token\n    - s3cr3t\n    - --token-file=/a\n    - -psecret\n    - next\n"
    #expect(scan(text) == ["argument-credential:6", "argument-credential:7"])
  }

  @Test func `credentials in a ConfigMap are found, by their own names and in texts`() {
    #expect(scan("kind: ConfigMap\ndata:\n  DB_PASSWORD: hunter2\n") == ["config-credential:3"])
    let text =
      "kind: ConfigMap\ndata:\n  app.properties: |\n    level=debug\n    db.password=hunter2\n    token.url=https://x\n    secret=${SECRET}\n"
    #expect(scan(text) == ["config-credential:3"])
  }

  @Test func `JSON in one line is looked through, and a release's values are a chart's`() {
    #expect(
      scan("kind: ConfigMap\ndata:\n  a.json: '{\"db\": {\"user\": \"x\", \"password\": \"hunter2\"}}'\n") == [
        "config-credential:3"
      ])
    let release = "kind: HelmRelease\nmetadata: {name: a}\nspec:\n  values:\n    auth:\n      password: hunter2\n"
    #expect(scan(release) == ["helm-value:6"])
    let application =
      "kind: Application\nmetadata: {name: a}\nspec:\n  source:\n    helm:\n      values: |\n        password: hunter2\n"
    #expect(scan(application) == ["helm-value:6"])
    #expect(
      scan("kind: HelmRelease\nmetadata: {name: a}\nspec:\n  values: {existingSecret: a, secretName: b-c1}\n").isEmpty)
  }

  @Test func `a sealed file in a ConfigMap is none`() {
    let text =
      "kind: ConfigMap\nmetadata:\n  labels: {sealed-manifests.dev/sealed: 'true'}\ndata:\n  app.sealed: |\n    seal/v1\n    namespace shop\n    name app\n    value password wJalrXUtnFEMIK7MDENGbPxRfiCYzQ2h\n"
    #expect(scan(text).isEmpty)
  }

  @Test func `a chart's values are looked at by their names`() {
    #expect(
      scan("auth:\n  password: hunter2\n  existingSecret: app-secrets\n  secretKey: db-password\n", "values.yaml") == [
        "helm-value:2"
      ])
    #expect(scan("auth:\n  password: hunter2\n", "other.yaml").isEmpty)
  }

  @Test func `an env file is looked at by its names`() {
    let text = "# comment\nLEVEL=debug\nexport DB_PASSWORD='hunter2'\nTOKEN_URL=https://x\nAPI_KEY=\n"
    for path in [".env", "a/production.env", ".env.production"] { #expect(scan(text, path) == ["env-file:3"]) }
    #expect(scan(text, "a.txt").isEmpty)
  }

  // MARK: Any text

  @Test(arguments: ["a.txt", "b.yaml", "Makefile"])
  func `identities and private keys are found in any text`(_ path: String) {
    #expect(scan("# created: today\n\(Self.identity)\n", path) == ["identity:2"])
    #expect(scan("x: 1\n---\n" + Self.key, path) == ["private-key:3"])
    for label in ["RSA ", "EC ", "OPENSSH ", "ENCRYPTED "] {
      let key = Self.key.split(separator: "BEGIN ").joined(separator: "BEGIN " + label)
      #expect(scan(key, path) == ["private-key:1"])
    }
    #expect(scan(Self.key.split(separator: "\n").joined(separator: "\\n"), path) == ["private-key:1"])
    let block =
      "-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v1.4.2\n\n\(Self.keyLines[0])\n-----END PGP PRIVATE KEY BLOCK-----\n"
    #expect(scan(block, path) == ["private-key:1"])
  }

  @Test(arguments: [
    "const begin = \"-----BEGIN PRIVATE KEY-----\"\nfunc isKey(text string) bool { return strings.HasPrefix(text, begin) }\n",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEogIBAAKCAQEAvLYcyu8f3skuRyUgeeNpeDvYBCDcgq+LsWap6zbX5f8oLqp4\n...\n-----END RSA PRIVATE KEY-----\n",
    "-----BEGIN PUBLIC KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PUBLIC KEY-----\n",
    "AGE-SECRET-KEY-1...\nAGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ\n",
    "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\n",
    "git@github.com:org/repo https://example.com/a:b@c ssh://git@host/x http://host:8080/a@b\n",
    "postgres://user:password@localhost/db redis://:${PW}@redis http://%s:%s@host https://u:p@example.com\n",
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ghp_short\n",
  ])
  func `what only looks like one is none`(_ text: String) {
    #expect(scan(text, "a.go").isEmpty)
  }

  @Test func `keys hidden in base64 are found`() {
    let encoded = Self.base64(Self.key)
    #expect(scan("users:\n- user:\n    client-key-data: \(encoded)\n", "kubeconfig") == ["private-key:3"])
    for start in ["", "a", "ab"] {
      #expect(scan("x \(Self.base64(start + Self.identity + "\n"))\n", "a.txt") == ["identity:1"])
    }
    let secret = "kind: Secret\ndata:\n  identity: \(Self.base64("# created\n" + Self.identity))\n"
    #expect(scan(secret) == ["identity:3", "secret-manifest:3"])
  }

  private static func base64(_ text: String) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    let bytes = Array(text.utf8)
    return stride(from: 0, to: bytes.count, by: 3).map { start in
      let group = (0..<3).reduce(0) { $0 << 8 | (start + $1 < bytes.count ? Int(bytes[start + $1]) : 0) }
      let digits = (0..<4).map { alphabet[group >> (18 - 6 * $0) & 63] }
      let count = min(3, bytes.count - start) + 1
      return String(digits.prefix(count)) + String(repeating: "=", count: 4 - count)
    }.joined()
  }

  @Test func `a URL with a password is found, and told once`() {
    #expect(scan("see postgres://app:hunter2@db/shop\n", "a.md") == ["url-password:1"])
    #expect(scan("redis://:hunter2@redis:6379", "a.py") == ["url-password:1"])
    #expect(scan("kind: Secret\nstringData:\n  url: postgres://app:hunter2@db/shop\n") == ["secret-manifest:3"])
  }

  @Test func `a token is found`() {
    #expect(scan("x = ghp_" + "0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R\n", "a.sh") == ["token:1"])
  }

  // MARK: Comments, names, places

  @Test func `a comment allows a rule on its line and the next`() {
    #expect(scan("kind: Secret\nstringData:\n  a: hunter2 # seal:allow secret-manifest\n  b: hunter3\n").isEmpty)
    #expect(
      scan("kind: Secret\nstringData:\n  # seal:allow seal/secret-manifest\n  a: hunter2\n\n  b: hunter3\n") == [
        "secret-manifest:6"
      ])
    #expect(scan("kind: Secret\nstringData:\n  a: hunter2 # seal:allow identity, nonsense\n") == ["secret-manifest:3"])
    let all = FileScan(
      of: Array("kind: Secret\nstringData:\n  a: hunter2 # seal:allow secret-manifest\n".utf8), path: "a.yaml")
    #expect(all.findings.map(\.state) == [.allowed])
  }

  @Test func `columns count characters, and a region ends with the name`() throws {
    let finding = try #require(
      FileScan(of: Array("kind: Secret\nstringData: {é: x1y2, \"päss\": hunter2}\n".utf8), path: "a.yaml").findings.last
    )
    #expect([finding.line, finding.column, finding.width] == [2, 23, 4])
  }

  /// The same value as every sort of thing that is found.
  @Test func `no finding holds the value`() {
    let value = "Zq8vXk3mWp9LtR2nYc5Hd7Jf4Gs6Bb1A"
    let texts = [
      ("a.yaml", "kind: Secret\nmetadata: {name: a}\nstringData:\n  k: \(value)\n"),
      ("a.yaml", deployment("        - {name: PASSWORD, value: \(value)}\n")),
      ("a.yaml", deployment("        - {name: X, value: \(value)}\n")),
      ("a.yaml", "kind: ConfigMap\ndata:\n  x: \(value)\n  password: \(value)\n"),
      ("a.yaml", "kind: ConfigMap\ndata:\n  x: |\n    password=\(value)\n    y=1\n"), (".env", "PASSWORD=\(value)\n"),
      ("a.txt", "https://\(value):a\(value)@db1/ https://u:a@\(value)@db1"), ("values.yaml", "password: \(value)\n"),
      ("kustomization.yaml", "secretGenerator:\n- name: a\n  literals: [a=\(value)]\n"), ("a.txt", "sk_live_\(value)"),
      ("a.yaml", "kind: Pod\nspec: {containers: [{args: [--password=\(value), --token, \(value), -p\(value), x]}]}\n"),
    ]
    for (path, text) in texts {
      let findings = FileScan(of: Array(text.utf8), path: path).findings
      #expect(!findings.isEmpty, "\(path)")
      for finding in findings {
        #expect(!"\(finding.text) \(finding.subject) \(finding.path)".contains(value.prefix(8)))
      }
    }
  }

  // MARK: Hostile files

  @Test func `deep nesting, bombs and broken text end in time, and what stands beside them is found`() {
    let deep = [
      String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
      (0..<3000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(), String(repeating: "- ", count: 100_000),
      String(repeating: "? ", count: 100_000),
      "a: &a [x, x]\n"
        + (0..<30).map { "b\($0): &b\($0) [*\($0 == 0 ? "a" : "b\($0 - 1)"), *\($0 == 0 ? "a" : "b\($0 - 1)")]\n" }
        .joined(),
      String(repeating: "-----BEGIN PRIVATE KEY-----", count: 10_000), String(repeating: "://a:b@c", count: 10_000),
      String(repeating: "IFBSSVZBVEUgS0VZLS0tLS", count: 10_000), "%YAML 1.1\n", "\u{FEFF}x: [\n", "\0",
    ]
    let clock = ContinuousClock()
    for text in deep {
      let bytes = Array("kind: List\nx: \(text)\n---\nkind: Secret\nstringData:\n  password: hunter2\n".utf8)
      let taken = clock.measure {
        let findings = FileScan(of: bytes, path: "a.yaml").findings
        #expect(text == "\0" || findings.contains { $0.rule == .secretManifest }, "\(text.prefix(20))")
      }
      #expect(taken < .seconds(10))
    }
  }

  @Test func `what is no UTF-8 is read line by line, what is binary not at all, and UTF-16 as what it says`() {
    let secret = "kind: Secret\nstringData:\n  password: hunter2\n"
    #expect(FileScan(of: [0x23, 0xFF, 0x0A] + Array(secret.utf8), path: "a.yaml").findings.count == 1)
    #expect(FileScan(of: [0x23, 0x00, 0x0A] + Array(secret.utf8), path: "a.yaml").findings.isEmpty)
    let wide: [UInt8] = [0xFF, 0xFE] + secret.utf8.flatMap { [$0, 0] }
    #expect(FileScan(of: wide, path: "a.yaml").findings.count == 1)
  }

  /// Whatever bytes there are, looking at them ends.
  @Test func `no input stops it`() {
    var random = SeededGenerator()
    let words = [
      "kind: Secret\n", "data:", "  a: ", "- ", "&a ", "*a", "[", "}", "'", "\"", "|\n", "-----BEGIN ",
      "PRIVATE KEY-----", "://", "@", ":", "AGE-SECRET-KEY-1", "\n", "\t", "\u{85}", "é", "{{", "---\n", "<<: ",
      "seal:allow ",
    ]
    for _ in 0..<3000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0..<40, using: &random) { bytes += Array(words.randomElement(using: &random)!.utf8) }
      if Bool.random(using: &random), !bytes.isEmpty {
        bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
      }
      for path in ["a.yaml", "values.yaml", ".env", "a"] { _ = FileScan(of: bytes, path: path) }
    }
  }
}

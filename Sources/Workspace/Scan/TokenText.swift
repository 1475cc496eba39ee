/// Access tokens that tell by their first characters whose they are.
struct TokenText: Sendable {
  let prefix: String
  private let issuer: String
  /// How many characters follow at least.
  private let count: Int

  static let all = [
    TokenText("ghp_", "GitHub", 36), TokenText("gho_", "GitHub", 36), TokenText("ghu_", "GitHub", 36),
    TokenText("ghs_", "GitHub", 36), TokenText("ghr_", "GitHub", 36), TokenText("github_pat_", "GitHub", 40),
    TokenText("glpat-", "GitLab", 20), TokenText("gldt-", "GitLab", 20), TokenText("glrt-", "GitLab", 20),
    TokenText("xoxb-", "Slack", 20), TokenText("xoxp-", "Slack", 20), TokenText("xapp-", "Slack", 20),
    TokenText("sk_live_", "Stripe", 20), TokenText("rk_live_", "Stripe", 20), TokenText("npm_", "npm", 36),
    TokenText("dckr_pat_", "Docker", 20), TokenText("hvs.", "Vault", 24), TokenText("hvb.", "Vault", 24),
    TokenText("sk-ant-", "Anthropic", 40), TokenText("sk-proj-", "OpenAI", 40),
    TokenText("dop_v1_", "DigitalOcean", 60),
    TokenText("shpat_", "Shopify", 32), TokenText("pypi-AgEI", "PyPI", 40),
  ]

  private init(_ prefix: String, _ issuer: String, _ count: Int) {
    (self.prefix, self.issuer, self.count) = (prefix, issuer, count)
  }

  func match(in bytes: Span<UInt8>, at offset: Int) -> TextMatch? {
    guard offset == 0 || !Self.isTokenByte(bytes[offset - 1]) else { return nil }
    let start = offset + prefix.utf8.count
    var end = start
    while end < bytes.count, Self.isTokenByte(bytes[end]) { end += 1 }
    guard end - start >= count, TextMatches.isVaried(bytes, start..<end) else { return nil }
    return TextMatch(
      .token, offset..<start, subject: TextMatches.digest(bytes, start..<end),
      text: "an access token (\(issuer))")
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }
}

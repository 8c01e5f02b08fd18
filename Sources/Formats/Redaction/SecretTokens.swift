/// Tokens that begin with what their issuer begins them with, so that such as this find them.
enum SecretTokens {
  private struct Shape {
    var prefix: [UInt8]
    /// Letters and digits (and `_`, `-`, `.` within) that follow at least.
    var length: Int
    /// Whether these are as many hexadecimal digits, in small letters.
    var isHex: Bool

    init(_ prefix: String, _ length: Int, isHex: Bool = false) {
      self.prefix = Array(prefix.utf8)
      self.length = length
      self.isHex = isHex
    }
  }

  /// By their first byte. The prefixes are in their issuers' documentations.
  private static let shapes: [UInt8: [Shape]] = Dictionary(
    grouping: [
      // Amazon: key ids are sixteen capitals and digits.
      Shape("AKIA", 16), Shape("ASIA", 16),
      // Google: API keys, OAuth tokens and client secrets.
      Shape("AIza", 35), Shape("ya29.", 20), Shape("GOCSPX-", 20),
      // GitHub, GitLab, npm, PyPI, RubyGems, Docker, Hugging Face.
      Shape("ghp_", 30), Shape("gho_", 30), Shape("ghu_", 30), Shape("ghs_", 30), Shape("ghr_", 30),
      Shape("github_pat_", 30), Shape("glpat-", 20), Shape("npm_", 30), Shape("pypi-", 40), Shape("dckr_pat_", 20),
      Shape("dckr_oat_", 20), Shape("glrt-", 20), Shape("gldt-", 20), Shape("glptt-", 20),
      Shape("rubygems_", 48, isHex: true), Shape("hf_", 30),
      // Slack, Stripe, SendGrid, Shopify, Square, Twilio, Postman, New Relic.
      Shape("xoxb-", 20), Shape("xoxp-", 20), Shape("xoxa-", 20), Shape("xoxr-", 20), Shape("xoxs-", 20),
      Shape("xapp-", 20), Shape("sk_live_", 16), Shape("sk_test_", 16), Shape("rk_live_", 16), Shape("whsec_", 20),
      Shape("xoxc-", 20), Shape("xoxd-", 20), Shape("xoxe-", 20), Shape("xoxe.xox", 20), Shape("rk_test_", 16),
      Shape("SG.", 40), Shape("shpat_", 30), Shape("shpss_", 30), Shape("shpca_", 30), Shape("sq0csp-", 40),
      Shape("SK", 32, isHex: true), Shape("PMAK-", 50), Shape("NRAK-", 27),
      // Linear, Notion, Figma, Tailscale, Pulumi, Contentful.
      Shape("lin_api_", 40), Shape("ntn_", 40), Shape("figd_", 40), Shape("tskey-", 20), Shape("pul-", 40, isHex: true),
      Shape("CFPAT-", 40),
      // DigitalOcean, HashiCorp, Databricks, Grafana, Atlassian, OpenAI, Anthropic, age.
      Shape("dop_v1_", 60), Shape("hvs.", 20), Shape("hvb.", 20), Shape("dapi", 32), Shape("glsa_", 30),
      Shape("ATATT3", 40),
      Shape("sk-proj-", 20), Shape("sk-ant-", 20), Shape("sk-", 40), Shape("AGE-SECRET-KEY-1", 50),
    ], by: { $0.prefix[0] })

  /// The token that begins at `at`.
  static func token(_ text: PlainText, _ at: Int) -> Range<Int>? {
    guard let shapes = shapes[text.bytes[at]] else { return nil }
    for shape in shapes where text.bytes[at...].starts(with: shape.prefix) {
      let end = text.end(at + shape.prefix.count, while: SecretText.isNameByte)
      guard end - at - shape.prefix.count >= shape.length else { continue }
      let rest = text.bytes[at + shape.prefix.count..<end]
      if shape.isHex {
        guard rest.count == shape.length, rest.allSatisfy({ Ascii.isHex($0) && !Ascii.isUpper($0) }) else { continue }
      } else if shape.prefix.count == 4, shape.length == 16 {
        // A name in capitals is none.
        guard rest.count == 16, rest.allSatisfy({ Ascii.isUpper($0) || Ascii.isDigit($0) }) else { continue }
      } else if !rest.contains(where: Ascii.isDigit) {
        continue
      }
      return at..<end
    }
    return nil
  }
}

import Testing

@testable import Formats

/// Case 91: none of these secrets is left in a text that is kept.
@Suite struct RedactionTests {
  @Test(arguments: [
    ("Authorization: Bearer s3cr3t-token-value", "s3cr3t"),
    ("using bearer s3cr3t-token-value now", "s3cr3t"),
    ("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl end", "c2lnbmF0dXJl"),
    ("key AKIAABCDEFGHIJKLMNOP used", "AKIA"),
    ("-----BEGIN RSA PRIVATE KEY-----\nMIIBs3cr3t\n-----END RSA PRIVATE KEY-----", "s3cr3t"),
    ("-----BEGIN PRIVATE KEY-----\nMIIBs3cr3t", "s3cr3t"),
    ("Cookie: session=s3cr3t; theme=dark", "s3cr3t"),
    ("GET /login?user=a&csrf-token=s3cr3t&x=1", "s3cr3t"),
    ("GET /login?next=%2Fa%26Password%3Ds3cr3t%26x", "s3cr3t"),
    (#"{"user":"a","password":"s3cr3t","n":1}"#, "s3cr3t"),
    (#"{\"api_key\": \"s3cr3t\", \"n\": 1}"#, "s3cr3t"),
    ("level=info PASSWORD=s3cr3t user=a", "s3cr3t"),
    ("postgres://shop:s3cr3t@db/shop", "s3cr3t"),
    ("client_secret='s3cr3t'", "s3cr3t"),
    ("anna ran mysql --password=s3cr3t shop", "s3cr3t"), ("deploy --auth-token s3cr3t --now", "s3cr3t"),
    ("psql -password 's3cr3t x' shop", "s3cr3t"), ("export DB_PASSWORD=s3cr3t", "s3cr3t"),
  ])
  func masks(text: String, secret: String) {
    let redacted = Redaction.redact(text)
    #expect(!redacted.contains(secret))
    #expect(redacted.contains("[redacted]"))
  }

  @Test(arguments: [
    "commit 41374a2f0c9a5d1e8b7c6d5e4f3a2b1c0d9e8f7a deployed",
    "rid=6ef70054e33a5c57a73f0fc5f2732712 GET /account/7 status=503",
    "invalid token: unexpected end of input",
    #"{"tokens":512,"passwords_checked":3}"#,
    "http://shop.example:8080/cart?id=7",
    "basic usage and bearer of news", "run with --token --verbose", "a long-token-ring of --names",
  ])
  func leaves(text: String) {
    #expect(Redaction.redact(text) == text)
  }

  @Test func whatStandsAroundASecretStays() {
    #expect(Redaction.redact("a?token=s3cr3t&x=1") == "a?token=[redacted]&x=1")
    #expect(Redaction.redact(#"{"password":"s3cr3t","n":1}"#) == #"{"password":"[redacted]","n":1}"#)
  }
}

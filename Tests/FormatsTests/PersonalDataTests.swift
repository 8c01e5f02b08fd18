import Testing

@testable import Formats

/// Case 93: what may say who somebody is, and what does not.
@Suite struct PersonalDataTests {
  private func marked(_ text: String) -> String { PersonalData.replace(in: text) { "<\($0.kind.rawValue)>" } }

  @Test(arguments: [
    (
      #"203.0.113.7 - anna [05/Jun/2024:14:00:03 +0000] "GET / HTTP/1.1" 200"#,
      #"<client> - <user> [05/Jun/2024:14:00:03 +0000] "GET / HTTP/1.1" 200"#
    ),
    (
      #"10.0.0.9 - - [05/Jun/2024:14:00:03 +0000] "GET / HTTP/1.1" 200 - "curl/7.88.1.1""#,
      #"<client> - - [05/Jun/2024:14:00:03 +0000] "GET / HTTP/1.1" 200 - "curl/7.88.1.1""#
    ),
    (
      #"timed out, client: 10.1.2.3, server: x, upstream: "http://10.0.0.7:8080/a", host: "shop.example""#,
      #"timed out, client: <client>, server: x, upstream: "http://10.0.0.7:8080/a", host: "shop.example""#
    ),
    (
      "peer 203.0.113.7:443 closed, [2001:db8::7]:443, ::ffff:198.51.100.4.",
      "peer <client>:443 closed, [<client>]:443, <client>."
    ),
    (#"{"remote_addr":"192.168.7.8","user":"anna"}"#, #"{"remote_addr":"<client>","user":"<user>"}"#),
    (
      "Failed password for invalid user bob from 198.51.100.4 port 22",
      "Failed password for invalid user <user> from <client> port 22"
    ),
    (#"password authentication failed for user "anna""#, #"password authentication failed for user "<user>""#),
    ("mail to Anna.B+x@shop.example, done", "mail to <email>, done"), ("?to=anna%40shop.example&x", "?to=<email>&x"),
    ("user=anna@shop.example", "user=<email>"), ("connect to /203.0.113.7:9092", "connect to /<client>:9092"),
    ("GET /lookup/203.0.113.7 HTTP/1.1", "GET /lookup/<client> HTTP/1.1"),
    ("no answer of shop.example/203.0.113.7:5123", "no answer of shop.example/<client>:5123"),
    ("https://203.0.113.7/", "https://<client>/"),
    ("sudo: anna : PWD=/srv ; USER=root ; COMMAND=/bin/ls", "sudo: <user> : PWD=/srv ; USER=root ; COMMAND=/bin/ls"),
  ])
  func finds(text: String, expected: String) { #expect(marked(text) == expected) }

  @Test(arguments: [
    "nginx/1.25.3.1 started", "v1.2.3.4", "shop version 1.2.3.4 deployed", "shop-1.2.3.4 deployed", "at 14:00:03",
    "mac 00:11:22:33:44:55", "std::vector a::b", "listening on 0.0.0.0:80", "upstream 10.0.0.7:8080 down",
    "::1 refused",
    "getty@tty1.service and user@1000.service", "react@18.2.0", "git@github.example:shop.git",
    "ssh://deploy@host.example/x",
    "commit 41374a2f0c9a5d1e8b7c6d5e4f3a2b1c0d9e8f7a", "550e8400-e29b-41d4-a716-446655440000", "1.2.3.4.5", "user=root",
    "the user agent was", "for the user from here", "ratio 1.2.3",
  ])
  func leaves(text: String) { #expect(marked(text) == text) }

  @Test func oneAddressIsTheSameHoweverItIsWritten() {
    let values = ["203.0.113.7", "::ffff:203.0.113.7", "::FFFF:cb00:7107"].map {
      PersonalData.find(in: "from \($0)").first?.value
    }
    #expect(values[0] != nil && Set(values).count == 1)
    #expect(
      PersonalData.find(in: "x 2001:db8::7").map(\.value)
        == PersonalData.find(in: "x 2001:DB8:0:0:0:0:0:7").map(\.value))
  }
}

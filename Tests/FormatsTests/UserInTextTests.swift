import Testing

@testable import Formats

/// Case 93: names of users, in the words of programs and of people.
@Suite struct UserInTextTests {
  private func replaced(_ text: String) -> String { PersonalData.replace(in: text) { "<\($0.kind.rawValue)>" } }

  @Test(arguments: [
    ("session opened for user anna(uid=1000) by (uid=0)", "session opened for user <user>(uid=1000) by (uid=0)"),
    ("session closed for user anna", "session closed for user <user>"),
    ("New session 12 of user anna.", "New session 12 of user <user>."),
    ("Accepted publickey for anna from 203.0.113.7", "Accepted publickey for <user> from <client>"),
    ("Failed password for invalid user anna from 203.0.113.7", "Failed password for invalid user <user> from <client>"),
    ("Disconnected from user anna 203.0.113.7 port 7", "Disconnected from user <user> <client> port 7"),
    ("from user anna", "from user <user>"), ("user joe cannot pay", "user <user> cannot pay"),
    ("user ahmed saw it first", "user <user> saw it first"), ("user: anna", "user: <user>"),
    ("user 4711 cannot pay", "user <user> cannot pay"), (#"acct="anna" res=1"#, #"acct="<user>" res=1"#),
    ("ruser= rhost=203.0.113.7 user=anna", "ruser= rhost=<client> user=<user>"),
    (
      "sudo: anna : TTY=pts/0 ; PWD=/home/anna ; USER=bert ; COMMAND=/bin/cat /home/anna/x",
      "sudo: <user> : TTY=pts/0 ; PWD=/home/<user> ; USER=<user> ; COMMAND=/bin/cat /home/<user>/x"
    ),
    ("bert : user NOT in sudoers ; PWD=/home/bert", "<user> : user NOT in sudoers ; PWD=/home/<user>"),
    ("(anna) CMD (/srv/shop/bin/clean)", "(<user>) CMD (/srv/shop/bin/clean)"),
    ("Successful su for root by anna", "Successful su for root by <user>"),
    (#"role "anna" does not exist"#, #"role "<user>" does not exist"#),
    (#"{\"user\":\"anna\"}"#, #"{\"user\":\"<user>\"}"#),
    ("open \"/home/anna/shop/x.php\" failed", "open \"/home/<user>/shop/x.php\" failed"),
    ("203.0.113.7 - anna [05/Jun/2024:14:00:03 +0000]", "<client> - <user> [05/Jun/2024:14:00:03 +0000]"),
    ("/home/anna/shop broke", "/home/<user>/shop broke"), ("anna@openssh.com", "<email>"),
    ("write to anna@lysator.liu.se", "write to <email>"), ("anna-b@libssh.org", "<email>"),
    ("user=Émile", "user=<user>"), (#"user="Élodie""#, #"user="<user>""#),
    ("Failed password for Özil from 203.0.113.7", "Failed password for <user> from <client>"),
    ("203.0.113.7 - Émile [05/Jun/2024:14:00:03 +0000]", "<client> - <user> [05/Jun/2024:14:00:03 +0000]"),
    ("broke in /home/émile/x", "broke in /home/<user>/x"), ("open /var/home/anna/x", "open /var/home/<user>/x"),
    ("open /export/home/anna/x", "open /export/home/<user>/x"),
    ("at f (/home/anna/x.js:3:5)", "at f (/home/<user>/x.js:3:5)"),
    ("josé@shop.example, müller@shop.example", "<email>, <email>"), ("anna@müller.example", "<email>"),
    (#"user "anna smith" is unknown"#, #"user "<user>" is unknown"#),
    (#"{\"user\":\"anna smith\",\"n\":1}"#, #"{\"user\":\"<user>\",\"n\":1}"#),
    (#"{"user":"\u00c9mile"} user=%C3%89mile&n=1"#, #"{"user":"<user>"} user=<user>&n=1"#),
    (#"203.0.113.7 - \xC3\x89mile [05/Jun/2024:14:00:03 +0000]"#, "<client> - <user> [05/Jun/2024:14:00:03 +0000]"),
    (#"an "anna(uid=1000) came""#, #"an "<user>(uid=1000) came""#), ("user=anna… waits", "user=<user>… waits"),
    ("来自203.0.113.7的", "来自<client>的"), ("“203.0.113.7” – “anna@shop.example”", "“<client>” – “<email>”"),
  ])
  func isFound(text: String, replaced: String) { #expect(self.replaced(text) == replaced) }

  @Test(arguments: [
    "waiting for reply from upstream", "Timeout before authentication for connection from the pool",
    "the user reported an error", "a user complained: user input and user experience", "user agent shop/1.2",
    "user=0.01 sys=0.00", "User=1,18s", "user 0m0.5s", "no such user here", "User: invalid credentials",
    "su: session opened for user root by (uid=0)", "user=postgres", "superuser joe", "GET /home/cart HTTP/1.1",
    "route /home/cart is slow", "path=/home/cart", "/users/sign_in", "uid=0 auid=1000 ses=3",
    "2024-06-05 14:00:03,035 - ERROR [Committer:1]", #""version":"29.1.1.0""#, "package~amd64~~6.1.1.0", "at 12:34:56",
    "offer: aes256-gcm@openssh.com", "git@host.example:shop.git", "left-pad@1.3.0", "block 10:20:30:40:50:60",
    "550e8400-e29b-41d4-a716-446655440000", "user::session is null", "/home/anna", "/home/anna/cart",
    "GET /home/anna HTTP/1.1", "chacha20-poly1305@openssh.com,hmac-sha2-256-etm@openssh.com",
    "curve25519-sha256@libssh.org", "/home/cart is slow", "at x (/home/index.js:3:14)",
    "log/cache@localhost_upgrade.log",
  ])
  func isNone(text: String) { #expect(replaced(text) == text) }

  @Test func aNameIsTheSameHoweverItIsEscaped() {
    let values = ["user=Émile", #"{"user":"\u00c9mile"}"#, "user=%C3%89mile"].map {
      PersonalData.find(in: $0).map(\.value)
    }
    #expect(values == [["émile"], ["émile"], ["émile"]])
  }

  /// Where a text is known to name a file, its path is of files from its beginning on.
  @Test(arguments: [
    ("/home/anna/shop/access.log", "/home/<user>/shop/access.log"), ("/home/anna", "/home/<user>"),
    ("/home/shop/anna@shop.example/a.log", "/home/shop/<email>/a.log"), ("/var/log/access.log", "/var/log/access.log"),
  ])
  func isTheOwnerOfAFile(path: String, replaced: String) {
    #expect(PersonalData.replace(in: path, isFile: true) { "<\($0.kind.rawValue)>" } == replaced)
  }
}

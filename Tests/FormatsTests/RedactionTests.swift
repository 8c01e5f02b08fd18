import Testing

@testable import Formats

/// Case 91: none of these secrets is left in a text that is kept.
@Suite struct RedactionTests {
  @Test(arguments: [
    ("Authorization: Bearer s3cr3t-token-value", "s3cr3t"),
    ("postgres://app:a%2Fb?s3cr3t@db/shop", "s3cr3t"), ("url=postgres://app:p/s3cr3t@db/shop", "s3cr3t"),
    (#"Authorization: Token token="s3cr3t", nonce="x s3cr3t""#, "s3cr3t"),
    (#"curl -H 'Authorization: Digest username="a", response="s3cr3t"' https://shop.example"#, "s3cr3t"),
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
    ("COMMAND=/usr/bin/mysql -u shop -ps3cr3t shop", "s3cr3t"), ("sshpass -p s3cr3t ssh shop.example", "s3cr3t"),
    ("curl -su shop:s3cr3t -u 'shop:s3cr3t' https://shop.example/", "'shop:s3cr3t"),
    ("redis-cli -h cache -a s3cr3t ping", "s3cr3t"), ("openssl rsa -passin pass:s3cr3t", "s3cr3t"),
    ("https://shop:s3c@r3t@shop.example/x", "r3t@"), ("dsn shop:s3cr3t@tcp(db:3306)/shop", "s3cr3t"),
    ("redis://:s3cr3t@cache:6379/0", "s3cr3t"), ("AccountKey=s3cr3t==;EndpointSuffix=x", "s3cr3t"),
    ("blob?sv=2021&sig=s3cr3t%2Fx%3D&se=1", "s3cr3t"), (":password => \"s3cr3t\"", "s3cr3t"),
    ("PHPSESSID=s3cr3t; theme=dark", "s3cr3t"), ("connect.sid=s3cr3t", "s3cr3t"),
    (#"{"Cookie":["theme=dark","session=s3cr3t"],"Host":["shop.example"]}"#, "s3cr3t"),
    (#"{"X-Api-Key":["s3cr3t"]}"#, "s3cr3t"), (#"{\"Set-Cookie\":[\"sid=s3cr3t; Path=/\"]}"#, "s3cr3t"),
    ("<wsse:Password Type=\"text\">s3cr3t</wsse:Password>", "s3cr3t"), ("<password>s3cr3t</password>", "s3cr3t"),
    ("ALTER USER shop WITH PASSWORD 's3cr3t'", "s3cr3t"), ("CREATE USER 'shop'@'%' IDENTIFIED BY 's3cr3t'", "s3cr3t"),
    ("SET PASSWORD FOR 'shop'@'%' = 's3cr3t'", "s3cr3t"), ("SET PASSWORD = PASSWORD('s3cr3t')", "s3cr3t"),
    ("config set requirepass s3cr3t", "s3cr3t"), ("tried with the password s3cr3t twice", "s3cr3t"),
    ("the password is s3cr3t, change it", "s3cr3t"), ("login anna, pw: s3cr3t", "s3cr3t"),
    ("docker login -u shop -p s3cr3t shop.example", "s3cr3t"), ("7z x -ps3cr3t a.7z", "s3cr3t"),
    ("SECRET_KEY_BASE=s3cr3t", "s3cr3t"), (#"{"cardCvv":159}"#, "159"),
    ("POST https://hooks.slack.com/services/T1/B2/s3cr3t", "s3cr3t"),
    ("https://api.telegram.org/bot1234567:s3cr3t/sendMessage", "s3cr3t"),
    ("https://0a1b2c3d4e5f6a7b8c9d@git.example/shop.git", "0a1b2c3d4e5f"),
    ("jdbc:oracle:thin:shop/s3cr3t@db:1521:shop", "s3cr3t"),
    ("aws key x secret 9aXb3cr3tQ/Zk7+pLm2Wv8RtYu4OiH6NjD5FgE1s", "3cr3tQ"),
    ("secret access key 9aXb3cr3tQ/Zk7+pLm2Wv8RtYu4OiH6NjD5FgE1s", "3cr3tQ"),
  ])
  func masks(text: String, secret: String) {
    let redacted = Redaction.redact(text)
    #expect(!redacted.contains(secret))
    #expect(redacted.contains("[redacted]"))
  }

  /// Case 92: however it is written.
  @Test(arguments: [
    "%22password%22%3A%22s3cr3t%22", "x=%257B%2522password%2522%253A%2522s3cr3t%2522", "PaSsWoRd=s3cr3t",
    #"{\u0022password\u0022:\u0022s3cr3t\u0022}"#, #"{\x22password\x22:\x22s3cr3t\x22}"#,
    #"{"body":"{\"token\":\"a\\\"s3cr3t\"}"}"#, "next=%2Flogin%3Ftoken%3Ds3cr3t%26x%3D1",
    #"url=https:\/\/shop:s3cr3t@shop.example\/"#, "https%3A%2F%2Fshop%3As3cr3t%40shop.example", #"token\u003ds3cr3t"#,
    "Authorization%3A%20Bearer%20s3cr3t-token", "password=a%26s3cr3t", "password=a%20s3cr3t x",
    "bEARER s3cr3t-token-value", "-----begin private key-----%0As3cr3t%0A-----end private key-----",
    #"{"key":"-----BEGIN PRIVATE KEY-----\ns3cr3t\n-----END PRIVATE KEY-----\n","n":1}"#,
  ])
  func undoesEscapes(text: String) { #expect(!Redaction.redact(text).contains("s3cr3t"), "\(Redaction.redact(text))") }

  /// PHP writes what calls were given into its stacks.
  @Test(arguments: [
    (
      "#0 /srv/a.php(12): PDO->__construct('mysql:host=db;d...', 'shop', 'Tr0ub4dor&3')",
      "#0 /srv/a.php(12): PDO->__construct('[redacted]', '[redacted]', '[redacted]')"
    ),
    (
      "#12 [internal function]: Shop\\Auth->{closure}(Array, Object(PDO), 'it's, her''s', 3, true, NULL, '')",
      "#12 [internal function]: Shop\\Auth->{closure}(Array, Object(PDO), '[redacted]', 3, true, NULL, '')"
    ),
    (
      "Uncaught X\nStack trace:\n#0 /a.php(7): f('a')\n#1 C:\\b.php(8): g(Resource id #5, n: 'b')\n#2 {main}\n  thrown in /a.php",
      "Uncaught X\nStack trace:\n#0 /a.php(7): f('[redacted]')\n#1 C:\\b.php(8): g(Resource id #5, n: '[redacted]')\n#2 {main}\n  thrown in /a.php"
    ),
    (
      "trace: #0 /a.php(7): f('a') #1 /b.php(8): g('b') #2 {main}",
      "trace: #0 /a.php(7): f('[redacted]') #1 /b.php(8): g('[redacted]') #2 {main}"
    ),
    (
      ##"{"trace":"#0 /a.php(7): f('a\\nb', 'c')\n#1 /b.php(8): g('d')"}"##,
      ##"{"trace":"#0 /a.php(7): f('[redacted]', '[redacted]')\n#1 /b.php(8): g('[redacted]')"}"##
    ),
    (#"#0 /a.php(7): f('two\nlines')"#, "#0 /a.php(7): f('[redacted]')"),
    ("#0 /a.php(7): f('cut off", "#0 /a.php(7): f('[redacted]"),
    ("#0 /a.php(7) : eval()'d code(1): f('a')", "#0 /a.php(7) : eval()'d code(1): f('[redacted]')"),
    (
      #"PHP   2. Auth->login($name = 'anna', 'an\'na') /srv/a.php:7"#,
      "PHP   2. Auth->login($name = '[redacted]', '[redacted]') /srv/a.php:7"
    ),
  ])
  func masksWhatCallsInAStackWereGiven(text: String, redacted: String) {
    #expect(Redaction.redact(text) == redacted)
    #expect(Redaction.redact(redacted) == redacted)
  }

  /// Put together here: no scanner of repositories is to take them for real ones.
  @Test(arguments: [
    ["AKIA", "ABCDEFGHIJKL2345"], ["AIza", "SyA0123456789abcdefghijklmnopqrstuv"],
    ["ghp_", "0123456789abcdefghijABCDEFGHIJ012345"],
    ["xoxb-", "123456789012-abcdefABCDEF"], ["sk_live_", "0123456789abcdefghij"], ["glpat-", "0123456789abcdefghij"],
    ["npm_", "0123456789abcdefghijABCDEFGHIJ012345"], ["hvs.", "0123456789abcdefghijABCD"],
    ["dop_v1_", String(repeating: "0a", count: 32)], ["hf_", "0123456789abcdefghijABCDEFGHIJ012345"],
    ["SK", String(repeating: "0a", count: 16)], ["xoxc-", "123456789012-abcdefABCDEF"],
  ])
  func knowsTheTokensOfIssuers(parts: [String]) {
    let token = parts.joined()
    #expect(Redaction.redact("used \(token), denied") == "used [redacted], denied")
    #expect(Redaction.redact("/hook/\(token)?x=1") == "/hook/[redacted]?x=1")
  }

  @Test func linesOfAKeyAreKnownAlone() {
    let line = "MIIEpAIBAAKCAQEA1c7+9z5Pad7OejecsQ0buK3pUxg0ZRgb6mFo7vGfJs2sQ8xX"
    #expect(Redaction.redact("Jun  5 14:00:00 web shop[7]: " + line) == "Jun  5 14:00:00 web shop[7]: [redacted]")
    #expect(Redaction.redact("id \(line) of a request") == "id \(line) of a request")
  }

  /// Case 93.
  @Test(arguments: [
    "4111111111111111", "4111 1111 1111 1111", "5500-0000-0000-0004", "378282246310005", "3782 822463 10005",
  ])
  func masksCardNumbers(number: String) {
    #expect(Redaction.redact("paid by \(number).") == "paid by [redacted].")
    #expect(Redaction.redact("card=\(number)&x") == "card=[redacted]&x")
  }

  @Test(arguments: [
    "4111111111111112", "1717596003250417", "order 4111111111111111-7", "4111111111111111a", "0.4111111111111111",
    "4111111111111111.5", "rid=a4111111111111111", "0000000000000000",
  ])
  func leavesOtherNumbers(text: String) { #expect(Redaction.redact(text) == text) }

  @Test func blankingLeavesAllElseInItsPlace() {
    let line = "GET /a?token=s3cr3t%26&x=1 HTTP/1.1"
    let blanked = String(decoding: Redaction.blank(Array(line.utf8)), as: UTF8.self)
    #expect(blanked == "GET /a?token=*********&x=1 HTTP/1.1")
  }

  @Test(arguments: [
    "commit 41374a2f0c9a5d1e8b7c6d5e4f3a2b1c0d9e8f7a deployed",
    "rid=6ef70054e33a5c57a73f0fc5f2732712 GET /account/7 status=503",
    "invalid token: unexpected end of input",
    #"{"tokens":512,"passwords_checked":3}"#,
    "http://shop.example:8080/cart?id=7", "http://shop.example:8080/cart/anna@shop",
    "http://[2001:db8::1]/cart/anna@shop",
    "basic usage and bearer of news", "run with --token --verbose", "a long-token-ring of --names",
    "tests pass: 12, fail: 0", "mkdir -p/srv/shop", "cp -pr a b", "mysqld_safe started; tar -pxf a",
    "inside=1 transid=7",
    "GET /v1.2.3.4/x HTTP/1.1", "shop 1.4.2-rc.1+build.7 deployed", "trace 4bf92f3577b34da6a3ce929d0e0e4736",
    "Root=1-67891233-abcdef012345678912345678", "550e8400-e29b-41d4-a716-446655440000",
    "x-amz-id-2 s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= ok",
    #"100%25 of C:\temp\n"#,
    "Access denied for user 'shop'@'203.0.113.7' (using password: YES)",
    "sudo: anna : TTY=pts/0 ; PWD=/srv/shop ; USER=root",
    #"{"has_password":true,"token":null,"sockets_pass":2128}"#, #"{"password":"[FILTERED]","Authorization":[]}"#,
    "ProcessThread(sid:1 cport:-1)", "Closed socket for sessionid: 0x14ede63a5a70002", #"{"session_id":"5ff25ba2.1b"}"#,
    #"{"signature":"Inbound path traversal (CVE-2021-41773)"}"#, #"{"captured_cookie":"-","sig":11,"sid":2024468}"#,
    "signed in using basic provider", "error decoding token: Expired token at line 3",
    "token=SessionToken@2bd79ce closed",
    "tests pass=12 fail=3", "password authentication failed for user", "Failed password for anna from 203.0.113.7",
    "https://shop-frontend@git.example/shop.git", "a < password > b",
    "#3 is 'open'", "issue #12 (low): see 'notes'", "#0 {main}", "#1 /srv/a.php(7): f(Array, 7)",
    "UserSID=S-1-5-21-1004336348-1177238915-682003330-512", "[authorization] user=anna allowed=yes",
    "[authorization] token expired for anna", "[authorization] request 4711 denied", "authorization basic disabled",
    #"headers ["Authorization", "Content-Type"]"#, #"unpermitted: ["token", "password"]"#,
    #"["name", "password", "a1"]"#,
    #"a,"","",b,"x ""y"" z","""#, #"{"a":"","token_count":"","b":1}"#, #"password="",user="""#,
    #"1,"the column ""password"" of ""users""",b"#, #"column "password" of relation "users""#,
    #"password "must have 8 characters""#, "unexpected token 'orders' at line 3", "secret rotated by 'anna'",
    "key_hash by user", "password attempts=3 of 5", "cookies: 3 of 5 set", "moved password -> profile page",
    "mysql -h db -P3306", "curl -b cookies.txt x", "openssl req -key server.key", "kubectl create secret generic db",
    "GET /x?code=SUMMER2026&page=1", "GET /x?key=name_of_a_column", "GET /x?auth=required", "POST /webhooks/stripe",
    "GET /docs/reset/how-to-reset.html", "SKU SKabcdef listed", "token 12 of 512", "digest sha256:41374a2f0c9a5d1e8b7c",
    "secret default/shop-tls-2024-renewed-by-anna", "secret key of ShopOrderServiceV2",
    "password reset for bob", #"password authentication failed for user "x""#, "tokens: 12", "passwords: 12",
    #"{"passwords":12,"tokens":["a"]}"#, "compass=north bypass=true", "the api key is missing", "api key: missing",
    #"<add key="theme" value="dark"/>"#, #"<input name="password" type="password"/>"#, "proxy_password is not set",
    "bindpw missing", "changed db_password successfully", "INSERT INTO users (name,email) VALUES ('bob','x')",
    "INSERT INTO orders (id, note) VALUES (7, 'password')", "INSERT INTO users (name, password) VALUES ($1, $2)",
    "SAMLResponse missing", "htpasswd -c f bob", "password[0] is empty", "user[name]=bob",
    "password1 and password2 differ",
    "password_confirmation does not match", "auth method userpass enabled",
    "cookie domain=shop.example rejected by policy count=12", "cookie domain=web1.eu-west-1.shop.example rejected",
    "missing cookie name=theme for host shop status=500", "set cookie consent=yes path=/ failed",
    "invalid authorization key id=42 rejected by policy", "mapping key -> value failed for token -> name",
    "refresh_token -> expired in 3 s", "csrf-token -> missing from form",
    "INSERT IGNORE INTO users (name, email) VALUES ('bob', 'x')",
  ])
  func leaves(text: String) {
    #expect(Redaction.redact(text) == text)
  }

  /// As people make them, a class and its number in the memory of a program look alike.
  @Test(arguments: [
    "password=Admin@12345", #"{"password":"Welcome@12345"}"#, "PASSWORD='Qwert@12345'", #""pass":"Test@12345""#,
    "password=Secret@deadbeef", "pwd=app.Secret@deadbeef", "passphrase=Token{a64f992", "client_secret=Admin@12345",
    "token=Admin@12345", "token=Token@12345", "Authorization: Admin@deadbeef",
  ])
  func passwordsAreNoObjects(text: String) {
    #expect(!Redaction.redact(text).contains("12345"))
    #expect(!Redaction.redact(text).contains("deadbeef"))
    #expect(!Redaction.redact(text).contains("a64f992"))
  }

  @Test(arguments: [
    "token=Token{a64f992 closed", "xsrfToken=SessionToken@2bd79ce", #"{"credentials":"app.UserPassword@2bd79ce"}"#,
    "session_token=app.Session@12345", "client_secret=app.Secret@2bd79ce",
  ])
  func objectsAreNoSecrets(text: String) { #expect(Redaction.redact(text) == text) }

  /// `Token: Expired token` is a sentence; what follows a password's key may be a name.
  @Test(arguments: ["Password: Geheim was rejected", "passphrase: Geheim was wrong", "api_key: Geheim is unknown"])
  func aPasswordMayBeAWordInCapitals(text: String) { #expect(!Redaction.redact(text).contains("Geheim")) }

  @Test(arguments: [
    (#"{"token":["a","b"],"n":["c"]}"#, #"{"token":["[redacted]"],"n":["c"]}"#),
    (#"{"token":["a",null, 7 ,"b"],"n":1}"#, #"{"token":["[redacted]"],"n":1}"#),
    (#"{"token":["a]","b\"]c"],"n":1}"#, #"{"token":["[redacted]"],"n":1}"#),
    (#"{"token":["a","b"#, #"{"token":["[redacted]"#),
    (#"{"token":["a", and "b" of it"#, #"{"token":["[redacted]" of it"#),
    (#"\\\"token\\\":[\\\"a\\\",\\\"b\\\"],\\\"n\\\":1"#, #"\\\"token\\\":[\\\"[redacted]\\\"],\\\"n\\\":1"#),
    (#"{"token":["a", "#, #"{"token":["[redacted]", "#),
  ])
  func listsAreMaskedAsFarAsTheyGo(text: String, redacted: String) { #expect(Redaction.redact(text) == redacted) }

  /// However long it is: nothing of it is left behind any bound.
  @Test func aLongListIsMaskedWhole() {
    let list = (0..<2_000).map { "\"value\($0)\"" }.joined(separator: ",")
    #expect(Redaction.redact("{\"token\":[\(list)],\"n\":1}") == #"{"token":["[redacted]"],"n":1}"#)
    let long = String(repeating: "value ", count: 2_000)
    #expect(Redaction.redact("{\"token\":[\"\(long)\",\"\(long)\"],\"n\":1}") == #"{"token":["[redacted]"],"n":1}"#)
    #expect(Redaction.redact("{\"token\":[\"\(long)") == #"{"token":["[redacted]"#)
  }

  /// What is percent-encoded beside an address's own marks belongs to its password.
  @Test(arguments: [
    ("postgres://shop:pa%2Fss@db/shop", "postgres://shop:[redacted]@db/shop"),
    ("psql postgresql://shop:hun%20ter2@db", "psql postgresql://shop:[redacted]@db"),
    ("redis://:a%3Fb1@h", "redis://:[redacted]@h"), ("https://u:x%22y@h/", "https://u:[redacted]@h/"),
    ("user:pa%40ss@tcp(db:3306)/x", "user:[redacted]@tcp(db:3306)/x"),
    ("user:pa/ss@tcp(db:3306)/x", "user:[redacted]@tcp(db:3306)/x"),
    ("user:p@ss@unix(/run/db)/x", "user:[redacted]@unix(/run/db)/x"),
    ("curl --user anna:hun%20ter https://shop.example", "curl --user anna:[redacted] https://shop.example"),
    ("curl -u 'anna:hun ter' https://shop.example", "curl -u 'anna:[redacted]' https://shop.example"),
    ("https%3A%2F%2Fshop%3Apa%252Fss%40db%2Fx", "https%3A%2F%2Fshop%3A[redacted]%40db%2Fx"),
    ("jdbc:oracle:thin:shop/pa%40ss@db:1521", "jdbc:oracle:thin:shop/[redacted]@db:1521"),
    (
      "x=%22https://shop.example%22,%22mail%22:%22a@b.example%22",
      "x=%22https://shop.example%22,%22mail%22:%22a@b.example%22"
    ),
    ("https%3A%2F%2Fshop.example%2Fx%3Fm%3Da:b@c", "https%3A%2F%2Fshop.example%2Fx%3Fm%3Da:b@c"),
  ])
  func aPasswordInAnAddressIsMaskedWhole(text: String, redacted: String) { #expect(Redaction.redact(text) == redacted) }

  @Test(arguments: [
    "Authorization: token ab44b0cafe", "authorization: apikey abcdef123456", "authorization: bearer abcdefghijklmnop",
    "Proxy-Authorization: digest abc def", "cookie: theme dark",
  ])
  func aHeaderIsNoSentence(text: String) {
    #expect(Redaction.redact(text).hasSuffix(": [redacted]"), "\(Redaction.redact(text))")
  }

  @Test(arguments: [
    (
      "ALTER USER shop IDENTIFIED WITH caching_sha2_password BY 'hunter2x'",
      "ALTER USER shop IDENTIFIED WITH caching_sha2_password BY '[redacted]'"
    ),
    (#"ALTER USER shop IDENTIFIED BY "hunter2""#, #"ALTER USER shop IDENTIFIED BY "[redacted]""#),
    ("CREATE USER shop IDENTIFIED BY hunter2", "CREATE USER shop IDENTIFIED BY [redacted]"),
    (
      "ALTER USER shop IDENTIFIED BY 'new1' REPLACE 'old1' RETAIN",
      "ALTER USER shop IDENTIFIED BY '[redacted]' REPLACE '[redacted]' RETAIN"
    ),
    (
      "CREATE USER shop IDENTIFIED WITH 'mysql_native_password' AS '*2470C0'",
      "CREATE USER shop IDENTIFIED WITH 'mysql_native_password' AS '[redacted]'"
    ),
    (
      "CREATE USER shop IDENTIFIED VIA ed25519 USING 'hunter2'",
      "CREATE USER shop IDENTIFIED VIA ed25519 USING '[redacted]'"
    ),
    (
      "GRANT ALL ON x.* TO shop IDENTIFIED BY PASSWORD '*2470'",
      "GRANT ALL ON x.* TO shop IDENTIFIED BY PASSWORD '[redacted]'"
    ),
    ("ALTER ROLE shop PASSWORD E'hunter2'", "ALTER ROLE shop PASSWORD E'[redacted]'"),
    ("CREATE LOGIN shop WITH PASSWORD = N'hunter2'", "CREATE LOGIN shop WITH PASSWORD = N'[redacted]'"),
    ("PASSWORD 'it''s secret99' VALID", "PASSWORD '[redacted]' VALID"),
    ("PASSWORD = 'it''s secret99', x", "PASSWORD = '[redacted]', x"),
    (#"PASSWORD 'it\'s secret99' VALID"#, "PASSWORD '[redacted]' VALID"),
    ("{'password': u'hunter2', 'other': ''}", "{'password': u'[redacted]', 'other': ''}"),
    (#"a shard identified by "shard-77""#, #"a shard identified by "shard-77""#),
    ("it is identified by x-request-id2", "it is identified by x-request-id2"),
    ("replace 'a' with 'b' in the password", "replace 'a' with 'b' in the password"),
    ("password='' user='anna'", "password='' user='anna'"),
  ])
  func passwordsInStatementsAreMaskedWhole(text: String, redacted: String) {
    #expect(Redaction.redact(text) == redacted)
  }

  @Test(arguments: [
    (#"{"secret":[{"name":"db","value":"hunter2x"}],"n":1}"#, #"{"secret":[redacted],"n":1}"#),
    (#"{"secret":{"value":"a}b]\"c"},"n":1}"#, #"{"secret":[redacted],"n":1}"#),
    (#"{"token":["a",{"b":"c"},"d"],"n":1}"#, #"{"token":[redacted],"n":1}"#),
    (#"{"token":["a",["b"],"c"],"n":1}"#, #"{"token":[redacted],"n":1}"#),
    (#"{\"secret\":{\"value\":\"a\"},\"n\":1}"#, #"{\"secret\":[redacted],\"n\":1}"#),
    ("%22secret%22%3A%7B%22value%22%3A%22a%22%7D%2C%22n%22%3A1", "%22secret%22%3A[redacted]%2C%22n%22%3A1"),
    (#"{"secret":{"value":"cut off"#, #"{"secret":[redacted]"#),
    ("{ secret: { value: 'x' }, n: 1 }", "{ secret: [redacted], n: 1 }"),
    ("userPassword: {SSHA}abcdef== changed", "userPassword: [redacted] changed"),
    (
      #"{"secret":{},"token":[ ],"cookie":["REDACTED"],"password":[null]}"#,
      #"{"secret":{},"token":[ ],"cookie":["REDACTED"],"password":[null]}"#
    ),
    ("unexpected token: [ or ] in it", "unexpected token: [ or ] in it"),
    ("unexpected token: { in it", "unexpected token: { in it"),
  ])
  func whatASecretConsistsOfIsMaskedUpToItsBracket(text: String, redacted: String) {
    #expect(Redaction.redact(text) == redacted)
    #expect(Redaction.redact(redacted) == redacted)
  }

  /// What a hostile reader looks for: names that are joined to their values by brackets, commas and blanks, values in
  /// calls and in quotes of other kinds, arguments of commands.
  @Test(arguments: [
    ("[authorization] token s3cr3tabc status=200", "[authorization] token [redacted] status=200"),
    (#"[Authorization] => Digest username="a", response="s3cr3t""#, "[Authorization] => [redacted]"),
    ("headers: [proxy-authorization] negotiate s3cr3tTlR7==", "headers: [proxy-authorization] negotiate [redacted]"),
    (#""authorization" "apikey s3cr3tabc""#, #""authorization" "[redacted]""#),
    ("(Authorization, token s3cr3tabc)", "(Authorization, token [redacted])"),
    ("(Cookie, session=s3cr3t; theme=dark)", "(Cookie, [redacted]"),
    ("cookie session=s3cr3t0123456789; theme=dark refused", "cookie session=[redacted]; theme=dark refused"),
    ("[b'Authorization', b'Token s3cr3t']", "[b'Authorization', b'[redacted]']"),
    (#"["Host","shop.example","Cookie","sid=s3cr3t"]"#, #"["Host","shop.example","Cookie","[redacted]"]"#),
    (#"[["password", "hunter"], ["n", "1"]]"#, #"[["password", "[redacted]"], ["n", "1"]]"#),
    (#"argv=["mysql","-ps3cr3t","--token","s3cr3t"]"#, #"argv=["mysql","-p[redacted]","--token","[redacted]"]"#),
    (#"a0="tool" a1="--password" a2="s3cr3t" a3="x""#, #"a0="tool" a1="--password" a2="[redacted]" a3="x""#),
    (
      "CREATE SECRET x (TYPE s3, KEY_ID 'k1', KEY 's3cr3t', SECRET 's3cr3t')",
      "CREATE SECRET x (TYPE s3, KEY_ID 'k1', KEY '[redacted]', SECRET '[redacted]')"
    ),
    (
      "ALTER USER shop IDENTIFIED BY 's3cr3t', sha256_password BY 's3cr3t' HOST ANY",
      "ALTER USER shop IDENTIFIED BY '[redacted]', sha256_password BY '[redacted]' HOST ANY"
    ),
    (
      #"1,"x ""{""""password"":""s3cr3t, x"",""n"":1}""",b,"it ""is""""#,
      #"1,"x ""{""""password"":""[redacted]"",""n"":1}""",b,"it ""is""""#
    ),
    (#"1,"{""secret"":{""a"":""s3cr3t""},""n"":1}",b"#, #"1,"{""secret"":[redacted],""n"":1}",b"#),
    (#"1,"{""password"":""s3cr3t cut off"#, #"1,"{""password"":""[redacted]"#),
    (
      #"{"log":"1,\"x {\"\"password\"\":\"\"s3cr3t\"\"}\",1\n"}"#,
      #"{"log":"1,\"x {\"\"password\"\":\"\"[redacted]\"\"}\",1\n"}"#
    ),
    (#"Config { password: Some("s3cr3t"), n: 1 }"#, #"Config { password: Some("[redacted]"), n: 1 }"#),
    (#"["password"]=> string(6) "s3cr3t" }"#, #"["password"]=> string(6) "[redacted]" }"#),
    ("Array ( [user] => shop [api_key] => s3cr3t )", "Array ( [user] => shop [api_key] => [redacted] )"),
    ("Map(user -> shop, password -> s3cr3t)", "Map(user -> shop, password -> [redacted])"),
    (#"password = """s3cr3t""" of it"#, #"password = """[redacted]""" of it"#),
    (#"cookies: {"session": "s3cr3t"} of it"#, "cookies: [redacted] of it"),
    (#"wrong password "s3cr3t" of anna"#, #"wrong password "[redacted]" of anna"#),
    ("curl -H X-Vault-Token:\\ s3cr3t https://x", "curl -H X-Vault-Token:\\ [redacted] https://x"),
    ("curl -b session=s3cr3t https://x", "curl -b session=[redacted] https://x"),
    ("openssl enc -k s3cr3t -in a", "openssl enc -k [redacted] -in a"),
    (
      "kubectl create secret generic db --from-literal=key=s3cr3t -n shop",
      "kubectl create secret generic db --from-literal=key=[redacted] -n shop"
    ),
    ("helm registry login r.example -p s3cr3t -u a", "helm registry login r.example -p [redacted] -u a"),
    ("GET /callback?code=s3cr3t7&state=x", "GET /callback?code=[redacted]&state=x"),
    ("GET /password/reset/s3cr3t4f5e6d7a8b9c0?x=1", "GET /password/reset/[redacted]?x=1"),
    ("POST https://chat.example/hooks/s3cr3t4567890abcd/x y", "POST https://chat.example/hooks/[redacted] y"),
    ("auth token s3cr3t0123456789abcdef refused", "auth token [redacted] refused"),
    ("GET /a?user[password]=s3cr3t&n=1", "GET /a?user[password]=[redacted]&n=1"),
    ("GET /a?user%5Bpassword%5D=s3cr3t&n=1", "GET /a?user%5Bpassword%5D=[redacted]&n=1"),
    ("GET /a?user%5Bpassword%5D%5B%5D=s3cr3t&n=1", "GET /a?user%5Bpassword%5D%5B%5D=[redacted]&n=1"),
    ("password[]=s3cr3t", "password[]=[redacted]"), ("filter%5Btoken%5D=s3cr3t", "filter%5Btoken%5D=[redacted]"),
    ("users[password][0]=s3cr3t", "users[password][0]=[redacted]"),
    ("password[a][b][c][d][e][f][g][h]=s3cr3t", "password[a][b][c][d][e][f][g][h]=[redacted]"),
    ("INSERT IGNORE INTO a (token) VALUES ('x')", "INSERT IGNORE INTO a (token) VALUES ('[redacted]')"),
    (
      "insert low_priority ignore into a (token) values ('x')",
      "insert low_priority ignore into a (token) values ('[redacted]')"
    ),
    ("INSERT HIGH_PRIORITY INTO a (token) VALUES ('x')", "INSERT HIGH_PRIORITY INTO a (token) VALUES ('[redacted]')"),
    ("replace delayed into a (token) values ('x')", "replace delayed into a (token) values ('[redacted]')"),
    ("insert or replace into a (token) values ('x')", "insert or replace into a (token) values ('[redacted]')"),
    (
      "INSERT INTO a (token) OUTPUT inserted.id VALUES ('x')",
      "INSERT INTO a (token) OUTPUT inserted.id VALUES ('[redacted]')"
    ),
    (
      "INSERT INTO a (token) OVERRIDING USER VALUE VALUES ('x')",
      "INSERT INTO a (token) OVERRIDING USER VALUE VALUES ('[redacted]')"
    ),
    ("password=\ts3cr3t\tn=1", "password=\t[redacted]\tn=1"), ("password\t=\ts3cr3t", "password\t=\t[redacted]"),
    ("password :\ts3cr3t", "password :\t[redacted]"),
    ("password_confirmation=s3cr3t&n=1", "password_confirmation=[redacted]&n=1"),
    ("new_password_confirmation=s3cr3t", "new_password_confirmation=[redacted]"),
    ("password1=hunter&password2=hunter", "password1=[redacted]&password2=[redacted]"),
    (#"{"passwords":["hunter"],"n":1}"#, #"{"passwords":["[redacted]"],"n":1}"#),
    (#"{"passwords":{"db":"hunter"},"n":1}"#, #"{"passwords":[redacted],"n":1}"#),
    ("dbpass=hunter userpass=hunter", "dbpass=[redacted] userpass=[redacted]"),
    (#"{"api key": "hunter", "n": 1}"#, #"{"api key": "[redacted]", "n": 1}"#),
    (#"<add key="password" value="hunter"/>"#, #"<add key="password" value="[redacted]"/>"#),
    (
      #"<property name='db.password' id="7" value='a b'/>"#,
      #"<property name='db.password' id="7" value='[redacted]'/>"#
    ),
    ("proxy_password s3cr3t of it", "proxy_password [redacted] of it"), ("bindpw hunter", "bindpw [redacted]"),
    ("in a.conf: proxy_password hunter;", "in a.conf: proxy_password [redacted];"),
    ("htpasswd -b /etc/users bob hunter", "htpasswd -b /etc/users bob [redacted]"),
    ("htpasswd -nbB bob 'a b' | tee x", "htpasswd -nbB bob '[redacted]' | tee x"),
    (#"password "x" of anna"#, #"password "[redacted]" of anna"#),
    (
      "INSERT INTO users (name,password) VALUES ('bob','it''s, (x'), ('anna', E'y') -- by 'shop'",
      "INSERT INTO users (name,password) VALUES ('[redacted]','[redacted]'), ('[redacted]', E'[redacted]') -- by 'shop'"
    ),
    (
      "insert into \"users\"\n(\"id\", \"password_hash\")\nvalues (7, crypt('x', gen_salt('bf'))) returning id",
      "insert into \"users\"\n(\"id\", \"password_hash\")\nvalues (7, crypt('[redacted]', gen_salt('[redacted]'))) returning id"
    ),
    ("INSERT INTO a (token) VALUES ('cut off", "INSERT INTO a (token) VALUES ('[redacted]"),
    ("POST SAMLResponse=PHNhbWw%3D&RelayState=a", "POST SAMLResponse=[redacted]&RelayState=a"),
    ("Ocp-Apim-Subscription-Key: hunter", "Ocp-Apim-Subscription-Key: [redacted]"),
  ])
  func namesAndValuesAreJoinedInManyWays(text: String, redacted: String) {
    #expect(Redaction.redact(text) == redacted)
    #expect(Redaction.redact(redacted) == redacted)
  }

  @Test func whatStandsAroundASecretStays() {
    #expect(Redaction.redact("a?token=s3cr3t&x=1") == "a?token=[redacted]&x=1")
    #expect(Redaction.redact(#"{"password":"s3cr3t","n":1}"#) == #"{"password":"[redacted]","n":1}"#)
  }
}

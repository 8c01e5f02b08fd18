import Testing

@testable import Formats

@Suite struct TemplateTests {
  private func text(_ message: String) -> String {
    let bytes = Array(message.utf8)
    return unsafe MessageTemplate.text(of: bytes.span.bytes, 0, bytes.count)
  }

  private func hash(_ message: String) -> UInt64 {
    let bytes = Array(message.utf8)
    return unsafe MessageTemplate.hash(of: bytes.span.bytes, 0, bytes.count)
  }

  @Test(arguments: [
    ("query failed after 5310 ms for /product/17", "query failed after <*> for <*>"),
    ("query failed after 12 ms for /search?q=tent", "query failed after <*> for <*>"),
    (
      "request failed rid=6ef70054e33a GET /account/7/orders: QueuePool limit of size 6",
      "request failed rid=<*> GET <*>: QueuePool limit of size <*>"
    ),
    (
      "connect() to 10.0.0.1:8080 failed (111: Connection refused)", "connect() to <*> failed (<*>: Connection refused)"
    ),
    ("ids 1, 2, 3 gone", "ids <*> gone"),
    ("user=alice logged in", "user=<*> logged in"),
    ("level=warn pool is empty", "level=warn pool is empty"),
    ("open() \"/srv/a b/index.html\" failed", "open() \"<*>\" failed"),
    ("relation \"orders\" does not exist", "relation \"orders\" does not exist"),
    ("can't reach deadbeefcafe, it's down", "can't reach <*>, it's down"),
    ("mail to a.b@example.org bounced", "mail to <*> bounced"),
    ("lock=7, tag=\"View Lock\", ws=WorkSource{10113}, on=true", "lock=<*>, tag=<*>, ws=<*>, on=<*>"),
    ("level=warn reason=timeout state=", "level=warn reason=timeout state="),
    ("a=b=c and x == y", "a=b=<*> and x == y"),
    ("client of com.example.app left, cache.hit", "client of <*> left, cache.hit"),
    ("java.io.IOException: closed by net.example.Client", "java.io.IOException: closed by net.example.Client"),
    ("peer 00:11:43:e3:ba:c3 via fe80::1%eth0 and ::1", "peer <*> via <*> and <*>"),
    ("up at 20:10:58, not 0000:02:05.0", "up at <*>, not <*>"),
    ("since Fri Jun 17 07:07:00 2005 GMT ok", "since <*> ok"),
    ("he may go on Sun day", "he may go on Sun day"),
    ("sent 12 KB of 3 MB in 2 seconds.", "sent <*> of <*> in <*>"),
    ("lifetime <1 sec, route <0x0>", "lifetime <*>, route <<*>>"),
    ("fetch http://host/a?b=1 (https://x)", "fetch <*> (<*>)"),
    ("at cache.example:80 now", "at <*> now"),
    ("instruction....0 read.........7", "instruction..<*> read..<*>"),
    ("jk2_init() found child 7", "jk2_init() found child <*>"),
    ("request: \"GET /cart/7 HTTP/1.1\"", "request: \"GET <*>\""),
    ("C:\\Windows\\system is here", "C:<*> is here"),
    ("two   blanks\tand a tab", "two blanks and a tab"),
    ("", ""),
  ])
  func masks(message: String, template: String) {
    #expect(text(message) == template)
  }

  @Test func messagesThatDifferInVariablesHaveOneHash() {
    #expect(hash("query failed after 5310 ms for /product/17") == hash("query failed after 1 ms for /search?q=tent"))
    #expect(hash("peer 10.0.0.1:80 is down") == hash("peer 192.168.100.200:8080 is down"))
    #expect(hash("query failed") != hash("query finished"))
  }

  @Test func hashesAreTheSameInEveryRun() {
    #expect(hash("query failed after 5310 ms for /product/17") == 6_715_476_919_237_484_191)
  }

  @Test func aTracebackCountsByItsFirstLineAndItsException() {
    let record = """
      request failed for /cart/7
      Traceback (most recent call last):
        File "a.py", line 7, in cart
          pool.get()
      app.PoolTimeout: limit of 6 reached
      """
    #expect(text(record) == "request failed for <*>\napp.PoolTimeout: limit of <*> reached")
  }

  @Test(arguments: [
    ("SELECT id,name FROM products WHERE id=7", "select id, name from products where id = ?"),
    ("select  *\n\tfrom t where a in (1, 2,3) -- x", "select * from t where a in (?)"),
    ("INSERT INTO t(a,b) VALUES ('it''s',$2)", "insert into t(a, b) values (?)"),
    ("SELECT \"Name\" FROM T WHERE x = -1.5e3 /* why */", "select \"Name\" from t where x = ?"),
    ("SELECT count(*) FROM t1 WHERE a >= $tag$x$tag$;", "select count(*) from t1 where a >= ?"),
    ("UPDATE carts SET n=n+1 WHERE s = E'a\\'b'", "update carts set n = n + ? where s = ?"),
    // MySQL's values in double quotes; SQL's names in them.
    (
      #"SELECT a FROM t WHERE n = "red \"shoes" AND m LIKE "x%" OR k IN ("a", "b")"#,
      "select a from t where n = ? and m like ? or k in (?)"
    ),
    (#"INSERT INTO t ("a", "b") VALUES ("x", 2), (3, "y")"#, #"insert into t("a", "b") values (?)"#),
    // A column of PostgreSQL's, or a value of MySQL's.
    (
      #"select 1 from t where a = "b" and c = "b c" and d like "b""#,
      #"select ? from t where a = "b" and c = ? and d like ?"#
    ),
    // Rows of literals are one; those that are not stand as they are.
    ("INSERT INTO t VALUES (1,'x',NULL), (2,'y',true), (-3, Default, FALSE)", "insert into t values (?)"),
    (
      "INSERT INTO t VALUES (null, now(), null), (1), (2, 'x'), (7, now()), (1,2) on conflict (a, null) do nothing",
      "insert into t values (?, now(), ?), (?), (?, now()), (?) on conflict(a, null) do nothing"
    ),
    (
      "select * from (values (1, a is null), (null), (2)) t(a), (b)",
      "select * from (values (?, a is null), (?)) t(a), (b)"
    ),
    ("insert into t values (1), (2, 'cut", "insert into t values (?)"),
    (
      "insert into t values (1) on duplicate key update a = values(a), b = values(b), c = null",
      "insert into t values (?) on duplicate key update a = values (a), b = values (b), c = null"
    ),
    (
      "select id[1], routing[2], null, true from t where a in (1, null)",
      "select id [ ? ], routing [ ? ], null, true from t where a in (?, null)"
    ),
    ("values (1), ((2)), (3), 4, (5)", "values (?), ((?)), (?), ?, (?)"),
    (
      #"select "a", t."b"::text from "t" join "u" on "t"."id" = "u"."t" where ARRAY["a"] = x"#,
      #"select "a", t."b" :: text from "t" join "u" on "t"."id" = "u"."t" where array [ "a" ] = x"#
    ),
    // Searches.
    (
      #"source[{"size":10,"query":{"match":{"name" : "red \"shoes\" {\\"}},"in":["a","b", 3],"q":[-1.5,2.0E-4]}], id[web-7f]"#,
      #"source [ {"size": ?, "query": {"match": {"name": ?}}, "in": [?], "q": [?]} ], id ?"#
    ),
    (#"{\"query\":{\n  \"term\":{\"user\":\"a \\\"b\\\" c\"}}}"#, #"{"query": {"term": {"user": ?}}}"#),
    (
      #"{"find":"orders","filter":{"sku":"x","find":"y"},"$db":"shop"}"#,
      #"{"find": "orders", "filter": {"sku": ?, "find": ?}, "$db": ?}"#
    ),
    (#"{"query":{"match":{"name":"cut"#, #"{"query": {"match": {"name": ?"#),
  ])
  func normalisesStatements(statement: String, expected: String) {
    let bytes = Array(statement.utf8)
    #expect(unsafe StatementTemplate.text(of: bytes.span.bytes, 0, bytes.count) == expected)
  }

  @Test func statementsThatDifferInLiteralsHaveOneHash() {
    func hash(_ statement: String) -> UInt64 {
      let bytes = Array(statement.utf8)
      return unsafe StatementTemplate.hash(of: bytes.span.bytes, 0, bytes.count)
    }
    #expect(hash("SELECT * FROM t WHERE a IN (1,2)") == hash("select *  from T where a in ( 'x' )"))
    #expect(hash("SELECT * FROM t WHERE a = 1") != hash("SELECT * FROM t WHERE b = 1"))
  }
}

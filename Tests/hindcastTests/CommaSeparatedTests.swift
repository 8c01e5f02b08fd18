import Testing

@testable import hindcast

@Suite struct CommaSeparatedTests {
  @Test(arguments: [
    ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
    ("\tx", "'\\tx"), ("\rx", "'\\rx"), ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
    ("=1,2", "\"'=1,2\""), ("", ""), ("a\nb", "a\\nb"),
  ])
  func aCellIsTextOnly(text: String, cell: String) {
    #expect(CommaSeparated.row([text]) == cell + "\r\n")
  }
}

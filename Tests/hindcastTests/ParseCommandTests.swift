import ArgumentParser
import Foundation
import LogLab
import Records
import Testing

@testable import hindcast

@Suite struct ParseCommandTests {
  private let folder: TemporaryFolder
  private let surroundings = Surroundings(
    now: Timestamp(microseconds: 0), zone: .gmt, environment: [:], terminal: Terminal(isTerminal: false, width: .max))

  init() throws { folder = try TemporaryFolder() }

  private func said(_ arguments: String...) throws -> (lines: [String], troubles: [String], isRead: Bool) {
    let command = try #require(try Hindcast.parseAsRoot(["parse"] + arguments) as? ParseCommand)
    var lines: [String] = []
    var troubles: [String] = []
    let isRead = try command.read(surroundings) { said in
      switch said {
      case .line(let line): lines.append(line)
      case .trouble(let trouble): troubles.append(trouble)
      case .progress: break
      }
    }
    return (lines, troubles, isRead)
  }

  private static let request =
    "203.0.113.7 - anna [05/Jun/2024:14:00:03 +0200] \"GET /a?x=1 HTTP/1.1\" 502 512 \"https://shop.example/\" \"curl/8\" "

  @Test func aRequestHasAllThatItsLineHolds() throws {
    let path = try folder.write("access.log", Self.request + "0.012 0.011\n" + Self.request + "0.012 0.011\n")
    #expect(
      try said(path, "--json").lines.first == """
        {"line":1,"format":"nginx-combined-timed","time":"2024-06-05T12:00:03.000Z","severity":"info",\
        "service":"nginx","client":"203.0.113.7","user":"anna","method":"GET","path":"/a?x=1","protocol":"HTTP/1.1",\
        "status":502,"bytes":512,"latency_ms":12.0,"upstream_ms":11.0,"referrer":"https://shop.example/",\
        "agent":"curl/8","agent_class":"tool","offset":0}
        """)
    #expect(
      try said(path, "--color", "never").lines.first
        == "2024-06-05 12:00:03 info      nginx: 502 GET /a?x=1 12 ms 203.0.113.7")
  }

  @Test func aTraceIsTheMessageOfItsRecordAndSaysItsLines() throws {
    let text = """
      2024-06-05 14:00:00 INFO shop: started

      2024-06-05 14:00:01 ERROR shop: failed
      Traceback (most recent call last):
        File "a.py", line 7
      app.PoolTimeout: "none" left
      2024-06-05 14:00:02 INFO shop: on
      """
    let path = try folder.write("app.log", text)
    let lines = try said(path, "--json", "--tz", "+02:00", "--service", "till").lines
    #expect(
      lines[1] == #"{"line":3,"lines":4,"format":"text-log","time":"2024-06-05T12:00:01.000Z","severity":"error","#
        + #""service":"till","logger":"shop","code":"app.PoolTimeout","message":"failed\nTraceback (most recent call "#
        + #"last):\n  File \"a.py\", line 7\napp.PoolTimeout: \"none\" left","offset":40}"#)
    #expect(lines[2].hasPrefix(#"{"line":7,"format":"text-log","time":"2024-06-05T12:00:02.000Z""#))
    #expect(lines.count == 3)
  }

  @Test func linesThatNoFormatReadsAreShownWhereTheyStand() throws {
    let path = try folder.write(
      "app.json", "{\"time\":\"2024-06-05T14:00:00Z\",\"msg\":\"caf\\u00e9 \\\"7\\\"\"}\nnoise \u{1b}[31m\n")
    let lines = try said(path, "--json", "--format", "json").lines
    #expect(lines[0].contains(#""message":"café \"7\"""#))
    #expect(
      lines[1] == #"{"line":2,"error":"no format matched","offset":56,"text":"noise \u001b[31m"}"#)
    #expect(try said(path, "--format", "json").lines[1] == #"2: no format matched: noise \x1b[31m"#)
  }

  @Test func recordsOfSeveralFilesNameTheirs() throws {
    let first = try folder.write("a.log", gzip(Array((Self.request + "0.012 0.011\n").utf8)))
    let second = try folder.write("b.log", "nothing that is known\n")
    let binary = try folder.write("c.log", [0, 1, 2, 3])
    let found = try said(first, second, binary, "--json")
    #expect(found.lines[0].hasPrefix("{\"source\":\"\(first)\",\"line\":1,"))
    #expect(found.lines[1].hasPrefix("{\"source\":\"\(second)\",\"line\":1,\"error\":"))
    #expect(found.troubles == ["\(binary): not read: it is binary, not text"])
    #expect(found.isRead)
    #expect(try !said(binary).isRead)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: JournalLab.tool), "needs systemd-journal-remote"))
  func entriesOfAJournalAreRecordsToo() throws {
    let lab = try JournalLab()
    let path = try lab.write(
      "web.journal",
      [
        JournalLab.entry(
          1_717_596_000, ["MESSAGE": Self.request + "0.012 0.011", "_SYSTEMD_UNIT": "nginx.service", "_PID": "7"]),
        JournalLab.entry(
          1_717_596_001,
          ["MESSAGE": "ERROR: no connection", "_SYSTEMD_UNIT": "shop.service", "_PID": "8", "PRIORITY": "6"]),
      ])
    let lines = try said(path, "--json").lines
    #expect(lines[0].hasPrefix(#"{"line":1,"format":"journal","time":"2024-06-05T12:00:03.000Z","#))
    #expect(lines[0].contains(#""service":"nginx","host":"web1","client":"203.0.113.7","user":"anna","method":"GET""#))
    #expect(lines[1].contains(#""severity":"error","service":"shop","host":"web1","pid":8,"message":"no connection""#))
    #expect(lines[1].contains(#""cursor":"b="#))
  }
}

@Suite struct FormatsCommandTests {
  private let surroundings = Surroundings(
    now: Timestamp(microseconds: 0), zone: .gmt, environment: [:], terminal: Terminal(isTerminal: false, width: .max))

  @Test func theFormatsThatAreBuiltInAndDeclaredAreListed() throws {
    let table = try #require(try Hindcast.parseAsRoot(["formats"]) as? FormatsCommand).output(surroundings)
    #expect(table.contains("\nnginx-error") && table.contains("\nsquid"))
    let json = try #require(try Hindcast.parseAsRoot(["formats", "--json"]) as? FormatsCommand).output(surroundings)
    #expect(json.contains(#""name" : "aws-alb""#) && json.contains(#""joins_lines" : true"#))
  }
}

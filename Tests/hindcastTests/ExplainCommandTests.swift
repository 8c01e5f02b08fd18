import ArgumentParser
import Foundation
import LogLab
import Records
import Testing

@testable import hindcast

@Suite struct ExplainCommandTests {
  private let folder: TemporaryFolder
  private let surroundings = Surroundings(
    now: Timestamp(microseconds: 0), zone: .gmt, environment: [:], terminal: Terminal(isTerminal: false, width: .max))

  init() throws { folder = try TemporaryFolder() }

  private func output(_ arguments: String...) throws -> String {
    let command = try #require(try Hindcast.parseAsRoot(["explain"] + arguments) as? ExplainCommand)
    return try command.output(surroundings)
  }

  private static let request =
    "203.0.113.7 - anna [05/Jun/2024:14:00:03 +0200] \"GET /product/7?x=1 HTTP/1.1\" 502 512 \"-\" \"curl/8\" rt=0.250\n"

  @Test func aRecordIsShownWithWhatEachFieldWasReadFrom() throws {
    let path = try folder.write("nginx/access.log", Self.request + Self.request)
    let text = try output(path)
    #expect(
      text.contains(
        """
        format    nginx-combined-timed; it reads 2 of 2 lines that were looked at
        """))
    #expect(text.contains("service   nginx, by the format, where a line names none\n"))
    #expect(text.contains("zone      named by its times, +02:00\n"))
    let lines = text.split(separator: "\n")
    let line = try #require(lines.firstIndex { $0.hasPrefix("  203.0.113.7") })
    #expect(
      lines[line + 1] == "  " + "ccccccccccc   dddd  aaaaaaaaaaaaaaaaaaaaaaaaaa   eee ffffffffffffff gggggggg  "
        + "hhh iii      kkkkkk     jjjjj")
    #expect(text.contains("\na time        2024-06-05T12:00:03.000Z\n"))
    #expect(text.contains("\nj latency_ms  250.0\n"))
    #expect(text.contains("\n  severity    info  (requests have none of their own)\n"))
    #expect(text.contains("\n  template    GET /product/{id} 502\n"))
  }

  /// What is escaped in an envelope is shown as its program wrote it.
  @Test func fieldsOfALineInAnEnvelopeAreThoseOfTheLineInIt() throws {
    let inner = [
      String(Self.request.dropLast()).replacing("\"", with: "\\\""), #"{\"level\":\"error\",\"msg\":\"pool empty\"}"#,
    ]
    let times = ["2024-06-05T12:00:03.000Z", "2024-06-05T12:00:07.250Z"]
    for (index, (text, time)) in zip(inner, times).enumerated() {
      let line = #"{"log":"\#(text)\n","stream":"stdout","time":"2024-06-05T12:00:07.25Z"}"# + "\n"
      let text = try output(try folder.write("\(index).log", String(repeating: line, count: 4)))
      #expect(text.contains("line 1, what is in its envelope\n"))
      #expect(text.contains(" time        \(time)\n"), "\(text)")
      #expect(text.contains(index == 0 ? " status      502\n" : " message     pool empty\n"), "\(text)")
    }
  }

  @Test func aLineThatNothingReadsSaysHowFarTheNearestFormatsCame() throws {
    let line = Self.request.replacing("05/Jun/2024:14:00:03 +0200", with: "yesterday")
    let path = try folder.write("shop.log", String(repeating: line, count: 5))
    let text = try output(path)
    #expect(text.contains("not read: no format reads its lines; --format names one\n"))
    #expect(text.contains("line 1: no format reads it\n"))
    #expect(
      text.contains(
        "combined: at byte 20, before \"yesterday] \\\"GET /product/7?x=1\", it wants a time as 05/Jun/2024"))
    #expect(text.contains("To have such lines read, mend this declaration"))
  }

  @Test func theDeclarationToBeginWithReadsItsLine() throws {
    let line = "till7|2024-06-05 14:00:03.250|203.0.113.9|WARN|low on paper 17\n"
    let log = try folder.write("till.log", String(repeating: line, count: 10))
    let text = try output(log, "--format", "combined")
    let begin = try #require(text.range(of: "  name: till\n"))
    let yaml = text[begin.lowerBound...].split(separator: "\n").map { $0.dropFirst(2) }.joined(separator: "\n")
    #expect(yaml.contains("  - '$_|$time|$client|$severity|$message'"))
    try folder.write("formats/till.yaml", yaml)
    let read = try output(log, "--formats", folder.file("formats"), "--utc")
    #expect(read.contains("format    till; it reads 10 of 10 lines"))
    #expect(read.contains("\nb severity    warning\n"))
    #expect(read.contains("\n  template    low on paper <number>\n"))
  }

  @Test func theLineThatIsAskedForIsExplained() throws {
    let text =
      "2024-06-05T14:00:00Z INFO on\n2024-06-05T14:00:01Z ERROR off\njava.lang.Oops: x\n\tat shop.Main.main(M.java:9)\n"
    let path = try folder.write("app.log", text)
    let explained = try output(path, "--line", "4")
    #expect(explained.contains("\nlines 2 to 4\n") && explained.contains("severity    error"))
    #expect(throws: (any Error).self) { try output(path, "--line", "99") }
  }

  @Test func jsonHoldsTheSame() throws {
    let path = try folder.write("access.log", Self.request)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(try output(path, "--json").utf8)) as? [String: Any])
    let log = try #require((json["logs"] as? [[String: Any]])?.first)
    let line = try #require((log["lines"] as? [[String: Any]])?.first)
    let fields = try #require(line["fields"] as? [[String: Any]])
    let status = try #require(fields.first { $0["name"] as? String == "status" })
    #expect(status["value"] as? String == "502" && status["from"] as? [[Int]] == [[78, 81]])
  }

  @Test func theDocumentationListsAllFields() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "Documentation/formats.md"), encoding: .utf8)
    let formats = try #require(try Hindcast.parseAsRoot(["formats", "--fields"]) as? FormatsCommand)
    let rows = try formats.output(surroundings).split(separator: "\n").dropFirst().map { line in
      let name = line.prefix { $0 != " " }
      return "| `\(name)` | \(line.dropFirst(name.count).drop { $0 == " " }) |"
    }
    let table = "| field | is |\n| --- | --- |\n" + rows.joined(separator: "\n") + "\n"
    #expect(page.contains(table), "Documentation/formats.md lacks this:\n\(table)")
  }
}

import Records
import Testing

@testable import Formats

/// Lines of programs as container runtimes and log shippers wrap them.
@Suite struct EnvelopeTests {
  static let access = #"203.0.113.7 - - [05/Jun/2024:14:00:00 +0200] "GET /cart/7?x=1 HTTP/1.1" 200 730 "-" "curl/8""#
  static let stamp = "2024-06-05T14:00:03.250123456Z"
  static let trace = [
    "Traceback (most recent call last):", #"  File "/srv/pool.py", line 7, in take"#, "PoolTimeout: 5 s",
  ]

  /// What is shown of a record.
  struct Shown: Equatable, CustomStringConvertible {
    var text: String
    var lines: Int
    var line: Int
    var description: String { "\(line)+\(lines): \(text)" }

    init(_ text: String, _ lines: Int = 1, at line: Int) {
      self.text = text
      self.lines = lines
      self.line = line
    }
  }

  static func docker(_ text: String, _ stream: String = "stdout") -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\r\n", with: "\\r\\n")
      .replacing("\n", with: "\\n")
      .replacing("\u{1B}", with: "\\u001b")
    return #"{"log":"\#(escaped)","stream":"\#(stream)","attrs":{"tag":"web"},"time":"\#(stamp)"}"#
  }

  static func cri(_ text: String, _ tag: String = "F", _ stream: String = "stdout") -> String {
    "\(stamp) \(stream) \(tag) \(text)"
  }

  static let runtimes: [@Sendable (String) -> String] = [{ docker($0) }, { cri($0) }]

  static func parser(_ text: String) throws -> BlockParser {
    let bytes = Array(text.utf8)
    guard case .format(let format) = FormatSniffer(bytes).verdict() else {
      throw NoFormat(text: text)
    }
    return BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: 1_717_600_000))
  }

  struct NoFormat: Error { var text: String }

  /// The records of a file of these lines.
  static func read(_ lines: [String]) throws -> [(record: ReadRecord, shown: Shown)] {
    let text = lines.joined(separator: "\n") + "\n"
    var found: [(ReadRecord, Shown)] = []
    _ = try parser(text).read(Array(text.utf8), offset: 0) { record in
      let inner = String(decoding: record.bytes[record.line.range], as: UTF8.self)
      found.append((record, Shown(inner, record.lines, at: record.linesBefore + 1)))
    }
    return found
  }

  private func shown(_ lines: [String]) throws -> [Shown] { try Self.read(lines).map(\.shown) }

  @Test(arguments: [
    ("docker-json/combined", docker(access + "\n")), ("docker-json/combined", docker(access + "\r\n")),
    ("cri/combined", cri(access)), ("cri/combined", "2024-06-05T16:00:03.25+02:00 stderr F:tag \(access)"),
    ("compose-logs/combined", "web-1  | \(access)"),
    ("compose-logs/combined", "\u{1B}[36mweb-1  | \u{1B}[0m\(stamp) \(access)"),
    ("kubectl-logs/combined", "[pod/web-7d9f8b5c4d-x2x9z/web] \(access)"),
    ("kubectl-logs/combined", "web-7d9f8b5c4d-x2x9z web \(access)"),
    ("kubectl-logs/combined", "\u{1B}[32mweb-7d9f8b5c4d-x2x9z\u{1B}[0m \u{1B}[32mweb\u{1B}[0m \(access)"),
    ("stamped-lines/combined", "\(stamp) \(access)"), ("stamped-lines/combined", "2024-06-05T14:00:03.250Z \(access)"),
    (
      "shipped-json/combined",
      #"{"labels":{"app":"web"},"line":"\#(access.replacing("\"", with: "\\\""))","timestamp":"2024-06-05T14:00:03.25Z"}"#
    ),
    (
      "shipped-json/combined",
      #"{"timestamp":1717596003250,"message":"\#(access.replacing("\"", with: "\\\""))","ingestionTime":1717596004000}"#
    ),
  ])
  func anAccessLineIsReadWhateverIsAroundIt(format: String, line: String) throws {
    let records = try Self.read([line, line, line, line])
    #expect(records.count == 4)
    for (record, shown) in records {
      #expect(record.format == format)
      #expect(shown.text == Self.access)
      #expect(record.fields.status == 200)
      // Its own time names a zone: it wins.
      #expect(Timestamp(microseconds: record.fields.time).rfc3339 == "2024-06-05T12:00:00.000Z")
      if format.hasPrefix("compose") || format.hasPrefix("kubectl") { #expect(record.service == "web") }
    }
  }

  @Test(arguments: [
    "2024-06-05T14:00:03+00:00\tweb\t{\"level\":\"error\",\"msg\":\"pool empty\"}",
    #"web: [1717596003.000000000, {"level":"error","msg":"pool empty"}]"#,
    #"web: [[1717596003.000000000, {"x":[1]}], {"level":"error","msg":"pool empty"}]"#,
  ])
  func fluentFilesAreRead(line: String) throws {
    let record = try #require(try Self.read([line]).first?.record)
    #expect(record.format == "fluent-file/json")
    #expect(record.service == "web")
    #expect(record.fields.severity == .error)
    #expect(Timestamp(microseconds: record.fields.time).rfc3339 == "2024-06-05T14:00:03.000Z")
  }

  @Test(arguments: runtimes)
  func whatNoFormatReadsHasTheTimeOfItsEnvelope(wrap: @Sendable (String) -> String) throws {
    let end = wrap("").contains("{") ? "\n" : ""
    let records = try Self.read([wrap("ready" + end), wrap("2024/06/05 14:00:01 [error] 8#8: *1 open() failed" + end)])
    #expect(records.map(\.record.fields.severity) == [.info, .error])
    // A time without a zone could be any.
    #expect(
      records.map { Timestamp(microseconds: $0.record.fields.time).rfc3339 }
        == Array(
          repeating: "2024-06-05T14:00:03.250Z", count: 2))
  }

  /// Uvicorn's lines have no time: in a container's log they are requests, in a bare one text.
  @Test func requestsWithoutATimeHaveThatOfTheEnvelope() throws {
    let line = #"INFO:     203.0.113.7:50712 - "GET /cart HTTP/1.1" 502 Bad Gateway"#
    let records = try Self.read([Self.cri(line), Self.cri(line)])
    #expect(records.map(\.record.fields.status) == [502, 502])
    #expect(records.map(\.record.format) == ["cri/uvicorn", "cri/uvicorn"])
    #expect(
      records.map { Timestamp(microseconds: $0.record.fields.time).rfc3339 }
        == ["2024-06-05T14:00:03.250Z", "2024-06-05T14:00:03.250Z"])
    #expect(try Self.parser("\(line)\n\(line)\n").format.name == "text-plain")
    let syslog = try #require(Reading("Jun  5 14:00:03 web1 shop[812]: \(line)", by: "syslog"))
    #expect(syslog.record.status == 502)
  }

  /// Whether the user named the envelope or it was found: nothing is known of what is inside.
  @Test(arguments: [true, false]) func eachLineIsReadByTheFormatItIsOf(isMixed: Bool) throws {
    let declared = FormatDeclaration(name: "till", service: "till", lines: ["$time $severity order $message"])
    let parser = BlockParser(
      format: try #require(LogFormats.named("cri")), service: nil, others: FormatSet(declared: [declared]),
      isMixed: isMixed, times: TimeReader(zone: .utc, newest: 1_717_600_000))
    let lines = ["2024-06-05 14:00:03 ERROR order 7 failed", "ready", Self.access, "WARN slow"]
    let text = lines.map { Self.cri($0) + "\n" }.joined()
    var formats: [String?] = []
    _ = parser.read(Array(text.utf8), offset: 0) { formats.append($0.format) }
    #expect(formats == ["cri/till", "cri", "cri/combined", "cri"])
    let batch = parser.parse(Array(text.utf8), offset: 0)
    #expect(batch.messages.map(\.severity) == [.error, .info, .warning])
    #expect(batch.requests.count == 1)
  }

  @Test func stderrIsNoErrorAndColoursAreDropped() throws {
    let lines = [Self.docker("ready\n", "stderr"), Self.docker("\u{1B}[33mWARN\u{1B}[0m  slow \"a\"\n", "stderr")]
    let records = try Self.read(lines)
    #expect(records.map(\.record.fields.severity) == [.info, .warning])
    #expect(records.map(\.shown.text) == ["ready", "WARN  slow \"a\""])
  }

  @Test func piecesOfALineAreJoined() throws {
    let lines = [
      Self.cri("order ", "P"), Self.cri("7 ", "P"), Self.cri("placed"), Self.cri("order 8 placed"),
      Self.cri("a ", "P", "stderr"), Self.cri("b", "F", "stderr"),
    ]
    #expect(
      try shown(lines) == [Shown("order 7 placed", 3, at: 1), Shown("order 8 placed", at: 4), Shown("a b", 2, at: 5)])
    let docker = [Self.docker("order "), Self.docker("7 placed\n"), Self.docker(#"ends in \n"# + "\n")]
    #expect(try shown(docker) == [Shown("order 7 placed", 2, at: 1), Shown(#"ends in \n"#, at: 3)])
  }

  @Test func aLineOfAnotherStreamStandsBetweenPieces() throws {
    let lines = [Self.cri("order ", "P"), Self.cri("warn", "F", "stderr"), Self.cri("7 placed"), Self.cri("end")]
    #expect(
      try shown(lines)
        == [Shown("order 7 placed", 2, at: 1), Shown("warn", at: 2), Shown("end", at: 4)])
  }

  @Test func aTraceWrittenLineByLineIsOneRecord() throws {
    let lines = ["ready"] + Self.trace + ["done"]
    let expected = [
      Shown("ready", at: 1), Shown(Self.trace.joined(separator: "\n"), 3, at: 2), Shown("done", at: 5),
    ]
    #expect(try shown(lines.map { Self.docker($0 + "\n") }) == expected)
    #expect(try shown(lines.map { Self.cri($0) }) == expected)
    #expect(try shown(lines.map { "app-1  | \($0)" }) == expected)
    #expect(try shown(lines.map { "\(Self.stamp) \($0)" }) == expected)
    #expect(try Self.read(lines.map { Self.cri($0) })[1].record.fields.severity == .error)
  }

  @Test func aTraceAmongAccessLinesIsOneRecordAndTheyAreTheirOwn() throws {
    let lines = [Self.access, Self.access, Self.trace[0], Self.trace[1], Self.trace[2], Self.access, Self.access]
    let found = try Self.read(lines.map { Self.cri($0) })
    #expect(found.map(\.shown.lines) == [1, 1, 3, 1, 1])
    #expect(found.map(\.record.fields.status) == [200, 200, 0, 200, 200])
  }

  @Test func anotherStreamsLineIsNoneOfATrace() throws {
    let lines = Self.trace.map { Self.cri($0) } + [Self.cri("  other", "F", "stderr"), Self.cri("end")]
    #expect(try shown(lines).map(\.lines) == [3, 1, 1])
  }

  @Test func linesInNoEnvelopeAreTriedOrCounted() throws {
    let lines = Array(repeating: Self.cri("ready"), count: 18) + [Self.access, "half of a li"]
    let text = lines.joined(separator: "\n") + "\n"
    let batch = try Self.parser(text).parse(Array(text.utf8), offset: 0)
    #expect(batch.requests.count == 1)
    #expect(batch.messages.count == 18)
    #expect(batch.unparsed == 1)
    #expect(batch.lines == 20)
  }

  @Test func aRecordStandsWhereItsFirstEnvelopeBegins() throws {
    let lines = [Self.docker("a"), Self.docker("b\n"), Self.docker(Self.access + "\n"), Self.docker("ERROR c\n")]
    let text = lines.joined(separator: "\n") + "\n"
    let batch = try Self.parser(text).parse(Array(text.utf8), offset: 1000)
    let starts = [0, lines[0].utf8.count + lines[1].utf8.count + 2].map { UInt64(1000 + $0) }
    #expect(batch.messages.map(\.offset).first == starts[0])
    #expect(batch.requests.map(\.offset) == [starts[1]])
    let message = try #require(batch.messages.last)
    #expect(String(decoding: batch.bytes[message.line.range], as: UTF8.self) == "ERROR c")
  }

  @Test(arguments: [
    "ERROR    | shop.pool: none left", #"{"time":"2024-06-05T14:00:03Z","level":"info","msg":"ready"}"#,
    "2024-06-05T14:00:03.250Z INFO ready", "2024-06-05T14:00:03+00:00 web1 nginx: ready",
  ])
  func otherLogsAreInNoEnvelope(line: String) throws {
    let format = try Self.parser("\(line)\n\(line)\n").format
    #expect(!(format is EnvelopeFormat), "\(format.name)")
  }

  @Test(arguments: ["cri", "docker-json/combined", "stamped-lines/#Fields: date time c-ip sc-status"])
  func aFormatIsFoundAgainByItsIdentifier(identifier: String) throws {
    #expect(LogFormats.named(identifier)?.identifier == identifier)
  }

  /// Wherever a block ends, what is cut off in front is whole records, and all of them are the same.
  @Test(arguments: runtimes)
  func whatIsWholeDoesNotDependOnWhereReadingStops(wrap: @Sendable (String) -> String) throws {
    let end = wrap("").contains("{") ? "\n" : ""
    let one = ["ready"] + Self.trace + ["done"]
    var lines = (0..<3).flatMap { _ in one.map { wrap($0 + end) } }
    if end.isEmpty { lines += [Self.cri("a ", "P"), Self.cri("b"), Self.cri("c", "F", "stderr")] }
    let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
    let parser = try Self.parser(String(decoding: bytes, as: UTF8.self))
    func texts(_ block: [UInt8]) -> [String] {
      var found: [String] = []
      _ = parser.read(block, offset: 1) { found.append(String(decoding: $0.bytes[$0.line.range], as: UTF8.self)) }
      return found
    }
    let whole = texts(bytes)
    for step in [1, 13, 100, 301] {
      var pieces: [String] = []
      var carry: [UInt8] = []
      for start in stride(from: 0, to: bytes.count, by: step) {
        carry += bytes[start..<min(bytes.count, start + step)]
        let count = unsafe parser.wholeRecords(in: carry.span.bytes)
        pieces += texts(Array(carry[..<count]))
        carry.removeFirst(count)
      }
      #expect(pieces + texts(carry) == whole)
    }
    // From any place within the lines the next record is one of them.
    let starts = lines.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.utf8.count + 1) }
    for from in stride(from: 1, to: bytes.count, by: 7) {
      let rest = Array(bytes[from...])
      if let next = unsafe parser.nextRecord(in: rest.span.bytes) { #expect(starts.contains(from + next)) }
    }
  }

  /// Case 50: what cannot be in one block is cut at the cap, and the rest is passed over.
  @Test func aTraceOfManyLinesEndsWhereARecordBegins() throws {
    let frames = Array(repeating: Self.cri("    f()"), count: 20_000)
    let text = ([Self.cri("ready"), Self.cri(Self.trace[0])] + frames).joined(separator: "\n") + "\n"
    let parser = try Self.parser(text)
    let bytes = Array(text.utf8)
    #expect(unsafe parser.wholeRecords(in: bytes.span.bytes) == Self.cri("ready").utf8.count + 1)
    let batch = parser.parse(Array(bytes[..<100_001]), offset: 1, isCapped: true)
    #expect(batch.messages.count == 2)
    #expect(batch.messages.last?.flags.contains(.capped) == true)
    let rest = Array((frames[0] + "\n" + frames[1] + "\n" + Self.cri("done") + "\n").utf8)
    #expect(unsafe parser.nextRecord(in: rest.span.bytes) == 2 * (frames[0].utf8.count + 1))
  }

  @Test(arguments: ["web-1  | ", "[pod/web-7d9f8b5c4d-x2x9z/web] ", stamp + " "])
  func theFirstWholeLineBehindAnOverlongOneIsRead(head: String) throws {
    let parser = try Self.parser("\(head)ready\n\(head)ready\n")
    #expect(parser.takesEnvelopesOff)
    func next(_ lines: [String]) -> Int? {
      let bytes = Array("of a long line\n\(lines.map { head + $0 + "\n" }.joined())".utf8)
      return unsafe parser.nextRecord(in: bytes.span.bytes)
    }
    #expect(next(["done", "ready"]) == 15)
    // It may go on with what the line before it was part of.
    #expect(next(["  f()", "done"]) == 15 + head.utf8.count + 6)
  }

  /// What was cut may have been a piece of it.
  @Test(arguments: runtimes)
  func theFirstWholeLineBehindAPieceIsNotRead(wrap: @Sendable (String) -> String) throws {
    let lines = ["done", "ready"].map { wrap($0 + (wrap("").contains("{") ? "\n" : "")) + "\n" }
    let bytes = Array("of a long line\n\(lines.joined())".utf8)
    let parser = try Self.parser(lines.joined())
    #expect(unsafe parser.nextRecord(in: bytes.span.bytes) == 15 + lines[0].utf8.count)
  }
}

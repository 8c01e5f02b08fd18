import Formats
import Records
import Testing

@testable import Pipeline
@testable import Tailing

@Suite struct LiveFormatTests {
  private let format = LiveFormat(path: "/var/log/shop/access.log", formats: [:], zone: .utc, rules: ReadingRules())

  private static let combined =
    "10.1.2.3 - - [05/Jun/2024:12:00:00 +0000] \"GET / HTTP/1.1\" 200 730 \"-\" \"curl/7.88.1\"\n"
  private static let timed = combined.dropLast() + " rt=0.120 urt=\"0.118\"\n"
  private static let json = #"{"time":"2024-06-05T12:00:00Z","level":"info","msg":"order placed"}"# + "\n"
  private static let banner = "Shop 4.2 starts\n"
  private static let text = "2024-06-05 12:00:00 INFO order placed\n"

  /// Reads a block as the tail hands it out: it has asked where it can be cut.
  @discardableResult
  private func read(_ text: String, _ generation: Int) -> RecordBatch? {
    let bytes = Array(text.utf8)
    _ = unsafe format.boundaries(of: generation).wholeRecords(bytes.span.bytes)
    return format.parse(
      Block(bytes: bytes, offset: 0, isCapped: false), generation: generation,
      now: Timestamp(seconds: 1_717_588_800), zone: .utc)
  }

  private func repeated(_ line: some StringProtocol, _ count: Int) -> String {
    String(repeating: String(line), count: count)
  }

  @Test func whatIsNoLogAtFirstMayBecomeOne() {
    #expect(read("\u{0}\u{1}\u{2}\u{0}\n", 1) == nil)
    guard case .refused = format.finding(of: 1) else {
      Issue.record("a binary block was read")
      return
    }
    #expect(read(repeated(Self.combined, 5), 1)?.requests.count == 5)
    #expect(format.name == "combined")
  }

  @Test func whatJournalctlPrintsForProgramsIsRefused() throws {
    for text in [
      #"{"__CURSOR":"s=a;i=1","__REALTIME_TIMESTAMP":"1717588800000000","MESSAGE":"ready","_PID":"812"}"# + "\n",
      "__CURSOR=s=a;i=1\n__REALTIME_TIMESTAMP=1717588800000000\nMESSAGE=ready\n\n",
    ] {
      let format = LiveFormat(path: "/var/log/journal.log", formats: [:], zone: .utc, rules: ReadingRules())
      let block = Block(bytes: Array(text.utf8), offset: 0, isCapped: false)
      #expect(
        format.parse(block, generation: 1, now: Timestamp(seconds: 1_717_588_800), zone: .utc) == nil)
      guard case .refused(let reason) = format.finding(of: 1) else {
        Issue.record("read as plain lines")
        continue
      }
      #expect(reason.contains("hindcast replay"))
    }
  }

  /// A server that is told to write request times does so from the next file on.
  @Test func eachGenerationIsReadInItsOwnFormat() throws {
    #expect(read(Self.combined, 1)?.requests.count == 1)
    let batch = try #require(read(repeated(Self.timed, 5), 2))
    #expect(batch.requests.map(\.latency) == Array(repeating: 120_000, count: 5))
    #expect(format.identifiers == [1: "combined", 2: "nginx-combined-timed"])
    // A worker that has not heard of it goes on with the old file.
    #expect(read(Self.combined, 1)?.requests.first?.latency == RequestRecord.noLatency)
  }

  @Test func columnsThatAFilesHeadNamedAreKnownAfterARestart() {
    let line = "2024-06-05 14:00:03 GET /cart 502 203.0.113.7\n"
    #expect(read("#Fields: date time cs-method cs-uri-stem sc-status c-ip\n" + line + line, 1)?.requests.count == 2)
    #expect(format.name == "w3c")
    let next = LiveFormat(path: "/var/log/iis/u_ex.log", formats: format.identifiers, zone: .utc, rules: ReadingRules())
    let batch = next.parse(
      Block(bytes: Array(line.utf8), offset: 99, isCapped: false), generation: 1,
      now: Timestamp(seconds: 1_717_588_800), zone: .utc)
    #expect(batch?.requests.map(\.status) == [502])
  }

  /// A server may write the head of a new log when it starts, and the first record when somebody asks for something.
  @Test(arguments: [1, 2, 4])
  func aHeadThatComesBeforeTheFirstRecordIsKept(pieces: Int) {
    let head = [
      "#Software: Microsoft Internet Information Services 10.0\n", "#Version: 1.0\n", "#Date: 2024-06-05 14:00:00\n",
      "#Fields: date time cs-method cs-uri-stem sc-status c-ip time-taken\n",
    ]
    for start in stride(from: 0, to: head.count, by: head.count / pieces) {
      read(head[start..<start + head.count / pieces].joined(), 1)
    }
    let batch = read("2024-06-05 14:00:03 GET /cart 502 203.0.113.7 45\n", 1)
    #expect(format.name == "w3c")
    #expect(batch?.requests.map(\.status) == [502] && batch?.requests.first?.latency == 45_000)
  }

  @Test func whatCameBeforeTheFirstRecordDoesNotHideIt() {
    read("Shop 4.2 starts\n", 1)
    #expect(read(Self.combined, 1)?.requests.count == 1)
    #expect(format.name == "combined")
  }

  @Test func columnsThatAreNamedAnewCountFromThereOn() {
    let line = "2024-06-05 14:00:03 GET /cart 502 203.0.113.7\n"
    let other = "2024-06-05 14:00:04 203.0.113.8 404 /lost\n"
    #expect(read("#Fields: date time cs-method cs-uri-stem sc-status c-ip\n" + line + line, 1)?.requests.count == 2)
    let batch = read(line + "#Date: 2024-06-05 14:00:04\n#Fields: date time c-ip sc-status cs-uri-stem\n" + other, 1)
    #expect(batch?.requests.map(\.status) == [502, 404] && batch?.unparsed == 0)
    #expect(read(other, 1)?.requests.map(\.status) == [404])
    let next = LiveFormat(path: "/var/log/iis/u_ex.log", formats: format.identifiers, zone: .utc, rules: ReadingRules())
    let resumed = next.parse(
      Block(bytes: Array(other.utf8), offset: 99, isCapped: false), generation: 1,
      now: Timestamp(seconds: 1_717_588_800), zone: .utc)
    #expect(resumed?.requests.map(\.status) == [404])
  }

  @Test func aGenerationIsReadAsTheOneBeforeUntilItsLinesTell() {
    #expect(read(repeated(Self.json, 3), 1)?.messages.count == 3)
    #expect(read(Self.banner, 2)?.messages.count == 0)
    #expect(format.identifiers == [1: "json"])
    for _ in 0..<10 { #expect(read(Self.json, 2)?.messages.count == 1) }
    #expect(format.identifiers == [1: "json", 2: "json"])
    // Nothing is known of a third one: not even that it is a log.
    #expect(read("\u{0}\u{1}\n", 3)?.unparsed == 1)
    #expect(read(Self.json, 3)?.messages.count == 1)
  }

  @Test func linesThatComeOneByOneTellAsWell() {
    read(Self.json, 1)
    var names: [String?] = []
    for _ in 0..<6 {
      // Until then each is read by itself, as a line that is not of the file's format.
      #expect(read(Self.text, 2)?.messages.count == 1)
      names.append(format.name)
    }
    #expect(names == ["json", "json", "json", "json", "text-log", "text-log"])
  }

  /// How many bytes of these may be read, where they are the first of a file.
  private func cut(_ text: String, _ format: LiveFormat) -> Int {
    let bytes = Array(text.utf8)
    return unsafe format.boundaries(of: 1).wholeRecords(bytes.span.bytes)
  }

  /// 01/06/2024 is a day in January until a line says 13/06/2024.
  @Test func theOrderOfDatesIsWaitedFor() throws {
    let first = (1...3).map { "01/06/2024 14:00:0\($0) order \($0) placed\n" }.joined()
    #expect(cut(first, format) == 0)
    let text = first + "13/06/2024 14:00:00 order 4 placed\n14/06/2024 14:00:00 order 5 placed\n"
    #expect(cut(text, format) > first.utf8.count)
    let batch = try #require(read(text, 1))
    #expect(Timestamp(microseconds: batch.messages[0].time).rfc3339 == "2024-06-01T14:00:01.000Z")
    #expect(batch.dateAssumed == 0)
  }

  /// What was quiet for so long that it was read is read otherwise from where its lines tell.
  @Test func whatIsReadBeforeItTellsIsRevised() throws {
    let early = try #require(read("01/06/2024 14:00:01 order 1 placed\n", 1))
    #expect(early.dateAssumed == 1)
    let late = try #require(read("13/06/2024 14:00:00 order 4 placed\n01/06/2024 14:00:02 order 5 placed\n", 1))
    #expect(late.dateAssumed == 0)
    #expect(Timestamp(microseconds: late.messages[1].time).rfc3339 == "2024-06-01T14:00:02.000Z")
  }

  @Test func linesThatNeverTellAreNotHeldBackForever() {
    let line = "01/06/2024 14:00:01 order 1 placed\n"
    #expect(cut(repeated(line, 19), format) == 0)
    #expect(cut(repeated(line, 25), format) > 0)
  }

  private static func orders(_ date: String, _ count: Int) -> String {
    (1...count).map { "\(date) 14:00:\($0 + 9) order \($0) placed\n" }.joined()
  }

  private func time(_ record: Int, of batch: RecordBatch?) -> String? {
    batch.map { Timestamp(microseconds: $0.messages[record].time).rfc3339 }
  }

  /// Rotated daily, the files of a month's first twelve days do not say which number is the day.
  @Test func theOrderOfDatesHoldsInTheNextGenerationUntilItsLinesSayOtherwise() {
    read(Self.orders("31/05/2024", 6), 1)
    #expect(time(0, of: read(Self.orders("01/06/2024", 1), 2)) == "2024-06-01T14:00:10.000Z")
    #expect(time(29, of: read(Self.orders("01/06/2024", 30), 2)) == "2024-06-01T14:00:39.000Z")
    format.end(1)
    format.end(2)
    #expect(time(0, of: read(Self.orders("02/06/2024", 30), 3)) == "2024-06-02T14:00:10.000Z")
    // From here on months come first.
    read(Self.orders("06/13/2024", 30), 3)
    #expect(time(0, of: read(Self.orders("06/12/2024", 6), 3)) == "2024-06-12T14:00:10.000Z")
  }

  @Test func theFirstLinesOfTheNextGenerationAreNotHeldBack() {
    read(Self.orders("31/05/2024", 6), 1)
    let text = Array(Self.orders("01/06/2024", 1).utf8)
    #expect(unsafe format.boundaries(of: 2).wholeRecords(text.span.bytes) == 0)
    let lines = Array(Self.orders("01/06/2024", 3).utf8)
    #expect(unsafe format.boundaries(of: 2).wholeRecords(lines.span.bytes) > 0)
  }

  /// What the next run is told of this one.
  private func next(after format: LiveFormat) -> LiveFormat {
    LiveFormat(
      path: "/var/log/shop/till.log", formats: format.identifiers, declared: format.declared, zone: .utc,
      rules: ReadingRules())
  }

  @Test func whatFewLinesTaughtIsRevisedAfterARestart() {
    read(Self.orders("01/06/2024", 3), 1)
    let resumed = next(after: format)
    #expect(time(0, of: read(Self.orders("02/06/2024", 1), resumed)) == "2024-02-06T14:00:10.000Z")
    _ = read(Self.orders("13/06/2024", 6), resumed)
    #expect(time(0, of: read(Self.orders("02/06/2024", 1), resumed)) == "2024-06-02T14:00:10.000Z")
    // And stays so over the next one.
    #expect(time(0, of: read(Self.orders("02/06/2024", 30), next(after: resumed))) == "2024-06-02T14:00:10.000Z")
  }

  @Test func linesOfAKnownKindAreNotHeldBack() {
    #expect(cut(Self.combined, format) == Self.combined.utf8.count)
  }

  @Test func aServersFirstWordsDoNotHideItsFewRequests() throws {
    let banner = (1...40).map { "*** step \($0) of starting the application ***\n" }.joined()
    let request =
      "[pid: 17|app: 0|req: 1/1] 203.0.113.7 () {40 vars in 612 bytes} [Wed Jun  5 14:00:03 2024] GET /cart => generated "
      + "1996 bytes in 12 msecs (HTTP/1.1 200) 5 headers in 180 bytes (1 switches on core 0)\n"
    #expect(try #require(read(banner + request, 1)).requests.count == 1)
    let other = LiveFormat(path: "/var/log/shop/uwsgi.log", formats: [:], zone: .utc, rules: ReadingRules())
    _ = read(banner, other)
    #expect(read(request, other)?.requests.count == 1)
  }

  @Test func anotherRunReadsAGenerationAsTheOneBeforeDid() {
    read(Self.combined, 1)
    read(repeated(Self.timed, 5), 2)
    let other = LiveFormat(
      path: "/var/log/shop/access.log", formats: format.identifiers, zone: .utc, rules: ReadingRules())
    #expect(other.identifiers == format.identifiers)
  }

  private static func declared(_ pattern: String) -> FormatSet {
    FormatSet(declared: [FormatDeclaration(name: "till", service: "till", lines: [pattern])])
  }

  /// Its own text goes through `format`, which knows the declarations that it was begun with.
  private func read(_ text: String, _ format: LiveFormat) -> RecordBatch? {
    let bytes = Array(text.utf8)
    _ = unsafe format.boundaries(of: 1).wholeRecords(bytes.span.bytes)
    return format.parse(
      Block(bytes: bytes, offset: 99, isCapped: false), generation: 1, now: Timestamp(seconds: 1_717_588_800),
      zone: .utc)
  }

  @Test func aFileIsReadAsBeforeUntilItsLinesTellWhatIsDeclaredNow() {
    read(repeated(Self.text, 5), 1)
    #expect(format.name == "text-log")
    let set = Self.declared("$time $severity order $message")
    let next = LiveFormat(path: "/log", formats: format.identifiers, among: set, zone: .utc, rules: ReadingRules())
    for _ in 0..<4 {
      #expect(read(Self.text, next)?.messages.count == 1)
      #expect(next.name == "text-log")
    }
    #expect(read(Self.text, next)?.messages.count == 1)
    #expect(next.name == "till")
    // Known from then on.
    let third = LiveFormat(
      path: "/log", formats: next.identifiers, among: set, declared: next.declared, zone: .utc, rules: ReadingRules())
    #expect(third.name == "till")
  }

  @Test func aQuietFileIsReadAsBeforeHoweverOftenTheDaemonStarts() {
    read(repeated(Self.text, 5), 1)
    let set = Self.declared("$time $severity order $message")
    var quiet = format
    for _ in 0..<3 {
      quiet = LiveFormat(
        path: "/log", formats: quiet.identifiers, among: set, declared: quiet.declared, zone: .utc,
        rules: ReadingRules())
      #expect(quiet.name == "text-log" && quiet.declared != set.fingerprint)
    }
    for _ in 0..<4 { _ = read(Self.text, quiet) }
    #expect(quiet.name == "text-log")
    _ = read(Self.text, quiet)
    #expect(quiet.name == "till" && quiet.declared == set.fingerprint)
  }

  /// What is known of a file in doubt holds for the next one as well.
  @Test func aFileThatEndsInDoubtTellsWhatTheNextOneIs() {
    read(repeated(Self.json, 5), 1)
    format.set(.utc, ReadingRules(), Self.declared("$time $severity order $message"))
    format.end(1)
    read(Self.banner, 2)
    #expect(format.name == "json")
  }

  @Test func oneLineDoesNotDecideWhereADeclarationWasEdited() {
    let live = LiveFormat(
      path: "/log", formats: [:], among: Self.declared("$time $severity order $message"), zone: .utc,
      rules: ReadingRules())
    #expect(read(repeated(Self.text, 5), live)?.messages.count == 5)
    live.set(.utc, ReadingRules(), Self.declared("$time INFO order $message"))
    #expect(live.name == "till")
    for _ in 0..<4 {
      #expect(read(Self.json, live)?.messages.count == 1)
      #expect(live.name == "till")
    }
    #expect(read(Self.json, live)?.messages.count == 1)
    #expect(live.name == "json")
  }

  @Test func aDeclarationThatIsGoneOrChangedLosesNothing() {
    let first = LiveFormat(
      path: "/log", formats: [:], among: Self.declared("$time $severity order $message"), zone: .utc,
      rules: ReadingRules())
    #expect(read(repeated(Self.text, 5), first)?.messages.count == 5)
    #expect(first.name == "till")
    for set in [FormatSet.builtIn, Self.declared("$time INFO order $message")] {
      let next = LiveFormat(
        path: "/log", formats: first.identifiers, among: set, declared: first.declared, zone: .utc,
        rules: ReadingRules())
      #expect(next.name == nil)
      #expect(read(Self.text, next)?.messages.count == 1)
      #expect(next.name == (set == .builtIn ? "text-log" : "till"))
    }
    first.set(.utc, ReadingRules(), .builtIn)
    #expect(read(Self.text, first)?.messages.count == 1)
    #expect(first.name == "text-log")
  }

  @Test func whatHasEndedIsForgotten() {
    for generation in 1...100 {
      if generation % 2 == 1 { read(repeated(Self.json, 5), generation) }
      format.end(generation - 1)
      #expect(format.identifiers.count <= 2)
    }
    format.end(100)
    #expect(read(Self.banner, 101)?.unparsed == 1)
    #expect(format.identifiers == [99: "json"])
  }
}

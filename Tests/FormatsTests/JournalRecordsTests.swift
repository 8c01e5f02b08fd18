import Foundation
import Records
import Testing

@testable import Formats

@Suite struct JournalRecordsTests {
  static func convert(_ build: (inout JournalBatchBuilder) -> Void) -> RecordBatch {
    var builder = JournalBatchBuilder()
    build(&builder)
    return whole(batches(builder.batch, of: builder.batch.entries.count))
  }

  /// The records of the entries, given in batches of `size`; the last one is what the end of the journal brings.
  static func batches(_ batch: JournalBatch, of size: Int) -> [RecordBatch] {
    batches(batch, of: size) { _ in }
  }

  /// - Parameter between: what happens to the reader after each batch.
  private static func batches<Failure>(
    _ batch: JournalBatch, of size: Int, between: (inout JournalRecords) throws(Failure) -> Void
  ) throws(Failure) -> [RecordBatch] {
    var records = new()
    var found: [RecordBatch] = []
    for start in stride(from: 0, to: batch.entries.count, by: max(1, size)) {
      let entries = Array(batch.entries[start..<min(batch.entries.count, start + size)])
      found.append(
        records.convert(JournalBatch(bytes: batch.bytes, entries: entries, first: UInt64(start), damaged: 0)))
      try between(&records)
    }
    return found + [records.finish()].compactMap(\.self)
  }

  private static func new() -> JournalRecords {
    JournalRecords(service: nil, times: TimeReader(zone: .utc, newest: 2000))
  }

  /// All batches as one, in the order of the entries.
  static func whole(_ batches: [RecordBatch]) -> RecordBatch {
    var whole = RecordBatch(bytes: [])
    for batch in batches {
      let base = whole.bytes.count
      whole.bytes += batch.bytes
      whole.messages += batch.messages.map { message in
        var message = message
        message.line = message.line.moved(by: base)
        message.message = message.message.moved(by: base)
        return message
      }
      whole.requests += batch.requests
      whole.events += batch.events
      whole.services = batch.services
      whole.places += batch.places
      whole.lines += batch.lines
    }
    whole.messages.sort { $0.offset < $1.offset }
    return whole
  }

  static func text(_ batch: RecordBatch, _ range: ByteRange) -> String {
    String(decoding: batch.bytes[range.range], as: UTF8.self)
  }

  @Test(arguments: [
    ("nginx", "nginx.service", "nginx", 33, "nginx"), ("shop", "shop@2.service", "python3", 1, "shop@2"),
    ("systemd", "init.scope", "systemd", 0, "systemd"),
    // Another user's logger does not become nginx.
    ("nginx", "session-3.scope", "logger", 1000, "logger"), ("nginx", "", "logger", 1000, "logger"),
    ("nginx", "", "", 1000, "nginx (uid 1000)"), ("nginx", "user@1000.service", "nginx", 1000, "user@1000"),
    // Root may speak for anyone; a journal without trusted fields is believed.
    ("deploy", "", "logger", 0, "deploy"), ("nginx", "", "", 0, "nginx"), ("nginx", "", "", -1, "nginx"),
    ("", "", "", -1, "journal"),
  ])
  func case38ServiceComesFromTrustedFields(identifier: String, unit: String, comm: String, uid: Int64, service: String)
  {
    let batch = Self.convert { $0.add("HTTP 500", identifier: identifier, unit: unit, comm: comm, uid: uid) }
    #expect(batch.messages.map { batch.services[Int($0.service)] } == [service])
  }

  @Test(arguments: [
    (6, "2024-06-05 14:00:00.123 ERROR [17] shop: failed", Severity.error), (6, "WARN pool is full", .warning),
    (3, "INFO all is well", .info), (6, "[error] no live upstreams", .error), (6, "ts=1 level=warn msg=x", .warning),
    (6, "<critical> x", .critical), (4, "nothing said", .warning), (-1, "nothing said", .info),
    (6, "GET /ERROR/x", .info), (6, "NO_ERROR", .info), (6, "FATAL: too many", .critical), (6, "short ERR", .error),
  ])
  func theTextsOwnLevelWins(priority: Int8, message: String, severity: Severity) {
    let batch = Self.convert { $0.add(message, unit: "shop.service", comm: "shop", pid: 17, priority: priority) }
    #expect(batch.messages.map(\.severity) == [severity])
  }

  @Test func recordsPointToTheirEntries() {
    let batch = Self.convert {
      $0.add("one", at: 10)
      $0.add("", at: 11)
      $0.add("three", at: 12)
    }
    #expect(batch.messages.map { Self.text(batch, $0.message) } == ["one", "", "three"])
    #expect(batch.messages.map(\.time) == [10_000_000, 11_000_000, 12_000_000])
    #expect(batch.position(of: 2) == .cursor("b=00000000000000070000000000000007;m=2ee0;t=b71b00"))
    #expect(batch.lines == 3)
  }

  @Test func aTraceIsOneRecordWithItsHead() {
    let lines = [
      "2024-06-05 14:00:00 ERROR [17] shop: request failed", "Traceback (most recent call last):",
      "  File \"app.py\", line 1, in get", "    raise Timeout()", "app.Timeout: 2.00", "INFO next",
    ]
    let batch = Self.convert { builder in
      for line in lines {
        builder.add(line, unit: "shop.service", comm: "python3", pid: 17)
        builder.add("INFO between", unit: "shop.service", comm: "python3", pid: 18)
      }
    }
    let joined = batch.messages.filter { $0.pid == 17 }
    #expect(joined.map { Self.text(batch, $0.line) } == [lines[0..<5].joined(separator: "\n"), "INFO next"])
    #expect(joined.map(\.lines) == [5, 1])
    #expect(joined.map(\.severity) == [.error, .info])
    #expect(batch.messages.count { $0.pid == 18 } == 6)
  }

  @Test func aTraceOfItsOwnIsAnError() {
    let batch = Self.convert { builder in
      builder.add("INFO starting", unit: "shop.service", comm: "python3", pid: 17)
      for line in ["Traceback (most recent call last):", "  File \"x\"", "ValueError: 3", "INFO next"] {
        builder.add(line, unit: "shop.service", comm: "python3", pid: 17)
      }
    }
    #expect(batch.messages.map(\.lines) == [1, 3, 1])
    #expect(batch.messages.map(\.severity) == [.info, .error, .info])
    #expect(batch.messages[1].template != 0)
  }

  @Test(
    arguments: [
      (
        ["Exception in thread \"main\" java.lang.IllegalStateException: boom", "\tat shop.Main.main(Main.java:5)"],
        .error
      ),
      (["Error: boom", "    at Object.<anonymous> (/app/server.js:12:9)"], .error),
      (["app.rb:3:in `take': boom (RuntimeError)", "\tfrom app.rb:7:in `<main>'"], .error),
      (["panic: boom", "goroutine 1 [running]:", "main.main()", "\t/app/main.go:8 +0x1d", "exit status 2"], .critical),
      (
        [
          "http: panic serving 192.0.2.1:5: boom", "goroutine 7 [running]:", "net/http.(*conn).serve.func1()",
          "\t/go/http/server.go:1850 +0xbf", "panic({0x5f1ba0?, 0xc000012345?})", "\t/go/panic.go:890 +0x262",
          "created by net/http.(*Server).Serve in goroutine 1", "\t/go/http/server.go:3000 +0x4c",
        ], .error
      ),
      (["goroutine 7 [running]:", "runtime/debug.Stack()", "\t/go/debug/stack.go:24"], .error),
    ] as [([String], Severity)])
  func aTraceWhoseHeadNamesNoLevelIsTrouble(lines: [String], severity: Severity) {
    let batch = Self.convert { builder in
      for line in ["started (in 5 s)"] + lines + ["served (in 5 ms)"] {
        builder.add(line, unit: "shop.service", comm: "shop", pid: 17)
      }
    }
    #expect(batch.messages.map(\.lines) == [1, UInt32(lines.count), 1])
    #expect(batch.messages.map(\.severity) == [.info, severity, .info])
    #expect(Self.text(batch, batch.messages[1].line) == lines.joined(separator: "\n"))
  }

  /// Hosts that send their journals here have processes of the same number.
  @Test func aTraceIsContinuedByItsOwnHostAlone() {
    let batch = Self.convert {
      $0.add("ERROR failed", unit: "shop.service", comm: "shop", pid: 17, boot: 7, host: "web1")
      $0.add("  at x", unit: "shop.service", comm: "shop", pid: 17, boot: 8, host: "web2")
    }
    #expect(batch.messages.map(\.lines) == [1, 1])
  }

  /// Lines of three processes in turns, one of which prints traces.
  private static var traces: JournalBatch {
    var builder = JournalBatchBuilder()
    for round in 0..<8 {
      for (index, line) in [
        "2024-06-05 14:00:00 ERROR [17] shop: request failed", "Traceback (most recent call last):",
        "  File \"app.py\", line 1, in get", "    raise Timeout()", "app.Timeout: 2.00", "INFO next", "  indented",
      ].enumerated() {
        builder.add(line, at: 1000 + Int64(round), unit: "shop.service", comm: "python3", pid: 17)
        builder.add("INFO \(round) \(index)", at: 1000 + Int64(round), unit: "web.service", comm: "web", pid: 18)
        if index % 3 == 0 {
          builder.add(
            "{\"status\":200,\"path\":\"/\",\"time\":\"2024-06-05T14:00:00Z\"}", at: 1000 + Int64(round), comm: "api",
            pid: 9)
        }
      }
    }
    return builder.batch
  }

  private static func told(_ batches: [RecordBatch]) -> [String] {
    batches.flatMap { batch in
      batch.messages.map { message in
        "\(message.offset) \(batch.position(of: message.offset).text) \(message.severity) \(message.template) "
          + "\(batch.services[Int(message.service)]) \(message.lines) \(message.flags) \(text(batch, message.line)) "
          + text(batch, message.message)
      } + batch.requests.map { "\($0.offset) \(text(batch, $0.line))" }
        + batch.events.map { "\($0)" }
    }.sorted()
  }

  @Test(arguments: [1, 2, 3, 5, 7, 16, 50])
  func batchSizesDoNotMatter(size: Int) {
    let batches = Self.batches(Self.traces, of: size)
    #expect(Self.told(batches) == Self.told(Self.batches(Self.traces, of: 1000)))
    #expect(batches.allSatisfy { $0.messages.map(\.offset) == $0.messages.map(\.offset).sorted() })
  }

  /// A restart between any two batches changes nothing.
  @Test(arguments: [1, 2, 3, 5, 7, 16, 50])
  func anotherReaderGoesOnFromTheState(size: Int) throws {
    let batches = try Self.batches(Self.traces, of: size) { records throws in
      let stored = try JSONEncoder().encode(records.state)
      records = Self.new()
      records.state = try JSONDecoder().decode(JournalRecords.State.self, from: stored)
    }
    #expect(Self.told(batches) == Self.told(Self.batches(Self.traces, of: 1000)))
  }

  @Test func afterAQuietTimeNothingIsHeldBack() throws {
    var builder = JournalBatchBuilder()
    builder.add("ERROR failed", at: 1000, unit: "shop.service", comm: "python3", pid: 17)
    builder.add("Traceback (most recent call last):", at: 1000, unit: "shop.service", comm: "python3", pid: 17)
    builder.add("INFO between", at: 1000, unit: "web.service", comm: "web", pid: 18)
    builder.add("  File \"x\"", at: 1001, unit: "shop.service", comm: "python3", pid: 17)
    var records = Self.new()
    let batch = records.convert(builder.batch)
    #expect(batch.messages.isEmpty)
    #expect(records.oldestHeld?.offset == 0)
    #expect(records.oldestHeld?.place == builder.batch.entries[0].place)
    let early = records.release(before: 1_000_500_000)
    #expect(early == nil)
    let first = records.release(before: 1_001_500_000)
    let between = try #require(first)
    #expect(between.messages.map { Self.text(between, $0.line) } == ["INFO between"])
    let second = records.release(before: 1_002_500_000)
    let trace = try #require(second)
    #expect(trace.messages.map(\.lines) == [3])
    #expect(trace.messages.map(\.severity) == [.error])
    #expect(trace.position(of: 0) == .cursor(builder.batch.entries[0].place.cursor))
    #expect(records.oldestHeld == nil)
  }

  @Test func aTraceOverTwoBatchesIsOneRecordAtItsFirstEntry() {
    var builder = JournalBatchBuilder()
    for line in ["ERROR failed", "Traceback (most recent call last):", "  File \"x\"", "ValueError: 3"] {
      builder.add(line, unit: "shop.service", comm: "python3", pid: 17)
    }
    let batches = Self.batches(builder.batch, of: 2)
    #expect(batches.map(\.messages.count) == [0, 0, 1])
    #expect(batches[2].messages.map(\.lines) == [4])
    #expect(batches[2].position(of: 0) == batches[0].position(of: 0))
  }

  @Test func aRecordThatNothingCanContinueIsNotHeldBack() {
    var builder = JournalBatchBuilder()
    builder.add("one", at: 10, comm: "a", pid: 1)
    builder.add("two", at: 12, comm: "b", pid: 2)
    #expect(Self.batches(builder.batch, of: 2).map(\.messages.count) == [1, 1])
  }

  @Test func aRequestIsContinuedByNothing() {
    let batch = Self.convert {
      $0.add("INFO of another", comm: "web", pid: 18)
      $0.add("{\"status\":200,\"path\":\"/\",\"time\":\"2024-06-05T14:00:00Z\"}", comm: "api", pid: 9)
      $0.add("  indented", comm: "api", pid: 9)
    }
    #expect(batch.requests.count == 1)
    #expect(batch.messages.map(\.lines) == [1, 1])
  }

  @Test func aClockThatStepsFarBackEndsTraces() {
    let batch = Self.convert {
      $0.add("ERROR x", at: 1000, comm: "a", pid: 1)
      $0.add("INFO y", at: 900, comm: "b", pid: 2)
      $0.add("  at z", at: 1000, comm: "a", pid: 1)
    }
    #expect(batch.messages.map(\.lines) == [1, 1, 1])
  }

  @Test func case50ALongTraceIsBounded() {
    let batch = Self.convert { builder in
      for i in 0..<5000 { builder.add(i == 0 ? "ERROR x" : "  at \(i)", unit: "shop.service", comm: "java", pid: 17) }
    }
    #expect(batch.messages.map(\.lines) == [5000])
    #expect(batch.messages[0].line.count < 64 * 1024)
    #expect(batch.messages[0].flags.contains(.capped))
  }

  private struct Shown {
    var entry: UInt64
    var service: String
    var text: String
    var record: MessageRecord
  }

  @Test func linesOfContainersAreOfTheContainersAndTheirPiecesAreOneLine() {
    var builder = JournalBatchBuilder()
    func add(_ text: String, _ name: String, comm: String = "dockerd", uid: Int64 = 0, isPiece: Bool = false) {
      builder.add(
        text, unit: "docker.service", comm: comm, pid: 9, uid: uid, transport: .journal, container: name,
        isPiece: isPiece)
    }
    add("WARN order ", "shop", isPiece: true)
    add("ready", "web")
    add("7 is ", "shop", isPiece: true)
    add("late", "shop")
    add("next", "shop")
    add("mine", "shop", comm: "conmon", uid: 1000)
    add("claims to be", "shop", comm: "python3")
    for size in [1, 3, builder.batch.entries.count] {
      var found: [Shown] = []
      for batch in Self.batches(builder.batch, of: size) {
        for message in batch.messages {
          found.append(
            Shown(
              entry: message.offset, service: batch.services[Int(message.service)],
              text: String(decoding: batch.bytes[message.line.range], as: UTF8.self), record: message))
        }
      }
      found.sort { $0.entry < $1.entry }
      #expect(found.map(\.service) == ["shop", "web", "shop", "shop (uid 1000)", "docker"])
      #expect(found.map(\.text) == ["WARN order 7 is late", "ready", "next", "mine", "claims to be"])
      // Pieces of a line are no trace.
      #expect(found.first?.record.severity == .warning)
      #expect(found.first?.record.lines == 3)
    }
  }
}

extension ByteRange {
  fileprivate func moved(by offset: Int) -> ByteRange { ByteRange(Int(start) + offset, Int(end) + offset) }
}

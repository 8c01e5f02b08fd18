import Records
import Testing

@testable import Formats

@Suite struct JournalRecordsTests {
  static func convert(_ build: (inout JournalBatchBuilder) -> Void) -> RecordBatch {
    var builder = JournalBatchBuilder()
    build(&builder)
    var records = JournalRecords(service: nil, times: TimeReader(zone: .utc, newest: 2000))
    return records.convert(builder.batch)
  }

  static func text(_ batch: RecordBatch, _ range: ByteRange) -> String {
    String(decoding: batch.bytes[range.range], as: UTF8.self)
  }

  @Test(arguments: [
    ("nginx", "nginx.service", "nginx", 33, "nginx"), ("shop", "shop@2.service", "python3", 1, "shop@2"),
    ("systemd", "init.scope", "systemd", 0, "systemd"),
    // Case 38: another user's logger does not become nginx.
    ("nginx", "session-3.scope", "logger", 1000, "logger"), ("nginx", "", "logger", 1000, "logger"),
    ("nginx", "", "", 1000, "nginx (uid 1000)"), ("nginx", "user@1000.service", "nginx", 1000, "user@1000"),
    // Root may speak for anyone; a journal without trusted fields is believed.
    ("deploy", "", "logger", 0, "deploy"), ("nginx", "", "", 0, "nginx"), ("nginx", "", "", -1, "nginx"),
    ("", "", "", -1, "journal"),
  ])
  func serviceComesFromTrustedFields(identifier: String, unit: String, comm: String, uid: Int64, service: String) {
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

  /// Case 50.
  @Test func aLongTraceIsBounded() {
    let batch = Self.convert { builder in
      for i in 0..<5000 { builder.add(i == 0 ? "ERROR x" : "  at \(i)", unit: "shop.service", comm: "java", pid: 17) }
    }
    #expect(batch.messages.map(\.lines) == [5000])
    #expect(batch.messages[0].line.count < 64 * 1024)
    #expect(batch.messages[0].flags.contains(.capped))
  }
}

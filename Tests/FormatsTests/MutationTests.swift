import Foundation
import Records
import Testing

@testable import Formats

/// Damaged lines: whatever the bytes are, a format reads them or says that it does not, and its ranges stay in the line.
@Suite struct MutationTests {
  private static func isWithin(_ record: LogRecord, _ line: RawSpan) -> Bool {
    let ranges = [
      record.method, record.path, record.proto, record.client, record.user, record.referrer, record.agent,
      record.message, record.service, record.host, record.logger, record.code, record.statement, record.forwarded,
      TrustedProxies.standard.client(of: record, in: line),
    ]
    return ranges.allSatisfy { $0.isEmpty || Int($0.end) <= line.byteCount }
  }

  /// Processor time, which unlike the time of day does not count what others do.
  private static func cost(_ work: () -> Void) -> Duration {
    func now() -> Duration {
      var time = timespec()
      unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    let before = now()
    work()
    return now() - before
  }

  /// Eight thousand lines; `HINDCAST_MUTATIONS` sets how many, with other lines then than those of the short run, and
  /// no line may cost all formats together a millisecond. `Benchmarks/damage/run` does so, optimised.
  @Test func case51NoLineBreaksAFormat() {
    let asked = ProcessInfo.processInfo.environment["HINDCAST_MUTATIONS"].flatMap(Int.init)
    var lines = DamagedLines(seed: asked == nil ? 20_240_605 : 20_240_606)
    var times = TimeReader(zone: .utc, newest: 1_717_600_000)
    var read = 0
    var slowest = Duration.zero
    var block: [UInt8] = []
    for round in 0..<(asked ?? 8000) {
      let line = lines.next()
      func readLine() {
        let bytes = unsafe line.span.bytes
        for format in DamagedLines.formats {
          var record = LogRecord()
          _ = format.startsRecord(bytes)
          if format.takesDirectives { _ = format.behind(directive: bytes) }
          guard format.parse(bytes, &times, into: &record) else { continue }
          read += 1
          if !MutationTests.isWithin(record, bytes) { Issue.record("\(format.name): a range leaves \(line)") }
        }
      }
      var took = MutationTests.cost(readLine)
      if asked != nil, took > .milliseconds(1) {
        // Once more: the machine may have been busy with something else.
        for _ in 0..<3 { took = min(took, MutationTests.cost(readLine)) }
        if took > .milliseconds(1) { Issue.record("takes \(took): \(line)") }
      }
      slowest = max(slowest, took)
      MutationTests.readText(line)
      block += line + [Ascii.newline]
      if round % 32 == 31 {
        MutationTests.readBlock(block, DamagedLines.formats[round / 32 % DamagedLines.formats.count], times)
        if round % 1024 == 31 { MutationTests.explain(block, line, times) }
        block = []
      }
    }
    #expect(read > 5_000)
    if let asked { print("\(asked) lines, the slowest \(slowest)") }
  }

  private static func readText(_ line: [UInt8]) {
    let bytes = unsafe line.span.bytes
    _ = MessageTemplate.hash(of: bytes, 0, line.count)
    _ = StatementTemplate.hash(of: bytes, 0, line.count)
    if line.count % 16 == 0 { _ = Redaction.redact(String(decoding: line, as: UTF8.self)) }
  }

  private static func explain(_ block: [UInt8], _ line: [UInt8], _ times: TimeReader) {
    _ = FormatSniffer(block).verdict()
    _ = unsafe LineMismatch.nearest(line.span.bytes, among: .builtIn, times)
    for format in LogFormats.all { _ = FieldOrigins(Array(line.prefix(200)), by: format, times) }
  }

  /// Reads the lines as a file of that format: each once, whether it is counted or listed.
  private static func readBlock(_ block: [UInt8], _ format: any LogFormat, _ times: TimeReader) {
    let parser = BlockParser(format: format, service: nil, times: times)
    _ = unsafe parser.wholeRecords(in: block.span.bytes)
    _ = unsafe parser.nextRecord(in: block.span.bytes)
    _ = parser.behind(block)
    let batch = parser.parse(block, offset: 0)
    var end = 0
    let lines = parser.read(block, offset: 0) { record in
      // What is in envelopes is a text of its own, in which the lines of a stream stand together; so is a record of
      // several lines of which each may have a head.
      let isOwn = parser.joinsHeadedTraces && record.bytes != block
      if record.line.start < end && !parser.takesEnvelopesOff && !isOwn || Int(record.line.end) > record.bytes.count {
        Issue.record("\(format.name): a record leaves its lines in \(block)")
      }
      if !isOwn { end = Int(record.line.end) }
    }
    if lines != batch.lines { Issue.record("\(format.name): \(lines) lines, \(batch.lines) counted in \(block)") }
  }
}

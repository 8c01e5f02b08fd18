import Foundation
import Records
import Testing

@testable import Formats

/// Damaged lines: whatever the bytes are, a format reads them or says that it does not, and its ranges stay in the line.
@Suite struct MutationTests {
  /// SplitMix64 (S. Vigna): the same sequence on every run.
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  private static let marks = Array("\"'\\{}[](),:;=<>/- \t\n0919eZ+@%#*|\u{0}".utf8)

  private static func mutate(_ line: [UInt8], _ other: [UInt8], _ random: inout Generator) -> [UInt8] {
    var line = line
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let at = line.isEmpty ? 0 : Int.random(in: 0..<line.count, using: &random)
      switch Int.random(in: 0..<7, using: &random) {
      case 0 where !line.isEmpty: line[at] = UInt8.random(in: 0...255, using: &random)
      case 1 where !line.isEmpty: line[at] = marks.randomElement(using: &random) ?? 0
      case 2: line.insert(marks.randomElement(using: &random) ?? 0, at: at)
      case 3: line.removeSubrange(at..<min(line.count, at + 5))
      case 4: line = Array(line[..<at])
      case 5: line = Array(line[at...])
      default: line = line[..<at] + other.suffix(min(other.count, 40))
      }
    }
    return line
  }

  /// Lines of logs whose directives name the columns, and formats of such.
  private static let tables = [
    "#Fields: date time c-ip sc-status cs-uri time-taken x-forwarded-for", "#Date: 2024-06-05 14:00:00",
    "#Software: Microsoft Internet Information Services 10.0", "#fields\tts\tid.orig_h\tstatus_code\turi",
    #"2024-06-05 14:00:03 203.0.113.7 502 "/a ""b""" 45 203.0.113.9,+10.0.0.5"#,
    "2024-06-05\t14:00:03\t10.0.0.5\t502\t/a b\t\t2001:db8::7, 10.0.0.6", "1717596003.250\t203.0.113.7\t502\t/a b",
  ]
  private static let formats: [any LogFormat] =
    LogFormats.all
    + [
      "#Fields: date time c-ip sc-status cs-uri time-taken x-forwarded-for", "#fields\tts\tid.orig_h\tstatus_code\turi",
      "#Date: 2024-06-05\n#Fields: time c-ip sc-status", "#Fields: date-time,c-ip,sc-status,context",
    ].compactMap { W3CFormat(identifier: $0) as (any LogFormat)? }

  private static func isWithin(_ record: LogRecord, _ line: RawSpan) -> Bool {
    let ranges = [
      record.method, record.path, record.proto, record.client, record.user, record.referrer, record.agent,
      record.message, record.service, record.host, record.logger, record.code, record.statement, record.forwarded,
      TrustedProxies.standard.client(of: record, in: line),
    ]
    return ranges.allSatisfy { $0.isEmpty || Int($0.end) <= line.byteCount }
  }

  /// A hundred thousand lines; `HINDCAST_MUTATIONS` sets how many, with other lines then than those of the short run, and
  /// prints how long the slowest took with all formats together.
  @Test func case51NoLineBreaksAFormat() {
    let asked = ProcessInfo.processInfo.environment["HINDCAST_MUTATIONS"].flatMap(Int.init)
    let samples = (FormatSamples.table.flatMap(\.lines) + Self.tables).map { Array($0.utf8) }
    var random = Generator(state: asked == nil ? 20_240_605 : 20_240_606)
    var times = TimeReader(zone: .utc, newest: 1_717_600_000)
    var read = 0
    var slow: [Duration] = []
    var block: [UInt8] = []
    for round in 0..<(asked ?? 100_000) {
      let other = samples[(round &* 7 &+ 3) % samples.count]
      let line = MutationTests.mutate(samples[round % samples.count], other, &random)
      let bytes = unsafe line.span.bytes
      let took = ContinuousClock().measure {
        for format in Self.formats {
          var record = LogRecord()
          _ = format.startsRecord(bytes)
          if format.takesDirectives { _ = format.behind(directive: bytes) }
          guard format.parse(bytes, &times, into: &record) else { continue }
          read += 1
          if !MutationTests.isWithin(record, bytes) { Issue.record("\(format.name): a range leaves \(line)") }
        }
      }
      if asked != nil, took > .milliseconds(1) { slow.append(took) }
      _ = MessageTemplate.hash(of: bytes, 0, line.count)
      _ = StatementTemplate.hash(of: bytes, 0, line.count)
      if round % 16 == 0 { _ = Redaction.redact(String(decoding: line, as: UTF8.self)) }
      block += line + [Ascii.newline]
      if round % 32 == 31 {
        MutationTests.readBlock(block, Self.formats[round / 32 % Self.formats.count], times)
        if round % 1024 == 31 { _ = FormatSniffer(block).verdict() }
        block = []
      }
    }
    #expect(read > 5_000)
    if let asked { print("\(asked) lines, \(slow.count) over 1 ms, the slowest \(slow.max() ?? .zero)") }
  }

  /// Reads the lines as a file of that format: each once, whether it is counted or listed.
  private static func readBlock(_ block: [UInt8], _ format: any LogFormat, _ times: TimeReader) {
    let parser = BlockParser(format: format, service: nil, times: times)
    _ = unsafe parser.wholeRecords(in: block.span.bytes)
    let batch = parser.parse(block, offset: 0)
    var end = 0
    let lines = parser.read(block, offset: 0) { record in
      if record.line.start < end || Int(record.line.end) > block.count {
        Issue.record("\(format.name): a record leaves its lines in \(block)")
      }
      end = Int(record.line.end)
    }
    if lines != batch.lines { Issue.record("\(format.name): \(lines) lines, \(batch.lines) counted in \(block)") }
  }
}

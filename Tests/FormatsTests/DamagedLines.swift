import Records

@testable import Formats

/// Lines that something has happened to, and what reads them: all formats, users' own, and what is in envelopes.
struct DamagedLines {
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

  static func mutate(_ line: [UInt8], _ other: [UInt8], _ random: inout Generator) -> [UInt8] {
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
  /// A line for each kind of value that a field may have, as `users` read it, and some that are none.
  private static let values = [
    "203.0.113.7, 198.51.100.9", "[2001:db8::7]:443", "GET /cart?id=7 HTTP/1.1", "502", "-", "1m2.5s", "0.1, 0.2 : 0.3",
    "1717596003.250", "05/Jun/2024:14:00:03 +0200", "Wed Jun  5 14:00:03 2024", "very bad indeed", "WARNING", "",
  ].flatMap { ["2024-06-05T14:00:03.250Z [\($0)] <7> src=203.0.113.7", "05 Jun 2024 14:00:03.250 \"\($0)\" x=1.5"] }

  /// Patterns with every field, between brackets, in quotes, before blanks and at the end.
  private static let users: [any LogFormat] = {
    let names = LineField.names.keys.sorted()
    func format(_ lines: [String], joins: Bool = false) -> DeclaredFormat {
      DeclaredFormat(
        name: "users", service: "shop", joinsLines: joins, isEscaped: joins, lines: lines,
        keys: ["src": "client", "x": "latency"], severities: [.error: ["very bad indeed", "!"], .debug: ["-"]])
    }
    return [
      format(names.map { "$time [$\($0)] <$pid> ..." }), format(names.map { "$time \"$\($0)\"" }, joins: true),
      format(names.map { "$time $\($0) $message" }), format(names.map { "$date $clock $\($0)" }),
      format(["$time_epoch $method$path_args $_", "$time_local $request $agent | $list"]),
    ]
  }()

  /// Formats for which directives of servers stand.
  private static let directed: [any LogFormat] = [
    try? ServerDirective(
      .nginx, "log_format x '$remote_addr [$time_local] \"$request\" $status $upstream_addr $msec';"),
    try? ServerDirective(.apache, "LogFormat \"%v:%p %h %l %u %t \\\"%r\\\" %>s %O %D %{ms}T\" x"),
  ].compactMap { $0.map { DeclaredFormat(name: "directed", service: "web", lines: [$0.pattern]) } }

  private static let enveloped: [any LogFormat] = Envelope.allCases.flatMap { envelope -> [any LogFormat] in
    let inner: [any LogFormat] = [CommonLogFormat.combined, JSONFormat(), TextLogFormat(timed: true), EnvelopedText()]
    return inner.map { EnvelopeFormat(envelope: envelope, inner: $0) }
  }
  private static let envelopes =
    [EnvelopeTests.access, #"{"level":"error","msg":"no pool","ts":1717596003.25}"#]
    .flatMap { line in
      [
        EnvelopeTests.docker(line), EnvelopeTests.cri(line), EnvelopeTests.cri(line, "P"), "web-1  | \(line)",
        "[pod/web-7d9f8b5c4d-x2x9z/web] \(line)", "\(EnvelopeTests.stamp) \(line)",
        "\(EnvelopeTests.stamp)\tweb.access\t{\"log\":\"x\",\"source\":\"stderr\"}",
      ]
    }
    + [
      #"{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"cart"}}]},"scopeLogs":[{"logRecords":[{"timeUnixNano":"1717596003250000000","severityNumber":17,"body":{"stringValue":"no pool"}},{"observedTimeUnixNano":1717596003250000000,"body":{"kvlistValue":{"values":[]}}}]}]}]}"#
    ]

  static let formats: [any LogFormat] =
    LogFormats.all + users + directed + enveloped
    + [
      "#Fields: date time c-ip sc-status cs-uri time-taken x-forwarded-for", "#fields\tts\tid.orig_h\tstatus_code\turi",
      "#Date: 2024-06-05\n#Fields: time c-ip sc-status", "#Fields: date-time,c-ip,sc-status,context",
    ].compactMap { W3CFormat(identifier: $0) as (any LogFormat)? }

  private static let samples = (FormatSamples.table.flatMap(\.lines) + tables + values + envelopes).map {
    Array($0.utf8)
  }

  private var random: Generator
  private var made = 0

  init(seed: UInt64) { random = Generator(state: seed) }

  /// The next damaged line.
  mutating func next() -> [UInt8] {
    let other = Self.samples[(made &* 7 &+ 3) % Self.samples.count]
    defer { made += 1 }
    return Self.mutate(Self.samples[made % Self.samples.count], other, &random)
  }
}

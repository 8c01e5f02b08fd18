public import Records

/// One log format: reads a line's fields into a record.
///
/// A format is one file with one type, listed in `LogFormats.all`. `parse` runs for every line, so it works on bytes:
/// no `String`, no allocation, time linear in the line.
public protocol LogFormat: Sendable {
  /// Stable name, e.g. `nginx-combined`; what `--format` takes and `coverage` prints.
  var name: String { get }
  /// By what `FormatSet.named` finds it again: the name, or for one that a file declared what stands for the declaration.
  var identifier: String { get }
  /// The service that wrote the line where neither the line nor the user says, e.g. `nginx`.
  var service: String { get }
  /// What a request's time stands for where the order of the lines does not tell.
  var stampMeaning: StampMeaning { get }
  /// Whether lines that begin no record (`startsRecord`) belong to the record before them.
  var joinsLines: Bool { get }
  /// Whether what a line continues depends on the lines before it (`TraceGrammar`). Then `startsRecord` says which line,
  /// behind one that is not read, surely begins a record.
  var joinsTraces: Bool { get }
  /// Whether some lines are directives: no records, but they say how the lines behind them are read.
  var takesDirectives: Bool { get }
  /// What reads the lines behind a directive; nil where the line is none.
  func behind(directive line: RawSpan) -> (any LogFormat)?
  /// Whether a line begins a record. Cheap: called for every line of a format that joins lines, before `parse`.
  func startsRecord(_ line: RawSpan) -> Bool
  /// The same, for many lines in a row: with a reader that knows the times of those before.
  func startsRecord(_ line: RawSpan, _ times: inout TimeReader) -> Bool
  /// Whether a line that begins a record takes the one behind it along, though that could begin one, too.
  func announces(_ line: RawSpan) -> Bool
  /// Reads one record. For a format that joins lines, `line` may hold several physical lines (inner `\n` kept).
  /// - Parameters:
  ///   - line: the record's bytes without the line end (`\n` or `\r\n`).
  ///   - times: the zone of times that name none, and caches.
  ///   - record: a reset record; its ranges are relative to `line`.
  /// - Returns: false where the line is not of this format; `record` is then undefined.
  func parse(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool
}

extension LogFormat {
  public var identifier: String { name }
  public var stampMeaning: StampMeaning { .completion }
  public var joinsLines: Bool { false }
  public var joinsTraces: Bool { false }
  public var takesDirectives: Bool { false }
  public func behind(directive line: RawSpan) -> (any LogFormat)? { nil }
  public func startsRecord(_ line: RawSpan) -> Bool { true }
  public func announces(_ line: RawSpan) -> Bool { false }
  public func startsRecord(_ line: RawSpan, _ times: inout TimeReader) -> Bool { startsRecord(line) }
}

extension LogFormat {
  /// Whether a line begins a record whatever stands behind it.
  func beginsAlone(_ line: RawSpan) -> Bool { startsRecord(line) && !announces(line) }

  /// Whether a sample of the lines taught it how they are laid out.
  package var isLearnt: Bool { (self as? EnvelopeFormat)?.inner is LaidOutFormat || self is LaidOutFormat }

  /// The name of the zone that the file's lines name apart from their times.
  package var place: String? { (self as? PHPErrorFormat)?.place }

  /// The same format, with the zone of the place that its lines name.
  func placed(in zone: ZoneRules) -> any LogFormat {
    guard var format = self as? PHPErrorFormat else { return self }
    format.zone = zone
    return format
  }

  /// Whether it reads text of any kind, for a time, a level or a trace in it, and not lines of one kind by their fields.
  package var isGeneric: Bool { self is TextLogFormat || self is LaidOutFormat || self is EnvelopedText }
}

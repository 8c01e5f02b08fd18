package import Records

/// The pieces of a line that the fields of its record were read from.
///
/// A text's range is in the record. Of numbers and times formats keep the value alone, so these are found by trying: a
/// digit is changed, the line is read again, and the fields that are different then were read from there.
package struct FieldOrigins: Sendable {
  /// A field and the pieces it was read from, in order; none where it is the format's or a default.
  package struct Origin: Sendable, Equatable {
    package var field: RecordField
    package var pieces: [ByteRange]

    package init(field: RecordField, pieces: [ByteRange]) {
      self.field = field
      self.pieces = pieces
    }
  }

  /// Runs of digits that are tried; lines have fewer.
  private static let tried = 400

  package let origins: [Origin]
  /// Whether its time names no zone, so that one was assumed.
  package let assumesZone: Bool

  /// Nil where the format does not read the line.
  package init?(_ line: [UInt8], by format: any LogFormat, _ times: TimeReader) {
    guard let (fields, flags, time) = Self.read(line, format, times) else { return nil }
    var pieces: [String: [ByteRange]] = [:]
    for field in fields { if let range = field.range { pieces[field.name] = [range] } }
    let computed = fields.filter { $0.range == nil && $0.name != "severity" }
    for run in Self.digits(line).prefix(Self.tried) {
      for at in Set([Int(run.start), Int(run.end) - 1]) {
        var other = line
        other[at] = line[at] == UInt8(ascii: "9") ? UInt8(ascii: "1") : line[at] + 1
        guard let changed = Self.read(other, format, times)?.fields else { continue }
        for field in computed where changed.first(where: { $0.name == field.name })?.value != field.value {
          if pieces[field.name]?.last != run { pieces[field.name, default: []].append(run) }
        }
      }
    }
    if let digits = pieces["time"], let first = digits.first, let last = digits.last {
      pieces["time"] = [Self.whole(first, last, line)]
    }
    if let word = Self.severity(fields, line, format, times) { pieces["severity"] = [word] }
    origins = fields.map { field in
      var field = field
      // Shown with all its digits.
      if field.name == "time" {
        let beyond = unsafe WrittenNanoseconds.read(line.span.bytes, time.microseconds)
        field.value = WrittenNanoseconds.rfc3339(time, beyond: beyond)
      }
      return Origin(field: field, pieces: Self.joined(pieces[field.name] ?? [], line))
    }
    assumesZone = flags.contains(.zoneAssumed)
  }

  private static func read(
    _ line: [UInt8], _ format: any LogFormat, _ times: TimeReader
  ) -> (fields: [RecordField], flags: RecordFlags, time: Timestamp)? {
    var times = times
    times.flags = []
    var record = LogRecord()
    let span = unsafe line.span.bytes
    guard format.parse(span, &times, into: &record), record.isPlaced else { return nil }
    return (
      RecordField.all(of: record, span), times.flags.union(record.flags), Timestamp(microseconds: record.time)
    )
  }

  private static func digits(_ line: [UInt8]) -> [ByteRange] { runs(line, Ascii.isDigit) }

  private static func runs(_ line: [UInt8], _ belongs: (UInt8) -> Bool) -> [ByteRange] {
    var runs: [ByteRange] = []
    var at = 0
    while at < line.count {
      var end = at
      while end < line.count, belongs(line[end]) { end += 1 }
      if end > at { runs.append(ByteRange(at, end)) }
      at = max(end, at + 1)
    }
    return runs
  }

  /// A time with the names of a month and a zone at its ends.
  private static func whole(_ first: ByteRange, _ last: ByteRange, _ line: [UInt8]) -> ByteRange {
    var start = Int(first.start)
    var end = Int(last.end)
    var word = start
    while word > 0, line[word - 1] == Ascii.space { word -= 1 }
    if word >= 3, unsafe line.span.bytes.month(word - 3) != nil { start = word - 3 }
    if end < line.count, line[end] == UInt8(ascii: "Z") { end += 1 }
    return ByteRange(start, end)
  }

  /// The word that names the severity: without it, there would be another one, or it is a word for it in front.
  private static func severity(
    _ fields: [RecordField], _ line: [UInt8], _ format: any LogFormat, _ times: TimeReader
  ) -> ByteRange? {
    guard let severity = fields.first(where: { $0.name == "severity" })?.value else { return nil }
    let words = runs(line) { Ascii.isLetter($0) }.prefix(tried)
    for word in words {
      var other = line
      for at in word.range { other[at] = UInt8(ascii: "q") }
      if let changed = read(other, format, times)?.fields.first(where: { $0.name == "severity" })?.value,
        changed != severity
      {
        return word
      }
    }
    return words.first { word in
      let span = unsafe line.span.bytes
      let named =
        word.count == 1
        ? SeverityWords.letter(line[Int(word.start)]) : SeverityWords.read(span, Int(word.start), Int(word.end))
      return named?.name == severity && !fields.contains { $0.name == "path" }
    }
  }

  /// Neighbouring runs of one number, such as `0` and `250` of `0.250`, as one.
  private static func joined(_ pieces: [ByteRange], _ line: [UInt8]) -> [ByteRange] {
    pieces.reduce(into: []) { joined, piece in
      if let last = joined.last, last.end + 1 == piece.start, line[Int(last.end)] == Ascii.dot {
        joined[joined.count - 1].end = piece.end
      } else {
        joined.append(piece)
      }
    }
  }
}

import Records

/// Logs as OpenTelemetry's file exporter writes them: an object a line with many records, below the resource and the scope
/// that they are of (OTLP/JSON, `LogsData`).
enum EnvelopeOTLP {
  /// The longest line that is kept: exporters write a batch of thousands of records at once.
  static let cap = 16 << 20
  /// Bytes of a record, at least, on average over a line: its time and its name alone take more. What a line holds beyond
  /// that is left out, since each takes more memory than it has bytes.
  static let recordBytes = 48

  /// The end of the line at `at`, or where it is but the bracket that opens an object, of the object: it ends with a line
  /// of one that closes it.
  static func end(_ block: RawSpan, _ at: Int) -> Int {
    let line = block.lineEnd(from: at) ?? block.byteCount
    guard block.trimmedEnd(at, line) == at &+ 1, block.byte(at) == Ascii.openBrace else { return line }
    var close = line
    while close < block.byteCount {
      let end = block.lineEnd(from: close &+ 1) ?? block.byteCount
      if block.byteOrZero(close &+ 1) == Ascii.closeBrace { return end }
      close = end
    }
    return block.byteCount
  }

  /// Whether these bytes begin such a line, that may not end in them.
  static func begins(_ line: RawSpan) -> Bool {
    let brace = line.skippingBlanks(0)
    guard line.byteOrZero(brace) == Ascii.openBrace else { return false }
    let key = JSONScanner.skippingSpace(line, brace &+ 1)
    return line.matches("\"resourceLogs\"", at: key)
  }

  /// The first record of a line; nil where the line is no such object.
  static func first(_ line: RawSpan) -> EnvelopedLine? {
    var found: EnvelopedLine?
    let isOne = records(line) { record in
      found = record
      return false
    }
    return isOne ? found ?? EnvelopedLine() : nil
  }

  /// Calls `each` with every record of a line, in order, until it returns false. False where the line is no such object.
  static func records(_ line: RawSpan, _ each: (EnvelopedLine) -> Bool) -> Bool {
    guard line.byteOrZero(0) == Ascii.openBrace, let resources = member("resourceLogs", of: line, 0, line.byteCount)
    else { return false }
    var resource = JSONElements(resources)
    while let element = resource.next(line) {
      let service = service(line, element)
      guard let scopes = member("scopeLogs", of: line, element.start, element.end) else { continue }
      var scope = JSONElements(scopes)
      while let element = scope.next(line) {
        guard let records = member("logRecords", of: line, element.start, element.end) else { continue }
        var record = JSONElements(records)
        while let element = record.next(line) {
          guard each(EnvelopedLine(text: ByteRange(element.start, element.end), service: service)) else { return true }
        }
      }
    }
    return true
  }

  /// The value of the resource's attribute `service.name`.
  private static func service(_ line: RawSpan, _ element: (start: Int, end: Int)) -> ByteRange {
    guard let resource = member("resource", of: line, element.start, element.end),
      let attributes = member("attributes", of: line, resource.start, resource.end)
    else { return .none }
    var attribute = JSONElements(attributes)
    while let element = attribute.next(line) {
      guard let key = member("key", of: line, element.start, element.end),
        line.equals("\"service.name\"", key.start, key.end),
        let value = member("value", of: line, element.start, element.end),
        let text = member("stringValue", of: line, value.start, value.end), line.byte(text.start) == Ascii.quote
      else { continue }
      return ByteRange(text.start &+ 1, text.end &- 1)
    }
    return .none
  }

  /// The value of a member of the object `start..<end`.
  static func member(
    _ name: StaticString, of line: RawSpan, _ start: Int, _ end: Int
  ) -> (start: Int, end: Int)? {
    let object = line.extracting(start..<end)
    guard object.byteOrZero(0) == Ascii.openBrace else { return nil }
    var members = JSONMembers()
    while let member = members.next(object) {
      if object.equals(name, member.key, member.keyEnd) { return (start &+ member.start, start &+ member.end) }
    }
    return nil
  }
}

/// Goes through the elements of an array within a line.
struct JSONElements {
  private var at: Int
  private let end: Int

  /// - Parameter value: the array, its brackets included; anything else has no elements.
  init(_ value: (start: Int, end: Int)) { (at, end) = value }

  mutating func next(_ line: RawSpan) -> (start: Int, end: Int)? {
    guard at < end, line.byte(at) == Ascii.openBracket || line.byte(at) == Ascii.comma else { return nil }
    let start = JSONScanner.skippingSpace(line, at &+ 1)
    guard start < end, line.byte(start) != Ascii.closeBracket, let stop = JSONScanner.value(line, start, depth: 1)
    else {
      return nil
    }
    at = JSONScanner.skippingSpace(line, stop)
    return (start, stop)
  }
}

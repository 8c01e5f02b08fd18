import Records

/// Envelopes that are text before the line.
enum EnvelopeText {
  /// `2024-06-05T14:00:03.250123456Z stdout F text`; tags may follow the `F`, set off by colons.
  static func cri(_ line: RawSpan, _ times: inout TimeReader) -> EnvelopedLine? {
    guard let time = zoned(line, 0, &times), line.byteOrZero(time.end) == Ascii.space else { return nil }
    let stream = time.end &+ 1
    guard line.matches("stdout ", at: stream) || line.matches("stderr ", at: stream) else { return nil }
    let tag = stream &+ 7
    let end = line.endOfToken(tag)
    let isPiece = line.byteOrZero(tag) == UInt8(ascii: "P")
    guard isPiece || line.byteOrZero(tag) == UInt8(ascii: "F"), end == tag &+ 1 || line.byte(tag &+ 1) == Ascii.colon
    else { return nil }
    var found = EnvelopedLine()
    found.text = ByteRange(min(end &+ 1, line.byteCount), line.byteCount)
    found.isPiece = isPiece
    found.time = time.micros
    found.stream = line.packed(stream, stream &+ 6)
    return found
  }

  /// `TIME text`, the time with a zone. `digits`: those behind the second; nil: any number.
  static func stamped(_ line: RawSpan, _ start: Int, digits: Int?, _ times: inout TimeReader) -> EnvelopedLine? {
    guard let time = zoned(line, start, &times), line.byteOrZero(time.end) == Ascii.space || time.end == line.byteCount
    else { return nil }
    if let digits {
      let point = start &+ 19
      guard line.byteOrZero(point) == Ascii.dot, !Ascii.isDigit(line.byteOrZero(point &+ digits &+ 1)) else {
        return nil
      }
      for at in point &+ 1...point &+ digits where !Ascii.isDigit(line.byteOrZero(at)) { return nil }
    }
    var found = EnvelopedLine()
    found.text = ByteRange(min(time.end &+ 1, line.byteCount), line.byteCount)
    found.time = time.micros
    return found
  }

  /// `web-1  | text`: names are in small letters, so that `ERROR | text` is none, and begin with one, as no time does.
  static func compose(_ line: RawSpan, _ times: inout TimeReader) -> EnvelopedLine? {
    let name = behindColour(line, 0)
    var at = name
    while at < line.byteCount, isNameByte(line.byte(at)) { at &+= 1 }
    let end = at
    guard line.byteOrZero(name) &- 97 <= 25, end &- name <= 100, SeverityWords.read(line, name, end) == nil else {
      return nil
    }
    while line.byteOrZero(at) == Ascii.space { at &+= 1 }
    guard at > end, line.byteOrZero(at) == UInt8(ascii: "|") else { return nil }
    at = behindColour(line, at &+ 1)
    guard at == line.byteCount || line.byte(at) == Ascii.space else { return nil }
    at = behindColour(line, min(at &+ 1, line.byteCount))
    return named(ByteRange(name, withoutNumber(line, name, end)), stream: ByteRange(name, end), line, at, &times)
  }

  /// `[pod/web-7d9f8-x2x9z/nginx] text`, or `web-7d9f8-x2x9z nginx text`: the container is the service.
  static func pods(_ line: RawSpan, _ times: inout TimeReader) -> EnvelopedLine? {
    if line.matches("[pod/", at: 0) {
      guard let close = line.firstIndex(of: Ascii.closeBracket, from: 5, to: min(line.byteCount, 400)),
        let slash = line.lastIndex(of: Ascii.slash, from: 5, to: close), slash > 5, slash &+ 1 < close
      else { return nil }
      return named(
        ByteRange(slash &+ 1, close), stream: ByteRange(5, close), line, min(close &+ 2, line.byteCount), &times)
    }
    let pod = behindColour(line, 0)
    var at = pod
    while at < line.byteCount, isNameByte(line.byte(at)) { at &+= 1 }
    guard isPod(line, pod, at) else { return nil }
    let name = behindColour(line, line.skippingBlanks(behindColour(line, at)))
    guard name > at else { return nil }
    var end = name
    while end < line.byteCount, isNameByte(line.byte(end)) { end &+= 1 }
    let text = behindColour(line, end)
    guard end > name, text == line.byteCount || line.byte(text) == Ascii.space else { return nil }
    return named(ByteRange(name, end), stream: ByteRange(pod, end), line, min(text &+ 1, line.byteCount), &times)
  }

  /// `2024-06-05T14:00:03+00:00<tab>tag<tab>{...}`, `tag: [1717596003.250000000, {...}]`.
  static func fluent(_ line: RawSpan, _ times: inout TimeReader) -> EnvelopedLine? {
    var found = EnvelopedLine()
    if let time = zoned(line, 0, &times) {
      guard line.byteOrZero(time.end) == Ascii.tab,
        let tab = line.firstIndex(of: Ascii.tab, from: time.end &+ 1, to: line.byteCount),
        line.byteOrZero(tab &+ 1) == Ascii.openBrace
      else { return nil }
      found.time = time.micros
      found.service = ByteRange(time.end &+ 1, tab)
      found.text = ByteRange(tab &+ 1, line.byteCount)
      return found
    }
    var at = 0
    while at < line.byteCount, isNameByte(line.byte(at)) { at &+= 1 }
    guard at > 0, line.matches(": [", at: at), line.byteOrZero(line.byteCount &- 1) == Ascii.closeBracket else {
      return nil
    }
    let isNested = line.byteOrZero(at &+ 3) == Ascii.openBracket
    let number = isNested ? at &+ 4 : at &+ 3
    guard let (seconds, behind) = DecimalNumber.read(line, number, line.byteCount),
      let time = TimeReader.epoch(seconds), line.byteOrZero(behind) == Ascii.comma
    else { return nil }
    // `[[time, {metadata}], {record}]`: what was added to the record since Fluent Bit 2.
    var record = line.skippingBlanks(behind &+ 1)
    if isNested {
      guard let end = JSONScanner.value(line, record, depth: 1), line.matches("], ", at: end) else { return nil }
      record = end &+ 3
    }
    guard line.byteOrZero(record) == Ascii.openBrace else { return nil }
    found.time = time
    found.service = ByteRange(0, at)
    found.text = ByteRange(record, line.byteCount &- 1)
    return found
  }

  private static func named(
    _ service: ByteRange, stream: ByteRange, _ line: RawSpan, _ at: Int, _ times: inout TimeReader
  ) -> EnvelopedLine {
    var found = stamped(line, at, digits: 9, &times) ?? EnvelopedLine()
    if found.time == LogRecord.absentTime { found.text = ByteRange(at, line.byteCount) }
    found.service = service
    found.stream = ByteHash.of(line, Int(stream.start), Int(stream.end)) | 1
    return found
  }

  /// A time that leaves no doubt.
  private static func zoned(_ line: RawSpan, _ at: Int, _ times: inout TimeReader) -> TimeMatch? {
    guard line.byteOrZero(at &+ 10) == UInt8(ascii: "T"), let time = times.iso(line, at),
      !time.flags.contains(.zoneAssumed)
    else { return nil }
    return time
  }

  /// Behind colours (`ESC [ ... m`) at `at`.
  private static func behindColour(_ line: RawSpan, _ start: Int) -> Int {
    var at = start
    while line.byteOrZero(at) == Ascii.escape, line.byteOrZero(at &+ 1) == Ascii.openBracket,
      let end = line.firstIndex(of: UInt8(ascii: "m"), from: at, to: min(line.byteCount, at &+ 20))
    {
      at = end &+ 1
    }
    return at
  }

  private static func isNameByte(_ b: UInt8) -> Bool {
    Ascii.isDigit(b) || b &- 97 <= 25 || b == Ascii.minus || b == Ascii.underscore || b == Ascii.dot
  }

  /// The end of a container's name without the number of the replica: `web` of `web-1` and `web_1`.
  private static func withoutNumber(_ line: RawSpan, _ start: Int, _ end: Int) -> Int {
    var at = end
    while at > start, Ascii.isDigit(line.byte(at &- 1)) { at &-= 1 }
    guard at < end, at > start &+ 1, line.byte(at &- 1) == Ascii.minus || line.byte(at &- 1) == Ascii.underscore else {
      return end
    }
    return at &- 1
  }

  /// Whether a name is that of a deployment's pod: it ends in the hash of its template and five characters.
  private static func isPod(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    guard let last = line.lastIndex(of: Ascii.minus, from: start, to: end), end &- last == 6,
      let hash = line.lastIndex(of: Ascii.minus, from: start, to: last), (6...11).contains(last &- hash), hash > start
    else { return false }
    for at in hash &+ 1..<end where at != last && !isHashByte(line.byte(at)) { return false }
    return true
  }

  /// `bcdfghjklmnpqrstvwxz2456789`: what Kubernetes writes hashes in, so that no word comes of them.
  private static func isHashByte(_ b: UInt8) -> Bool {
    switch b {
    case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"),
      UInt8(ascii: "y"), UInt8(ascii: "0"), UInt8(ascii: "1"), UInt8(ascii: "3"):
      false
    default: Ascii.isDigit(b) || b &- 97 <= 25
    }
  }
}

import Records

/// A value of a JSON line that a role was found for: its bytes, of a string those between the quotes.
struct JSONValue: BitwiseCopyable {
  enum Kind: UInt8 { case string, number, other }

  var start: UInt32 = 0
  var end: UInt32 = 0
  var kind = Kind.other
  /// How late its key is in the list of keys with its role.
  var rank: UInt8 = 255

  var range: ByteRange { ByteRange(start: start, end: end) }
}

/// The fields of one JSON line by role. Reading is `mutating` only in name: an `inout` value is read in place, while
/// Swift 6.3 copies the whole of a borrowed one for each read of its inline array.
struct JSONFields: ~Copyable {
  private var values = InlineArray<41, JSONValue>(repeating: JSONValue())
  /// A member of a `request` object was found.
  private(set) var hasRequestObject = false

  /// The value of that role; nil where the line has none, also where it is `null`, an array or, unless its role
  /// is for them, an object.
  @inline(__always)
  subscript(_ role: JSONRole) -> JSONValue? {
    mutating get {
      let value = values.span[Int(role.rawValue)]
      return value.rank == 255 ? nil : value
    }
  }

  /// The range of a role's text, without that of an empty string or of nginx's `-`.
  mutating func text(_ role: JSONRole, _ line: RawSpan) -> ByteRange {
    guard let value = self[role], value.kind != .other else { return .none }
    let isDash = value.end == value.start &+ 1 && line.byte(Int(value.start)) == Ascii.minus
    return isDash ? .none : value.range
  }

  /// The number of a role, written as a number or a string that is one.
  mutating func number(_ role: JSONRole, _ line: RawSpan) -> DecimalNumber? {
    guard let value = self[role], value.kind != .other,
      let (number, end) = DecimalNumber.read(line, Int(value.start), Int(value.end)), end == Int(value.end)
    else { return nil }
    return number
  }

  /// Reads the object at `start`: the index behind it, nil where it is malformed or has a key twice.
  mutating func read(_ line: RawSpan, _ start: Int) -> Int? {
    var keys = JSONKeySet()
    return read(line, start, in: .top, depth: 0, &keys)
  }

  private mutating func read(
    _ line: RawSpan, _ start: Int, in container: JSONContainer, depth: Int, _ keys: inout JSONKeySet
  ) -> Int? {
    var at = JSONScanner.skippingSpace(line, start &+ 1)
    if line.byteOrZero(at) == Ascii.closeBrace { return at &+ 1 }
    while true {
      guard line.byteOrZero(at) == Ascii.quote, let key = JSONScanner.string(line, at) else { return nil }
      let hash = JSONKeys.hash(line, at &+ 1, key &- 1, in: container)
      if depth == 0, !keys.insert(hash) { return nil }
      at = JSONScanner.skippingSpace(line, key)
      guard line.byteOrZero(at) == Ascii.colon else { return nil }
      at = JSONScanner.skippingSpace(line, at &+ 1)
      let entry = JSONKeys.known.entry(hash)
      guard let end = readValue(line, at, entry, depth: depth, &keys) else { return nil }
      at = JSONScanner.skippingSpace(line, end)
      let b = line.byteOrZero(at)
      if b == Ascii.closeBrace { return at &+ 1 }
      guard b == Ascii.comma else { return nil }
      at = JSONScanner.skippingSpace(line, at &+ 1)
    }
  }

  @inline(__always)
  private mutating func readValue(
    _ line: RawSpan, _ at: Int, _ entry: JSONKeys.Entry?, depth: Int, _ keys: inout JSONKeySet
  ) -> Int? {
    let first = line.byteOrZero(at)
    if first == Ascii.quote {
      guard let end = JSONScanner.string(line, at) else { return nil }
      if let entry { keep(entry, at &+ 1, end &- 1, .string) }
      return end
    }
    if first == Ascii.openBrace, let container = entry?.container, depth < 3 {
      if container == .request { hasRequestObject = true }
      return read(line, at, in: container, depth: depth &+ 1, &keys)
    }
    guard let end = JSONScanner.value(line, at, depth: depth) else { return nil }
    if let entry, first == Ascii.openBracket, entry.container == .pairs {
      readPairs(line, at, end)
    } else if let entry {
      if first == Ascii.minus || Ascii.isDigit(first) {
        keep(entry, at, end, .number)
      } else if first == Ascii.openBracket, line.byteOrZero(at &+ 1) == Ascii.quote, entry.container == nil,
        let text = JSONScanner.string(line, at &+ 1)
      {
        keep(entry, at &+ 2, text &- 1, .string)
      } else if first == Ascii.openBrace,
        entry.role == JSONRole.utc.rawValue || entry.role == JSONRole.statement.rawValue
      {
        // That it is there is all that the one tells; the other is a command as JSON.
        keep(entry, at, end, .other)
      }
    }
    return end
  }

  /// Reads the attributes of an OTLP record: `[{"key":"url.path","value":{"stringValue":"/cart"}}]`.
  private mutating func readPairs(_ line: RawSpan, _ start: Int, _ end: Int) {
    var pairs = JSONElements((start, end))
    while let pair = pairs.next(line) {
      guard let key = EnvelopeOTLP.member("key", of: line, pair.start, pair.end), line.byte(key.start) == Ascii.quote,
        let entry = JSONKeys.known.entry(JSONKeys.hash(line, key.start &+ 1, key.end &- 1, in: .top)),
        let value = EnvelopeOTLP.member("value", of: line, pair.start, pair.end),
        let inner = EnvelopeOTLP.member("stringValue", of: line, value.start, value.end)
          ?? EnvelopeOTLP.member("intValue", of: line, value.start, value.end)
          ?? EnvelopeOTLP.member("doubleValue", of: line, value.start, value.end)
      else { continue }
      if line.byte(inner.start) == Ascii.quote {
        keep(entry, inner.start &+ 1, inner.end &- 1, .string)
      } else {
        keep(entry, inner.start, inner.end, .number)
      }
    }
  }

  @inline(__always)
  private mutating func keep(_ entry: JSONKeys.Entry, _ start: Int, _ end: Int, _ kind: JSONValue.Kind) {
    let role = Int(entry.role)
    // No time is so short: OpenTelemetry writes 0 where there is none, and when it was observed under another key.
    if role == Int(JSONRole.time.rawValue), start &+ 1 == end { return }
    guard start < end, entry.rank < values.span[role].rank else { return }
    values[role] = JSONValue(
      start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end), kind: kind, rank: entry.rank)
  }
}

/// The keys of one object, to find one that is there twice. The first 64 are kept without an allocation.
struct JSONKeySet {
  private var first = InlineArray<64, UInt64>(repeating: 0)
  private var rest: Set<UInt64> = []
  private var count = 0
  /// One bit a key: where it is clear, the key is new.
  private var filter: UInt64 = 0

  /// False where the key was there already.
  @inline(__always)
  mutating func insert(_ hash: UInt64) -> Bool {
    let bit: UInt64 = 1 &<< (hash &>> 58)
    if filter & bit != 0 {
      for i in 0..<Swift.min(count, 64) where first.span[i] == hash { return false }
    }
    filter |= bit
    if count < 64 {
      first[count] = hash
      count &+= 1
      return true
    }
    return rest.insert(hash).inserted
  }
}

import Records

/// Entries as `journalctl -o json` prints them: an object each, whose values are strings, arrays of a value's bytes where
/// these are no text, arrays of several values, and `null` where they are longer than 4096 bytes.
enum JournalObject {
  /// Where the object begins of the entry that the line at `at` begins; nil where it begins none.
  static func start(_ bytes: RawSpan, _ at: Int) -> Int? {
    var start = at
    // A record separator of `json-seq`; what `json-sse` writes.
    if bytes.byteOrZero(start) == 0x1E { start += 1 }
    if bytes.matches("data: ", at: start) { start += 6 }
    return bytes.byteOrZero(start) == Ascii.openBrace ? start : nil
  }

  /// Whether an object, which may not end in these bytes, is an entry: journalctl gives every one a cursor and a time.
  static func isEntry(_ bytes: RawSpan, _ start: Int) -> Bool {
    var members = JSONMembers()
    let object = bytes.extracting(start..<bytes.byteCount)
    var isTimed = false
    var isPlaced = false
    while let member = members.next(object) {
      if object.equals("__REALTIME_TIMESTAMP", member.key, member.keyEnd) { isTimed = true }
      if object.equals("__CURSOR", member.key, member.keyEnd) { isPlaced = true }
      if isTimed, isPlaced { return true }
    }
    return false
  }

  /// Where the last entry ends, or begins where it has not ended: only its last line ends in a brace.
  static func wholeEntries(in bytes: RawSpan) -> Int {
    var end = bytes.byteCount
    while end > 0 {
      // Behind a line end.
      guard bytes.byte(end - 1) == Ascii.newline else {
        end -= 1
        continue
      }
      var start = end - 1
      while start > 0, bytes.byte(start - 1) != Ascii.newline { start -= 1 }
      let last = bytes.trimmedEnd(start, end)
      if last > start, bytes.byte(last - 1) == Ascii.closeBrace { return end }
      if self.start(bytes, start) != nil { return start }
      end = start
    }
    return 0
  }

  /// Reads the entry at `at` and goes behind it; behind the line where it is none.
  static func read(
    _ bytes: RawSpan, _ at: inout Int, _ place: inout JournalEntryPlace, _ take: (RawSpan) -> Void
  ) -> Bool {
    let line = bytes.lineEnd(from: at) ?? bytes.byteCount
    guard let start = start(bytes, at), let end = JSONScanner.value(bytes, start, depth: 0) else {
      at = line + 1
      return false
    }
    at = (bytes.lineEnd(from: end) ?? bytes.byteCount) + 1
    let object = bytes.extracting(start..<end)
    var members = JSONMembers()
    var field: [UInt8] = []
    while let member = members.next(object) {
      field.removeAll(keepingCapacity: true)
      field.append(contentsOf: object.extracting(member.key..<member.keyEnd))
      field.append(Ascii.equal)
      let isRead = values(object, member.start, member.end, &field) { field in
        place.take(field)
        take(field)
      }
      if !isRead, object.equals("MESSAGE", member.key, member.keyEnd) { place.isCut = true }
    }
    return true
  }

  /// Hands over the field of each value: the name and the equals sign that `field` holds, and the value. False where
  /// there is none.
  private static func values(
    _ object: RawSpan, _ start: Int, _ end: Int, _ field: inout [UInt8], _ take: (RawSpan) -> Void
  ) -> Bool {
    switch object.byte(start) {
    case Ascii.quote:
      let name = field.count
      JSONText.append(object.extracting(start + 1..<end - 1), to: &field)
      unsafe take(field.span.bytes)
      field.removeSubrange(name...)
      return true
    case Ascii.openBracket:
      var elements = JSONElements((start, end))
      guard let first = elements.next(object) else { return false }
      if !Ascii.isDigit(object.byte(first.start)) {
        var isRead = values(object, first.start, first.end, &field, take)
        while let element = elements.next(object) {
          isRead = values(object, element.start, element.end, &field, take) || isRead
        }
        return isRead
      }
      let name = field.count
      var byte: (start: Int, end: Int)? = first
      while let digits = byte {
        field.append(UInt8(truncatingIfNeeded: object.number(digits.start)?.value ?? 0))
        byte = elements.next(object)
      }
      unsafe take(field.span.bytes)
      field.removeSubrange(name...)
      return true
    default: return false
    }
  }
}

import Records

/// What stands before the time of a line of the common log format: whom the request came from and whom it asked for.
///
///     client ident user [
///     vhost[:port] client ident user [
///     client vhost user [
///     forwarded-for client ident user [
///     client, proxy, proxy ident user [
///
/// An address is told from a name by its looks. Of the columns behind the client the last is the user.
enum CommonLogHead {
  /// Reads the columns from `start` on: the index of the bracket before the time, nil where the line is of another kind.
  @inline(__always)
  static func read(_ line: RawSpan, _ start: Int, into record: inout LogRecord) -> Int? {
    guard let space = line.firstIndex(of: Ascii.space, from: start), space > start, space &+ 8 < line.byteCount else {
      return nil
    }
    // ` - - [` behind the first column: neither ident nor user, as nearly all lines have it.
    if line.word(space) & 0xFFFF_FFFF_FFFF == 0x5B20_2D20_2D20, line.byte(space &- 1) != Ascii.comma,
      begins(line.byte(start))
    {
      record.client = address(line, start, space)
      return space &+ 5
    }
    return readColumns(line, start, into: &record)
  }

  /// Whether the quote at a line's beginning is around the whole line, not around its first column.
  static func isQuoted(_ line: RawSpan) -> Bool {
    guard let bracket = line.firstIndex(of: " [", from: 0) else { return false }
    return line.firstIndex(of: Ascii.quote, from: 1, to: bracket) == nil
  }

  private static func readColumns(_ line: RawSpan, _ start: Int, into record: inout LogRecord) -> Int? {
    guard let end = line.firstIndex(of: " [", from: start), end &- start < 1024 else { return nil }
    // A priority or a tag before the client: the line stands behind a syslog header, whose time is no client.
    if line.byte(start) == Ascii.less || line.extracting(start..<end).firstIndex(of: ": ", from: 0) != nil {
      return nil
    }
    let first = column(line, start, end)
    guard let first else { return nil }
    var client = first
    let second = column(line, line.skippingBlanks(first.behind), end)
    let columns = count(line, line.skippingBlanks(first.behind), end) &+ 1
    if first.isList {
      // Whom proxies speak for, the last of them or the peer behind it.
      if let second, second.isAddress {
        record.forwarded = ByteRange(first.start, first.end)
        client = second
      } else {
        guard let comma = line.lastIndex(of: Ascii.comma, from: first.start, to: first.end) else { return nil }
        record.forwarded = ByteRange(first.start, comma)
        client.start = line.skippingBlanks(comma &+ 1)
        guard client.start < client.end, isName(line, client.start, client.end) else { return nil }
      }
    } else if let second, second.isAddress {
      if first.isAddress {
        // In four columns the first one is whom the peer speaks for, in three the second one is whom it asked.
        if columns >= 4 {
          record.forwarded = ByteRange(first.start, first.end)
          client = second
        }
      } else {
        if !first.isNone { record.host = ByteRange(first.start, first.end) }
        client = second
      }
    } else if !first.isAddress {
      // A client by its name, also behind a virtual host.
      guard columns <= 4, isName(line, first.start, first.end) else { return nil }
      if columns == 4, let second {
        guard isName(line, second.start, second.end) else { return nil }
        record.host = ByteRange(first.start, first.end)
        client = second
      }
    }
    record.client = address(line, client.start, client.end)
    readUser(line, line.skippingBlanks(client.behind), end, into: &record)
    return end &+ 1
  }

  /// Ident and user, or a virtual host in the place of the ident.
  private static func readUser(_ line: RawSpan, _ start: Int, _ end: Int, into record: inout LogRecord) {
    guard start < end, let ident = column(line, start, end) else { return }
    var user = line.skippingBlanks(ident.behind)
    if user >= end {
      user = start
    } else if record.host.isEmpty, !ident.isNone,
      line.firstIndex(of: Ascii.dot, from: ident.start, to: ident.end) != nil
    {
      record.host = ByteRange(ident.start, ident.end)
    }
    let isNone = line.byte(end &- 1) == Ascii.minus && (end &- 1 == user || line.byte(end &- 2) == Ascii.space)
    if !isNone { record.user = ByteRange(user, end) }
  }

  // MARK: Columns

  private struct Column {
    var start: Int
    var end: Int
    var behind: Int
    var isAddress = false
    var isList = false
    var isNone = false
  }

  /// The column at `start`: up to a blank that follows no comma, or in quotes.
  private static func column(_ line: RawSpan, _ start: Int, _ end: Int) -> Column? {
    guard start < end else { return nil }
    var found: Column
    if line.byte(start) == Ascii.quote {
      guard let quote = line.closingQuote(from: start &+ 1), quote <= end else { return nil }
      found = Column(start: start &+ 1, end: quote, behind: quote &+ 1)
    } else {
      var at = start
      while at < end, line.byte(at) != Ascii.space || line.byte(at &- 1) == Ascii.comma { at &+= 1 }
      found = Column(start: start, end: at, behind: at)
    }
    found.isNone = found.end == found.start || found.end == found.start &+ 1 && line.byte(found.start) == Ascii.minus
    found.isList = line.firstIndex(of: Ascii.comma, from: found.start, to: found.end) != nil
    found.isAddress =
      !found.isList && ClientAddress.isAddress(line, ClientAddress.withoutPort(line, found.start, found.end))
    return found
  }

  private static func count(_ line: RawSpan, _ start: Int, _ end: Int) -> Int {
    var at = start
    var columns = 0
    while at < end, let found = column(line, at, end) {
      columns &+= 1
      at = line.skippingBlanks(found.behind)
    }
    return columns
  }

  /// Whether a name or an address may begin with this byte; `-` stands for a client that is not known.
  @inline(__always)
  private static func begins(_ b: UInt8) -> Bool {
    Ascii.isAlphanumeric(b) || b == Ascii.colon || b == Ascii.openBracket || b == Ascii.minus || b == Ascii.underscore
      || b > 127
  }

  /// Whether these bytes may be a host's name or an address.
  @inline(__always)
  private static func isName(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    for at in start..<end {
      let b = line.byte(at)
      guard
        Ascii.isAlphanumeric(b) || b == Ascii.dot || b == Ascii.colon || b == Ascii.minus || b == Ascii.underscore
          || b == Ascii.percent || b == Ascii.openBracket || b == Ascii.closeBracket || b > 127
      else { return false }
    }
    return true
  }

  /// An address without brackets and, where it can be told, without its port.
  @inline(__always)
  private static func address(_ line: RawSpan, _ start: Int, _ end: Int) -> ByteRange {
    line.byte(start) == Ascii.openBracket ? ClientAddress.withoutPort(line, start, end) : ByteRange(start, end)
  }

  // MARK: Between time and request

  /// What some servers write between the time and the request, as `(0 s)` or a virtual host: the index behind the quote
  /// that opens the request, nil where no request follows.
  static func request(
    _ line: RawSpan, _ start: Int, _ seen: inout TrailingTimes, into record: inout LogRecord
  ) -> Int? {
    guard line.byteOrZero(start) == Ascii.space,
      let quote = line.firstIndex(of: Ascii.quote, from: start, to: min(line.byteCount, start &+ 256)),
      line.byte(quote &- 1) == Ascii.space,
      let method = line.firstIndex(of: Ascii.space, from: quote &+ 1, to: quote &+ 24),
      RequestLine.isMethod(line, quote &+ 1, method)
    else { return nil }
    var at = line.skippingBlanks(start)
    while at < quote {
      let end = line.endOfToken(at)
      if line.byte(at) == Ascii.open, let (seconds, behind) = line.number(at &+ 1), line.matches(" s)", at: behind) {
        record.latency = seconds &* 1_000_000
        at = line.skippingBlanks(behind &+ 3)
        continue
      }
      if !seen.take(line, at, end), !(end == at &+ 1 && line.byte(at) == Ascii.minus) {
        guard record.host.isEmpty, isName(line, at, end), line.firstIndex(of: Ascii.dot, from: at, to: end) != nil,
          !ClientAddress.isAddress(line, ByteRange(at, end))
        else { return nil }
        record.host = ByteRange(at, end)
      }
      at = line.skippingBlanks(end)
    }
    return quote &+ 1
  }
}

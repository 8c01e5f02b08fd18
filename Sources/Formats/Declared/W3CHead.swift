import Records

/// The directives of a log, as far as they say how its lines are read: lines such as `#Fields: date time c-ip`, of a W3C
/// extended log or of Zeek.
///
/// They stand at the head of a file, and again wherever the server was started anew or told to write other columns.
struct W3CHead: Sendable, Equatable {
  /// Names of the columns as they were written, and whether tabs alone separate them (Zeek).
  var fields = ""
  var isZeek = false
  var software = ""
  /// The date of lines that name only a time, with the time of day at which these begin where the directive has one.
  var date = ""

  /// Names of the columns; at most 256 are read.
  var names: [String] {
    let isList = !isZeek && !fields.contains(where: \.isWhitespace) && fields.contains(",")
    let names = isList ? fields.split(separator: ",") : fields.split(whereSeparator: \.isWhitespace)
    return names.prefix(256).map { $0.lowercased() }
  }

  /// The same by one text: the directives that matter, a line each. Lines may have a date of their own, but those behind
  /// the next directive may have none.
  var directives: String {
    [
      software.isEmpty ? nil : "#Software: \(software)", date.isEmpty ? nil : "#Date: \(date)",
      fields.isEmpty ? nil : isZeek ? "#fields\t\(fields)" : "#Fields: \(fields)",
    ].compactMap(\.self).joined(separator: "\n")
  }

  /// The text of a directive; empty for a blank line, which says nothing, and nil where `line` is neither.
  static func directive(_ line: RawSpan) -> String? {
    let start = line.skippingBlanks(0)
    if line.trimmedEnd(start, line.byteCount) == start { return "" }
    guard line.byte(0) == mark else { return nil }
    return line.text(ByteRange(0, min(line.byteCount, 1 << 14)))
  }

  /// Takes what a directive says; one that says nothing of how lines are read changes nothing.
  mutating func take(_ directive: String) {
    if let list = W3CHead.value(of: "#fields\t", in: directive) {
      fields = list
      isZeek = true
    } else if let list = W3CHead.value(of: "#fields:", in: directive) {
      fields = list
      isZeek = false
    } else if let name = W3CHead.value(of: "#software:", in: directive) {
      software = name
    } else if let moment = W3CHead.value(of: "#date:", in: directive)
      ?? W3CHead.value(of: "#start-date:", in: directive)
    {
      date = String(moment.prefix(19))
    }
  }

  private static func value(of name: String, in directive: String) -> String? {
    guard directive.prefix(name.count).lowercased() == name else { return nil }
    let text = directive.dropFirst(name.count)
    let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
    let end = text.lastIndex { !$0.isWhitespace }.map(text.index(after:)) ?? start
    return start < end ? String(text[start..<end]) : ""
  }

  /// - Parameter directives: a line each.
  init(directives: String = "") {
    for line in directives.split(separator: "\n") { take(String(line)) }
  }

  /// The first head with columns among these lines; nil without one.
  init?(in lines: RawSpan) {
    var at = SampleLines.byteOrderMark(lines)
    while at < lines.byteCount, fields.isEmpty {
      let end = lines.lineEnd(from: at) ?? lines.byteCount
      if lines.byte(at) == W3CHead.mark { take(lines.text(ByteRange(at, end))) }
      at = end + 1
    }
    guard !fields.isEmpty else { return nil }
  }

  /// What a directive begins with.
  static var mark: UInt8 { UInt8(ascii: "#") }
}

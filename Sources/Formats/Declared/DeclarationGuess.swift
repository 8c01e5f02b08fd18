import Records

/// Begins the declaration of a format from one of its lines: what looks like a time, an address, a request, a status or a
/// severity becomes a field, what looks like prose the message. A person mends the rest.
package struct DeclarationGuess {
  private let line: [UInt8]
  private var pattern = ""
  private var taken: Set<String> = []
  private var at = 0

  /// The declaration, with the line as its sample.
  package static func declaration(of line: [UInt8], name: String) -> FormatDeclaration {
    let first = Array(line.prefix { $0 != Ascii.newline }.prefix(4096))
    var guess = DeclarationGuess(line: first)
    guess.read()
    let text = String(decoding: first, as: UTF8.self)
    for pattern in [guess.pattern, guess.taken.contains("time") ? "$time $message" : ""] {
      var declaration = FormatDeclaration(name: name, service: name, lines: [pattern])
      var sample = FormatDeclaration.Sample(line: text, fields: [:])
      guard LinePattern.problem(pattern) == nil, let fields = declaration.read(sample) else { continue }
      for field in fields { sample.fields[field.name] = field.value }
      declaration.samples = [sample]
      return declaration
    }
    return FormatDeclaration(
      name: name, service: name, lines: [guess.pattern], samples: [FormatDeclaration.Sample(line: text, fields: [:])])
  }

  private init(line: [UInt8]) { self.line = line }

  private mutating func read() {
    while at < line.count {
      let byte = line[at]
      if byte == Ascii.quote, let end = unsafe line.span.bytes.closingQuote(from: at + 1) {
        pattern += "\"\(field(ofQuoted: at + 1, end))\""
        at = end + 1
      } else if !Ascii.isAlphanumeric(byte), byte != Ascii.slash, byte != Ascii.minus, byte != Ascii.underscore {
        // A dollar sign begins a field.
        pattern += byte == UInt8(ascii: "$") ? "$_" : String(decoding: [byte], as: UTF8.self)
        at += 1
      } else if !readTime(), !readPair(), !readWord() {
        return
      }
    }
  }

  private mutating func readTime() -> Bool {
    guard !taken.contains("time") else { return false }
    var times = TimeReader(zone: .utc, newest: 4_000_000_000)
    let line = line
    let span = unsafe line.span.bytes
    if times.accessTime(span, at) != nil {
      take("$time_local", "time", at + 26)
    } else if let match = times.any(span, at) {
      take("$time", "time", match.end)
    } else {
      return false
    }
    return true
  }

  /// `key=value`
  private mutating func readPair() -> Bool {
    var end = at
    while end < line.count, Ascii.isAlphanumeric(line[end]) || "_-.".utf8.contains(line[end]) { end += 1 }
    guard end > at, end + 1 < line.count, line[end] == Ascii.equal else { return false }
    let key = String(decoding: line[at..<end], as: UTF8.self)
    pattern += key + "="
    at = end + 1
    let isQuoted = line[at] == Ascii.quote
    let start = isQuoted ? at + 1 : at
    let stop =
      isQuoted ? unsafe line.span.bytes.closingQuote(from: start) ?? line.count : endOfToken(start, ",;)]}|\"")
    let field = field(start, stop, named: Self.fieldsOfKeys[key.lowercased()])
    pattern += isQuoted ? "\"\(field)\"" : field
    at = min(line.count, isQuoted ? stop + 1 : stop)
    return true
  }

  /// A word; false where the rest is the message.
  private mutating func readWord() -> Bool {
    let end = endOfToken(at, ",;)]}|\"")
    let word = field(at, end)
    if word == "$_", Ascii.isLetter(line[at]), !hasFieldsBehind(end) {
      pattern += "$message"
      return false
    }
    // What ends with a colon in front of a message is who writes it.
    if word == "$_", line[end - 1] == Ascii.colon, !taken.contains("logger"), end - at > 1 {
      take("$logger:", "logger", end)
      return true
    }
    pattern += word
    at = end
    return true
  }

  private mutating func take(_ text: String, _ name: String, _ end: Int) {
    pattern += text
    taken.insert(name)
    at = end
  }

  private func endOfToken(_ start: Int, _ marks: String) -> Int {
    var end = start
    while end < line.count, line[end] > Ascii.space, !marks.utf8.contains(line[end]) { end += 1 }
    return max(end, start + (start < line.count ? 1 : 0))
  }

  /// Whether more than prose follows.
  private func hasFieldsBehind(_ start: Int) -> Bool {
    var other = DeclarationGuess(line: Array(line[start...]))
    other.taken = taken
    var next = start
    while next < line.count {
      while next < line.count, line[next] <= Ascii.space || "\"[(|,;".utf8.contains(line[next]) { next += 1 }
      guard next < line.count else { break }
      let end = endOfToken(next, ",;)]}|\"")
      var probe = self
      probe.at = next
      if ["$client", "$method", "$severity"].contains(probe.field(next, end)) || probe.readTime() { return true }
      next = end
    }
    return false
  }

  private mutating func field(ofQuoted start: Int, _ end: Int) -> String {
    var record = LogRecord()
    let line = line
    let span = unsafe line.span.bytes
    if !taken.contains("request"), RequestLine.read(span, start, end, into: &record) {
      taken.formUnion(["request", "method", "path"])
      return "$request"
    }
    let text = String(decoding: line[start..<end], as: UTF8.self)
    if text.hasPrefix("http"), text.contains("://"), taken.insert("referrer").inserted { return "$referrer" }
    if text.contains("/"), text.contains("Mozilla") || text.hasPrefix("curl/"), taken.insert("agent").inserted {
      return "$agent"
    }
    return field(start, end)
  }

  /// The field that a value looks like, or that its key says it is where it looks like one.
  private mutating func field(_ start: Int, _ end: Int, named: String? = nil) -> String {
    guard end > start else { return named.map { taken.insert($0).inserted ? "$\($0)" : "$_" } ?? "$_" }
    let line = line
    let span = unsafe line.span.bytes
    if let named, taken.insert(named).inserted { return "$\(named)" }
    let address = ClientAddress.withoutPort(span, start, end)
    let found: String? =
      if address.count > 6, ClientAddress.isAddress(span, address) {
        "client"
      } else if RequestLine.isMethod(span, start, end),
        Self.methods.contains(String(decoding: line[start..<end], as: UTF8.self))
      {
        "method"
      } else if line[start] == Ascii.slash, taken.contains("method") {
        "path"
      } else if span.matches("HTTP/", at: start) {
        "protocol"
      } else if let (number, behind) = span.number(start), behind == end, end - start == 3,
        RequestLine.status(number) != 0, taken.contains("method")
      {
        "status"
      } else if taken.contains("status"), let (_, behind) = DecimalNumber.read(span, start, end), behind == end {
        line[start..<end].contains(Ascii.dot) ? "latency" : "bytes"
      } else if SeverityWords.read(span, start, end) != nil {
        "severity"
      } else {
        nil
      }
    if let found, taken.insert(found).inserted { return "$\(found)" }
    return "$_"
  }

  private static let methods: Set = ["GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE"]

  private static let fieldsOfKeys = [
    "ip": "client", "client": "client", "client_ip": "client", "remote_addr": "client", "remote": "client",
    "user": "user", "host": "host", "method": "method", "path": "path", "uri": "path", "url": "path",
    "status": "status", "code": "code", "bytes": "bytes", "size": "bytes", "pid": "pid", "level": "severity",
    "lvl": "severity", "severity": "severity", "msg": "message", "message": "message", "logger": "logger",
    "duration_ms": "latency_ms", "latency_ms": "latency_ms", "took_ms": "latency_ms", "rt": "latency",
    "request_time": "latency", "duration": "latency", "latency": "latency", "agent": "agent", "referer": "referrer",
  ]
}

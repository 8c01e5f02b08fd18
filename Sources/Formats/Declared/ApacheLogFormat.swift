/// What Apache writes for the directives of a `LogFormat` (mod_log_config, mod_logio).
enum ApacheLogFormat {
  static func pieces(_ format: String) -> [ServerPiece] {
    var pieces: [ServerPiece] = []
    var text = ""
    var rest = format[...]
    func end() {
      if !text.isEmpty { pieces.append(.text(text)) }
      text = ""
    }
    while let character = rest.popFirst() {
      if character == "\\", let next = rest.popFirst() {
        text.append(next == "t" ? "\t" : next == "n" ? "\n" : next)
        continue
      }
      guard character == "%" else {
        text.append(character)
        continue
      }
      if rest.first == "%" {
        text.append("%")
        rest.removeFirst()
        continue
      }
      // `%!400,501{Referer}i`, `%>s`: which statuses, before or behind an internal redirect.
      rest = rest.drop { "!<>,".contains($0) || $0.isNumber }
      var argument = ""
      if rest.first == "{", let close = rest.firstIndex(of: "}") {
        argument = String(rest[rest.index(after: rest.startIndex)..<close])
        rest = rest[rest.index(after: close)...]
      }
      rest = rest.drop { "<>".contains($0) }
      guard var letter = rest.popFirst().map(String.init) else { break }
      if letter == "^" {
        letter += String(rest.prefix(2))
        rest = rest.dropFirst(2)
      }
      end()
      pieces += directive(letter, argument)
    }
    end()
    return joinedTimes(pieces)
  }

  private static func directive(_ letter: String, _ argument: String) -> [ServerPiece] {
    switch letter {
    case "h", "a": [argument == "c" ? .field("_peer", "198.51.100.9") : .field("client")]
    case "u": [.field("user")]
    case "r": [.field("request")]
    case "m": [.field("method")]
    case "U": [.field("path")]
    case "q": [ServerPiece(kind: .query, sample: "?item=7")]
    case "H": [.field("protocol")]
    case "s": [.field("status")]
    case "b", "B", "O": [.field("bytes")]
    case "v", "V": [.field("host")]
    case "D": [.field("latency_us")]
    case "T":
      [argument == "us" ? .field("latency_us") : argument == "ms" ? .field("latency_ms") : .field("latency", "1")]
    case "p": [ServerPiece(kind: .port, sample: "443")]
    case "P": [argument.isEmpty || argument == "pid" ? .field("pid") : .field("_", "140")]
    case "t": time(argument)
    case "i": [header(argument.lowercased())]
    default: [.field("_")]
    }
  }

  private static func header(_ name: String) -> ServerPiece {
    switch name {
    case "referer": .field("referrer")
    case "user-agent": .field("agent")
    case "host": .field("host")
    case "x-forwarded-for", "x-real-ip", "cf-connecting-ip", "true-client-ip":
      ServerPiece(kind: .forwardedClient, sample: "203.0.113.7")
    default: .field("_")
    }
  }

  /// `%t` in its brackets, seconds and their parts, or what strftime makes of a form.
  private static func time(_ argument: String) -> [ServerPiece] {
    var form = argument
    for moment in ["begin:", "end:"] where form.hasPrefix(moment) { form.removeFirst(moment.count) }
    switch form {
    case "": return [.text("["), .field("time_local"), .text("]")]
    case "sec": return [.field("time_epoch", "1717588803")]
    case "msec": return [.field("time_epoch", "1717588803250")]
    case "usec": return [.field("time_epoch", "1717588803250000")]
    case "msec_frac": return [.field("time", "250")]
    case "usec_frac": return [.field("time", "250000")]
    default: return [.field("time", StrftimeSample.text(form))]
    }
  }

  /// A time in pieces, as `%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t`, is one.
  private static func joinedTimes(_ pieces: [ServerPiece]) -> [ServerPiece] {
    var joined: [ServerPiece] = []
    for piece in pieces {
      let count = joined.count
      if piece.kind == .field("time"), count > 1, joined[count - 1].kind == .text, joined[count - 2].kind == piece.kind,
        [".", ",", " ", ":", "T"].contains(joined[count - 1].sample)
      {
        let between = joined.removeLast().sample
        joined[count - 2].sample += between + piece.sample
      } else if piece.kind == .field("time"), joined.last?.kind == piece.kind {
        joined[count - 1].sample += piece.sample
      } else {
        joined.append(piece)
      }
    }
    return joined
  }
}

/// What strftime(3) writes at 2024-06-05 14:00:03, two hours before UTC.
enum StrftimeSample {
  static func text(_ form: String) -> String {
    var text = ""
    var rest = form[...]
    while let character = rest.popFirst() {
      guard character == "%", let letter = rest.popFirst() else {
        text.append(character)
        continue
      }
      text += samples[letter] ?? "%\(letter)"
    }
    return text
  }

  private static let samples: [Character: String] = [
    "Y": "2024", "y": "24", "C": "20", "m": "06", "d": "05", "e": " 5", "b": "Jun", "h": "Jun", "B": "June",
    "a": "Wed", "A": "Wednesday", "H": "14", "I": "02", "M": "00", "S": "03", "p": "PM", "T": "14:00:03",
    "R": "14:00", "F": "2024-06-05", "D": "06/05/24", "z": "+0200", "Z": "CEST", "s": "1717588803", "j": "157",
    "u": "3", "w": "3", "n": "\n", "t": "\t", "%": "%", "c": "Wed Jun  5 14:00:03 2024", "x": "06/05/24",
    "X": "14:00:03", "r": "02:00:03 PM",
  ]
}

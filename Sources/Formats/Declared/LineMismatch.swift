import Records

/// Where a line ceases to be of a declared format, and what that wants there.
package struct LineMismatch: Sendable, Equatable {
  package var format: String
  /// Bytes of the line that fit.
  package var at: Int
  /// What the pattern wants there, in words.
  package var wanted: String
  /// Parts of the pattern that were found before it, of those that not any text is.
  var evidence = 0

  /// How far the patterns of `plans` come, the best of them; nil where one reads the line, or there are none.
  static func of(_ line: RawSpan, _ format: String, _ plans: [LinePlan], _ times: TimeReader) -> LineMismatch? {
    var best: (plan: LinePlan, reach: LinePlan.Reach)?
    for plan in plans {
      var times = times
      var record = LogRecord()
      var reach = LinePlan.Reach()
      if plan.read(line, &times, into: &record, &reach) { return nil }
      if (reach.at, reach.part) > (best?.reach.at ?? -1, best?.reach.part ?? -1) { best = (plan, reach) }
    }
    guard let (plan, reach) = best else { return nil }
    var at = reach.at
    at += zip(plan.text(from: reach.part), at..<line.byteCount).prefix { $0 == line.byte($1) }.count
    let evidence = plan.parts.prefix(reach.part).count(where: \.isTelling)
    return LineMismatch(format: format, at: at, wanted: plan.wanted(at: reach, line), evidence: evidence)
  }

  /// The formats that come furthest in a line that none of them reads, the nearest first.
  package static func nearest(_ line: RawSpan, among set: FormatSet, _ times: TimeReader) -> [LineMismatch] {
    let declared = set.all.compactMap { format in
      (format as? DeclaredFormat).flatMap { of(line, $0.name, $0.plans, times) }
    }
    let coded = outlines.compactMap { of(line, $0.name, $0.plans, times) }
    let near = (declared + coded).filter { $0.evidence > 0 }.sorted { ($1.evidence, $1.at) < ($0.evidence, $0.at) }
    return near.reduce(into: []) { kept, next in
      if kept.count < 3, !kept.contains(where: { $0.at == next.at && $0.wanted == next.wanted }) { kept.append(next) }
    }
  }

  /// What coded formats look like, as patterns.
  private static let outlines: [(name: String, plans: [LinePlan])] = [
    ("combined", [#"$client - $user [$time_local] "$request" $status $bytes "$referrer" "$agent""#]),
    ("nginx-error", ["$time [$severity] $_ $message"]),
    ("apache-error", ["[$time] [$_] [pid $_] $message", "[$time] [$_] $message"]),
    ("haproxy-http", [#"$client [$time] $_ $_ $_ $status $bytes $_ $_ $_ $_ $_ "$request""#]),
    ("syslog", ["$time $host $_: $message"]),
    ("text-log", ["$time $severity $message", "[$time] $severity $message"]),
  ].map { ($0.0, $0.1.map { LinePlan($0) }) }
}

extension LinePlan {
  /// The text that the pattern has from a part on: of several such parts in a row; empty where there is none.
  fileprivate func text(from part: Int) -> [UInt8] {
    parts[part...].reduce(into: (bytes: [UInt8](), isDone: false)) { text, part in
      if case .literal(let literal) = part, !text.isDone { text.bytes += literal.bytes } else { text.isDone = true }
    }.bytes
  }

  /// What the part that a line was read up to wants.
  fileprivate func wanted(at reach: Reach, _ line: RawSpan) -> String {
    guard reach.part < parts.count else { return "the end of the line" }
    guard case .field(let field) = parts[reach.part], reach.part + 1 < parts.count, !field.isTime,
      line.byteCount > reach.at, steps[reach.part].end(line, reach.at) == nil
    else { return words(of: reach.part) }
    return "\(words(of: reach.part)), and behind it \(words(of: reach.part + 1))"
  }

  private func words(of part: Int) -> String {
    let text = text(from: part)
    return text.isEmpty ? parts[part].words : "\"\(String(decoding: text, as: UTF8.self))\""
  }
}

extension LinePlan.Part {
  /// Whether not any text is such a part.
  fileprivate var isTelling: Bool {
    switch self {
    case .literal: true
    case .blanks, .anything: false
    case .field(let field):
      switch field {
      case .none, .list, .user, .host, .service, .path, .pathArguments, .proto, .referrer, .agent, .message, .logger,
        .code, .request,
        .forwarded:
        false
      default: true
      }
    }
  }

  fileprivate var words: String {
    switch self {
    case .literal(let literal): "\"\(String(decoding: literal.bytes, as: UTF8.self))\""
    case .blanks: "a blank"
    case .anything: "anything"
    case .field(let field): field.form
    }
  }
}

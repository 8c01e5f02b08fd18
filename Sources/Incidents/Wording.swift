import Records

/// Figures as sentences need them: `1,204`, `34 %`, `3 min`.
enum Wording {
  /// With a comma between thousands.
  static func count(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (i, digit) in digits.enumerated() {
      if i > 0, (digits.count - i) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// `1 request`, `1,204 requests`.
  static func count(_ value: Int, _ noun: String) -> String {
    count(value) + " " + noun + (value == 1 ? "" : "s")
  }

  /// One decimal below 10, none above.
  static func decimal(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    let tenths = Int((min(abs(value), 1e15) * 10).rounded())
    let sign = value < 0 && tenths > 0 ? "-" : ""
    if tenths >= 100 || tenths % 10 == 0 { return sign + count((tenths + 5) / 10) }
    return sign + count(tenths / 10) + "." + String(tenths % 10)
  }

  /// A share of 0..1 as a percentage.
  static func percent(share: Double) -> String { percent(share * 100) }

  static func percent(_ value: Double) -> String {
    value > 0 && value < 0.05 ? "under 0.1 %" : decimal(value) + " %"
  }

  /// `12 s`, `3 min`, `2 h 5 min`.
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "0 s" }
    let whole = Int(min(abs(seconds), 1e12).rounded())
    if whole < 120 { return "\(whole) s" }
    let minutes = (whole + 30) / 60
    if minutes < 120 { return "\(minutes) min" }
    if minutes >= 1440, minutes < 10 * 1440 { return "\((minutes + 30) / 60) h" }
    if minutes < 1440 {
      return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
    }
    return "\(minutes / 1440) d"
  }

  static func milliseconds(_ value: Double) -> String {
    value < 10_000 ? decimal(value) + " ms" : decimal(value / 1000) + " s"
  }

  /// Where an instant stands relative to the onset: `3 min before the onset`.
  static func relative(_ at: Timestamp, toOnset onset: Timestamp) -> String { relative(at, toPhase: 1, from: onset) }

  /// The same of the start of any phase, counted from 1: `3 min before the second phase began`.
  static func relative(_ at: Timestamp, toPhase number: Int, from start: Timestamp) -> String {
    let lead = start.seconds(since: at)
    let anchor = self.start(ofPhase: number)
    if abs(lead) < 0.5 { return (number == 1 ? "at " : "as ") + anchor }
    return duration(lead) + (lead > 0 ? " before " : " after ") + anchor
  }

  /// The onset, or that a later phase began.
  static func start(ofPhase number: Int) -> String {
    let ordinals = ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
    if number == 1 { return "the onset" }
    return (ordinals.indices.contains(number - 2) ? "the \(ordinals[number - 2]) phase" : "phase \(number)") + " began"
  }

  /// `a`, `a and b`, `a, b and 3 more`.
  static func list(_ names: [String], atMost limit: Int = 4) -> String {
    if names.count > limit {
      return names.prefix(limit - 1).joined(separator: ", ") + " and \(names.count - limit + 1) more"
    }
    guard names.count > 1, let last = names.last else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  /// At most `limit` characters on one line, whatever control characters a log held.
  static func oneLine(_ text: String, atMost limit: Int = 160) -> String {
    var line = ""
    var count = 0
    var space = false
    for scalar in text.unicodeScalars {
      if scalar.value <= 32 || scalar.value == 127 {
        space = !line.isEmpty
        continue
      }
      if count >= limit { return line + "…" }
      if space { line += " " }
      space = false
      line.unicodeScalars.append(scalar)
      count += 1
    }
    return line
  }
}

import Records

/// Times as a draft prints them: UTC, the day only where it is not the one of the onset.
struct DraftTimes {
  let day: Substring

  init(onset: Timestamp) { day = onset.rfc3339.prefix(10) }

  func clock(_ time: Timestamp) -> String {
    let text = time.rfc3339
    let clock = text.dropFirst(11).prefix(8)
    return text.prefix(10) == day ? String(clock) : "\(text.prefix(10)) \(clock)"
  }

  static func full(_ time: Timestamp) -> String {
    let text = time.rfc3339
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
  }
}

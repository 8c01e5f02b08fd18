import Foundation

/// The tags by which pages name times: `<time datetime="2024-06-05T14:05:00Z">2:05 PM</time>`.
enum TimeTags {
  /// The text without the tags. What it begins with is the time that the tag names for programs, as far as it names one,
  /// with the time that it shows where it names a day alone; everywhere else it is what is shown.
  static func replaced(in text: String) -> String {
    guard text.contains("<time") || text.contains("<TIME") else { return text }
    return text.replacing(/(?i)<time(?:\s+([^>]*))?>([^<]*)<\/time>/) { found in
      let shown = String(found.output.2)
      guard found.range.lowerBound == text.startIndex, let tag = found.output.1, let named = named(in: tag) else {
        return shown
      }
      if TimelineReading.clock(named) != nil { return named }
      return TimelineReading.day(named) != nil && TimeInText.first(of: shown) != nil ? "\(named) \(shown)" : shown
    }
  }

  /// The value of the attribute `datetime`.
  private static func named(in tag: Substring) -> String? {
    let found = tag.firstMatch(of: /(?i)\bdatetime\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/)
    return (found?.output.1 ?? found?.output.2 ?? found?.output.3).map { $0.trimmed }
  }
}

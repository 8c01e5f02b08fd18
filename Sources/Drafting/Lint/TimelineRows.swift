import Records

/// The rows of a document's timeline. What a label or a heading parts is told from its beginning each time, so each part is
/// in order by itself.
struct TimelineRows {
  struct Row: Equatable {
    var line: Int
    var time: TimeInText
    /// What is known of the rows around it.
    var zone: WrittenZone?
    var day: Int?
    /// The row's words, without its time.
    var text: String
    /// Whether a program computed or recorded it.
    var isEvidenced: Bool

    /// Whether it may be of a clock that shows one o'clock twice a day.
    var isOfTwelveHours: Bool {
      let clock = time.words
      return (3600..<46_800).contains(time.written.clock) && clock.first != "0"
        && !clock.lowercased().contains("m") && time.written.zone == nil
    }
  }

  private(set) var parts: [[Row]] = []
  private var day: Int?
  private var zone: WrittenZone?

  init(_ text: LintText) {
    for section in text.sections(named: SectionName.isTimeline) {
      parts.append([])
      zone = WrittenZone.named(in: section.title)
      for index in section.whole { read(text.lines[index]) }
    }
    parts = parts.filter { !$0.isEmpty }
  }

  private mutating func read(_ line: MarkdownLine) {
    switch line.kind {
    case .heading:
      parts.append([])
      note(line.text)
    case .row(let cells):
      // The time stands first, or behind the row's number.
      if let place = cells.prefix(2).firstIndex(where: { TimeInText.first(of: $0) != nil }) {
        add(line, cells[place], cells.dropFirst(place + 1).joined(separator: " "))
      } else {
        note(cells.joined(separator: " "))
      }
    case .item, .paragraph:
      if TimeInText.first(of: line.text) != nil {
        add(line, line.text, line.text)
      } else {
        if line.isLabel { parts.append([]) }
        note(line.text)
      }
    case .tableRule, .blank, .foreign, .nothing: break
    }
  }

  /// What a line without a time says of the rows under it.
  private mutating func note(_ text: String) {
    if let named = WrittenDate.all(in: text).first?.day(inYear: nil) { day = named.daysSinceEpoch }
    if text.lowercased().contains("time"), let named = WrittenZone.named(in: text) { zone = named }
  }

  private mutating func add(_ line: MarkdownLine, _ time: String, _ text: String) {
    guard let time = TimeInText.first(of: time) else { return }
    if let named = time.written.date?.day(inYear: nil) { day = named.daysSinceEpoch }
    let isEvidenced = line.parts.contains {
      $0 == "measured" || $0 == "observed" || $0.contains("(measured)") || $0.contains("(observed)")
    }
    let row = Row(
      line: line.number, time: time, zone: time.written.zone ?? zone, day: day, text: text, isEvidenced: isEvidenced)
    parts[parts.count - 1].append(row)
  }
}

import Incidents

/// Takes a document's lines for what they are: rows of a timeline with their further lines, labels, dates and zones.
///
/// A row begins with a time, in a list, a table or a line of its own. What follows belongs to it while it is indented
/// deeper or goes on without a blank line; where the time stands alone, up to the next time, label or heading.
struct TimelinePieces {
  private(set) var pieces: [TimelinePiece] = []
  /// Dates outside of rows, with their lines.
  private(set) var dates: [(date: WrittenDate, line: Int)] = []
  /// Dates in what was concluded later, which may be of anything.
  private(set) var laterDates: [(date: WrittenDate, line: Int)] = []
  /// What the document says of the zone of its times, outside of the timeline.
  private(set) var zone: WrittenZone?
  /// What the timeline says of it, which may be meant for what stands behind it, too.
  private(set) var timelineZone: WrittenZone?
  private(set) var hasTimeline = false

  private var section: SectionRole?
  private var sectionLevel = 0
  /// Headings so far that began a section, and that began one or a part of one.
  private var sections = 0
  private var parts = 0
  private var sectionZone: WrittenZone?
  private var label: (role: SectionRole, text: String)?
  private var day: WrittenDate?
  private var table: TimelineTable?
  private var isInTable = false
  /// The line of the table's row that began last.
  private var lastRow = 0
  private var open: TimelinePiece?
  private var isAfterBlank = true

  init(_ lines: [MarkdownLine]) {
    for line in lines { take(line) }
    close()
  }

  private mutating func take(_ line: MarkdownLine) {
    defer { isAfterBlank = line.kind == .blank }
    if case .row(let cells) = line.kind { return takeRow(cells, line) }
    (table, isInTable) = (nil, false)
    switch line.kind {
    case .heading(let level): takeHeading(line.text, level, line.number)
    case .paragraph where isAfterBlank && isPlainHeading(line.text): takeHeading(line.text, 7, line.number)
    case .paragraph where isPlainHeading(line.text) && sectionLevel == 7: takeHeading(line.text, 7, line.number)
    case .paragraph, .item: takeText(line)
    case .blank, .row, .tableRule, .foreign, .nothing: break
    }
  }

  // MARK: Headings and labels

  /// A line of its own that is nothing but a section's name, in a document without marks.
  private func isPlainHeading(_ text: String) -> Bool {
    guard let last = text.last, last.isLetter, text.first?.isUppercase == true, text.split(separator: " ").count <= 6
    else { return false }
    return SectionRole(named: text) != nil && !text.contains(",")
  }

  private mutating func takeHeading(_ text: String, _ level: Int, _ number: Int) {
    close()
    label = nil
    parts += 1
    let role = SectionRole(named: text)
    let date = WrittenDate.all(in: text).first
    if section == .apart, level > sectionLevel { return }
    if section == .timeline, level > sectionLevel {
      // A part of the timeline: a day, a kind, or a name that says nothing here.
      if let role { label = (role, text) }
      day = date ?? day
      sectionZone = WrittenZone.named(in: text) ?? sectionZone
      return
    }
    if level > sectionLevel, role == nil, section != nil, sectionLevel > 1 { return remember(text, number) }
    (section, sectionLevel) = (role, level)
    sections += 1
    sectionZone = nil
    day = nil
    guard role == .timeline else { return remember(text, number) }
    hasTimeline = true
    day = date
    sectionZone = WrittenZone.named(in: text)
    timelineZone = timelineZone ?? sectionZone
  }

  /// Dates and zones of what is no row.
  private mutating func remember(_ text: String, _ number: Int) {
    let found = WrittenDate.all(in: text).map { (date: $0, line: number) }
    if section == .apart { laterDates += found } else { dates += found }
    if zone == nil, section != .apart { zone = DocumentTime.zone(in: text) ?? statedZone(in: text) }
  }

  /// `All times are in UTC`; nil where a text speaks of something else.
  private func statedZone(in text: String) -> WrittenZone? {
    let words = text.lowercased().split { !$0.isLetter }
    guard words.contains(where: { ["time", "times", "timezone", "zone"].contains($0) }) else { return nil }
    return WrittenZone.named(in: text)
  }

  // MARK: Text

  private mutating func takeText(_ line: MarkdownLine) {
    var cursor = TextCursor(line.text)
    if let time = DocumentTime.ofRow(&cursor) { return begin(line, time, cursor.rest.trimmed) }
    if let date = dateAlone(line.text) {
      close()
      day = date
      if !isInPlace { remember(line.text, line.number) }
      return
    }
    if let (name, rest) = labelled(line.text), let role = SectionRole(named: name) {
      if rest.isEmpty { return takeLabel(name, role, line) }
      if case .notes(let kind) = role, isInPlace { return takeLabelled(kind, name, rest, line) }
    }
    if open?.isAlone == true || continues(line) { return goOn(line) }
    guard isInPlace else {
      close()
      return remember(line.text, line.number)
    }
    if line.text.hasSuffix(":"), line.text.split(separator: " ").count <= 6 {
      // A label that says nothing here, such as a person's or a team's name.
      close()
      label = nil
      return
    }
    if line.kind == .paragraph, let zone = statedZone(in: line.text) {
      close()
      sectionZone = zone
      timelineZone = timelineZone ?? zone
      return
    }
    begin(line, nil, line.text)
  }

  private mutating func takeLabel(_ name: String, _ role: SectionRole, _ line: MarkdownLine) {
    guard section == .timeline || isInPlace else {
      close()
      return remember(line.text, line.number)
    }
    // `Detection Method:` behind `Detection Time:` says what happened then.
    if let open, open.isAlone, open.text.isEmpty, open.kind.map(SectionRole.notes) == role { return }
    close()
    parts += 1
    label = (role, name)
  }

  /// A label and its value in one line.
  private mutating func takeLabelled(_ kind: EntryKind, _ name: String, _ value: String, _ line: MarkdownLine) {
    var cursor = TextCursor(value)
    let time = DocumentTime.ofRow(&cursor)
    if time == nil, let open, open.isAlone, open.text.isEmpty, open.kind == kind { return goOn(line, value) }
    begin(line, time, time == nil ? value : cursor.rest.trimmed)
    open?.kind = kind
    open?.label = name
  }

  /// The words before a colon and what stands behind it; nil where they are too many for a label.
  private func labelled(_ text: String) -> (String, String)? {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let name = text[..<colon]
    guard name.split(separator: " ").count <= 5, !name.contains(","), name.first?.isUppercase == true else {
      return nil
    }
    return (String(name), text[text.index(after: colon)...].trimmed)
  }

  private func dateAlone(_ text: String) -> WrittenDate? {
    var cursor = TextCursor(text)
    guard let date = WrittenDate.read(&cursor) else { return nil }
    cursor.skip(anyOf: ":-–—,.()")
    return cursor.isAtEnd ? date : nil
  }

  /// Whether rows are expected here.
  private var isInPlace: Bool {
    if label?.role == .apart || label?.role == .summary { return false }
    if case .notes = section { return true }
    return section == .timeline
  }

  private var kind: EntryKind? {
    if case .notes(let kind)? = label?.role { return kind }
    if case .notes(let kind)? = section { return kind }
    return nil
  }

  private func continues(_ line: MarkdownLine) -> Bool {
    guard let open else { return false }
    return line.indent > open.indent || line.kind == .paragraph && !isAfterBlank
  }

  private mutating func begin(_ line: MarkdownLine, _ time: DocumentTime?, _ text: String) {
    close()
    var piece = TimelinePiece(line: line.number, indent: line.indent, time: time, text: text)
    (piece.section, piece.part) = (sections, parts)
    piece.kind = kind
    piece.label = label?.text
    piece.zone = sectionZone
    piece.isInPlace = isInPlace
    piece.isElsewhere = [section, label?.role].contains { $0 == .apart || $0 == .summary }
    piece.isListed = section == .timeline && label == nil
    piece.isAlone = time != nil && text.isEmpty
    if time != nil {
      piece.day = day
      day = nil
      if !isInPlace { remember(line.text, line.number) }
    }
    open = piece
  }

  private mutating func goOn(_ line: MarkdownLine, _ text: String? = nil) {
    guard var piece = open else { return }
    let more = text ?? line.text
    if piece.text.isEmpty {
      piece.text = more
    } else {
      let isSentence = line.kind == .paragraph || piece.text.last.map { ".:;,!?".contains($0) } ?? true
      piece.text += (isSentence ? " " : "; ") + more
    }
    open = piece
  }

  private mutating func close() {
    if let open { pieces.append(open) }
    open = nil
  }

  // MARK: Tables

  private mutating func takeRow(_ cells: [String], _ line: MarkdownLine) {
    close()
    if !isInTable {
      isInTable = true
      table = TimelineTable(heading: cells)
      if table != nil { return }
      table = TimelineTable(cells: cells)
    }
    guard let table else {
      // In a summary's table a name stands beside its value.
      return remember(cells.joined(separator: " "), line.number)
    }
    guard let row = table.row(cells) else { return takeUntimedRow(cells, table, line) }
    begin(line, row.time, row.text)
    if let kind = row.kind { open?.kind = kind }
    if let zone = table.zone { open?.zone = zone }
    open?.aside = row.aside
    open?.provenance = row.provenance
    open?.hasExtraCells = row.hasExtraCells
    close()
    lastRow = line.number
  }

  /// A row without a time goes on with the sentence above it, or has the time of the row above it.
  private mutating func takeUntimedRow(_ cells: [String], _ table: TimelineTable, _ line: MarkdownLine) {
    let words = cells.filter { !$0.isEmpty }.joined(separator: "; ")
    guard !words.isEmpty else { return }
    guard table.hasNoTime(cells), let above = pieces.last, above.line == lastRow else {
      begin(line, nil, words)
      return close()
    }
    if let rest = table.continuation(cells) {
      pieces[pieces.count - 1].text += " " + rest
      return
    }
    begin(line, above.time, table.text(cells))
    if let kind = table.kind(cells) { open?.kind = kind }
    open?.aside = table.aside(cells)
    open?.zone = above.zone
    open?.hasTimeOfRowAbove = true
    close()
    lastRow = line.number
  }
}

import Formats
import Pipeline
import Records

/// How a log is read, as text: the pieces of a line are marked below it by a letter for each field.
struct ExplanationRendering {
  let ink: Ink
  let width: Int

  /// Columns of a line where nothing limits them.
  private static let widest = 120
  private static let nameWidth = 14
  /// Candidates that are named.
  private static let mostCandidates = 6

  func text(_ log: LogExplanation) -> String {
    var page = Page(width: min(width, Self.widest))
    page.line(ink.bold(log.source.controlsVisible))
    if let trouble = log.trouble { page.paragraph(trouble, indent: 0) }
    if !log.candidates.isEmpty || log.format != nil { tell(log, &page) }
    for line in log.lines { tell(line, of: log, &page) }
    if let beginning = log.beginning {
      page.section("To have such lines read, mend this declaration and put it into a file of the folder of formats:")
      page.skip()
      for line in beginning.split(separator: "\n") { page.line("  " + line.controlsVisible) }
    }
    if let advice = log.advice {
      page.skip()
      page.paragraph(advice, indent: 0)
    }
    return page.text
  }

  private func tell(_ log: LogExplanation, _ page: inout Page) {
    let chosen = log.candidates.first { $0.format == log.format }
    var share = chosen.map { "; it reads \($0.read) of \($0.of) lines that were looked at" } ?? ""
    if let chosen, let together = chosen.together, chosen.read < chosen.of {
      share += ", with other formats \(together.read) of \(together.all)"
    }
    page.field(
      "format", (log.format ?? "none reads enough of its lines") + (log.isNamed ? ", by --format" : "") + share)
    let others = log.candidates.filter { $0.format != log.format }
    if !others.isEmpty {
      var names = others.prefix(Self.mostCandidates).map { other in
        "\(other.format)\(other.isDeclared ? " (declared by you)" : "") \(other.read) of \(other.of)"
      }
      if others.count > names.count { names.append("\(others.count - names.count) more") }
      page.field("also", names.joined(separator: ", "))
    }
    if !log.service.isEmpty {
      page.field("service", "\(log.service), by \(log.serviceOrigin), where a line names none")
    }
    if log.format != nil { page.field("zone", log.zone) }
    if log.format == nil, !log.candidates.isEmpty {
      page.field("to do", "--format reads all lines in one of these; else see below")
    }
  }

  private func tell(_ line: LogExplanation.Line, of log: LogExplanation, _ page: inout Page) {
    let lines = line.lines > 1 ? "lines \(line.number) to \(line.number + line.lines - 1)" : "line \(line.number)"
    let other = line.format.map { $0 == log.format ? "" : ", read as \($0)" } ?? ": no format reads it"
    page.section(ink.bold(lines + other + (line.isUnwrapped ? ", what is in its envelope" : "")))
    let marks = Marks(line)
    for row in marks.rows(width: page.width - 2) {
      page.line("  " + row.text)
      if !row.marks.allSatisfy({ $0 == " " }) { page.line("  " + painted(row.marks)) }
    }
    for (index, origin) in line.fields.enumerated() {
      let mark = origin.pieces.isEmpty ? " " : Marks.letter(index)
      field("\(mark) \(origin.field.name)", value(origin, line), &page)
    }
    if let template = line.template { field("  template", template, &page) }
    for mismatch in line.mismatches {
      let rest = String(decoding: line.bytes.dropFirst(mismatch.at).prefix(30), as: UTF8.self)
      let place = rest.isEmpty ? "at its end" : "at byte \(mismatch.at), before \(rest.debugDescription),"
      page.paragraph("\(mismatch.format): \(place) it wants \(mismatch.wanted)", indent: 2)
    }
    if line.format == nil, line.mismatches.isEmpty { page.paragraph("No format reads even its beginning.", indent: 2) }
  }

  private func field(_ name: String, _ value: String, _ page: inout Page) {
    page.line(pad(name, Self.nameWidth) + cut(value, max(20, page.width - Self.nameWidth)))
  }

  private func value(_ origin: FieldOrigins.Origin, _ line: LogExplanation.Line) -> String {
    let value = origin.field.value
    switch origin.field.name {
    case "time" where line.assumesZone: return "\(value)  (the line names no zone)"
    case "severity" where origin.pieces.isEmpty:
      let isRequest = line.fields.contains { $0.field.name == "status" }
      return "\(value)  (" + (isRequest ? "requests have none of their own" : "the line names none") + ")"
    default: return value
    }
  }

  /// The marks, neighbouring ones in different colours.
  private func painted(_ marks: String) -> String {
    var text = ""
    var rest = marks[...]
    while let first = rest.first {
      let run = rest.prefix { $0 == first }
      text +=
        first == " " ? String(run) : (first.asciiValue ?? 0) % 2 == 0 ? ink.green(String(run)) : ink.yellow(String(run))
      rest = rest.dropFirst(run.count)
    }
    return text
  }
}

/// A line in rows of some width, below each what of it fields were read from.
struct Marks {
  private let line: LogExplanation.Line

  init(_ line: LogExplanation.Line) { self.line = line }

  static func letter(_ index: Int) -> Character { Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(index % 26))) }

  func rows(width: Int) -> [(text: String, marks: String)] {
    let owners = owners
    var rows: [(text: String, marks: String)] = [("", "")]
    var used = 0
    var at = 0
    for scalar in String(decoding: line.bytes, as: UTF8.self).unicodeScalars {
      let cell = String(scalar).controlsVisible
      let columns = displayWidth(cell)
      if used + columns > width {
        rows.append(("", ""))
        used = 0
      }
      let mark: Character = at < owners.count ? owners[at].map(Self.letter) ?? " " : " "
      rows[rows.count - 1].text += cell
      rows[rows.count - 1].marks += String(repeating: mark, count: columns)
      used += columns
      at += String(scalar).utf8.count
    }
    return rows
  }

  /// The field that each byte is of; of several the one that is less of the line.
  private var owners: [Int?] {
    var owners = [Int?](repeating: nil, count: line.bytes.count)
    let pieces = line.fields.enumerated().flatMap { index, origin in origin.pieces.map { (index, $0) } }
    for (index, piece) in pieces.sorted(by: { $0.1.count > $1.1.count }) {
      for at in piece.range where at < owners.count { owners[at] = index }
    }
    return owners
  }
}

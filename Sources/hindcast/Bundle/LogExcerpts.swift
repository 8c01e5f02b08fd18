import Incidents
import Records

/// The log lines that an incident rests on, a file for each source, each line once and in the order of the source.
struct LogExcerpts {
  struct File {
    var name: String
    var source: String
    var text: String
  }

  let files: [File]

  init(_ incident: Incident) {
    let all =
      incident.timeline.flatMap(\.evidence) + incident.causes.flatMap(\.evidence)
      + incident.ruledOut.flatMap(\.evidence)
    var lines: [String: [String: Evidence]] = [:]
    for line in all { lines[line.source, default: [:]][line.position] = line }
    files = lines.keys.sorted().enumerated().map { index, source in
      let found = (lines[source] ?? [:]).values.sorted(by: Self.before)
      return File(
        name: "logs/\(Self.number(index + 1))-\(Self.name(source)).txt", source: source,
        text: "source \(source.controlsVisible)\n" + found.map(Self.text).joined())
    }
  }

  /// By their offsets; journal cursors, which tell no order, as texts.
  private static func before(_ a: Evidence, _ b: Evidence) -> Bool {
    if let first = Int(a.position), let second = Int(b.position) { return first < second }
    return a.position < b.position
  }

  private static func text(_ line: Evidence) -> String {
    let number = line.line.map { " line \($0)" } ?? ""
    let text = line.text.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0.controlsVisible)\n" }
    return "\nposition \(line.position.controlsVisible)\(number) sha256 \(line.sha256.controlsVisible)\n"
      + text.joined()
  }

  private static func number(_ value: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, 3 - text.count)) + text
  }

  /// The last part of a source's name, as far as every file system takes it.
  private static func name(_ source: String) -> String {
    let last = source.split(separator: "/").last.map(String.init) ?? source
    let plain = last.unicodeScalars.prefix(40).map { scalar in
      ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "-"
        || scalar == "." ? Character(scalar) : "_"
    }
    return plain.first == "." ? "_" + String(plain.dropFirst()) : String(plain)
  }
}

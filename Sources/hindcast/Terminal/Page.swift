import Records

/// Lines of text for a terminal, grown one by one; paragraphs are wrapped to its width.
struct Page {
  let width: Int
  private(set) var text = ""

  init(width: Int) { self.width = width }

  /// A line of what is safe to print.
  mutating func line(_ line: String) { text += line + "\n" }

  mutating func lines(_ lines: [String]) { for line in lines { self.line(line) } }

  mutating func skip() { text += "\n" }

  mutating func section(_ title: String) {
    skip()
    line(title)
  }

  /// A name and its value, wrapped beside it.
  mutating func field(_ name: String, _ value: String) {
    let lines = wrap(value.controlsVisible, to: width - 10)
    for (index, part) in lines.enumerated() { line(pad(index == 0 ? name : "", 10) + part) }
  }

  /// Text wrapped to the width, its further lines indented by two more.
  mutating func paragraph(_ text: String, indent: Int) {
    for (index, part) in wrap(text.controlsVisible, to: width - indent - 2).enumerated() {
      line(String(repeating: " ", count: index == 0 ? indent : indent + 2) + part)
    }
  }

  private func wrap(_ text: String, to width: Int) -> [String] {
    var lines = [""]
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if displayWidth(last) + 1 + displayWidth(word) <= max(20, width) {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}

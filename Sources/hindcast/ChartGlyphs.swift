/// The characters that charts are written with: blocks, or ASCII where the locale is not of UTF-8.
struct ChartGlyphs: Sendable, Equatable {
  /// A cell filled from its bottom: by nothing, then by equal parts up to the whole.
  var levels: [Character]
  /// What a bar has in its unfilled cells.
  var empty: Character
  /// The ground under measured values, in an incident's phases and outside of them.
  var phase: Character
  var calm: Character
  var tick: Character

  static let blocks = ChartGlyphs(
    levels: [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], empty: "·", phase: "━", calm: "─", tick: "┬")
  static let ascii = ChartGlyphs(levels: [" ", ".", ":", "|", "#"], empty: ".", phase: "=", calm: "-", tick: "+")

  var full: Character { levels[levels.count - 1] }

  /// The character set of the locale's messages, by the variables of POSIX (XBD 8.2) in their order.
  init(environment: [String: String]) {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "C"
    let isUTF8 = ["UTF-8", "UTF8"].contains {
      locale.uppercased().hasSuffix($0) || locale.uppercased().contains("\($0)@")
    }
    self = isUTF8 ? .blocks : .ascii
  }

  private init(levels: [Character], empty: Character, phase: Character, calm: Character, tick: Character) {
    self.levels = levels
    self.empty = empty
    self.phase = phase
    self.calm = calm
    self.tick = tick
  }
}

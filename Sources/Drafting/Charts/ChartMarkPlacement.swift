import Records

/// Places the words of the incident's course over the chart, as many as there is room for.
struct CourseLane {
  struct Label: Equatable {
    var text: String
    /// Left edge.
    var x: Double
  }

  /// Pixels between a word and its mark, and at least between two words.
  private static let beside = 4.0
  private static let between = 8.0

  let layout: ChartLayout

  /// The words, with their times if all of them have room for that, and the marks that got theirs.
  func place(_ marks: [ChartMark], _ time: ChartTime) -> (labels: [Label], marks: [ChartMark]) {
    let timed = place(marks, time) { "\($0.text) \(time.clock($0.at))" }
    return timed.marks.count == marks.count ? timed : place(marks, time, \.text)
  }

  /// What is most important first.
  private func place(
    _ marks: [ChartMark], _ time: ChartTime, _ text: (ChartMark) -> String
  ) -> (labels: [Label], marks: [ChartMark]) {
    var labels: [Label] = []
    var placed: [ChartMark] = []
    var taken: [ClosedRange<Double>] = []
    let order: [ChartMark.Role] = [.began, .over, .relapsed, .detected, .recovered]
    for mark in order.flatMap({ role in marks.filter { $0.role == role } }) {
      let width = SVGText.width(text(mark), size: layout.fontSize * SVGText.bold)
      let at = layout.x(time.fraction(mark.at))
      let places = sides(of: mark.role).map { at - $0 * width - ($0 - 0.5) * 2 * Self.beside }
      for left in places where left >= 4 && left + width <= layout.width - 4 {
        let range = left - Self.between / 2...left + width + Self.between / 2
        if taken.contains(where: { $0.overlaps(range) }) { continue }
        taken.append(range)
        labels.append(Label(text: text(mark), x: left))
        placed.append(mark)
        break
      }
    }
    return (labels, placed)
  }

  /// How much of a word may stand left of its mark: what begins leaves the right side to what follows it.
  private func sides(of role: ChartMark.Role) -> [Double] {
    switch role {
    case .began, .recovered: [1, 0.5, 0]
    case .detected, .relapsed, .over: [0, 0.5, 1]
    case .change, .note: [0.5]
    }
  }
}

/// Marks too close to be told apart under one badge with their numbers.
struct NumberedMarks {
  /// Number of the first of them.
  var first: Int
  var marks: [ChartMark]
  /// Middle of the badge.
  var x: Double

  static func merging(_ marks: [ChartMark], in layout: ChartLayout, _ time: ChartTime) -> [NumberedMarks] {
    var groups: [NumberedMarks] = []
    for (index, mark) in marks.enumerated() {
      groups.append(NumberedMarks(first: index + 1, marks: [mark], x: layout.x(time.fraction(mark.at))))
      while groups.count > 1, groups[groups.count - 1].overlaps(groups[groups.count - 2]) {
        let last = groups.removeLast()
        groups[groups.count - 1].marks += last.marks
        let places = groups[groups.count - 1].marks.map { layout.x(time.fraction($0.at)) }
        groups[groups.count - 1].x = (places[0] + places[places.count - 1]) / 2
      }
    }
    return groups
  }

  private func overlaps(_ other: NumberedMarks) -> Bool { abs(x - other.x) < (width + other.width) / 2 + 2 }

  private var label: String { marks.count == 1 ? "\(first)" : "\(first)–\(first + marks.count - 1)" }
  var width: Double { 10 + 8 * Double(label.count) }

  /// A ring for what people noted, a filled box for all else.
  func badge(x: Double, y: Double) -> String {
    let isNote = marks.allSatisfy { $0.role == .note }
    let n = [x - width / 2, y - 8, width, x, y + 4].map(SVGText.number)
    let title = marks.map(\.text).joined(separator: "; ")
    return "<g><title>\(SVGText.escape(title))</title><rect class=\"\(isNote ? "ring" : "pin")\" x=\"\(n[0])\" "
      + "y=\"\(n[1])\" width=\"\(n[2])\" height=\"16\" rx=\"\(isNote ? 8 : 3)\"/>"
      + "<text class=\"m\(isNote ? "" : " on")\" font-size=\"11\" x=\"\(n[3])\" y=\"\(n[4])\">\(label)</text></g>"
  }
}

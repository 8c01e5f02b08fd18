import Records

/// The patterns of a format, read together: the first that fits a line reads it.
///
/// Patterns that follow each other and begin alike are one up to where they part; what they share is read once. So they
/// are a tree, whose branches are tried in the patterns' order.
final class LinePlans: Sendable {
  /// Steps that are taken in a row, and what may come then; nothing where a pattern ends.
  private struct Stretch {
    var steps: Range<Int>
    var branches: Range<Int>
  }

  let plans: [LinePlan]
  private let steps: [LineStep]
  /// The branches of one stretch in a row, the tree's trunks at the end.
  private let stretches: [Stretch]
  private let trunks: Range<Int>
  private let severities: SeverityNames?

  /// - Parameter severities: words of `$severity` beside the usual ones.
  init(_ patterns: [String], severities: SeverityNames? = nil) {
    plans = patterns.map { LinePlan($0) }
    self.severities = severities
    var steps: [LineStep] = []
    var stretches: [Stretch] = []
    /// Puts these patterns, read up to a step, behind each other: their stretches.
    func add(_ plans: ArraySlice<LinePlan>, from step: Int) -> Range<Int> {
      var found: [Stretch] = []
      var rest = plans
      while let first = rest.first {
        let alike = rest.prefix { $0.steps.count > step && $0.steps[step...].first == first.steps[step...].first }
        let kin = alike.isEmpty ? rest.prefix(1) : alike
        let stop = kin.dropFirst().map { LinePlans.common($0.steps, first.steps) }.min() ?? first.steps.count
        rest = rest.dropFirst(kin.count)
        let begin = steps.count
        steps += first.steps[step..<stop]
        found.append(Stretch(steps: begin..<steps.count, branches: kin.count > 1 ? add(kin, from: stop) : 0..<0))
      }
      stretches += found
      return stretches.count - found.count..<stretches.count
    }
    trunks = add(plans[...], from: 0)
    self.steps = steps
    self.stretches = stretches
  }

  /// How many steps two patterns have in common.
  private static func common(_ one: [LineStep], _ other: [LineStep]) -> Int {
    zip(one, other).prefix { $0 == $1 }.count
  }

  /// Reads a line into a reset record. False where no pattern fits; the record is then undefined.
  func read(_ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord) -> Bool {
    let (steps, stretches) = (steps, stretches)
    return read(trunks, stretches.span, steps.span, LineReading(), line, &times, into: &record)
  }

  private func read(
    _ branches: Range<Int>, _ stretches: Span<Stretch>, _ steps: Span<LineStep>, _ reading: LineReading,
    _ line: RawSpan, _ times: inout TimeReader, into record: inout LogRecord
  ) -> Bool {
    let before = record
    for branch in branches {
      let stretch = stretches[branch]
      var reading = reading
      if reading.go(steps, stretch.steps, line, &times, severities, into: &record) == stretch.steps.upperBound,
        stretch.branches.isEmpty
          ? reading.isDone(line)
          : read(stretch.branches, stretches, steps, reading, line, &times, into: &record)
      {
        return true
      }
      record = before
    }
    return false
  }
}

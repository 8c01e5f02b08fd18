/// Merges a text that both sides changed by its words, so that what a person wrote around a figure stays when the figure
/// is renewed.
enum WordMerge {
  /// The text with the changes of both; nil where both wrote something else in the same place, or theirs has hardly
  /// anything in common with what it was.
  static func merged(base: Substring, mine: Substring, theirs: Substring) -> String? {
    let (base, mine, theirs) = (TextTokens(base).tokens, TextTokens(mine).tokens, TextTokens(theirs).tokens)
    let (ours, others) = hunks(base, mine, theirs)
    // A sentence that says something new is not the old one with other words.
    guard 2 * (base.count - others.reduce(0) { $0 + $1.base.count }) >= base.count else { return nil }
    var text = ""
    func add(_ piece: ThreeWayMerge.Piece) {
      switch piece {
      case .mine(let range): text += mine[range].map { $0.space + $0.text }.joined()
      case .theirs(let range): text += theirs[range].map { $0.space + $0.text }.joined()
      case .same(let range, let inMine, let inTheirs):
        for offset in 0..<range.count {
          let (was, is_, new) = (base[range.lowerBound + offset], mine[inMine + offset], theirs[inTheirs + offset])
          // A line may have been wrapped otherwise.
          text += (is_.space != was.space ? is_.space : new.space) + is_.text
        }
      case .both: break
      }
    }
    for piece in ThreeWayMerge(count: base.count, mine: ours, theirs: others).pieces {
      guard case .both(let region) = piece else {
        add(piece)
        continue
      }
      if mine[region.inMine].map(\.text) == theirs[region.inTheirs].map(\.text) {
        add(.mine(region.inMine))
      } else if region.isInsertion {
        // What was measured goes on with its sentence; a person's words follow it.
        add(.theirs(region.inTheirs))
        add(.mine(region.inMine))
      } else if let (pieces, _) = region.withoutConflict({ _ in false }) {
        for piece in pieces { add(piece) }
      } else {
        return nil
      }
    }
    return text
  }

  private static func hunks(
    _ base: [TextTokens.Token], _ mine: [TextTokens.Token], _ theirs: [TextTokens.Token]
  ) -> ([Hunk], [Hunk]) {
    var words = Interning<Substring>()
    let numbers = [base, mine, theirs].map { words.numbers(of: $0.map(\.text)) }
    return (SequenceAlignment.hunks(numbers[0], numbers[1]), SequenceAlignment.hunks(numbers[0], numbers[2]))
  }
}

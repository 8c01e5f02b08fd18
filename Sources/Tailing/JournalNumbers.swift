internal import Records

/// Finds the numbers that no entry has: those of entries that were vacuumed or lost before they were read.
///
/// Entries of a journald come in one count, whichever of its files they are in, and nearly in order. A number is lost
/// when all entries that are still to come have greater ones.
struct JournalNumbers {
  /// Numbers that follow one another without a hole, and the times of their first and last entry.
  private struct Run {
    var first: UInt64
    var last: UInt64
    var from: Int64
    var to: Int64
  }

  /// The first run ends where the first hole begins; numbers below it are settled.
  private var runs: [Run] = []

  init() {}

  /// - Parameter mark: the entry that was read last in an earlier run.
  init(after mark: JournalMark) { begin(mark.number, mark.place.realtime) }

  /// Whether numbers are missing so far.
  var hasHoles: Bool { runs.count > 1 }

  /// The greatest number taken; 0 before the first.
  var highest: UInt64 { runs.last?.last ?? 0 }

  private mutating func begin(_ number: UInt64, _ time: Int64) {
    runs = [Run(first: number, last: number, from: time, to: time)]
  }

  /// Takes the number of an entry that was read.
  /// - Parameter follows: whether it is the next one within its own sequence, so that nothing is missing before it,
  ///   or the first one of a new count.
  mutating func take(_ number: UInt64, at time: Int64, follows: Bool) {
    guard let settled = runs.first, number > 1 else { return begin(number, time) }
    guard number > settled.last else { return }
    if follows, runs.count == 1 {
      runs[0].last = number
      runs[0].to = time
      return
    }
    var index = runs.count
    while index > 0, runs[index - 1].first > number { index -= 1 }
    // The run before it is the one at `index - 1`: there is one, since the first begins lower.
    guard runs[index - 1].last < number else { return }
    if runs[index - 1].last + 1 == number {
      runs[index - 1].last = number
      runs[index - 1].to = time
    } else {
      runs.insert(Run(first: number, last: number, from: time, to: time), at: index)
      index += 1
    }
    if index < runs.count, runs[index].first == number + 1 {
      runs[index - 1].last = runs[index].last
      runs[index - 1].to = runs[index].to
      runs.remove(at: index)
    }
  }

  /// The holes that no entry can fill any more, when all that come have numbers from `low` on.
  mutating func settle(below low: UInt64) -> [(lost: UInt64, from: Int64, to: Int64)] {
    var holes: [(lost: UInt64, from: Int64, to: Int64)] = []
    while runs.count > 1, runs[1].first <= low {
      holes.append((runs[1].first - runs[0].last - 1, runs[0].to, runs[1].from))
      runs.removeFirst()
    }
    return holes
  }
}

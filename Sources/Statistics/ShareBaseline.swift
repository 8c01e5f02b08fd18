/// The usual share of bad events of a series, learnt period by period and slow to forget, and how much it wanders.
package struct ShareBaseline: Codable, Sendable {
  private var bad = 0.0
  private var events = 0.0
  /// Decayed mean of what the shares of single periods vary beyond chance (variance).
  private var excess = 0.0
  /// Decayed mean of the variance that `excess` itself has where there is nothing but chance.
  private var doubt = 0.0
  private var periods = 0.0
  private let prior: Double
  private let priorEvents: Double
  private let bounds: ClosedRange<Double>

  /// - Parameters:
  ///   - prior: the share to assume, as if it had been seen on `priorEvents` events.
  ///   - bounds: what `usual` is kept within.
  package init(prior: Double, priorEvents: Double, bounds: ClosedRange<Double>) {
    self.prior = prior
    self.priorEvents = priorEvents
    self.bounds = bounds
  }

  /// Share of what was learnt before that a period of 60 s leaves standing: half of it after about three hours.
  package static let keptPerMinute = 0.9962

  package mutating func learn(bad newBad: Int, events newEvents: Int) {
    guard newEvents > 0 else { return }
    let share = Double(newBad) / Double(newEvents)
    let p = mean
    let chance = p * (1 - p) / Double(newEvents)
    let deviation = (share - p) * (share - p) - chance
    let weight = max(1 / (periods + 1), 0.01)
    excess += weight * (deviation - excess)
    // Fourth central moment of a Poisson count of mean m, less its variance squared: m + 2 m^2.
    let expected = p * Double(newEvents)
    let power = Double(newEvents) * Double(newEvents)
    doubt += weight * ((expected + 2 * expected * expected) / (power * power) - doubt)
    periods += 1
    bad = bad * ShareBaseline.keptPerMinute + Double(newBad)
    events = events * ShareBaseline.keptPerMinute + Double(newEvents)
  }

  private var mean: Double { (bad + prior * priorEvents) / (events + priorEvents) }

  /// The share that the detector takes for usual: the mean and one and a half times what it surely wanders beyond
  /// chance.
  package var usual: Double {
    let sure = max(0, excess - 2 * (doubt / min(max(1, periods), 100)).squareRoot())
    return min(bounds.upperBound, max(bounds.lowerBound, mean + 1.5 * sure.squareRoot()))
  }

  /// Whether it rests on anything but what was assumed.
  package var hasLearnt: Bool { events > 0 }

  package var observedShare: Double { events > 0 ? bad / events : 0 }
}

#if canImport(Glibc)
  import Glibc
#endif

/// Detects bursts of error messages: for each template of each service a CUSUM of the Poisson log-likelihood ratio of
/// a rate eight times the usual one. A template that did not occur before its burst is a `new-error`.
///
/// Logs repeat themselves, so what one second adds is capped, and a burst has to come in several seconds.
package final class BurstDetector: Codable {
  /// Templates watched at a time; when there are more, the ones that were silent longest are forgotten.
  package static let capacity = 4096
  /// Floors of a burst: messages, and seconds with one.
  static let messageFloor = 10
  static let secondFloor = 5
  static let threshold = 20.0
  /// A burst is over when its template was silent for so long, seconds.
  static let pause: Int64 = 120

  private struct Key: Codable, Hashable, Comparable {
    var service: Int
    var template: UInt64
    static func < (a: Key, b: Key) -> Bool { (a.service, a.template) < (b.service, b.template) }
  }

  private struct Watch: Codable {
    var firstSeen: Int64
    var last: Int64
    /// Usual rate, events a second, learnt with a half-life of about an hour.
    var rate = 0.0
    var sum = 0.0
    /// Since the sum stood at zero.
    var began: Int64 = 0
    var count = 0
    var seconds = 0
    var signal: Signal?
    /// The signal's peak that was last told of.
    var toldPeak = 0.0
    var minute: Int64 = 0
    var minuteCount = 0
  }

  private var watches: [Key: Watch] = [:]
  private var firstSecond: Int64?
  private var lastSettled = Int64.min

  package init() {}

  /// Whether a burst is under way.
  package var isActive: Bool { open > 0 }
  private var open = 0

  /// Takes the error messages of one second: how many of each template.
  /// - Parameter text: the text of a template of these counts, asked for when a burst opens.
  package func judge(
    _ second: Int64, counts: [(service: Int, template: UInt64, count: Int)],
    text: (_ service: Int, _ template: UInt64) -> String
  ) -> [SignalChange] {
    if firstSecond == nil { firstSecond = second }
    var changes: [SignalChange] = []
    for (service, template, count) in counts {
      let key = Key(service: service, template: template)
      if watches[key] == nil, watches.count >= BurstDetector.capacity { forgetOldest() }
      var w = watches[key] ?? Watch(firstSeen: second, last: second)
      let elapsed = Double(second - w.last)
      let floor = 1.0 / 600
      let usual = max(w.rate, floor)
      let raised = max(8 * usual, 0.1)
      w.sum = max(0, w.sum - (raised - usual) * elapsed)
      if w.sum == 0 {
        w.began = second
        w.count = 0
        w.seconds = 0
      }
      w.count += count
      w.seconds += 1
      w.sum = min(w.sum + Double(min(count, 5)) * log(raised / usual) - (raised - usual), 3 * BurstDetector.threshold)
      if second / 60 != w.minute {
        w.minute = second / 60
        w.minuteCount = 0
      }
      w.minuteCount += count
      if w.signal != nil {
        w.signal?.observations += count
        if Double(w.minuteCount) > w.signal?.peak ?? 0 {
          w.signal?.peak = Double(w.minuteCount)
          w.signal?.peakAt = max(w.began, w.minute * 60)
        }
      } else if w.sum > BurstDetector.threshold, w.count >= BurstDetector.messageFloor,
        w.seconds >= BurstDetector.secondFloor
      {
        let history = second - (firstSecond ?? second)
        let isNew = w.firstSeen >= w.began && history >= 600
        let signal = Signal(
          observable: isNew ? .newError : .errorBurst, service: service, route: text(service, template),
          series: template,
          onset: w.began, detected: second, baseline: w.rate * 60, peak: Double(w.minuteCount),
          peakAt: max(w.began, w.minute * 60), observations: w.count, knowsLittle: history < 300)
        w.signal = signal
        w.toldPeak = signal.peak
        open += 1
        changes.append(.opened(signal))
      }
      if w.signal == nil {
        // Learn: decay what was, add what came.
        let kept = exp(-elapsed / 5200)
        w.rate = w.rate * kept + Double(min(count, 5)) / 5200
      }
      w.last = second
      watches[key] = w
    }
    if lastSettled == Int64.min || second - lastSettled >= 10 {
      changes += settle(second, isLast: false)
      lastSettled = second
    }
    return changes
  }

  package func finish(_ second: Int64) -> [SignalChange] { settle(second, isLast: true) }

  private func settle(_ now: Int64, isLast: Bool) -> [SignalChange] {
    var changes: [SignalChange] = []
    for key in watches.keys.sorted() where watches[key]?.signal != nil {
      guard var w = watches[key], var signal = w.signal else { continue }
      let silent = now - w.last
      guard silent >= BurstDetector.pause || isLast else {
        if signal.peak != w.toldPeak {
          watches[key]?.toldPeak = signal.peak
          changes.append(.changed(signal))
        }
        continue
      }
      // At the end of input a burst that went on until then stays open.
      if !isLast || silent >= 15 { signal.end = w.last + 1 }
      w.signal = nil
      open -= 1
      w.sum = 0
      watches[key] = w
      changes.append(.changed(signal))
    }
    return changes
  }

  /// Forgets the quarter that was silent longest: one at a time, a log of ever new messages would cost a search a line.
  private func forgetOldest() {
    let oldest = watches.filter { $0.value.signal == nil }.map { (last: $0.value.last, key: $0.key) }
      .sorted { ($0.last, $0.key) < ($1.last, $1.key) }
    for (_, key) in oldest.prefix(BurstDetector.capacity / 4) { watches[key] = nil }
  }
}

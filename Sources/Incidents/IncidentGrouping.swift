package import Detection

/// Which signals belong together: phases are stretches of trouble, incidents are phases with short pauses between.
package struct IncidentGrouping: Sendable {
  /// A pause shorter than this does not end a phase, seconds.
  package var phasePause: Int64 = 300
  /// A pause shorter than this does not end the incident.
  package var incidentPause: Int64 = 1800
  /// Errors alone, without failed, slow or missing requests, are an incident from this many in this many seconds on.
  package var lonelyErrors = 30
  package var lonelySeconds: Int64 = 60

  package init() {}

  /// Signals of one incident and its phases; the last phase's end is nil while a signal lasts.
  package struct Group: Sendable {
    package var signals: [Signal]
    package var phases: [(start: Int64, end: Int64?)]

    package var start: Int64 { phases[0].start }
    package var end: Int64? { phases[phases.count - 1].end }
  }

  /// Whether a signal shows users hurt (and not only messages).
  package static func showsHarm(_ signal: Signal) -> Bool {
    signal.observable != .errorBurst && signal.observable != .newError
  }

  /// The incidents that the signals make, in time order.
  package func groups(_ signals: [Signal]) -> [Group] {
    let harm = signals.filter(IncidentGrouping.showsHarm)
    let errors = signals.filter { !IncidentGrouping.showsHarm($0) }
    var groups = cluster(harm)
    var lonely: [Signal] = []
    for signal in errors {
      if let i = groups.firstIndex(where: { touches($0, signal) }) {
        groups[i].signals.append(signal)
      } else {
        lonely.append(signal)
      }
    }
    for group in cluster(lonely) {
      let count = group.signals.reduce(0) { $0 + $1.observations }
      let longest = group.signals.map { ($0.end ?? Int64.max) - $0.onset }.max() ?? 0
      if count >= lonelyErrors, longest >= lonelySeconds { groups.append(group) }
    }
    for i in groups.indices { groups[i].signals.sort(by: IncidentGrouping.order) }
    return groups.sorted { ($0.start, $0.signals[0].series) < ($1.start, $1.signals[0].series) }
  }

  private func touches(_ group: Group, _ signal: Signal) -> Bool {
    signal.onset < (group.end ?? Int64.max - phasePause) + phasePause
      && (signal.end ?? Int64.max) > group.start - phasePause
  }

  private func cluster(_ signals: [Signal]) -> [Group] {
    var groups: [Group] = []
    for signal in signals.sorted(by: IncidentGrouping.order) {
      guard var last = groups.last, let lastEnd = last.end.map({ $0 + incidentPause }) ?? Int64?(Int64.max),
        signal.onset < lastEnd
      else {
        groups.append(Group(signals: [signal], phases: [(signal.onset, signal.end)]))
        continue
      }
      last.signals.append(signal)
      let phase = last.phases.count - 1
      if let end = last.phases[phase].end, signal.onset >= end + phasePause {
        last.phases.append((signal.onset, signal.end))
      } else if let end = last.phases[phase].end {
        last.phases[phase].end = signal.end.map { max($0, end) }
      }
      groups[groups.count - 1] = last
    }
    return groups
  }

  /// By onset; the rest makes the order total.
  package static func order(_ a: Signal, _ b: Signal) -> Bool {
    (a.onset, a.observable.rawValue, a.service, a.route ?? "", a.series, a.detected)
      < (b.onset, b.observable.rawValue, b.service, b.route ?? "", b.series, b.detected)
  }
}

import Incidents
import Records

extension Incident {
  /// What came before `time`, under this id, and what came from then on, as an incident of its own.
  ///
  /// Entries and candidates for the cause go by their time, signals and phases that last across it are cut. Impact was
  /// counted over the whole and cannot be divided: both keep its figures and say so.
  func split(at time: Timestamp, into id: String, by person: String) -> (before: Incident, after: Incident) {
    var (before, after) = (self, self)
    before.phases = phases.filter { $0.startedAt < time }
    if let last = before.phases.indices.last {
      before.phases[last].endedAt = min(before.phases[last].endedAt ?? time, time)
    }
    before.endedAt = max(startedAt, before.phases.last?.endedAt ?? time)
    before.status = .resolved
    before.detectedAt = min(detectedAt, time)
    before.signals = signals.filter { $0.startedAt < time }.map { signal in
      var signal = signal
      signal.endedAt = min(signal.endedAt ?? time, time)
      signal.detectedAt = min(signal.detectedAt, time)
      return signal
    }

    after.id = id
    after.phases = phases.compactMap { phase in
      if let end = phase.endedAt, end <= time { return nil }
      return Phase(startedAt: max(phase.startedAt, time), endedAt: phase.endedAt)
    }
    after.startedAt = after.phases.first?.startedAt ?? time
    after.endedAt = endedAt.map { max($0, after.startedAt) }
    after.signals = signals.filter { $0.endedAt.map { $0 > time } ?? true }.map { signal in
      var signal = signal
      signal.startedAt = max(signal.startedAt, time)
      signal.detectedAt = max(signal.detectedAt, time)
      return signal
    }.numbered()
    after.detectedAt = max(after.startedAt, after.signals.map(\.detectedAt).min() ?? detectedAt)

    before.timeline = timeline.filter { $0.at < time }
    after.timeline = timeline.filter { $0.at >= time }
    before.causes = causes.filter { $0.at < time }.ranked(before: startedAt)
    after.causes = causes.filter { $0.at >= time }.ranked(before: after.startedAt)
    (before.severitySpans, after.severitySpans) = severitySpans.split(at: time)
    before.series = series.compactMap { $0.cut(until: time) }
    after.series = series.compactMap { $0.cut(from: time) }
    // Where nothing was measured to end or to begin at that time, the person says so.
    before.setBy[.endedAt] = before.endedAt == time ? person : nil
    after.setBy[.startedAt] = after.startedAt == time ? person : nil
    after.setBy[.detectedAt] = nil
    let caveat = "A person split \(self.id) and \(id) at \(time); the impact was counted over both."
    before.caveats.append(caveat)
    after.caveats.append(caveat)
    return (before, after)
  }
}

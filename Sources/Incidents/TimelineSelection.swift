package import Records

/// A timeline as it is shown where there is little room: repeats folded, the most important rows kept, the rest counted.
package struct TimelineSelection: Sendable, Equatable {
  package enum Row: Sendable, Equatable {
    case entry(TimelineEntry)
    /// Entries left out here, and the time from the first to the last of them.
    case omitted(count: Int, from: Timestamp, until: Timestamp)
  }

  package var rows: [Row]
  /// Entries left out in all.
  package var omitted: Int

  /// - Parameter limit: the most entries to keep; nil keeps all. Starred ones and what people noted come first, then
  ///   what the importance of their kind says, then the earlier.
  package init(_ timeline: [TimelineEntry], limit: Int?) {
    let entries = timeline.foldingRepeats
    let ranked = entries.indices.sorted {
      (-entries[$0].importance, $0) < (-entries[$1].importance, $1)
    }
    let kept = Set(ranked.prefix(limit ?? entries.count))
    rows = []
    omitted = 0
    for (index, entry) in entries.enumerated() {
      if kept.contains(index) {
        rows.append(.entry(entry))
        continue
      }
      omitted += 1
      if case .omitted(let count, let from, let until)? = rows.last {
        rows[rows.count - 1] = .omitted(count: count + 1, from: from, until: max(until, entry.until ?? entry.at))
      } else {
        rows.append(.omitted(count: 1, from: entry.at, until: entry.until ?? entry.at))
      }
    }
  }
}

extension TimelineEntry {
  /// How much a reader misses without it, 0 to 5.
  package var importance: Int {
    if starred { return 5 }
    switch kind {
    case .onset, .relapse, .end, .detected: return 5
    case .note, .detection, .action, .hypothesis, .deadEnd, .escalation, .mitigation, .communication, .resolution:
      return 4
    // What changed the system comes before what the figures say in more detail.
    case .deploy, .oom, .reboot, .restart, .failure, .packageChange, .command, .recovery: return 4
    case .peak, .reload, .start, .stop: return 3
    case .error, .slowQuery: return 2
    case .suppressed: return 1
    }
  }
}

extension TimelineEntry {
  /// Whether it says what the one before it says. What people noted is no repeat.
  package func isRepeat(of last: TimelineEntry) -> Bool {
    last.origin != .noted && last.origin == origin && last.kind == kind && last.service == service
      && last.summary == summary
  }
}

extension [TimelineEntry] {
  /// Runs of entries that say the same become one that counts them.
  package var foldingRepeats: [TimelineEntry] {
    var folded: [TimelineEntry] = []
    for entry in self {
      if let last = folded.last, entry.isRepeat(of: last) {
        folded[folded.count - 1].count += entry.count
        folded[folded.count - 1].until = Swift.max(last.until ?? last.at, entry.until ?? entry.at)
        folded[folded.count - 1].starred = last.starred || entry.starred
        folded[folded.count - 1].evidence += entry.evidence
      } else {
        folded.append(entry)
      }
    }
    return folded
  }
}

extension [TimelineEntry] {
  /// Entries that say the same become the first of them, whatever stands between; not those that are starred, nor what
  /// people noted.
  package var foldingScatteredRepeats: [TimelineEntry] {
    var folded: [TimelineEntry] = []
    var places: [String: Int] = [:]
    for entry in self {
      guard entry.origin == .observed, !entry.starred else {
        folded.append(entry)
        continue
      }
      let saying = "\(entry.kind.rawValue)\u{0}\(entry.service ?? "")\u{0}\(entry.summary)"
      guard let place = places[saying] else {
        places[saying] = folded.count
        folded.append(entry)
        continue
      }
      folded[place].count += entry.count
      folded[place].until = Swift.max(folded[place].until ?? folded[place].at, entry.until ?? entry.at)
    }
    return folded
  }
}

extension Incident {
  /// Until when it lasted; while it is open, until the last time that the logs tell of. A person's note is no log, nor is
  /// a time that a person set.
  package var knownUntil: Timestamp {
    if let endedAt { return endedAt }
    var times = timeline.filter { $0.origin != .noted }.map { $0.until ?? $0.at } + signals.compactMap(\.endedAt)
    times += severitySpans.suffix(1).map(\.endedAt)
    if setBy[.detectedAt] == nil { times.append(detectedAt) }
    if let end = measured[.endedAt] { times.append(end) }
    return max(startedAt, times.max() ?? startedAt)
  }

  /// The same, ended where the last that is known of it lies, should it be under way.
  package var over: Incident {
    guard status == .open else { return self }
    var incident = self
    incident.status = .resolved
    incident.endedAt = knownUntil
    for index in incident.phases.indices where incident.phases[index].endedAt == nil {
      incident.phases[index].endedAt = knownUntil
    }
    return incident
  }
}

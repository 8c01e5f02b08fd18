package import Incidents
package import Records

/// A moment that a chart names: what was measured of the incident's course, what changed the system, what people noted.
package struct ChartMark: Sendable, Equatable {
  package enum Role: String, Sendable, CaseIterable {
    case began, detected, recovered, relapsed, over, change, note
  }

  package var at: Timestamp
  package var role: Role
  /// What is said of it: one word for the incident's course, a sentence for what changed or was noted.
  package var text: String

  /// Whether it belongs to the incident's course, whose words are short enough to stand in the chart.
  package var isOfCourse: Bool { role != .change && role != .note }
}

extension Incident {
  /// The marks of its charts in time order: its course, and the most important changes and notes within the time shown.
  package func chartMarks(within time: ChartTime, atMost limit: Int) -> [ChartMark] {
    let told = timeline.filter { entry in
      time.contains(entry.at) && !entry.isOfCourse && (entry.isMarked || entry.origin == .noted || entry.starred)
    }
    var marks = course.filter { time.contains($0.at) }
    for case .entry(let entry) in TimelineSelection(told.withMostTellingNotes(limit), limit: limit).rows {
      marks.append(ChartMark(at: entry.at, role: entry.origin == .noted ? .note : .change, text: entry.markText))
    }
    let order = marks.indices.sorted { (marks[$0].at, $0) < (marks[$1].at, $1) }
    return order.map { marks[$0] }
  }

  private var course: [ChartMark] {
    var marks = [ChartMark(at: startedAt, role: .began, text: "began")]
    marks.append(ChartMark(at: detectedAt, role: .detected, text: "detected"))
    for (index, phase) in phases.enumerated() {
      if index > 0 { marks.append(ChartMark(at: phase.startedAt, role: .relapsed, text: "relapsed")) }
      if let end = phase.endedAt, index + 1 < phases.count {
        marks.append(ChartMark(at: end, role: .recovered, text: "recovered"))
      }
    }
    if let endedAt { marks.append(ChartMark(at: endedAt, role: .over, text: "over")) }
    return marks
  }
}

extension [TimelineEntry] {
  /// At most so many notes beside all else: what turned the incident before what was thought of it, so that the first
  /// hour does not take the places of the last.
  fileprivate func withMostTellingNotes(_ limit: Int) -> [TimelineEntry] {
    let order: [EntryKind] = [.resolution, .mitigation, .escalation, .detection, .action, .communication, .deadEnd]
    func rank(_ index: Int) -> Int { order.firstIndex(of: self[index].kind) ?? order.count }
    let notes = indices.filter { self[$0].origin == .noted }
    let kept = Set(notes.sorted { (rank($0), $0) < (rank($1), $1) }.prefix(limit))
    return indices.filter { self[$0].origin != .noted || kept.contains($0) }.map { self[$0] }
  }
}

extension TimelineEntry {
  /// Whether something was done to the system or broke in it.
  fileprivate var isMarked: Bool {
    switch kind {
    case .deploy, .restart, .reload, .start, .stop, .failure, .packageChange, .command, .oom, .reboot: true
    default: false
    }
  }

  fileprivate var isOfCourse: Bool {
    switch kind {
    case .onset, .detected, .recovery, .relapse, .end: true
    default: false
    }
  }

  /// What it says, behind its kind where it does not name that.
  fileprivate var markText: String {
    let text = (saysKind || summary.lowercased().contains(kind.inWords) ? "" : "\(kind.inWords): ") + saying
    return count > 1 ? "\(text) (×\(count.grouped))" : text
  }
}

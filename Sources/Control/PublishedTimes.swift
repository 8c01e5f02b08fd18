import Incidents
import Records
import Store

// JSON tells times to the millisecond, the store knows microseconds. What is read from a store file is cut to what a
// daemon would have told of it, so that every command prints the same whichever it asked.

extension Timestamp {
  /// The time as JSON tells it.
  var published: Timestamp {
    let beyond = microseconds % 1000
    return Timestamp(microseconds: microseconds - (beyond < 0 ? beyond + 1000 : beyond))
  }
}

extension Incident {
  var published: Incident {
    var incident = self
    incident.startedAt = startedAt.published
    incident.detectedAt = detectedAt.published
    incident.endedAt = endedAt?.published
    incident.measured = measured.mapValues(\.published)
    for index in phases.indices {
      incident.phases[index].startedAt = phases[index].startedAt.published
      incident.phases[index].endedAt = phases[index].endedAt?.published
    }
    for index in signals.indices {
      incident.signals[index].startedAt = signals[index].startedAt.published
      incident.signals[index].detectedAt = signals[index].detectedAt.published
      incident.signals[index].endedAt = signals[index].endedAt?.published
    }
    for index in causes.indices { incident.causes[index].at = causes[index].at.published }
    for index in severitySpans.indices {
      incident.severitySpans[index].startedAt = severitySpans[index].startedAt.published
      incident.severitySpans[index].endedAt = severitySpans[index].endedAt.published
    }
    incident.timeline = timeline.map(\.published)
    return incident
  }
}

extension TimelineEntry {
  var published: TimelineEntry {
    var entry = self
    entry.at = at.published
    entry.until = until?.published
    return entry
  }
}

extension StoredEntry {
  var published: StoredEntry { StoredEntry(entry: entry.published, incidents: incidents) }
}

extension Coverage {
  var published: Coverage {
    var coverage = self
    for (index, source) in sources.enumerated() {
      coverage.sources[index].firstEventAt = source.firstEventAt?.published
      coverage.sources[index].lastEventAt = source.lastEventAt?.published
      for (place, gap) in source.gaps.enumerated() {
        coverage.sources[index].gaps[place].from = gap.from?.published
        coverage.sources[index].gaps[place].to = gap.to?.published
      }
    }
    return coverage
  }
}

extension IncidentDocument {
  var published: IncidentDocument {
    IncidentDocument(
      incident: incident.published, corrections: corrections.map(\.published), similar: similar.map(\.published))
  }
}

extension PastIncident {
  var published: PastIncident {
    var past = self
    past.startedAt = startedAt.published
    past.endedAt = endedAt?.published
    return past
  }
}

extension ListedCorrection {
  var published: ListedCorrection { ListedCorrection(correction: correction.published, isUndone: isUndone) }
}

extension CorrectionReceipt {
  var published: CorrectionReceipt {
    CorrectionReceipt(corrections: corrections.map(\.published), summaries: summaries)
  }
}

extension Correction {
  var published: Correction {
    var correction = self
    correction.at = at.published
    switch change {
    case .note(let kind, let noted, let text): correction.change = .note(kind: kind, at: noted.published, text: text)
    case .split(let at, let into): correction.change = .split(at: at.published, into: into)
    // Imported notes have whole milliseconds.
    case .notes, .mark, .set, .merge, .undo: break
    }
    return correction
  }
}

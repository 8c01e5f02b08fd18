package import Records

extension Incident {
  /// Sets when it began, was noticed or ended as a person says, and keeps what was measured.
  /// - Parameter time: nil: it has not ended.
  package mutating func set(_ field: IncidentField, to time: Timestamp?, by person: String) {
    keepMeasured(field)
    setBy[field] = person
    self[field] = time
  }

  /// Cuts when it was noticed and when it ended to its span, where it began later; keeps what was measured.
  package mutating func cutToStart() {
    if detectedAt < startedAt {
      keepMeasured(.detectedAt)
      detectedAt = startedAt
    }
    if let end = endedAt, end < startedAt {
      keepMeasured(.endedAt)
      endedAt = startedAt
    }
  }

  private mutating func keepMeasured(_ field: IncidentField) {
    if setBy[field] == nil, measured[field] == nil { measured[field] = self[field] }
  }

  /// The rows of its course as its times have it: what a person set stands where it was set to, under that name, and tells
  /// what was measured; how long after the onset something was is counted from the onset as it is now.
  package mutating func tellCourseAnew() {
    timeline = timeline.turning(phases, startedAt: startedAt, endedAt: endedAt, signals: signals)
    tellOnset()
    tellDetection()
    tellEnd()
    dropWhatLiesOutside()
  }

  /// Takes out rows that were measured of a course which, as its times are now, is none of its own: relapses of phases
  /// that are gone, and what lies before its start or behind its end.
  private mutating func dropWhatLiesOutside() {
    let relapses = Set(phases.dropFirst().map(\.startedAt))
    timeline.removeAll { row in
      guard row.kind.isMeasured, row.origin == .measured else { return false }
      if let endedAt, row.at > endedAt { return true }
      return switch row.kind {
      case .relapse: !relapses.contains(row.at)
      case .recovery, .peak, .end: row.at < startedAt
      default: false
      }
    }
  }

  private subscript(field: IncidentField) -> Timestamp? {
    get {
      switch field {
      case .startedAt: startedAt
      case .detectedAt: detectedAt
      case .endedAt: endedAt
      case .title, .severity, .status: nil
      }
    }
    set {
      switch field {
      case .startedAt: startedAt = newValue ?? startedAt
      case .detectedAt: detectedAt = newValue ?? detectedAt
      case .endedAt: endedAt = newValue
      case .title, .severity, .status: break
      }
    }
  }

  private mutating func tellOnset() {
    guard let person = setBy[.startedAt] else { return }
    let place =
      timeline.firstIndex { $0.beganAnIncident }
      ?? timeline.firstIndex { $0.kind == .onset && !$0.summary.hasPrefix("Also") }
    var words = place.map { timeline[$0].summary } ?? "It began"
    if let place, timeline[place].origin == .noted { words = words.withoutMeasured }
    tell(.onset, place, at: startedAt, words + beside(.startedAt, startedAt, "measured"), by: person)
  }

  private mutating func tellDetection() {
    let place = timeline.firstIndex { $0.kind == .detected }
    if let person = setBy[.detectedAt] {
      let words = "It was noticed " + Wording.relative(detectedAt, toOnset: startedAt)
      tell(
        .detected, place, at: detectedAt, words + beside(.detectedAt, detectedAt, "the evidence sufficed"), by: person)
    } else if let place {
      timeline[place].summary = MeasuredEntries.detection(at: timeline[place].at, onset: startedAt)
    }
  }

  private mutating func tellEnd() {
    let place = timeline.lastIndex { $0.kind == .end }
    guard let end = endedAt else {
      // A person says that it goes on.
      if let place { timeline[place].kind = .recovery }
      return
    }
    guard let person = setBy[.endedAt] else { return }
    let words = "It was over, \(Wording.duration(end.seconds(since: startedAt))) after the onset"
    tell(.end, place, at: end, words + beside(.endedAt, end, "measured"), by: person)
  }

  /// `; measured 75 s later`; nothing where nothing else was measured.
  private func beside(_ field: IncidentField, _ time: Timestamp, _ measuring: String) -> String {
    guard let known = measured[field], known != time else { return "" }
    let gap = known.seconds(since: time)
    return "\(String.beside)\(measuring) \(Wording.duration(gap)) \(gap > 0 ? "later" : "earlier")"
  }

  /// Puts a row of its course where a person set it to; one that nothing was measured for is new.
  private mutating func tell(_ kind: EntryKind, _ place: Int?, at time: Timestamp, _ summary: String, by person: String)
  {
    var row =
      place.map { timeline.remove(at: $0) }
      ?? TimelineEntry(
        id: EntryID.measured(kind, time, "set by a person"), at: time, kind: kind, origin: .noted, summary: "",
        starred: true)
    (row.at, row.origin, row.summary, row.by) = (time, .noted, summary, person)
    let order = { (kind: EntryKind) in EntryKind.allCases.firstIndex(of: kind) ?? 0 }
    let next = timeline.firstIndex { ($0.at, order($0.kind)) > (time, order(kind)) }
    timeline.insert(row, at: next ?? timeline.endIndex)
  }
}

extension String {
  fileprivate static let beside = "; "

  /// An onset's words without what was measured beside what a person set.
  fileprivate var withoutMeasured: String {
    ranges(of: String.beside + "measured ").last.map { String(self[..<$0.lowerBound]) } ?? self
  }
}

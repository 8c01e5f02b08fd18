import Records

/// Entries for what was done and what befell the host: one a change.
struct ChangeEntries {
  let noteKind: (String) -> EntryKind

  /// Those of an incident: from fifteen minutes before the onset until a minute after the end.
  func entries(_ facts: IncidentFacts) -> [TimelineEntry] {
    let from = facts.startedAt.advanced(bySeconds: -900)
    let to = (facts.endedAt ?? facts.observedUntil).advanced(bySeconds: 60)
    let changes = ChangeLog(facts.events).changes.filter { !$0.routine && $0.at >= from && $0.at <= to }
    return changes.compactMap(entry)
  }

  /// The same change has the same entry, wherever it is told.
  func entry(_ change: Change) -> TimelineEntry? {
    guard let anchor = change.events.last(where: { $0.event.time <= change.at }) ?? change.events.first else {
      return nil
    }
    let kind = kind(change)
    return TimelineEntry(
      id: EntryID.observed(kind, anchor), at: change.at, kind: kind,
      origin: change.kind == .note ? .noted : .observed,
      service: change.kind == .note || change.kind == .command ? nil : change.subject,
      summary: summary(change), until: until(change),
      starred: change.kind == .deploy || change.kind == .note || change.kind == .oom || change.kind == .reboot,
      evidence: change.events.prefix(6).map(\.evidence))
  }

  private func until(_ change: Change) -> Timestamp? {
    guard let last = change.events.last?.event.time, last > change.at else { return nil }
    return last
  }

  private func kind(_ change: Change) -> EntryKind {
    switch change.kind {
    case .deploy: .deploy
    case .restart: .restart
    case .reload: .reload
    case .start: .start
    case .stop: .stop
    case .failure: .failure
    case .packageChange: .packageChange
    case .command: .command
    case .oom: .oom
    case .reboot: .reboot
    case .suppressed: .suppressed
    case .note: noteKind(change.detail)
    }
  }

  private func summary(_ change: Change) -> String {
    switch change.kind {
    case .deploy:
      change.package == nil && !change.detail.isEmpty
        ? "\(change.subject) logged a deploy: `\(whole(change.detail))`" : DeployCause.summary(change)
    case .restart, .stop, .start, .failure: RestartCause.summary(change)
    case .reload: "\(change.subject) was reloaded"
    case .packageChange: package(change)
    // A command and a note are kept whole: their ends matter as much as their beginnings.
    case .command: "\(change.subject.isEmpty ? "Somebody" : change.subject) ran `\(whole(change.detail))`"
    case .note: whole(change.detail)
    case .oom: kill(change)
    case .reboot: "The host " + RebootCause.what(change)
    case .suppressed: suppressed(change)
    }
  }

  /// journald tells what it left out when it lets something through again: until then there may be more.
  private func suppressed(_ change: Change) -> String {
    guard let count = change.detail.split(separator: " ").lazy.compactMap({ Int($0) }).first else {
      return "journald left messages out: \(whole(change.detail))"
    }
    let isLimit = change.detail.hasPrefix("Suppressed ")
    return "At least \(Wording.count(count, "message"))\(change.subject.isEmpty ? "" : " of \(change.subject)") "
      + (isLimit ? "were left out of the journal by its rate limit" : "were lost on the way to the journal")
  }

  private func package(_ change: Change) -> String {
    let version = change.package?.version ?? ""
    let command = change.package?.command ?? ""
    let name = change.package?.name ?? ""
    return
      "Package \(whole(name.isEmpty ? change.subject : name))\(version.isEmpty ? "" : " \(whole(version))") was changed"
      + (command.isEmpty ? "" : " by `\(whole(command))`")
  }

  private func kill(_ change: Change) -> String {
    // Where the kernel's line is all there is, that is the detail, and no process's name.
    let process = change.detail.utf8.count < 64 ? Wording.oneLine(change.detail, atMost: 60) : ""
    let named = process.isEmpty || process == change.subject ? "" : "\(process) of "
    let back = change.recoveredAt.map {
      "; it was started again \(Wording.duration($0.seconds(since: change.at))) later"
    }
    return "The kernel killed \(named)\(change.subject) for lack of memory\(back ?? "")"
  }

  private func whole(_ text: String) -> String { Wording.oneLine(text, atMost: 16_384) }
}

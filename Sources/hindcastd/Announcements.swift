import Control
import Incidents
import Pipeline
import Records
import Store

/// Tells of incidents that have changed: the journal, those who listen on the socket, those who are notified; and keeps
/// their drafts up to date.
struct Announcements: Sendable {
  let library: IncidentLibrary
  let deliveries: Deliveries
  let drafts: DraftFolder
  let disclosure: CurrentDisclosure
  let broadcast = EventBroadcast<IncidentEvent>(waiting: .atMost(APILimits().waitingEvents))
  /// Told whenever what people read may have changed.
  let changes = EventBroadcast<StoreChange>(waiting: .latest)

  /// What the live run stored.
  func tell(_ outcome: LiveRun.Outcome) {
    for transition in outcome.transitions {
      DaemonJournal.tell(transition)
      let found = try? library.incident(transition.incident, entries: IncidentDocument.shownEntries)
      guard let incident = found else { continue }
      broadcast.publish(IncidentEvent(change: transition.transition.change, incident: incident))
    }
    for id in Set(outcome.incidents).union(outcome.transitions.map(\.incident)) { renewDraft(id) }
    if !outcome.transitions.isEmpty { deliveries.wake() }
    if outcome.hasNews { changes.publish(StoreChange()) }
  }

  /// What a person corrected.
  func tell(_ receipt: CorrectionReceipt) {
    var told: Set<String> = []
    for id in touched(receipt) {
      guard let incident = renewDraft(id), told.insert(incident.id).inserted else { continue }
      broadcast.publish(IncidentEvent(change: .updated, incident: incident))
    }
    deliveries.wake()
    if !receipt.corrections.isEmpty { changes.publish(StoreChange()) }
  }

  /// Drafts that were not written or renewed when it was time, for there was no daemon to do so.
  func catchUp(since: Timestamp) {
    let recent = try? library.outlines(IncidentFilter(since: since, status: .resolved))
    // One at a time: each may have thousands of entries.
    for outline in recent ?? [] where !Task.isCancelled { renewDraft(outline.id) }
  }

  /// - Returns: the incident, or the one that it is a part of; nil where it is none any more.
  @discardableResult
  private func renewDraft(_ id: String) -> Incident? {
    do throws(LibraryError) {
      let incident = try library.incident(id, entries: IncidentDocument.shownEntries)
      let disclosure = disclosure.now
      if incident.status == .resolved {
        drafts.renew(disclosure.incident(incident), disclosed: disclosure.policy.byName)
      }
      if incident.id != id { drafts.retire(id) }
      return incident
    } catch {
      if case .noSuchIncident = error { drafts.retire(id) }
      return nil
    }
  }

  /// The incidents that read otherwise since these corrections.
  private func touched(_ receipt: CorrectionReceipt) -> [String] {
    let all = (try? library.corrections().map(\.correction)) ?? []
    var ids: Set<String> = []
    var pending = receipt.corrections
    while let correction = pending.popLast() {
      if let incident = correction.incident { ids.insert(incident) }
      switch correction.change {
      case .merge(let other): ids.insert(other)
      case .split(_, let into): ids.insert(into)
      // An undo can be undone, but only by a later one.
      case .undo(let number): pending += all.filter { $0.number == number && number < correction.number }
      case .note, .notes, .mark, .set: break
      }
    }
    return ids.sorted()
  }
}

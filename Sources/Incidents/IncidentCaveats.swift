import Records

/// What the reader must know of the reconstruction itself, a sentence each.
enum IncidentCaveats {
  static func of(_ facts: IncidentFacts) -> [String] {
    [runUp(facts), open(facts), clients(facts), latency(facts)].compactMap(\.self)
  }

  static let notOver = "It was not over when the logs ended; all figures are as of then."
  /// Of a part of which no requests are counted.
  static let severityOfTheWhole =
    "No requests are counted of this part alone: its severity is that of the minutes it lies in, as they were judged in the "
    + "whole."
  private static let fewSeen = "Only "
  private static let noneSeen = "The logs hold nothing from before the onset"

  /// Of a part that begins later: what was seen before the onset was seen before that of the whole.
  static func ofLaterPart(_ caveat: String) -> String {
    caveat.hasPrefix(fewSeen) || caveat.hasPrefix(noneSeen)
      ? "Of the whole incident, before it was split: \(caveat)" : caveat
  }

  private static func runUp(_ facts: IncidentFacts) -> String? {
    guard facts.runUpSeconds < 300 else { return nil }
    guard facts.runUpSeconds >= 1 else {
      return
        "\(noneSeen): what is usual is assumed, not measured, and it may have begun earlier."
    }
    return
      "\(fewSeen)\(Wording.duration(facts.runUpSeconds)) before the onset were seen: the usual values rest on little, "
      + "and fixed floors decided more than the baseline."
  }

  private static func open(_ facts: IncidentFacts) -> String? {
    guard facts.endedAt == nil else { return nil }
    return notOver
  }

  private static func clients(_ facts: IncidentFacts) -> String? {
    guard facts.impact.requests > 0, facts.impact.clients ?? 0 == 0 else { return nil }
    return "The logs name no client addresses: how many clients were affected is not known."
  }

  /// Nothing slow and no latency signal, though routes were served: either all was fast or no one could tell.
  private static func latency(_ facts: IncidentFacts) -> String? {
    guard facts.latencyKnown == false, facts.impact.requests > 0 else { return nil }
    return noRequestTime
  }

  static let noRequestTime =
    "The access logs hold no request time: slowness could not be judged, and failures count from their answers."
}

import Records

/// All entries of an incident in time order.
enum Timeline {
  static func of(_ facts: IncidentFacts, noteKind: @escaping (String) -> EntryKind) -> [TimelineEntry] {
    let entries =
      MeasuredEntries(facts).entries + ChangeEntries(noteKind: noteKind).entries(facts)
      + MessageEntries(facts: facts).entries
    return unique(entries.enumerated().sorted(by: before).map(\.element))
  }

  /// By time, then by kind; what happened at once stays in the order it was told in.
  private static func before(
    _ a: (offset: Int, element: TimelineEntry), _ b: (offset: Int, element: TimelineEntry)
  ) -> Bool {
    if a.element.at != b.element.at { return a.element.at < b.element.at }
    let kinds = EntryKind.allCases
    let (kindA, kindB) = (kinds.firstIndex(of: a.element.kind) ?? 0, kinds.firstIndex(of: b.element.kind) ?? 0)
    return kindA != kindB ? kindA < kindB : a.offset < b.offset
  }

  /// Two entries that rest on the same line get ids of their own.
  private static func unique(_ entries: [TimelineEntry]) -> [TimelineEntry] {
    var taken: [String: Int] = [:]
    return entries.map { entry in
      var entry = entry
      taken[entry.id, default: 0] += 1
      if let number = taken[entry.id], number > 1 { entry.id += "-\(number)" }
      return entry
    }
  }
}

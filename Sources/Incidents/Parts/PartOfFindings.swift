import Records

extension [RuledOut] {
  /// What holds of a part as well: where nothing spoke of it in the whole, nothing does in a part.
  /// - Parameter isFirst: whether the part begins as the whole does.
  func part(isFirst: Bool) -> [RuledOut] {
    let kept = Set(Exclusions.ofParts.map(\.hypothesis) + (isFirst ? [ChangeExclusion.hypothesis] : []))
    return filter { kept.contains($0.hypothesis) }.map { ruled in
      var ruled = ruled
      if ruled.hypothesis != ChangeExclusion.hypothesis { ruled.finding = Self.ofTheWhole(ruled.finding) }
      return ruled
    }
  }

  private static let whole = "Of the whole incident, before it was split: "

  private static func ofTheWhole(_ finding: String) -> String { finding.hasPrefix(whole) ? finding : whole + finding }

  /// The same where a person says that it began at another time than was measured: what was looked for came before that.
  package var ofMeasuredOnset: [RuledOut] {
    map { ruled in
      guard ruled.hypothesis == ChangeExclusion.hypothesis, ruled.finding.hasSuffix(" before the onset.") else {
        return ruled
      }
      var ruled = ruled
      ruled.finding = ruled.finding.replacing(" before the onset.", with: " before the onset that was measured.")
      return ruled
    }
  }

  /// What was ruled out of both of two incidents; what was found of only one of them may hold of the other.
  package func common(with other: [RuledOut], _ id: String, _ otherID: String) -> [RuledOut] {
    compactMap { ruled in
      guard let twin = other.first(where: { $0.hypothesis == ruled.hypothesis }) else { return nil }
      if twin == ruled { return ruled }
      return RuledOut(
        hypothesis: ruled.hypothesis, finding: "In \(id): \(ruled.finding) In \(otherID): \(twin.finding)",
        evidence: ruled.evidence + twin.evidence)
    }
  }
}

import Records

extension TimelineEntry {
  /// The summary, behind its service where it does not name it, and before who wrote it.
  package var saying: String {
    guard let service, !summary.contains(service) else { return attributed }
    return "\(service): \(attributed)"
  }

  /// The summary, before who wrote it.
  package var attributed: String { by.map { "\(summary) (\(kind.isMeasured ? "set by " : "")\($0))" } ?? summary }
}

extension EntryKind {
  /// As sentences say it: `dead end`.
  package var inWords: String { rawValue.split(separator: "-").joined(separator: " ") }
}

extension CauseCandidate {
  /// How long its lead is, as its summary says it from two minutes on.
  package var leadSpan: String {
    let seconds = leadSeconds.magnitude
    return seconds < 120 ? Duration.approximately(seconds: seconds).inWords : Wording.duration(seconds)
  }

  /// Kind and subject; the kind alone where the summary holds the statement that the subject is.
  package var headline: String {
    kind == .slowQuery && summary.contains(subject) ? kind.rawValue : "\(kind.rawValue) \(subject)"
  }
}

extension IncidentSignal {
  /// Its observations; what lasted across a split, so that they are not known, comes first.
  package var weight: Int { observations ?? 1 << 40 }
}

extension [IncidentSignal] {
  /// At most `limit` of them, so that as many kinds and services as possible are shown: first of each kind and service
  /// the one with the most observations, what users feel before messages; then the rest. In the order of their onsets.
  package func mostTelling(_ limit: Int) -> [IncidentSignal] {
    func felt(_ i: Int) -> Int { self[i].kind == .errorBurst || self[i].kind == .newError ? 1 : 0 }
    let byWeight = indices.sorted {
      (felt($0), -self[$0].weight, $0) < (felt($1), -self[$1].weight, $1)
    }
    var seen: Set<String> = []
    var (heads, rest): ([Int], [Int]) = ([], [])
    for i in byWeight {
      if seen.insert("\(self[i].kind.rawValue)\u{0}\(self[i].service)").inserted {
        heads.append(i)
      } else {
        rest.append(i)
      }
    }
    return (heads + rest).prefix(limit).sorted().map { self[$0] }
  }
}

import Incidents
import SampleIncidents
import Testing

@testable import Drafting

/// What styles may name is what drafts have.
@Suite struct DraftFieldTests {
  private var fields: [String: Any] {
    var incident = SampleIncidents.shop
    incident.signals += Array(repeating: incident.signals[0], count: 20)
    incident.causes += Array(repeating: incident.causes[0], count: 20)
    incident.timeline[4].by = "anna"
    incident.timeline.append(
      TimelineEntry(
        id: "early", at: incident.detectedAt, kind: .detection, origin: .noted, summary: "x", by: "bert"))
    for kind: EntryKind in [.detection, .escalation, .communication, .resolution, .note, .command] {
      incident.timeline.append(
        TimelineEntry(id: "x\(kind)", at: SampleIncidents.at(60), kind: kind, origin: .noted, summary: "x", by: "bert"))
    }
    for number in 0..<400 {
      incident.timeline.append(
        TimelineEntry(
          id: "m\(number)", at: SampleIncidents.at(70), kind: .error, origin: .observed, service: "shop",
          summary: "m\(number)", count: 2, until: SampleIncidents.at(90)))
    }
    incident.timeline.append(
      TimelineEntry(id: "c", at: SampleIncidents.at(80), kind: .command, origin: .observed, summary: "anna ran `x`"))
    incident.impact.lostRequests = 7
    incident.severitySpans = [
      SeveritySpan(severity: .major, startedAt: incident.startedAt, endedAt: SampleIncidents.at(600))
    ]
    for field in IncidentField.allCases { incident.setBy[field] = "anna" }
    return Draft.fields(
      of: incident,
      options: DraftOptions(
        charts: [DraftChart(title: "t", alternative: "a", file: "f.svg")],
        similar: [
          PastIncident(
            id: "1", title: "t", severity: .minor, startedAt: SampleIncidents.onset, endedAt: nil, similarity: 1,
            shared: ["r"])
        ]))
  }

  /// Names of what is there and not declared, or declared and not there.
  private func differences(_ value: Any, _ field: DraftField, _ place: String) -> [String] {
    switch field.shape {
    case .text: return value is String ? [] : ["\(place) is no text"]
    case .optionalText, .texts: return (value as? [String])?.isEmpty == false ? [] : ["\(place) is not there"]
    case .flag: return value is Bool ? [] : ["\(place) is no flag"]
    case .fields(let members):
      guard let inner = value as? [String: Any] else { return ["\(place) is not there"] }
      return differences(inner, members, place + ".")
    case .list(let members):
      guard let rows = value as? [[String: Any]], let first = rows.first else { return ["\(place) is empty"] }
      // What a row may lack another one has.
      return rows.map { differences($0, members, place + "[].") }.min { $0.count < $1.count }
        ?? differences(first, members, place)
    }
  }

  private func differences(_ values: [String: Any], _ fields: [String: DraftField], _ place: String) -> [String] {
    let undeclared = Set(values.keys).subtracting(fields.keys).map { "\(place)\($0) is not declared" }
    return undeclared
      + fields.flatMap { name, field in
        values[name].map { differences($0, field, place + name) } ?? ["\(place)\(name) is missing"]
      }
  }

  /// Fields of rows that only some rows have, none all of them at once.
  private static let neverTogether = [
    "by", "service", "repeats", "refs", "gap", "recovered", "line", "until", "count", "assumed",
  ]

  @Test func whatIsDeclaredIsThereAndNothingElse() {
    let found = differences(fields, DraftField.all, "").filter { difference in
      let isOfRow =
        difference.contains("[].") || difference.hasPrefix("onset.") || difference.hasPrefix("detection.")
        || difference.hasPrefix("recovery.") || difference.hasPrefix("change-before.")
      return !(isOfRow && Self.neverTogether.contains { difference.contains(".\($0)") })
    }
    #expect(found.sorted() == ["evidence is empty"].filter(found.contains))
  }

  @Test func everyFieldSaysWhatItIs() {
    let glossary = DraftField.glossary
    #expect(glossary.allSatisfy { !$0.meaning.isEmpty })
    #expect(glossary.contains { $0.name == "rows[].at" } && glossary.contains { $0.name == "TIME.clock12" })
    #expect(Set(glossary.map(\.name)).count == glossary.count)
  }
}

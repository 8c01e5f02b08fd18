import Records

extension IncidentSignal {
  /// Its worst value in words.
  package var worstInWords: String { peak.map(inWords) ?? "not known" }

  /// A value of this signal in words: `35.2 %`, `2,340.5 ms`, `75 a minute`.
  package func inWords(_ value: Double) -> String {
    switch unit {
    case "ratio": "\((value * 100).figure(places: 1)) %"
    case "per_minute": "\(value.figure(places: 1)) a minute"
    default: "\(value.figure(places: 1)) \(unit)"
    }
  }

  /// What it is of: the service and, where it is of one, the route or template.
  package var subject: String { route.map { "\(service) \($0)" } ?? service }
}

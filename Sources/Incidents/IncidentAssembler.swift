package enum IncidentAssembler {
  package static func assemble(_ f: IncidentFacts, redact: (String) -> String) -> Incident {
    Incident(id: "x", title: "t", severity: .major, status: f.endedAt == nil ? .open : .resolved, startedAt: f.startedAt, detectedAt: f.detectedAt, endedAt: f.endedAt, phases: f.phases, signals: f.signals.map(\.signal), impact: f.impact, causes: [], ruledOut: [], timeline: [])
  }
  package static func numbered(_ i: [Incident]) -> [Incident] { i }
}

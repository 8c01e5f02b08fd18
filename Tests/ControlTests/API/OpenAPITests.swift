import DaemonLab
import Foundation
import Incidents
import LogLab
import NIOHTTP1
import SampleIncidents
import Store
import Testing

@testable import Control

/// `Config/openapi.json` says what the server does, no more and no less.
@Suite struct OpenAPITests {
  private let folder: TemporaryFolder
  private let schema: JSONSchema

  init() throws {
    folder = try TemporaryFolder()
    let document = try JSONSerialization.jsonObject(with: Data(APIRoutes.description.utf8))
    schema = JSONSchema(document: try #require(document as? [String: Any]))
  }

  private var operations: [String: [String: Any]] {
    let paths = schema.document["paths"] as? [String: [String: [String: Any]]] ?? [:]
    return Dictionary(
      uniqueKeysWithValues: paths.flatMap { path, methods in
        methods.map { ("\($0.key.uppercased()) \(path)", $0.value) }
      })
  }

  private func parameters(_ operation: [String: Any]?, in place: String) -> [[String: Any]] {
    (operation?["parameters"] as? [[String: Any]] ?? []).filter { $0["in"] as? String == place }
  }

  private func answerSchema(_ operation: String, _ status: Int) -> [String: Any]? {
    let responses = operations[operation]?["responses"] as? [String: [String: Any]]
    let content = responses?[String(status)]?["content"] as? [String: [String: Any]]
    return content?.values.first?["schema"] as? [String: Any]
  }

  @Test func everyRouteIsDescribedAndEveryDescriptionIsARoute() {
    #expect(Set(operations.keys) == Set(APIRoutes.all.map { "\($0.method.rawValue) \($0.path)" }))
    for route in APIRoutes.all {
      let operation = operations["\(route.method.rawValue) \(route.path)"]
      let query = parameters(operation, in: "query")
      #expect(query.compactMap { $0["name"] as? String } == route.parameters)
      #expect(query.filter { $0["explode"] as? Bool == true }.compactMap { $0["name"] as? String } == route.repeatable)
      #expect(parameters(operation, in: "path").isEmpty == !route.path.contains("{"))
      #expect((operation?["operationId"] as? String)?.isEmpty == false)
    }
  }

  @Test func everyReferenceLeadsSomewhere() throws {
    func references(_ value: Any) -> [String] {
      switch value {
      case let object as [String: Any]:
        object.flatMap { $0 == "$ref" ? [$1 as? String ?? ""] : references($1) }
      case let list as [Any]: list.flatMap(references)
      default: []
      }
    }
    let used = Set(references(schema.document))
    for reference in used { #expect(schema.resolve(reference) != nil, "\(reference)") }
    let components = schema.document["components"] as? [String: [String: Any]]
    let known = try #require(components?["schemas"]).keys.map { "#/components/schemas/\($0)" }
    #expect(Set(known) == used)
  }

  @Test func choicesAreThoseOfTheModel() {
    func choices(_ name: String) -> [String] {
      schema.resolve("#/components/schemas/\(name)")?["enum"] as? [String] ?? []
    }
    func choices(_ name: String, _ property: String) -> [String] {
      let properties = schema.resolve("#/components/schemas/\(name)")?["properties"] as? [String: [String: Any]]
      return properties?[property]?["enum"] as? [String] ?? []
    }
    #expect(choices("Severity") == IncidentSeverity.allCases.map(\.rawValue))
    #expect(choices("IncidentStatus") == IncidentStatus.allCases.map(\.rawValue))
    #expect(choices("EntryKind") == EntryKind.allCases.map(\.rawValue))
    #expect(choices("Entry", "origin") == Origin.allCases.map(\.rawValue))
    #expect(choices("Signal", "kind") == SignalKind.allCases.map(\.rawValue))
    #expect(choices("Cause", "kind") == CauseKind.allCases.map(\.rawValue))
    #expect(choices("SourceStatus", "kind") == SourceStatus.Kind.allCases.map(\.rawValue))
    #expect(choices("IncidentField") == IncidentField.allCases.map(\.rawValue))
    #expect(choices("IncidentEvent", "change") == IncidentChange.allCases.map(\.rawValue))
  }

  @Test(arguments: [("GET /v1/incidents", IncidentPage.limit), ("GET /v1/timeline/entries", EntryList.limit)])
  func pagesAreAsLongAsIsSaid(operation: String, limit: Int) throws {
    let parameter = parameters(operations[operation], in: "query").first { $0["name"] as? String == "limit" }
    let schema = try #require(parameter?["schema"] as? [String: Any])
    #expect(schema["maximum"] as? Int == limit && schema["default"] as? Int == limit && schema["minimum"] as? Int == 1)
  }

  @Test(arguments: [
    ("GET /v1/incidents", "", 200), ("GET /v1/incidents", "?since=soon", 400),
    ("GET /v1/incidents", "?service=a&service=b", 400),
    ("GET /v1/incidents", "?severity=huge", 400), ("GET /v1/incidents/20240605-1400", "", 200),
    ("GET /v1/incidents/20240605-1404", "", 404), ("GET /v1/timeline/entries", "?kind=onset&kind=error", 200),
    ("GET /v1/timeline/entries", "?limit=3", 200), ("GET /v1/timeline/entries", "?limit=1001", 400),
    ("GET /v1/timeline/entries", "?after=1717596003250417.e2", 200), ("GET /v1/timeline/entries", "?after=e2", 400),
    ("GET /v1/incidents", "?limit=1&after=5.", 200), ("GET /v1/incidents", "?limit=0", 400),
    ("GET /v1/incidents", "?limit=101", 400), ("GET /v1/incidents", "?limit=ten", 400),
    ("GET /v1/incidents", "?after=20240605-1400", 400), ("GET /v1/incidents", "?after=99999999999999999999.x", 400),
    ("GET /v1/incidents", "?after=1.a&after=2.b", 400), ("GET /v1/incidents", "?after=", 400),
    ("GET /v1/coverage", "", 200), ("GET /v1/status", "", 200),
    ("GET /v1/status", "?x=1", 400), ("GET /v1/openapi.json", "", 200), ("GET /v1/nothing", "", 404),
    ("DELETE /v1/status", "", 405), ("GET /v1/corrections", "", 200), ("POST /v1/corrections", "", 400),
  ])
  func answersAreAsDescribed(operation: String, query: String, status: Int) async throws {
    let answer = try await withServer(folder) { path, _ in
      try await offPool {
        try RawConnection.ask(
          path,
          "\(operation)\(query) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
        )
      }
    }
    #expect(answer.status == status)
    let value = try JSONSerialization.jsonObject(with: Data(answer.body.utf8))
    let named = operation.replacing("/20240605-1400", with: "/{id}").replacing("/20240605-1404", with: "/{id}")
    // What is no operation at all is answered by an error like the others.
    let schema = answerSchema(named, status) ?? ["$ref": "#/components/schemas/Error"]
    #expect(self.schema.faults(value, schema) == [])
  }

  @Test func correctionsAreAsDescribed() throws {
    let at = SampleIncidents.onset
    let requests: [CorrectionRequest.Change] = [
      .note(incident: nil, text: "x", kind: nil, at: nil), .note(incident: "i", text: "x", kind: .action, at: at),
      .notes(incident: nil, source: "x.md", notes: [ImportedNote(at: at, kind: .action, text: "x")]),
      .mark(entry: "e1", starred: true, hidden: nil), .set(incident: "i", fields: ["title": "x"]),
      .merge(incident: "i", other: "j"), .split(incident: "i", at: at), .undo(correction: nil), .undo(correction: 2),
    ]
    for change in requests {
      try expect(CorrectionRequest(by: "ann", at: at, change: change), is: "CorrectionRequest")
    }
    let made: [Correction.Change] = [
      .note(kind: .note, at: at, text: "x"),
      .notes(source: "x.md", notes: [ImportedNote(at: at, kind: .note, text: "x")]),
      .mark(entry: "e1", starred: nil, hidden: true),
      .set(field: .endedAt, value: "x"), .merge(incident: "j"), .split(at: at, into: "j"), .undo(correction: 1),
    ]
    let corrections = made.map { Correction(number: 1, at: at, by: "ann", incident: "i", change: $0) }
    try expect(CorrectionReceipt(corrections: corrections, summaries: ["x"]), is: "CorrectionReceipt")
    let listed = corrections.map { ListedCorrection(correction: $0, isUndone: true) }
    try expect(CorrectionList(corrections: listed), is: "CorrectionList")
    let past = PastIncident(
      id: "20240601-1400", title: "x", severity: .minor, startedAt: at, endedAt: nil, similarity: 0.5, shared: ["x"])
    let incident = SampleIncidents.chartedByMinute
    try expect(
      IncidentDocument(incident: incident, corrections: listed, similar: [past]), is: "IncidentDocument")
  }

  private func expect(_ value: some Encodable, is name: String) throws {
    let json = try JSONSerialization.jsonObject(with: Data(ReadableJSON.encode(value).utf8))
    #expect(schema.faults(json, ["$ref": "#/components/schemas/\(name)"]) == [])
  }

  @Test func eventsAreAsDescribed() throws {
    let event = try ReadableJSON.encode(IncidentEvent(change: .opened, incident: SampleIncidents.chartedByMinute))
    let value = try JSONSerialization.jsonObject(with: Data(event.utf8))
    let described = try #require(answerSchema("GET /v1/events", 200))
    #expect(schema.faults(value, described) == [])
    // The validator would say so if they were not.
    #expect(!schema.faults(["change": "opened", "incident": ["id": 1]] as [String: Any], described).isEmpty)
  }
}

import Foundation
import NIOHTTP1
import Store

/// One operation of the API.
struct APIRoute: Sendable {
  var method: HTTPMethod
  /// Segments in braces stand for any one segment.
  var path: String
  /// The query parameters that it takes, and those that may come several times.
  var parameters: [String] = []
  var repeatable: [String] = []
  var answer: @Sendable (Call, any ControlService) async throws -> APIAnswer

  /// A request that has been found to be meant for a route.
  struct Call: Sendable {
    var request: APIRequest
    var parameters: APIParameters
    /// What stands in the place of the path's braces.
    var segment: String?

    /// The body, which must be JSON and said to be.
    func body<Value: Decodable>(_ type: Value.Type) throws -> Value {
      let media = request.contentType?.split(separator: ";").first?.lowercased()
      guard media?.trimmingCharacters(in: .whitespaces) == APIResponse.json else {
        throw APIError(
          .unsupportedMediaType, "not-json", "the body must be JSON", "send Content-Type: application/json")
      }
      return try JSONDecoder().decode(type, from: request.body)
    }
  }

  /// Whether the path is one of this route's, and what stands in the place of its braces.
  func match(_ path: String) -> (isMatch: Bool, segment: String?) {
    let pattern = self.path.split(separator: "/")
    let segments = path.split(separator: "/")
    guard pattern.count == segments.count else { return (false, nil) }
    var found: String?
    for (pattern, segment) in zip(pattern, segments) {
      if pattern.hasPrefix("{") {
        found = String(segment)
      } else if pattern != segment {
        return (false, nil)
      }
    }
    return (true, found)
  }
}

/// Every operation, as `Config/openapi.json` describes them.
enum APIRoutes {
  static let all: [APIRoute] = [
    APIRoute(
      method: .GET, path: "/v1/incidents",
      parameters: IncidentFilter.parameters + ["entries"] + PageRequest.parameters + RedactionPolicy.parameters
    ) { call, service in
      let page = try PageRequest(call.parameters, limit: IncidentPage.limit)
      let entries = try call.parameters.number("entries", in: 0...1_000_000)
      var found = try await service.incidents(IncidentFilter(call.parameters), entries: entries, page)
      if let disclosure = try await call.disclosure(service) {
        found.incidents = found.incidents.map(disclosure.incident)
        found.coverage = found.coverage.map(disclosure.coverage)
      }
      return .response(try APIResponse(found))
    },
    APIRoute(
      method: .GET, path: "/v1/incidents/{id}", parameters: ["hidden", "entries"] + RedactionPolicy.parameters
    ) { call, service in
      let includesHidden = try call.parameters.isTrue("hidden")
      let entries = try call.parameters.number("entries", in: 0...1_000_000)
      let document = try await service.document(call.segment ?? "", includingHidden: includesHidden, entries: entries)
      return .response(try APIResponse(try await call.disclosure(service)?.document(document) ?? document))
    },
    APIRoute(
      method: .GET, path: "/v1/timeline/entries",
      parameters: EntryQuery.parameters + PageRequest.parameters + RedactionPolicy.parameters,
      repeatable: ["kind"]
    ) { call, service in
      let page = try PageRequest(call.parameters, limit: EntryList.limit)
      var found = try await service.entries(EntryQuery(call.parameters), page)
      if let disclosure = try await call.disclosure(service) { found.entries = disclosure.entries(found.entries) }
      return .response(try APIResponse(found))
    },
    APIRoute(method: .GET, path: "/v1/coverage", parameters: RedactionPolicy.parameters) { call, service in
      let coverage = try await service.coverage()
      return .response(try APIResponse(try await call.disclosure(service)?.coverage(coverage) ?? coverage))
    },
    APIRoute(method: .GET, path: "/v1/disclosure") { _, service in
      .response(try APIResponse(DisclosureAnswer(policy: await service.disclosure().policy)))
    },
    APIRoute(method: .GET, path: "/v1/status") { _, service in .response(try APIResponse(await service.status())) },
    APIRoute(method: .GET, path: "/v1/events") { _, service in .events(service.events()) },
    APIRoute(method: .GET, path: "/v1/changes") { _, service in .changes(service.changes()) },
    APIRoute(method: .GET, path: "/v1/openapi.json") { _, _ in
      .response(APIResponse(body: Data(description.utf8)))
    },
    APIRoute(method: .GET, path: "/metrics") { _, service in
      .response(
        APIResponse(contentType: MetricSet.contentType, body: Data(try await service.metrics().openMetrics.utf8)))
    },
    APIRoute(method: .GET, path: corrections) { _, service in
      .response(try APIResponse(CorrectionList(corrections: await service.corrections())))
    },
    APIRoute(method: .POST, path: corrections) { call, service in
      let request = try call.body(CorrectionRequest.self)
      return .response(try APIResponse(await service.correct(request)))
    },
    APIRoute(method: .POST, path: correctionTrials) { call, service in
      let request = try call.body(CorrectionRequest.self)
      return .response(try APIResponse(await service.trial(request)))
    },
    APIRoute(method: .POST, path: drafts) { call, service in
      let draft = try call.body(StoredDraft.self)
      try await service.keep(draft)
      return .response(try APIResponse(draft))
    },
    APIRoute(method: .GET, path: "\(drafts)/{hash}") { call, service in
      guard let draft = try await service.draft(call.segment ?? "") else { throw APIError.noSuchDraft }
      return .response(try APIResponse(draft))
    },
  ]

  /// What people corrected.
  static let corrections = "/v1/corrections"
  /// What would be recorded.
  static let correctionTrials = "/v1/corrections/trials"
  /// Where what was drafted is kept.
  static let drafts = "/v1/drafts"

  /// The OpenAPI description, as it ships.
  static var description: String { EmbeddedConfig.files["openapi.json"] ?? "{}" }

  private static let noSuchRoute = APIError(
    .notFound, "no-such-route", "there is no such route", "GET /v1/openapi.json lists them")

  /// The answer to a request; whatever fails becomes an answer, too.
  static func answer(_ request: APIRequest, _ service: any ControlService) async -> APIAnswer {
    let found = all.map { (route: $0, match: $0.match(request.path)) }.filter(\.match.isMatch)
    guard !found.isEmpty else { return .response(APIResponse(noSuchRoute)) }
    let method = request.method == .HEAD ? .GET : request.method
    guard let (route, match) = found.first(where: { $0.route.method == method }) else {
      let allowed = found.map { $0.route.method == .GET ? "GET, HEAD" : $0.route.method.rawValue }.joined(
        separator: ", ")
      var response = APIResponse(
        APIError(
          .methodNotAllowed, "bad-method", "\(request.path) does not take \(request.method.rawValue)",
          "it takes \(allowed)"))
      response.allow = allowed
      return .response(response)
    }
    do {
      let parameters = try APIParameters(request, known: route.parameters, repeatable: route.repeatable)
      let call = APIRoute.Call(request: request, parameters: parameters, segment: match.segment)
      return try await route.answer(call, service)
    } catch {
      return .response(APIResponse(APIError(error)))
    }
  }
}

import Foundation
package import Incidents
import NIOHTTP1
package import Store

/// Asks a running daemon over its socket; one connection a question.
package struct DaemonClient: Sendable {
  /// Where the daemon listens, unless `HINDCAST_SOCKET` says otherwise.
  package static let standardPath = "/run/hindcast/hindcast.sock"

  package static func path(environment: [String: String]) -> String { named(in: environment) ?? standardPath }

  /// The socket that the environment names; nil: none.
  package static func named(in environment: [String: String]) -> String? {
    environment["HINDCAST_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The socket that is there and on which nobody answers; nil where one does, or there is none.
  package static func deafSocket(environment: [String: String]) -> String? {
    let path = path(environment: environment)
    return UnixSocket.connectionError(to: path) == ECONNREFUSED ? path : nil
  }

  package let path: String
  /// What texts have to pass at the daemon before they come; nil: they come as they are stored.
  private var policy: RedactionPolicy?

  package init(path: String) { self.path = path }

  package init(environment: [String: String]) { path = Self.path(environment: environment) }

  /// Whether a daemon listens; throws where one may, but not to us.
  package func isAnswered() throws(DaemonError) -> Bool {
    switch UnixSocket.connectionError(to: path) {
    case 0, EAGAIN: return true
    case ENOENT, ECONNREFUSED, ENOTDIR: return false
    case let number: throw DaemonError(errorNumber: number, path: path)
    }
  }

  package func status() throws(DaemonError) -> DaemonStatus { try get("/v1/status") }

  package func coverage() throws(DaemonError) -> Coverage { try get("/v1/coverage", passing) }

  package func redaction() throws(DaemonError) -> RedactionPolicy {
    let answer: DisclosureAnswer = try get("/v1/disclosure")
    return answer.policy
  }

  package func disclosed(by policy: RedactionPolicy) -> any IncidentAccess {
    var client = self
    client.policy = policy
    return client
  }

  private var passing: [APIRequest.QueryItem] { policy?.query ?? [] }

  /// The metrics as OpenMetrics text.
  package func metrics() throws(DaemonError) -> String {
    String(decoding: try ask(.GET, "/metrics").body, as: UTF8.self)
  }

  private func get<Value: Decodable>(_ path: String, _ query: [APIRequest.QueryItem] = []) throws(DaemonError) -> Value
  {
    try decoded(try ask(.GET, path + Self.encoded(query)))
  }

  /// - Parameter next: what the page after it comes after; nil after the last.
  private func page<Page: Decodable>(
    _ path: String, _ query: [APIRequest.QueryItem], after: String?, next: (Page) -> String?
  ) throws(DaemonError) -> Page {
    let rest = after.map { [APIRequest.QueryItem(name: "after", value: $0)] } ?? []
    let page: Page = try get(path, query + rest)
    if let next = next(page), next == after { throw DaemonError(.strange, path: self.path) }
    return page
  }

  /// An id that is none cannot be part of a path, and names no incident.
  private func checkIsID(_ id: String) throws(DaemonError) {
    let isID = !id.isEmpty && id.utf8.count <= 64 && id.utf8.allSatisfy { (48...57).contains($0) || $0 == 45 }
    guard !isID else { return }
    throw DaemonError(
      .refused(APIError(.notFound, "no-such-incident", "no incident \(id)", "'hindcast list' shows all")), path: path)
  }

  private func decoded<Value: Decodable>(_ answer: DaemonAnswer) throws(DaemonError) -> Value {
    do { return try JSONDecoder().decode(Value.self, from: answer.body) } catch {
      throw DaemonError(.strange, path: path)
    }
  }

  private func ask(_ method: HTTPMethod, _ target: String, body: Data? = nil) throws(DaemonError) -> DaemonAnswer {
    let answer = try DaemonExchange(path: path).answer(to: method, target, body: body)
    if (200..<300).contains(answer.status) { return answer }
    guard var refusal = try? JSONDecoder().decode(APIError.self, from: answer.body) else {
      throw DaemonError(.strange, path: path)
    }
    refusal.status = answer.status
    // Whatever this program asks for is a route, unless the daemon is of an older version.
    throw DaemonError(refusal.code == "no-such-route" ? .tooOld : .refused(refusal), path: path)
  }

  private static func encoded(_ query: [APIRequest.QueryItem]) -> String {
    let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: plain) ?? "" }
    guard !query.isEmpty else { return "" }
    return "?" + query.map { encoded($0.name) + "=" + encoded($0.value) }.joined(separator: "&")
  }
}

extension DaemonClient: IncidentAccess {
  package func page(_ filter: IncidentFilter, entries: Int?, after: String?) throws(DaemonError) -> IncidentPage {
    let limit = entries.map { [APIRequest.QueryItem(name: "entries", value: String($0))] } ?? []
    return try page("/v1/incidents", filter.query + limit + passing, after: after, next: \.next)
  }

  package func document(
    _ id: String, includingHidden: Bool, entries: Int? = nil
  ) throws(DaemonError) -> IncidentDocument {
    try checkIsID(id)
    var query = passing
    if includingHidden { query.append(APIRequest.QueryItem(name: "hidden", value: "true")) }
    if let entries { query.append(APIRequest.QueryItem(name: "entries", value: String(entries))) }
    return try get("/v1/incidents/\(id)", query)
  }

  package func page(_ query: EntryQuery, after: String?) throws(DaemonError) -> EntryList {
    if let incident = query.incident { try checkIsID(incident) }
    return try page("/v1/timeline/entries", query.query + passing, after: after, next: \.next)
  }

  package func corrections() throws(DaemonError) -> [ListedCorrection] {
    let list: CorrectionList = try get(APIRoutes.corrections)
    return list.corrections
  }

  package func correct(_ request: CorrectionRequest) throws(DaemonError) -> CorrectionReceipt {
    try receipt(of: request, APIRoutes.corrections)
  }

  package func trial(_ request: CorrectionRequest) throws(DaemonError) -> CorrectionReceipt {
    try receipt(of: request, APIRoutes.correctionTrials)
  }

  private func receipt(of request: CorrectionRequest, _ route: String) throws(DaemonError) -> CorrectionReceipt {
    guard let body = try? ReadableJSON.encode(request, .oneLine) else { throw DaemonError(.strange, path: path) }
    return try decoded(try ask(.POST, route, body: Data(body.utf8)))
  }

  package func draft(_ hash: String) throws(DaemonError) -> StoredDraft? {
    guard StoredDraft.isHash(hash) else { return nil }
    do throws(DaemonError) { return try get("\(APIRoutes.drafts)/\(hash)") } catch {
      if case .refused(let refusal) = error.reason, refusal.code == APIError.noSuchDraft.code { return nil }
      throw error
    }
  }

  package func keep(_ draft: StoredDraft) throws(DaemonError) {
    guard let body = try? ReadableJSON.encode(draft, .oneLine) else { throw DaemonError(.strange, path: path) }
    _ = try ask(.POST, APIRoutes.drafts, body: Data(body.utf8))
  }
}

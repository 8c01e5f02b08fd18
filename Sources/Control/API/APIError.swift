import Foundation
import NIOHTTP1
import Store

/// Why a request was refused, as it is answered: `{"code": ..., "error": ..., "hint": ...}`.
package struct APIError: Error, Sendable, Equatable {
  package var status: Int
  /// For programs; stable.
  package var code: String
  /// What happened.
  package var error: String
  /// What to do.
  package var hint: String?

  package init(status: Int, code: String, error: String, hint: String? = nil) {
    self.status = status
    self.code = code
    self.error = error
    self.hint = hint
  }

  init(_ status: HTTPResponseStatus, _ code: String, _ error: String, _ hint: String? = nil) {
    self.init(status: Int(status.code), code: code, error: error, hint: hint)
  }

  /// An error that a service threw, its sentence parted into what happened and what to do.
  init(_ error: any Error) {
    let line = (error as? any LocalizedError)?.errorDescription ?? "the daemon failed: see 'journalctl -u hindcastd'"
    let end = line.range(of: ": ")
    self.init(
      .internalServerError, "failed", end.map { String(line[..<$0.lowerBound]) } ?? line,
      end.map { String(line[$0.upperBound...]) })
    switch error {
    case let error as APIError: self = error
    case LibraryError.noSuchIncident: (status, code) = (404, "no-such-incident")
    case LibraryError.noSuchEntry: (status, code) = (404, "no-such-entry")
    case LibraryError.refused: (status, code) = (422, "refused")
    case LibraryError.store(let error): (status, code) = Self.kind(error)
    case let error as StoreError: (status, code) = Self.kind(error)
    case is DecodingError:
      self = APIError(
        .badRequest, "bad-body", "the body is not what this route takes", "GET /v1/openapi.json describes it")
    default: break
    }
  }

  static let noSuchDraft = APIError(
    .notFound, "no-such-draft", "no draft of this hash is kept", "'hindcast draft ID' makes one")

  private static func kind(_ error: StoreError) -> (Int, String) {
    switch error.reason {
    case .busy: (503, "busy")
    case .full: (507, "store-full")
    case .tooLarge: (413, "too-large")
    default: (500, "store")
    }
  }
}

extension APIError: Codable {
  private enum CodingKeys: String, CodingKey { case code, error, hint }

  /// The status is that of the answer, not part of the document.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      status: 0, code: try container.decode(String.self, forKey: .code),
      error: try container.decode(String.self, forKey: .error),
      hint: try container.decodeIfPresent(String.self, forKey: .hint))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(code, forKey: .code)
    try container.encode(error, forKey: .error)
    try container.encode(hint, forKey: .hint)
  }
}

extension APIError: LocalizedError {
  /// The line that it was made from.
  package var errorDescription: String? { hint.map { "\(error): \($0)" } ?? error }
}

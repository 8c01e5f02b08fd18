package import Incidents
import NIOHTTP1
import Records
import Store

/// A page of incidents, as `GET /v1/incidents` answers it.
package struct IncidentPage: Codable, Sendable, Equatable {
  /// Most that a page has, and what it has unless fewer are asked for.
  static let limit = 100

  /// Oldest first.
  package var incidents: [Incident]
  /// What was read of every source; on the first page.
  package var coverage: Coverage?
  /// `after` of the request for the next page; nil on the last.
  package var next: String?

  init(_ page: Page<Incident>, coverage: Coverage?) {
    incidents = page.elements.map(\.published)
    self.coverage = coverage
    next = page.next?.cursor
  }
}

extension EntryList {
  /// Most that a page has, and what it has unless fewer are asked for.
  static let limit = 1000

  init(_ page: Page<StoredEntry>, _ mark: EntryMark) {
    self.init(entries: page.elements.map(\.published), next: page.next?.cursor, mark: mark.cursor)
  }
}

extension PageRequest {
  static let parameters = ["limit", "after"]
  /// A page is about as large as this, or one incident or entry, whatever its limit: the daemon holds a page as JSON
  /// while it is sent, and several while it makes it.
  static let bytes = 1 << 20

  /// - Parameter limit: the largest, and the one where none is given.
  init(_ parameters: APIParameters, limit: Int) throws(APIError) {
    let cursor = parameters.text("after")
    let after = cursor.flatMap(PageKey.init(cursor:))
    if cursor != nil, after == nil {
      throw APIError(.badRequest, "bad-query", "'after' is no cursor", "give what an answer has as 'next'")
    }
    self.init(after: after, limit: try parameters.number("limit", in: 1...limit) ?? limit, bytes: Self.bytes)
  }
}

extension PageKey {
  /// As clients pass it on, without looking into it: microseconds since the epoch, a dot, the id.
  var cursor: String { "\(at.microseconds).\(id)" }

  init?(cursor: String) {
    let parts = cursor.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let microseconds = Int64(parts[0]) else { return nil }
    self.init(at: Timestamp(microseconds: microseconds), id: String(parts[1]))
  }
}

extension EntryMark {
  /// As clients pass it on: the key, a dot, the number of corrections.
  var cursor: String { "\(key).\(corrections)" }

  package init?(cursor: String) {
    let numbers = cursor.split(separator: ".", omittingEmptySubsequences: false).map { Int64($0) }
    guard numbers.count == 2, let key = numbers[0], let corrections = numbers[1] else { return nil }
    self.init(key: key, corrections: Int(corrections))
  }
}

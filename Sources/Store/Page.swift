import Incidents
package import Records

/// Where an incident or an entry stands in the order of time. A page begins behind such a place, whether or not something
/// is there, or still there.
package struct PageKey: Sendable, Equatable {
  package var at: Timestamp
  package var id: String

  package init(at: Timestamp, id: String) {
    self.at = at
    self.id = id
  }
}

extension PageKey: Comparable {
  /// As SQLite compares them, by bytes.
  package static func < (a: PageKey, b: PageKey) -> Bool {
    a.at == b.at ? a.id.utf8.lexicographicallyPrecedes(b.id.utf8) : a.at < b.at
  }
}

/// Which part of a list is asked for; without any of these: all of it.
package struct PageRequest: Sendable, Equatable {
  /// What the page begins behind.
  package var after: PageKey?
  /// The page has at most as many.
  package var limit: Int?
  /// The page ends with what makes it about as large.
  package var bytes: Int?

  package init(after: PageKey? = nil, limit: Int? = nil, bytes: Int? = nil) {
    self.after = after
    self.limit = limit
    self.bytes = bytes
  }
}

/// A part of a list in the order of time.
package struct Page<Element: Sendable>: Sendable {
  package private(set) var elements: [Element] = []
  /// What the next page begins behind; nil: this is the last.
  package private(set) var next: PageKey?

  private let request: PageRequest
  private var bytes = 0
  private var last: PageKey?

  init(_ request: PageRequest) { self.request = request }

  /// Adds what stands at a place.
  /// - Returns: whether there was room; if not, the page is complete.
  mutating func add(_ found: [Element], at key: PageKey, bytes size: (Element) -> Int) -> Bool {
    guard let last, isFull else {
      elements += found
      last = key
      bytes += found.reduce(0) { $0 + size($1) }
      return true
    }
    next = last
    return false
  }

  private var isFull: Bool {
    (request.limit.map { elements.count >= $0 } ?? false) || (request.bytes.map { bytes >= $0 } ?? false)
  }
}

extension Incident {
  /// About how large it is as JSON; nearly all of it is the timeline.
  var approximateBytes: Int {
    timeline.reduce(2000 + 20 * (impact.steps?.ends.count ?? 0)) { $0 + $1.approximateBytes }
  }
}

extension TimelineEntry {
  /// About how large it is as JSON.
  var approximateBytes: Int { evidence.reduce(200 + summary.utf8.count) { $0 + 200 + $1.text.utf8.count } }
}

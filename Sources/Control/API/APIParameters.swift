import Incidents
import NIOHTTP1
import Records
import Store

/// The parameters of a request's query, taken one by one; what is unknown, doubled or wrong is refused.
struct APIParameters {
  private let values: [String: [String]]

  /// - Parameters:
  ///   - known: the names that the route takes.
  ///   - repeatable: those of them that may come several times.
  init(_ request: APIRequest, known: [String], repeatable: [String]) throws(APIError) {
    for item in request.query where !known.contains(item.name) {
      let hint = known.isEmpty ? "\(request.path) takes none" : "known are \(known.joined(separator: ", "))"
      throw APIError(.badRequest, "bad-query", "there is no parameter '\(item.name)'", hint)
    }
    values = Dictionary(grouping: request.query, by: \.name).mapValues { $0.map(\.value) }
    if let doubled = values.first(where: { $0.value.count > 1 && !repeatable.contains($0.key) }) {
      throw APIError(.badRequest, "bad-query", "'\(doubled.key)' is given twice", "give it once")
    }
  }

  func text(_ name: String) -> String? { values[name]?.first }

  /// Left out, it is false.
  func isTrue(_ name: String) throws(APIError) -> Bool {
    try choice(name, Truth.self) == .true
  }

  private enum Truth: String, CaseIterable { case `true`, `false` }

  func time(_ name: String) throws(APIError) -> Timestamp? {
    guard let text = text(name) else { return nil }
    guard let time = Timestamp(rfc3339: text) else {
      throw APIError(
        .badRequest, "bad-query", "'\(name)' is no time", "write RFC 3339, as 2024-06-05T14:00:00Z, with + as %2B or +")
    }
    return time
  }

  func number(_ name: String, in range: ClosedRange<Int>) throws(APIError) -> Int? {
    guard let text = text(name) else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw APIError(
        .badRequest, "bad-query", "'\(name)' is out of range",
        "give a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String, _ type: Choice.Type) throws(APIError)
    -> Choice?
  {
    try choices(name, type).first
  }

  func choices<Choice: RawRepresentable<String> & CaseIterable>(_ name: String, _ type: Choice.Type) throws(APIError)
    -> [Choice]
  {
    var choices: [Choice] = []
    for text in values[name] ?? [] {
      guard let choice = Choice(rawValue: text) else {
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw APIError(.badRequest, "bad-query", "'\(name)' is none of its choices", "known are \(known)")
      }
      choices.append(choice)
    }
    return choices
  }
}

extension IncidentFilter {
  static let parameters = ["since", "until", "service", "status", "severity"]

  init(_ parameters: APIParameters) throws(APIError) {
    self.init(
      since: try parameters.time("since"), until: try parameters.time("until"), service: parameters.text("service"),
      status: try parameters.choice("status", IncidentStatus.self),
      severity: try parameters.choice("severity", IncidentSeverity.self))
  }

  /// The query that asks for it.
  var query: [APIRequest.QueryItem] {
    [
      ("since", since?.rfc3339Exact), ("until", until?.rfc3339Exact), ("service", service),
      ("status", status?.rawValue), ("severity", severity?.rawValue),
    ].compactMap { name, value in value.map { APIRequest.QueryItem(name: name, value: $0) } }
  }
}

extension EntryQuery {
  static let parameters = ["incident", "since", "until", "service", "kind", "text", "membership", "hidden", "newer"]

  init(_ parameters: APIParameters) throws(APIError) {
    self.init(
      incident: parameters.text("incident"), since: try parameters.time("since"), until: try parameters.time("until"),
      service: parameters.text("service"), kinds: try parameters.choices("kind", EntryKind.self),
      text: parameters.text("text"),
      membership: try parameters.choice("membership", Membership.self) ?? .any,
      includesHidden: try parameters.isTrue("hidden"))
    guard let mark = parameters.text("newer") else { return }
    newer = EntryMark(cursor: mark)
    if newer == nil {
      throw APIError(.badRequest, "bad-query", "'newer' is no mark", "give what an answer has as 'mark'")
    }
  }

  /// The query that asks for it.
  var query: [APIRequest.QueryItem] {
    let once: [(String, String?)] = [
      ("incident", incident), ("since", since?.rfc3339Exact), ("until", until?.rfc3339Exact), ("service", service),
      ("text", text),
      ("membership", membership == .any ? nil : membership.rawValue), ("hidden", includesHidden ? "true" : nil),
      ("newer", newer?.cursor),
    ]
    return once.compactMap { name, value in value.map { APIRequest.QueryItem(name: name, value: $0) } }
      + kinds.map { APIRequest.QueryItem(name: "kind", value: $0.rawValue) }
  }
}

extension Timestamp {
  /// RFC 3339 to the microsecond, so that a time asked for is the time looked for.
  fileprivate var rfc3339Exact: String {
    let below = microseconds - (microseconds >= 0 ? microseconds / 1000 : -((-microseconds + 999) / 1000)) * 1000
    let digits = String(below)
    return rfc3339.dropLast() + String(repeating: "0", count: 3 - digits.count) + digits + "Z"
  }
}

import Records

extension Impact {
  private static let partCounted = " Counted of this part of a split incident"

  /// What of it lies between two times. Distinct clients and what stands in which log are not known of a part.
  func part(from start: Timestamp, until end: Timestamp) -> Impact {
    var part = Impact(
      requests: 0, failed: 0, slow: 0, failedPercent: 0, clients: nil, affectedClients: nil,
      affectedClientsPercent: nil, method: method)
    if requests == 0, lostRequests == 0 { return part }
    guard let steps else {
      part.method =
        "What was kept of this incident does not tell when its requests came, so those of this part are not counted: "
        + "replay the logs into this store to have them counted."
      return part
    }
    if let own = steps.part(from: start, until: end) {
      part.requests = own.requests.reduce(0, +)
      part.failed = own.failed.reduce(0, +)
      part.slow = own.slow.reduce(0, +)
      part.failedPercent = Impact.percent(part.failed, of: part.requests)
      part.lostRequests = max(0, Int(own.lost.reduce(0, +).rounded()))
      part.steps = own
    } else {
      part.method = "This part is shorter than the stretches in which requests were counted, so none are counted of it."
      return part
    }
    part.method = method(counting: part.steps, losing: part.lostRequests > 0)
    return part
  }

  private func method(counting steps: ImpactSteps?, losing: Bool) -> String {
    var words = methodOfRequests
    if !losing, let lost = words.firstRange(of: " " + Self.lostCounted) { words.removeSubrange(lost.lowerBound...) }
    let span = steps.map { ", from \($0.from) to \($0.until)" } ?? ""
    let left = logs.isEmpty ? "distinct clients are" : "distinct clients, and what stands in which log, are"
    return words + Self.partCounted + "\(span): \(left) known of the whole alone and left out."
  }

  /// How the requests were counted, without how clients were.
  package var methodOfRequests: String {
    var words = method
    if let own = words.firstRange(of: Self.partCounted) { words.removeSubrange(own.lowerBound...) }
    if let clients = words.firstRange(of: "; " + Self.clientsCounted) {
      let end = words[clients.upperBound...].firstIndex(of: ".") ?? words.endIndex
      words.removeSubrange(clients.lowerBound..<end)
    }
    return words
  }

  package static func percent(_ part: Int, of whole: Int) -> Double {
    whole == 0 ? 0 : min(100, (Double(part) * 10_000 / Double(whole)).rounded() / 100)
  }
}

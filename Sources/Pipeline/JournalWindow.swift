import Formats
import Records

/// The last records of a journal that is followed, as much of them as tells whether a log file holds them, too: at most
/// some megabytes.
struct JournalWindow {
  private static let mostMessages = 32_768
  private static let mostRequests = 16_384

  private var messages: [(text: UInt64, second: Int64)] = []
  private(set) var requests: [RequestSample.Seen] = []
  private(set) var services: [String] = []

  /// Takes a batch.
  /// - Parameter marks: of its entries.
  mutating func add(_ marks: [MessageMark?], _ records: RecordBatch) {
    for (mark, place) in zip(marks, records.places) {
      if let mark { messages.append((mark.text, Engine.second(place.realtime))) }
    }
    requests += RequestSample.seen(in: records, stampMeaning: .completion)
    services = records.services
    // Not with each batch: what stays is moved.
    if messages.count > 2 * Self.mostMessages { messages.removeFirst(messages.count - Self.mostMessages) }
    if requests.count > 2 * Self.mostRequests { requests.removeFirst(requests.count - Self.mostRequests) }
  }

  /// From when to when it knows the messages; nil without any.
  var seconds: ClosedRange<Int64>? {
    guard let first = messages.first?.second, let last = messages.last?.second, first < last else { return nil }
    return first + 1...last
  }

  func look(for search: inout MessageSearch) {
    for message in messages { search.see(message.text, at: message.second) }
  }
}

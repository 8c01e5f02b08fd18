import Formats
import Records
import Statistics

/// A record that jumped ahead of its source, with what is needed of its batch: it waits for the next one to say whether
/// the jump was real. It may wait in the store, so its secrets are blanked.
struct HeldRecord: Codable {
  @Packed private var bytes: [UInt8]
  @Packed private var requests: [RequestRecord]
  @Packed private var messages: [MessageRecord]
  @Packed private var places: [JournalPlace]
  private var service: String

  init(_ request: RequestRecord, of batch: RecordBatch) {
    var held = request
    let line = request.line
    for path in [\RequestRecord.line, \.path] { held[keyPath: path].move(from: line) }
    held.service = 0
    bytes = HeldRecord.bytes(of: batch, line)
    requests = [held]
    messages = []
    places = batch.place(of: request.offset).map { [$0] } ?? []
    service = batch.services[Int(request.service)]
  }

  init(_ message: MessageRecord, of batch: RecordBatch) {
    var held = message
    let line = message.line
    for path in [\MessageRecord.line, \.message, \.statement] { held[keyPath: path].move(from: line) }
    held.service = 0
    bytes = HeldRecord.bytes(of: batch, line)
    requests = []
    messages = [held]
    places = batch.place(of: message.offset).map { [$0] } ?? []
    service = batch.services[Int(message.service)]
  }

  /// A batch of this record alone.
  var batch: RecordBatch {
    var batch = RecordBatch(bytes: bytes)
    batch.services = [service]
    batch.requests = requests
    batch.messages = messages
    batch.places = places
    batch.firstEntry = requests.first?.offset ?? messages.first?.offset ?? 0
    return batch
  }

  private static func bytes(of batch: RecordBatch, _ line: ByteRange) -> [UInt8] {
    Redaction.blank(Array(batch.bytes[line.range.clamped(to: 0..<batch.bytes.count)]))
  }

  /// An event as it waits beside the record that tells it.
  static func event(_ event: ContextEvent) -> ContextEvent {
    var held = event
    held.text = Redaction.redact(event.text)
    held.detail = Redaction.redact(event.detail)
    return held
  }
}

extension ByteRange {
  /// Makes this range, which lies within `line`, one of the line's own bytes.
  fileprivate mutating func move(from line: ByteRange) {
    guard !isEmpty else { return }
    start = start &- line.start
    end = end &- line.start
  }
}

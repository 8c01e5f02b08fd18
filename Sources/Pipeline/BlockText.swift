import Formats
import Incidents
import Records

/// Texts taken out of a batch's bytes, for the few records whose text is kept. Samples are redacted when they are kept for
/// good, as an incident's evidence or in the store; of the others there are few.
enum BlockText {
  /// Bytes of a record that are kept as evidence.
  static let sampleCap = 4096

  static func sample(
    _ batch: RecordBatch, _ line: ByteRange, time: Int64, offset: UInt64, source: String
  ) -> LineSample {
    let end = min(Int(line.end), Int(line.start) + sampleCap)
    return LineSample(
      at: Timestamp(microseconds: time), source: source, position: batch.position(of: offset),
      text: String(decoding: batch.bytes[Int(line.start)..<max(Int(line.start), end)], as: UTF8.self))
  }

  static func route(_ batch: RecordBatch, _ request: RequestRecord) -> String {
    Redaction.redact(Templates.route(batch.bytes, request.path))
  }

  static func template(_ batch: RecordBatch, _ message: MessageRecord) -> String {
    Redaction.redact(Templates.message(batch.bytes, message.message))
  }

  static func statement(_ batch: RecordBatch, _ message: MessageRecord) -> String {
    Redaction.redact(Templates.statement(batch.bytes, message.statement))
  }

  static func statementHash(_ batch: RecordBatch, _ message: MessageRecord) -> UInt64 {
    Templates.statementHash(batch.bytes, message.statement)
  }
}

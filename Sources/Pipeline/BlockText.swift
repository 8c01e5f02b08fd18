import Formats
import Incidents
import Records

/// Texts taken out of a batch's bytes, for the few records whose text is kept.
enum BlockText {
  /// Bytes of a record that are kept as evidence.
  static let sampleCap = 4096

  static func sample(
    _ batch: RecordBatch, _ line: ByteRange, time: Int64, offset: UInt64, source: String
  ) -> LineSample {
    let end = min(Int(line.end), Int(line.start) + sampleCap)
    let position: SourcePosition = batch.cursors[offset].map { .cursor($0) } ?? .offset(offset)
    return LineSample(
      at: Timestamp(microseconds: time), source: source, position: position,
      text: String(decoding: batch.bytes[Int(line.start)..<max(Int(line.start), end)], as: UTF8.self))
  }

  static func route(_ batch: RecordBatch, _ request: RequestRecord) -> String {
    Templates.route(batch.bytes, request.path)
  }

  static func template(_ batch: RecordBatch, _ message: MessageRecord) -> String {
    Templates.message(batch.bytes, message.message)
  }

  static func statement(
    _ batch: RecordBatch, _ message: MessageRecord, known: [UInt64: String]
  ) -> (hash: UInt64, text: String?) {
    let hash = Templates.statementHash(batch.bytes, message.statement)
    return (hash, known[hash] == nil ? Templates.statement(batch.bytes, message.statement) : nil)
  }
}

import Records

/// Makes a batch of journal entries by hand.
struct JournalBatchBuilder {
  private(set) var batch = JournalBatch()

  mutating func add(
    _ message: String, at time: Int64 = 1000, identifier: String = "", unit: String = "", comm: String = "",
    pid: Int64 = -1, uid: Int64 = -1, priority: Int8 = 6, transport: JournalTransport = .syslog,
    id: (UInt64, UInt64) = (0, 0), subject: String = "", boot: UInt64 = 7, host: String = "web1",
    container: String = "", isPiece: Bool = false
  ) {
    var entry = JournalEntry(
      place: JournalPlace(bootHigh: boot, bootLow: boot, monotonic: UInt64(time) * 1000, realtime: time * 1_000_000))
    (entry.messageIDHigh, entry.messageIDLow) = id
    entry.pid = pid
    entry.uid = uid
    entry.priority = priority
    entry.transport = transport
    entry.message = put(message)
    entry.identifier = put(identifier)
    entry.unit = put(unit)
    entry.comm = put(comm)
    entry.host = put(host)
    entry.container = put(container)
    entry.isPiece = isPiece
    entry.subjectUnit = put(subject)
    batch.entries.append(entry)
  }

  private mutating func put(_ text: String) -> ByteRange {
    let start = batch.bytes.count
    batch.bytes += Array(text.utf8)
    return ByteRange(start, batch.bytes.count)
  }
}

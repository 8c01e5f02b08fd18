internal import Records

/// Joins the entries of a stack trace to the record they belong to.
///
/// journald makes an entry of every line that a service prints, so a trace arrives as many. A line continues a record
/// where it comes from the same service and process within a second of the line before and looks like it: indented,
/// `Traceback`, `Caused by:`, or the unindented line that ends a Python trace. At most `maxLines` are joined; traces
/// end with their batch.
struct TraceJoiner {
  private static let maxLines = 1000
  private static let maxBytes = 64 * 1024
  private static let slots = 256

  /// The newest record of a process, by hash: a collision only forgets one.
  private struct Slot {
    var service: UInt32 = 0
    var pid: Int64 = Int64.min
    /// Index of the record among the batch's messages.
    var record = 0
    var time: Int64 = 0
    /// Index into `parts`; -1 where nothing was joined yet.
    var trace = -1
    /// Within a Python trace, whose last line is not indented.
    var expectsEnd = false
  }

  private struct Trace {
    var record: Int
    var parts: [ByteRange]
    var bytes: Int
  }

  private var table = [Slot](repeating: Slot(), count: TraceJoiner.slots)
  private var traces: [Trace] = []

  @inline(__always)
  private func slot(_ service: UInt32, _ pid: Int64) -> Int {
    Int(truncatingIfNeeded: (UInt64(bitPattern: pid) &* 31 &+ UInt64(service)) & UInt64(Self.slots - 1))
  }

  /// Notes that the entry became the last of `count` messages (or a request, which nothing continues).
  @inline(__always)
  mutating func follows(_ entry: JournalEntry, _ service: UInt32, _ count: Int) {
    table[slot(service, entry.pid)] = Slot(
      service: service, pid: entry.pid, record: count - 1, time: entry.place.realtime)
  }

  /// Whether the entry was joined to the record before it.
  @inline(__always)
  mutating func continues(
    _ entry: JournalEntry, _ service: UInt32, _ bytes: RawSpan, _ messages: inout [MessageRecord]
  ) -> Bool {
    let at = slot(service, entry.pid)
    guard entry.pid >= 0, table[at].pid == entry.pid, table[at].service == service, table[at].record >= 0,
      !entry.message.isEmpty
    else { return false }
    let first = bytes.byte(Int(entry.message.start))
    let indented = first == 0x20 || first == 0x09
    // T(raceback), C(aused by), D(uring handling), '.'(.. 12 more).
    guard indented || table[at].expectsEnd || first == 0x54 || first == 0x43 || first == 0x44 else { return false }
    return join(entry, at, indented: indented, bytes, &messages)
  }

  private mutating func join(
    _ entry: JournalEntry, _ at: Int, indented: Bool, _ bytes: RawSpan, _ messages: inout [MessageRecord]
  ) -> Bool {
    var slot = table[at]
    let start = Int(entry.message.start)
    let isTraceback = bytes.matches("Traceback (most recent call last)", at: start)
    let isMarker =
      isTraceback || bytes.matches("Caused by: ", at: start)
      || bytes.matches("During handling of the above exception", at: start)
      || bytes.matches("The above exception was the direct cause", at: start)
    let gap = entry.place.realtime &- slot.time
    guard gap >= 0, gap <= 1_000_000, slot.record < messages.count, indented || isMarker || slot.expectsEnd,
      // A trace belongs to the record before it only where that speaks of trouble or is a trace itself.
      slot.trace >= 0 || !isTraceback || messages[slot.record].severity >= .warning
    else {
      table[at].expectsEnd = false
      return false
    }
    slot.time = entry.place.realtime
    slot.expectsEnd = isTraceback || slot.expectsEnd && indented
    // The head of a trace that stands alone.
    if slot.trace < 0, bytes.matches("Traceback (most", at: Int(messages[slot.record].line.start)) {
      slot.expectsEnd = indented
    }
    if slot.trace < 0 {
      slot.trace = traces.count
      traces.append(
        Trace(record: slot.record, parts: [messages[slot.record].line], bytes: messages[slot.record].line.count))
    }
    if traces[slot.trace].parts.count < Self.maxLines,
      traces[slot.trace].bytes + entry.message.count < Self.maxBytes
    {
      traces[slot.trace].parts.append(entry.message)
      traces[slot.trace].bytes += entry.message.count + 1
    } else {
      messages[slot.record].flags.insert(.capped)
    }
    messages[slot.record].lines &+= 1
    table[at] = slot
    return true
  }

  /// Writes the joined records behind the block's bytes and points their records there.
  mutating func finish(_ block: inout [UInt8], _ messages: inout [MessageRecord]) {
    for trace in traces {
      let start = block.count
      let messageAt = Int(messages[trace.record].message.start) - Int(messages[trace.record].line.start)
      for (index, part) in trace.parts.enumerated() {
        if index > 0 { block.append(UInt8(ascii: "\n")) }
        block.append(contentsOf: block[part.range])
      }
      messages[trace.record].line = ByteRange(start, block.count)
      messages[trace.record].message = ByteRange(start + messageAt, block.count)
      let bytes = unsafe block.span.bytes
      // A trace is trouble, whatever its first line says.
      if bytes.matches("Traceback (most", at: start) || messages[trace.record].severity >= .warning {
        messages[trace.record].severity = max(messages[trace.record].severity, .error)
        messages[trace.record].template = JournalMessage.template(bytes, messages[trace.record].message)
      }
    }
  }
}

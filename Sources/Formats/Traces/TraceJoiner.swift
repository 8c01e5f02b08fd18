internal import Records

/// Joins the entries of a stack trace to the record they belong to.
///
/// journald makes an entry of every line that a service prints, so a trace arrives as many. A line continues a record
/// where it comes from the same service and process within a second of the line before (and `maxSeconds` of the first)
/// and looks like it: indented, `Traceback`, `Caused by:`, the unindented line that ends a Python trace, or the
/// unindented half of a Go trace's lines.
///
/// What a batch ends within goes on in the next one: records that a line could still continue are held back and come
/// first in the next batch, so that the records do not depend on where batches end.
struct TraceJoiner: Sendable {
  private static let maxLines = 1000
  private static let maxBytes = 64 * 1024
  private static let slots = 256
  private static let gap: Int64 = 1_000_000
  /// Bounds how late a record can come that is held back: within what the engine calls late.
  private static let maxSeconds: Int64 = 3_000_000

  private var table = [Slot](repeating: Slot(), count: TraceJoiner.slots)
  private var traces: [Trace] = []
  private var held = Held()
  /// Slots that hold a record of this batch, some of them twice.
  private var touched: [Int] = []
  /// Time of the newest entry: lines of other processes may come a little out of order.
  private var newest = Int64.min
  /// A clock that goes back further than this ends all traces.
  private static let stepBack: Int64 = 60_000_000

  @inline(__always)
  private func slot(_ service: UInt32, _ pid: Int64) -> Int {
    Int(truncatingIfNeeded: (UInt64(bitPattern: pid) &* 31 &+ UInt64(service)) & UInt64(Self.slots - 1))
  }

  /// The first of the records that are held back: the number of its entry, and where that stands.
  var oldestHeld: EarlierPlace? {
    guard let first = held.messages.first, let place = held.places.first else { return nil }
    return EarlierPlace(offset: first.offset, place: place)
  }

  /// Begins a batch with the records that the last one held back.
  mutating func begin(_ block: inout [UInt8], _ records: inout RecordBatch) {
    traces.removeAll(keepingCapacity: true)
    touched.removeAll(keepingCapacity: true)
    guard !held.messages.isEmpty else { return }
    let base = block.count
    block.append(contentsOf: held.bytes)
    for (index, message) in held.messages.enumerated() {
      records.messages.append(message.shifted(by: base))
      records.earlier.append(EarlierPlace(offset: message.offset, place: held.places[index]))
      let at = held.slots[index]
      table[at].record = index
      touched.append(at)
      guard table[at].isTrace || table[at].isGlued else { continue }
      table[at].trace = traces.count
      traces.append(
        Trace(record: index, parts: [Trace.Part(range: records.messages[index].line)], isTrace: table[at].isTrace))
    }
    held = Held()
  }

  /// Takes the time of every entry.
  @inline(__always)
  mutating func pass(_ time: Int64) {
    if time > newest {
      newest = time
    } else if newest &- time > Self.stepBack {
      newest = time
      for at in table.indices { table[at].record = -1 }
    }
  }

  /// Notes that the entry became the message at `index`; -1 where it became a request, which nothing continues.
  @inline(__always)
  mutating func follows(_ entry: JournalEntry, _ service: UInt32, _ bytes: RawSpan, at index: Int) {
    let at = slot(service, entry.pid)
    if table[at].record < 0, index >= 0 { touched.append(at) }
    table[at] = Slot(
      service: service, pid: entry.pid, boot: entry.place.bootHigh, record: index, start: entry.place.realtime,
      time: entry.place.realtime, bytes: entry.message.count, isPiece: entry.isPiece,
      isGoroutine: TracebackLines.beginsGoroutine(bytes, entry.message))
  }

  /// Whether the entry was joined to the record before it.
  @inline(__always)
  mutating func continues(
    _ entry: JournalEntry, _ service: UInt32, _ bytes: RawSpan, _ messages: inout [MessageRecord]
  ) -> Bool {
    guard !entry.message.isEmpty, entry.pid >= 0 else { return false }
    let at = slot(service, entry.pid)
    let first = bytes.byte(Int(entry.message.start))
    let indented = first == 0x20 || first == 0x09
    // T(raceback), C(aused by), D(uring handling), g(oroutine), [(signal.
    guard
      indented || first == 0x54 || first == 0x43 || first == 0x44 || first == 0x67 || first == 0x5B
        || table[at].expectsEnd || table[at].isGoroutine || table[at].isPiece
    else { return false }
    guard table[at].pid == entry.pid, table[at].boot == entry.place.bootHigh, table[at].service == service,
      table[at].record >= 0
    else { return false }
    if table[at].isPiece { return glue(entry, at, &messages) }
    return join(entry, at, indented: indented, bytes, &messages)
  }

  private mutating func join(
    _ entry: JournalEntry, _ at: Int, indented: Bool, _ bytes: RawSpan, _ messages: inout [MessageRecord]
  ) -> Bool {
    var slot = table[at]
    let start = Int(entry.message.start)
    let head = messages[slot.record]
    let isTraceback = bytes.matches("Traceback (most recent call last)", at: start)
    let isGoroutine = TracebackLines.beginsGoroutine(bytes, entry.message)
    let isMarker =
      isTraceback || isGoroutine || bytes.matches("Caused by: ", at: start)
      || bytes.matches("During handling of the above exception", at: start)
      || bytes.matches("The above exception was the direct cause", at: start)
      || bytes.matches("[signal SIG", at: start) && TracebackLines.isPanic(bytes, head.line)
    let isFrame = slot.isGoroutine && TracebackLines.isGoFrame(bytes, entry.message)
    guard isOpen(slot), indented || isMarker || isFrame || slot.expectsEnd,
      // A trace belongs to the record before it only where that speaks of trouble or is a trace itself.
      slot.isTrace || !(isTraceback || isGoroutine) || head.severity >= .warning
        || isGoroutine && TracebackLines.isPanic(bytes, head.line)
    else {
      table[at].expectsEnd = false
      table[at].isGoroutine = false
      return false
    }
    slot.time = entry.place.realtime
    slot.expectsEnd = isTraceback || slot.expectsEnd && indented
    slot.isGoroutine = slot.isGoroutine || isGoroutine
    // The head of a trace that stands alone.
    if !slot.isTrace, bytes.matches("Traceback (most", at: Int(messages[slot.record].line.start)) {
      slot.expectsEnd = indented
    }
    slot.isTrace = true
    add(entry, &slot, isGlued: false, &messages)
    table[at] = slot
    return true
  }

  /// Goes on with a line that a container's runtime cut.
  private mutating func glue(_ entry: JournalEntry, _ at: Int, _ messages: inout [MessageRecord]) -> Bool {
    var slot = table[at]
    guard isOpen(slot) else {
      table[at].isPiece = false
      return false
    }
    slot.time = entry.place.realtime
    slot.isGlued = true
    add(entry, &slot, isGlued: true, &messages)
    table[at] = slot
    return true
  }

  private mutating func add(
    _ entry: JournalEntry, _ slot: inout Slot, isGlued: Bool, _ messages: inout [MessageRecord]
  ) {
    slot.isPiece = entry.isPiece
    if slot.trace < 0 {
      slot.trace = traces.count
      traces.append(
        Trace(record: slot.record, parts: [Trace.Part(range: messages[slot.record].line)], isTrace: slot.isTrace))
    }
    traces[slot.trace].isTrace = slot.isTrace
    if slot.kept < Self.maxLines, slot.bytes + entry.message.count < Self.maxBytes {
      traces[slot.trace].parts.append(Trace.Part(range: entry.message, isGlued: isGlued))
      slot.kept += 1
      slot.bytes += entry.message.count + 1
    } else {
      messages[slot.record].flags.insert(.capped)
    }
    messages[slot.record].lines &+= 1
  }

  /// Whether a line that comes now could continue the slot's record.
  private func isOpen(_ slot: Slot) -> Bool {
    newest &- slot.time <= Self.gap && newest &- slot.start <= Self.maxSeconds
  }

  /// Ends a batch: writes the joined records behind the block's bytes, points their records there, and takes out those
  /// that a line could still continue. At the end of a journal nothing comes any more.
  mutating func finish(_ block: inout [UInt8], _ records: inout RecordBatch, isLast: Bool) {
    for trace in traces { write(trace, &block, &records.messages[trace.record]) }
    var open: [(record: Int, slot: Int)] = []
    if !isLast {
      for at in touched where table[at].record >= 0 && isOpen(table[at]) { open.append((table[at].record, at)) }
      open.sort { $0.record < $1.record }
    }
    var last = -1
    for (record, at) in open where record != last {
      last = record
      hold(records.messages[record], at, block, records.place(of: records.messages[record].offset))
    }
    let withheld = open.map(\.record)
    for trace in traces where !withheld.contains(trace.record) {
      finish(&records.messages[trace.record], unsafe block.span.bytes, isTrace: trace.isTrace)
    }
    for at in touched {
      table[at].record = -1
      table[at].trace = -1
    }
    guard let first = withheld.first else { return }
    // They are among the last ones: what is before the first of them stays where it is.
    var kept = first
    var next = 0
    for index in first..<records.messages.count {
      if next < withheld.count, withheld[next] == index {
        while next < withheld.count, withheld[next] == index { next += 1 }
      } else {
        records.messages[kept] = records.messages[index]
        kept += 1
      }
    }
    records.messages.removeLast(records.messages.count - kept)
  }

  private mutating func hold(_ message: MessageRecord, _ at: Int, _ block: [UInt8], _ place: JournalPlace?) {
    let start = Int(message.line.start)
    held.messages.append(message.shifted(by: held.bytes.count - start))
    held.bytes.append(contentsOf: block[message.line.range])
    held.places.append(place ?? JournalPlace(bootHigh: 0, bootLow: 0, monotonic: 0, realtime: message.time))
    held.slots.append(at)
  }

  /// Writes the lines of a trace behind the block's bytes.
  private func write(_ trace: Trace, _ block: inout [UInt8], _ message: inout MessageRecord) {
    let start = block.count
    for (index, part) in trace.parts.enumerated() {
      if index > 0, !part.isGlued { block.append(UInt8(ascii: "\n")) }
      block.append(contentsOf: block[part.range.range])
    }
    message = message.shifted(by: start - Int(message.line.start))
    message.line = ByteRange(start, block.count)
    message.message.end = message.line.end
  }

  /// A trace is trouble, whatever its first line says.
  private func finish(_ message: inout MessageRecord, _ bytes: RawSpan, isTrace: Bool) {
    guard isTrace else {
      if message.isTrouble { message.template = JournalMessage.template(bytes, message.message) }
      return
    }
    guard message.severity >= .warning || TracebackLines.isTrace(bytes.extracting(message.line.range)) else { return }
    message.severity = max(message.severity, .error)
    message.template = JournalMessage.template(bytes, message.message)
  }
}

extension MessageRecord {
  /// The record with its ranges `offset` bytes further on.
  func shifted(by offset: Int) -> MessageRecord {
    var record = self
    // Empty messages keep a place, too.
    record.line = ByteRange(Int(line.start) + offset, Int(line.end) + offset)
    record.message = message.isEmpty ? .none : ByteRange(Int(message.start) + offset, Int(message.end) + offset)
    record.statement = statement.shifted(by: offset)
    return record
  }
}

/// Between two batches: what is held back, and the processes whose lines it would go on with.
extension TraceJoiner: Codable {
  private enum CodingKeys: CodingKey { case slots, held, newest }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    for (at, slot) in try values.decode([Int: Slot].self, forKey: .slots) where table.indices.contains(at) {
      table[at] = slot
    }
    held = try values.decode(Held.self, forKey: .held)
    newest = try values.decode(Int64.self, forKey: .newest)
    guard held.slots.allSatisfy(table.indices.contains), held.slots.count == held.messages.count,
      held.places.count == held.messages.count,
      held.messages.allSatisfy({ Int(max($0.line.end, $0.message.end, $0.statement.end)) <= held.bytes.count })
    else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "records held back do not fit"))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    let open = table.indices.filter { isOpen(table[$0]) || held.slots.contains($0) }
    try values.encode(Dictionary(uniqueKeysWithValues: open.map { ($0, table[$0]) }), forKey: .slots)
    // It is stored; what it goes on with stands where it stood.
    var stored = held
    stored.bytes = Redaction.blank(held.bytes)
    try values.encode(stored, forKey: .held)
    try values.encode(newest, forKey: .newest)
  }
}

internal import Records

extension FrameWriter {
  mutating func put(_ news: JournalNews) {
    put(UInt32(clamping: news.marks.count))
    for mark in news.marks {
      put(mark.sequence.high)
      put(mark.sequence.low)
      put(mark.number)
      put(mark.place)
      put(mark.runtime)
    }
    put(UInt32(clamping: news.gaps.count))
    for gap in news.gaps { put(gap) }
    put(UInt64(clamping: news.batch.damaged))
    put(news.batch.bytes)
    put(UInt32(clamping: news.batch.entries.count))
    for entry in news.batch.entries { put(entry) }
  }

  private mutating func put(_ place: JournalPlace) {
    put(place.bootHigh)
    put(place.bootLow)
    put(place.monotonic)
    put(place.realtime)
  }

  private mutating func put(_ gap: JournalError) {
    let (kind, present, expected) = gap.reason.coded
    put(kind)
    put(present)
    put(expected)
    put(gap.path)
    put(gap.code)
    put(gap.from ?? Int64.min)
    put(gap.to ?? Int64.min)
    put(gap.lost ?? UInt64.max)
  }

  private mutating func put(_ entry: JournalEntry) {
    put(entry.place)
    put(entry.messageIDHigh)
    put(entry.messageIDLow)
    put(entry.pid)
    put(entry.uid)
    put(entry.priority)
    put(entry.transport.rawValue)
    put(entry.flags.rawValue)
    put(UInt8(entry.isPiece ? 1 : 0))
    for range in [
      entry.message, entry.identifier, entry.unit, entry.comm, entry.container, entry.host, entry.subjectUnit,
      entry.jobType, entry.jobResult,
    ] {
      put(range.start)
      put(range.end)
    }
  }
}

extension FrameReader {
  mutating func news() -> JournalNews {
    var news = JournalNews()
    news.marks = list {
      JournalMark(
        sequence: JournalSequence(high: $0.long(), low: $0.long()), number: $0.long(), place: $0.place(),
        runtime: $0.text())
    }
    news.gaps = list { $0.gap() }
    news.batch.damaged = Int(truncatingIfNeeded: long() & 0xFFFF_FFFF)
    news.batch.bytes = content()
    let size = news.batch.bytes.count
    news.batch.entries = list { $0.entry(size) }
    return news
  }

  private mutating func place() -> JournalPlace {
    JournalPlace(bootHigh: long(), bootLow: long(), monotonic: long(), realtime: signed())
  }

  private mutating func gap() -> JournalError {
    let reason = JournalError.Reason(kind: byte(), present: long(), expected: long())
    if reason == nil { fail() }
    var gap = JournalError(reason ?? .unreadable, path: text())
    gap.code = Int32(bitPattern: word())
    let (from, to, lost) = (signed(), signed(), long())
    gap.from = from == Int64.min ? nil : from
    gap.to = to == Int64.min ? nil : to
    gap.lost = lost == UInt64.max ? nil : lost
    return gap
  }

  private mutating func entry(_ size: Int) -> JournalEntry {
    var entry = JournalEntry(place: place())
    entry.messageIDHigh = long()
    entry.messageIDLow = long()
    entry.pid = signed()
    entry.uid = signed()
    entry.priority = Int8(bitPattern: byte())
    if let transport = JournalTransport(rawValue: byte()) { entry.transport = transport } else { fail() }
    entry.flags = RecordFlags(rawValue: half())
    entry.isPiece = byte() == 1
    entry.message = range(size)
    entry.identifier = range(size)
    entry.unit = range(size)
    entry.comm = range(size)
    entry.container = range(size)
    entry.host = range(size)
    entry.subjectUnit = range(size)
    entry.jobType = range(size)
    entry.jobResult = range(size)
    return entry
  }

  private mutating func range(_ size: Int) -> ByteRange {
    let range = ByteRange(start: word(), end: word())
    if range.start > range.end || Int(range.end) > size { fail() }
    return range
  }
}

extension JournalError.Reason {
  fileprivate var coded: (kind: UInt8, present: UInt64, expected: UInt64) {
    switch self {
    case .unreadable: (0, 0, 0)
    case .noJournal: (1, 0, 0)
    case .notAJournal: (2, 0, 0)
    case .truncated(let present, let expected): (3, present, expected)
    case .refused: (4, 0, 0)
    case .endedEarly: (5, 0, 0)
    case .missingEntries: (6, 0, 0)
    case .lostEntries: (7, 0, 0)
    case .positionAhead: (8, 0, 0)
    case .blind: (9, 0, 0)
    }
  }

  fileprivate init?(kind: UInt8, present: UInt64, expected: UInt64) {
    switch kind {
    case 0: self = .unreadable
    case 1: self = .noJournal
    case 2: self = .notAJournal
    case 3: self = .truncated(present: present, expected: expected)
    case 4: self = .refused
    case 5: self = .endedEarly
    case 6: self = .missingEntries
    case 7: self = .lostEntries
    case 8: self = .positionAhead
    case 9: self = .blind
    default: return nil
    }
  }
}

internal import Glibc
internal import Records

/// Picks the fields that matter out of an entry's data objects (`NAME=value`) and copies their values into a block.
///
/// Runs for every field of every entry: bytes and comparisons, nothing allocated.
@safe
struct JournalFields {
  /// Bytes of a message that are kept.
  static let messageCap = 64 * 1024
  /// Bytes of any other value that are kept: the longest unit name is 255.
  static let valueCap = 1024
  /// What an entry can take of a block: its values, its message, and copies of it where `MESSAGE` is repeated.
  static let entryCap = 3 * messageCap + 9 * valueCap

  private let block: UnsafeMutableRawPointer
  /// Where the part of the block ends that messages may take.
  private let limit: Int
  private(set) var used: Int
  var entry: JournalEntry

  init(_ block: UnsafeMutableRawPointer, used: Int, place: JournalPlace) {
    unsafe self.block = unsafe block
    self.used = used
    limit = used + 3 * Self.messageCap
    entry = JournalEntry(place: place)
  }

  /// Takes one data object of `count` bytes.
  @inline(__always)
  mutating func take(_ data: UnsafeRawPointer, _ count: Int) {
    guard count > 5 else { return }
    switch unsafe data.load(as: UInt8.self) {
    case UInt8(ascii: "_"): unsafe takeTrusted(data, count)
    case UInt8(ascii: "M"):
      if unsafe begins(data, count, "MESSAGE=") {
        unsafe takeMessage(data + 8, count - 8)
      } else if unsafe begins(data, count, "MESSAGE_ID=") {
        unsafe takeMessageID(data + 11, count - 11)
      }
    case UInt8(ascii: "P"):
      if unsafe count == 10 && begins(data, count, "PRIORITY=") {
        let digit = unsafe data.load(fromByteOffset: 9, as: UInt8.self) &- 48
        if digit <= 7 { entry.priority = Int8(digit) }
      }
    case UInt8(ascii: "S"):
      if unsafe begins(data, count, "SYSLOG_IDENTIFIER=") {
        entry.identifier = unsafe copied(data, count, 18, unless: entry.identifier)
      }
    case UInt8(ascii: "C"):
      if unsafe begins(data, count, "CONTAINER_NAME=") {
        entry.container = unsafe copied(data, count, 15, unless: entry.container)
      } else if unsafe begins(data, count, "CONTAINER_PARTIAL_MESSAGE=true") {
        entry.isPiece = true
      }
    case UInt8(ascii: "U"):
      if unsafe begins(data, count, "UNIT=") {
        entry.subjectUnit = unsafe copied(data, count, 5, unless: entry.subjectUnit)
      } else if unsafe begins(data, count, "USER_UNIT=") {
        entry.subjectUnit = unsafe copied(data, count, 10, unless: entry.subjectUnit)
      }
    case UInt8(ascii: "J"):
      if unsafe begins(data, count, "JOB_TYPE=") {
        entry.jobType = unsafe copied(data, count, 9, unless: entry.jobType)
      } else if unsafe begins(data, count, "JOB_RESULT=") {
        entry.jobResult = unsafe copied(data, count, 11, unless: entry.jobResult)
      }
    default: break
    }
  }

  /// A field that journald sets itself, by its second letter.
  @inline(__always)
  private mutating func takeTrusted(_ data: UnsafeRawPointer, _ count: Int) {
    switch unsafe data.load(fromByteOffset: 1, as: UInt8.self) {
    case UInt8(ascii: "S"):
      if unsafe begins(data, count, "_SYSTEMD_UNIT=") {
        entry.unit = unsafe copied(data, count, 14, unless: entry.unit)
      }
    case UInt8(ascii: "C"):
      if unsafe begins(data, count, "_COMM=") { entry.comm = unsafe copied(data, count, 6, unless: entry.comm) }
    case UInt8(ascii: "P"):
      if unsafe begins(data, count, "_PID=") { entry.pid = unsafe number(data, count, 5) }
    case UInt8(ascii: "U"):
      if unsafe begins(data, count, "_UID=") { entry.uid = unsafe number(data, count, 5) }
    case UInt8(ascii: "H"):
      if unsafe begins(data, count, "_HOSTNAME=") { entry.host = unsafe copied(data, count, 10, unless: entry.host) }
    case UInt8(ascii: "T"):
      if unsafe begins(data, count, "_TRANSPORT=") { unsafe takeTransport(data, count) }
    default: break
    }
  }

  @inline(__always)
  private func begins(_ data: UnsafeRawPointer, _ count: Int, _ name: StaticString) -> Bool {
    unsafe count >= name.utf8CodeUnitCount && memcmp(data, name.utf8Start, name.utf8CodeUnitCount) == 0
  }

  /// Copies the value behind the name; of a field that is repeated, the first value stays.
  @inline(__always)
  private mutating func copied(
    _ data: UnsafeRawPointer, _ count: Int, _ name: Int, unless present: ByteRange
  ) -> ByteRange {
    guard present.isEmpty else { return present }
    let length = min(count - name, Self.valueCap)
    unsafe memcpy(block + used, data + name, length)
    used += length
    return ByteRange(used - length, used)
  }

  @inline(__always)
  private mutating func takeMessage(_ value: UnsafeRawPointer, _ count: Int) {
    if !entry.message.isEmpty {
      unsafe takeFurtherMessage(value, count)
      return
    }
    let length = min(count, Self.messageCap)
    if length < count { entry.flags.insert(.capped) }
    unsafe memcpy(block + used, value, length)
    entry.message = ByteRange(used, used + length)
    used += length
  }

  /// A repeated `MESSAGE`: goes behind a line end after the first. Other values may lie between, so both move.
  private mutating func takeFurtherMessage(_ value: UnsafeRawPointer, _ count: Int) {
    let present = entry.message.count
    let length = min(count, max(0, Self.messageCap - present - 1))
    if length < count { entry.flags.insert(.capped) }
    guard length > 0, used + present + 1 + length <= limit else {
      entry.flags.insert(.capped)
      return
    }
    let start = Int(entry.message.end) == used ? Int(entry.message.start) : used
    if start == used { unsafe memcpy(block + used, block + Int(entry.message.start), present) }
    unsafe (block + start + present).storeBytes(of: UInt8(ascii: "\n"), as: UInt8.self)
    unsafe memcpy(block + start + present + 1, value, length)
    used = start + present + 1 + length
    entry.message = ByteRange(start, used)
  }

  private mutating func takeMessageID(_ value: UnsafeRawPointer, _ count: Int) {
    guard count == 32 else { return }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for i in 0..<32 {
      var digit = unsafe value.load(fromByteOffset: i, as: UInt8.self) &- 48
      if digit > 9 {
        digit = (digit | 0x20) &- 49
        guard digit < 6 else { return }
        digit += 10
      }
      if i < 16 { high = high << 4 | UInt64(digit) } else { low = low << 4 | UInt64(digit) }
    }
    entry.messageIDHigh = high
    entry.messageIDLow = low
  }

  @inline(__always)
  private func number(_ data: UnsafeRawPointer, _ count: Int, _ from: Int) -> Int64 {
    var value: Int64 = 0
    guard count > from, count - from <= 10 else { return -1 }
    for i in from..<count {
      let digit = unsafe data.load(fromByteOffset: i, as: UInt8.self) &- 48
      guard digit <= 9 else { return -1 }
      value = value &* 10 &+ Int64(digit)
    }
    return value
  }

  @inline(__always)
  private mutating func takeTransport(_ data: UnsafeRawPointer, _ count: Int) {
    guard count > 12 else { return }
    switch unsafe (data.load(fromByteOffset: 11, as: UInt8.self), data.load(fromByteOffset: 12, as: UInt8.self)) {
    case (UInt8(ascii: "k"), _): entry.transport = .kernel
    case (UInt8(ascii: "s"), UInt8(ascii: "t")): entry.transport = .stdout
    case (UInt8(ascii: "s"), _): entry.transport = .syslog
    case (UInt8(ascii: "j"), _): entry.transport = .journal
    case (UInt8(ascii: "d"), _): entry.transport = .driver
    case (UInt8(ascii: "a"), _): entry.transport = .audit
    default: break
    }
  }
}

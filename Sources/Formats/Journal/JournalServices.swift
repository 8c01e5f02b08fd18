internal import Records

/// The services that journal entries belong to, by fields that their senders cannot choose.
///
/// 0. Of lines that a container runtime passes on (`_COMM` `dockerd` or `conmon`): the container's name, which the
///    runtime sets; of another user's runtime it is marked: `web (uid 1000)`.
/// 1. The kernel's transport: `kernel`.
/// 2. `_SYSTEMD_UNIT`, where it is a service: the unit without `.service`, a template's instance kept.
/// 3. In any other unit (a login session's scope, `init.scope`) and without one, `_COMM`; where a root process sends
///    through `logger` or `systemd-cat`, the identifier, which root may choose.
/// 4. `SYSLOG_IDENTIFIER`, where the journal has no trusted field but `_UID` 0 or none at all (exported and imported
///    journals can lack them). Of another user it is marked: `nginx (uid 1000)` is not nginx.
struct JournalServices: Codable, Sendable {
  private(set) var names: [String]
  private var indices: [UInt64: UInt32] = [:]
  /// The latest key of each slot, so that services that take turns are found without the dictionary.
  private var recent = [(key: UInt64, index: UInt32)](repeating: (0, 0), count: 64)

  private enum CodingKeys: CodingKey { case names, indices }

  /// Names are chosen by senders: beyond this many they count as `other`.
  static let limit = 4096

  init(first: String) { names = [first] }

  @inline(__always)
  mutating func index(of entry: JournalEntry, in bytes: RawSpan) -> UInt32 {
    var key: UInt64
    if Self.isOfContainer(entry, bytes) {
      key = ByteHash.of(
        bytes, Int(entry.container.start), Int(entry.container.end), key: ~UInt64(bitPattern: entry.uid))
    } else if !entry.unit.isEmpty, entry.transport != .kernel, isService(entry.unit, bytes) {
      key = ByteHash.of(bytes, Int(entry.unit.start), Int(entry.unit.end))
    } else {
      key = ByteHash.of(bytes, Int(entry.comm.start), Int(entry.comm.end), key: UInt64(entry.transport.rawValue))
      key = ByteHash.of(bytes, Int(entry.identifier.start), Int(entry.identifier.end), key: key)
      key = ByteHash.of(bytes, Int(entry.unit.start), Int(entry.unit.end), key: key &+ UInt64(bitPattern: entry.uid))
    }
    let slot = Int(truncatingIfNeeded: key & 63)
    if recent[slot].key == key { return recent[slot].index }
    let index = indices[key] ?? add(entry, bytes, key)
    recent[slot] = (key, index)
    return index
  }

  private mutating func add(_ entry: JournalEntry, _ bytes: RawSpan, _ key: UInt64) -> UInt32 {
    let name = names.count < Self.limit ? Self.name(of: entry, in: bytes) : "further services"
    let index = names.firstIndex(of: name) ?? names.count
    if index == names.count { names.append(name) }
    if indices.count < 4 * Self.limit { indices[key] = UInt32(index) }
    return UInt32(index)
  }

  private func isService(_ unit: ByteRange, _ bytes: RawSpan) -> Bool {
    unit.count > 8 && bytes.matches(".service", at: Int(unit.end) - 8)
  }

  @inline(__always)
  static func isOfContainer(_ entry: JournalEntry, _ bytes: RawSpan) -> Bool {
    guard !entry.container.isEmpty else { return false }
    let comm = bytes.extracting(entry.comm.range)
    return comm.equals("dockerd", 0, comm.byteCount) || comm.equals("conmon", 0, comm.byteCount)
  }

  static func name(of entry: JournalEntry, in bytes: RawSpan) -> String {
    if isOfContainer(entry, bytes) {
      let name = bytes.decoded(entry.container)
      return entry.uid > 0 ? "\(name) (uid \(entry.uid))" : name
    }
    if entry.transport == .kernel { return "kernel" }
    let unit = bytes.decoded(entry.unit)
    if unit.hasSuffix(".service") { return String(unit.dropLast(8)) }
    let comm = bytes.decoded(entry.comm)
    let identifier = bytes.decoded(entry.identifier)
    guard comm.isEmpty else {
      if entry.uid == 0, !identifier.isEmpty, ["logger", "systemd-cat"].contains(comm) { return identifier }
      // The kernel cuts `_COMM` at 15 bytes.
      return comm.utf8.count == 15 && identifier.hasPrefix(comm) ? identifier : comm
    }
    if !unit.isEmpty { return unit }
    if identifier.isEmpty { return entry.uid > 0 ? "uid \(entry.uid)" : "journal" }
    return entry.uid > 0 ? "\(identifier) (uid \(entry.uid))" : identifier
  }
}

extension RawSpan {
  /// The bytes of `range` as text; what is no UTF-8 becomes U+FFFD.
  func decoded(_ range: ByteRange) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    for i in range.range where i < byteCount { bytes.append(byte(i)) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

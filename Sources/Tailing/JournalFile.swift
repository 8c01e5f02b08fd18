internal import CSystemd
internal import Glibc
internal import Records

/// One journal file that is being read, entry by entry in the order in which they were written.
///
/// A handle of its own a file: libsystemd's merging of several files leaves out entries whose clock stepped back, and
/// drops a damaged file without a word.
@safe
final class JournalFile {
  let path: String
  let header: JournalHeader
  /// When the entry at hand was received.
  private(set) var place = JournalPlace(bootHigh: 0, bootLow: 0, monotonic: 0, realtime: 0)
  private(set) var read: UInt64 = 0
  private let handle: OpaquePointer

  /// Entries to read at most.
  private let limit: UInt64

  /// Opens a file of the set, and reads the entries that it held when it was found.
  ///
  /// The count that the header gave ends a loop in a damaged file's list of entries, and a file that is still written.
  convenience init(_ index: Int, of journals: JournalSet) throws(JournalError) {
    let (path, header) = journals.files[index]
    let handle = try unsafe journals.open(index) { descriptor throws(JournalError) in
      try unsafe Self.open(descriptor, path: path, header: header)
    }
    unsafe self.init(handle, path: path, header: header, limit: header.entries)
  }

  /// Opens a file that may still be written, with all that will be in it.
  /// - Parameter descriptor: given away.
  convenience init(_ descriptor: Int32, path: String, header: JournalHeader) throws(JournalError) {
    let handle = try unsafe Self.open(descriptor, path: path, header: header)
    unsafe self.init(handle, path: path, header: header, limit: UInt64.max)
  }

  private init(_ handle: OpaquePointer, path: String, header: JournalHeader, limit: UInt64) {
    unsafe self.handle = unsafe handle
    self.path = path
    self.header = header
    self.limit = limit
    // One byte more than is kept, so that a cut is noticed.
    unsafe sd_journal_set_data_threshold(handle, JournalFields.messageCap + 9)
    unsafe sd_journal_seek_head(handle)
  }

  /// Where it succeeds, libsystemd closes the descriptor at the end.
  private static func open(_ descriptor: Int32, path: String, header: JournalHeader) throws(JournalError)
    -> OpaquePointer
  {
    var opened: OpaquePointer?
    var descriptor = descriptor
    let status = unsafe sd_journal_open_files_fd(&opened, &descriptor, 1, 0)
    if status >= 0, let journal = unsafe opened { return unsafe journal }
    close(descriptor)
    throw JournalError(
      .refused, path: path, code: -status, from: header.headRealtime, to: header.tailRealtime, lost: header.entries)
  }

  deinit { unsafe sd_journal_close(handle) }

  /// Goes to the next entry; false at the end, which a damaged file can have before its last entry.
  func advance() -> Bool {
    guard read < limit, unsafe sd_journal_next(handle) > 0 else { return false }
    return readPlace()
  }

  private func readPlace() -> Bool {
    var realtime: UInt64 = 0
    var monotonic: UInt64 = 0
    var boot = sd_id128_t()
    guard unsafe sd_journal_get_realtime_usec(handle, &realtime) >= 0,
      unsafe sd_journal_get_monotonic_usec(handle, &monotonic, &boot) >= 0
    else { return false }
    read &+= 1
    place = JournalPlace(
      bootHigh: unsafe UInt64(bigEndian: boot.qwords.0), bootLow: unsafe UInt64(bigEndian: boot.qwords.1),
      monotonic: monotonic, realtime: Int64(clamping: realtime))
    return true
  }

  /// Copies the entry at hand into `fields`; false where not all of it could be read.
  @inline(__always)
  func fill(_ fields: inout JournalFields) -> Bool {
    var data: UnsafeRawPointer?
    var count = 0
    unsafe sd_journal_restart_data(handle)
    while true {
      var status = unsafe sd_journal_enumerate_data(handle, &data, &count)
      // A field that this library cannot decompress stays at hand: this call goes past it.
      if status < 0 { status = unsafe sd_journal_enumerate_available_data(handle, &data, &count) }
      guard status > 0, let data = unsafe data else { return status == 0 }
      unsafe fields.take(data, count)
    }
  }

  /// Makes the entry at `cursor`, or the one closest to it, the next one.
  func seek(_ cursor: String) -> Bool { unsafe sd_journal_seek_cursor(handle, cursor) >= 0 }

  /// Makes the entry received after `realtime`, or the first one behind it, the next one.
  func seek(after realtime: Int64) { unsafe sd_journal_seek_realtime_usec(handle, UInt64(max(0, realtime)) + 1) }

  /// Goes to the last entry that can be read; false where there is none.
  func advanceToTail() -> Bool {
    guard unsafe sd_journal_seek_tail(handle) >= 0, unsafe sd_journal_previous(handle) > 0 else { return false }
    return readPlace()
  }

  /// The number of the entry at hand in its sequence. libsystemd 252 tells it in the cursor alone.
  var number: UInt64? {
    var text: UnsafeMutablePointer<CChar>?
    guard unsafe sd_journal_get_cursor(handle, &text) >= 0, let text = unsafe text else { return nil }
    defer { unsafe free(text) }
    guard let field = unsafe strstr(text, ";i=") else { return nil }
    let number = unsafe strtoull(field + 3, nil, 16)
    return number > 0 ? UInt64(number) : nil
  }

  /// The full cursor of the entry at hand: the same for copies of an entry in several files. Costly.
  var cursor: String? {
    var text: UnsafeMutablePointer<CChar>?
    guard unsafe sd_journal_get_cursor(handle, &text) >= 0, let text = unsafe text else { return nil }
    defer { unsafe free(text) }
    return unsafe String(cString: text)
  }
}

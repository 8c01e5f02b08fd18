internal import CSystemd
internal import Glibc
package import Records

/// Some entries of a journal from a time on: to see what it holds there, not to read it.
package enum JournalSample {
  /// Bytes that the fields of a sample's entries may take.
  private static let blockSize = 8 << 20

  /// At most `count` entries that were received from `time` on and before `end` (microseconds since the epoch), of the
  /// files that the headers say hold that time or the nearest one behind it. What cannot be read is left out.
  package static func entries(
    of paths: [String], from time: Int64, before end: Int64 = .max, count: Int
  ) -> JournalBatch {
    var list: [JournalEntry] = []
    guard let journal = unsafe open(files(paths, from: time, before: end)) else { return JournalBatch() }
    defer { unsafe sd_journal_close(journal) }
    unsafe sd_journal_set_data_threshold(journal, JournalFields.messageCap + 9)
    unsafe sd_journal_seek_realtime_usec(journal, UInt64(max(0, time)))
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: blockSize) { buffer, used in
      guard let block = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
      while list.count < count, used + JournalFields.entryCap <= blockSize, unsafe sd_journal_next(journal) > 0 {
        var realtime: UInt64 = 0
        guard unsafe sd_journal_get_realtime_usec(journal, &realtime) >= 0, Int64(clamping: realtime) < end else {
          return
        }
        let place = JournalPlace(bootHigh: 0, bootLow: 0, monotonic: 0, realtime: Int64(clamping: realtime))
        var fields = unsafe JournalFields(block, used: used, place: place)
        var data: UnsafeRawPointer?
        var size = 0
        unsafe sd_journal_restart_data(journal)
        while unsafe sd_journal_enumerate_available_data(journal, &data, &size) > 0, let data = unsafe data {
          unsafe fields.take(data, size)
        }
        used = fields.used
        list.append(fields.entry)
      }
    }
    return JournalBatch(bytes: bytes, entries: list)
  }

  /// The files whose entries span the time, or else the ones that begin soonest after it; a few suffice.
  private static func files(_ paths: [String], from time: Int64, before end: Int64) -> [String] {
    let later = paths.compactMap { path in (try? JournalHeader(path: path)).map { (path: path, header: $0) } }
      .filter { $0.header.entries > 0 && $0.header.tailRealtime >= time && $0.header.headRealtime < end }
      .sorted { ($0.header.headRealtime, $0.path) < ($1.header.headRealtime, $1.path) }
    return later.prefix(16).map(\.path)
  }

  private static func open(_ paths: [String]) -> OpaquePointer? {
    guard !paths.isEmpty else { return nil }
    var names = unsafe paths.map { unsafe UnsafePointer<CChar>(strdup($0)) } + [nil]
    defer { for i in unsafe names.indices { unsafe free(UnsafeMutablePointer(mutating: names[i])) } }
    var journal: OpaquePointer?
    return unsafe sd_journal_open_files(&journal, &names, 0) >= 0 ? journal : nil
  }
}

package import Records

/// Condenses entries that are told field by field, as those are that libsystemd reads.
package enum JournalCondensing {
  /// What became of an entry whose fields were told.
  package enum Step {
    /// Where it stands, and whether its message is not all there.
    case entry(JournalPlace, isCut: Bool)
    case damaged
  }

  private static let blockSize = 5 << 16

  /// The next entries, as many as a batch holds; nil where there are none any more.
  /// - Parameters:
  ///   - first: the number of the first of them within its source, from 0.
  ///   - next: tells the fields of the next entry, `NAME=value` each, and then what became of it; nil at the end.
  package static func batch(first: UInt64, _ next: ((RawSpan) -> Void) -> Step?) -> JournalBatch? {
    var entries: [JournalEntry] = []
    var damaged = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: blockSize) { buffer, used in
      guard let block = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
      while used + JournalFields.entryCap <= blockSize {
        let nowhere = JournalPlace(bootHigh: 0, bootLow: 0, monotonic: 0, realtime: 0)
        var fields = unsafe JournalFields(block, used: used, place: nowhere)
        let step = next { field in
          unsafe field.withUnsafeBytes { data in
            if let base = data.baseAddress { unsafe fields.take(base, data.count) }
          }
        }
        switch step {
        case .entry(let place, let isCut):
          fields.entry.place = place
          if isCut { fields.entry.flags.insert(.capped) }
          used = fields.used
          entries.append(fields.entry)
        case .damaged: damaged += 1
        case nil: return
        }
      }
    }
    guard !entries.isEmpty || damaged > 0 else { return nil }
    return JournalBatch(bytes: bytes, entries: entries, first: first, damaged: damaged)
  }
}

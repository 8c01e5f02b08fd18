import Records

/// What a joiner knows of processes and their records.
extension TraceJoiner {
  /// The newest record of a process, by hash: a collision only forgets one.
  struct Slot: Codable {
    var service: UInt32 = 0
    var pid: Int64 = Int64.min
    /// Half of the boot's id: hosts that send their journals have processes of the same number.
    var boot: UInt64 = 0
    /// Index of the record among the batch's messages; -1 where there is none to continue.
    var record = -1
    /// Times of the first and the newest line.
    var start: Int64 = 0
    var time: Int64 = 0
    /// Index into `traces`; -1 where nothing was joined yet in this batch.
    var trace = -1
    /// Whether any line was joined, and how many are kept.
    var isTrace = false
    var kept = 1
    var bytes = 0
    /// The newest line goes on in the next one, as container runtimes cut what is long; and whether one did.
    var isPiece = false
    var isGlued = false
    /// Within a Python trace, whose last line is not indented.
    var expectsEnd = false
    /// Within the trace of a goroutine, in which functions are not indented.
    var isGoroutine = false
  }

  struct Trace {
    struct Part {
      var range: ByteRange
      /// It goes on with the line before it.
      var isGlued = false
    }

    var record: Int
    var parts: [Part]
    /// More than pieces of one line.
    var isTrace: Bool
  }

  /// Records held back, their ranges into `bytes`, in the order of their entries.
  struct Held: Codable {
    var bytes: [UInt8] = []
    var messages: [MessageRecord] = []
    var places: [JournalPlace] = []
    /// The slot of each.
    var slots: [Int] = []
  }
}

package import Records

/// Where a live reading of the journal begins, and what it leaves out.
package struct JournalStart: Equatable, Sendable {
  /// How far it was read before.
  package var position = JournalPosition()
  /// Of sequences that the position does not know, only entries received after this are read (microseconds since the
  /// epoch); nil: all.
  package var since: Int64?
  /// Entries of this unit are left out: the reader's own.
  package var ownUnit: String
  /// Entries of this process of this boot are left out, too; 0: of none.
  package var ownProcess: Int64
  /// The folders that journals are looked for in.
  package var folders: [String]
  /// The one of them whose entries journald copies into the others when it is told to flush.
  package var runtimeFolder: String

  package init(
    position: JournalPosition = JournalPosition(), since: Int64? = nil, ownUnit: String = "hindcastd.service",
    ownProcess: Int64 = 0, folders: [String] = ["/var/log/journal", "/run/log/journal"],
    runtimeFolder: String = "/run/log/journal"
  ) {
    self.position = position
    self.since = since
    self.ownUnit = ownUnit
    self.ownProcess = ownProcess
    self.folders = folders
    self.runtimeFolder = runtimeFolder
  }
}

/// What was read of a journal, to be applied as a whole.
package struct JournalNews: Sendable {
  package var batch: JournalBatch
  /// How far it has been read then: of each sequence that went on.
  package var marks: [JournalMark]
  /// What could not be read.
  package var gaps: [JournalError]

  package init(batch: JournalBatch = JournalBatch(), marks: [JournalMark] = [], gaps: [JournalError] = []) {
    self.batch = batch
    self.marks = marks
    self.gaps = gaps
  }
}

/// How a live reading of the journal stands.
package struct JournalStatus: Equatable, Sendable {
  /// Journal files that there are to read, and sequences of entries in them: one a journal, for each of its writers.
  package var files = 0
  package var sequences = 0
  /// Whether all there is has been read.
  package var isCaughtUp = false
  /// Whether nothing can be seen: `problems` says why.
  package var isBlind = false
  /// One sentence each: what is the matter and what to do.
  package var problems: [String] = []

  package init() {}
}

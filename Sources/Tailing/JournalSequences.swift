/// Finds entries that are missing by their sequence numbers.
///
/// The files that share a count (`JournalCount`) should together hold as many entries as lie between the lowest number
/// and the highest.
/// Read from the headers alone: it costs nothing an entry.
enum JournalSequences {
  static func gaps(_ journals: [(path: String, header: JournalHeader)]) -> [JournalError] {
    var errors: [JournalError] = []
    let counts = Dictionary(grouping: journals.filter { $0.header.entries > 0 }) {
      JournalCount(path: $0.path, header: $0.header)
    }
    for count in counts.values.sorted(by: { $0[0].path < $1[0].path })
    where count.contains(where: { !JournalCount.isOfUser($0.path) }) {
      // Copies of a file count once.
      var files: [JournalHeader] = []
      for header in count.map(\.header).sorted(by: { $0.headSequence < $1.headSequence })
      where !files.contains(where: { $0.fileID == header.fileID }) { files.append(header) }
      let head = files[0].headSequence
      let tail = files.map(\.tailSequence).max() ?? head
      let present = files.reduce(UInt64(0)) { $0 &+ $1.entries }
      guard head > 0, tail >= head, tail - head < UInt64(Int64.max), tail - head + 1 > present else { continue }
      let hole = hole(files)
      errors.append(
        JournalError(
          .missingEntries, path: count[0].path, from: hole?.from, to: hole?.to, lost: tail - head + 1 - present))
    }
    return errors
  }

  /// The longest stretch of numbers that no file spans, as the times around it.
  private static func hole(_ files: [JournalHeader]) -> (from: Int64, to: Int64)? {
    var reached = files[0]
    var longest: (length: UInt64, from: Int64, to: Int64)?
    for file in files.dropFirst() {
      if file.headSequence > reached.tailSequence,
        file.headSequence - reached.tailSequence > max(1, longest?.length ?? 1)
      {
        longest = (file.headSequence - reached.tailSequence, reached.tailRealtime, file.headRealtime)
      }
      if file.tailSequence > reached.tailSequence { reached = file }
    }
    return longest.map { ($0.from, $0.to) }
  }
}

package import Records

/// Mines the templates of a stream of messages.
///
/// A message's own template (`TemplateScanner`) is a pure function of it; the miner counts these by their hashes, which
/// is all that most messages cost. Which of their words vary, too, is learned from the set of them (`TemplateMerging`)
/// when the templates are asked for, so neither the order of the messages nor when one asks changes the outcome.
///
/// Memory is bounded: where there are more than `limit` templates, they are merged for good, and if that is not enough
/// the rarest are forgotten. Only then does the order count, and messages of long ago may be left with the ids of their
/// own templates.
///
/// The id of a template is the hash of its text without its variables' kinds: the same on every host that has learned
/// the same. An id that `learned` has handed out stays with its template, however that changes later.
package struct TemplateMiner: Sendable {
  struct Entry: Sendable {
    var id: UInt64
    var pattern: TemplatePattern
    var count: Int
    var severity: Severity
    /// The id that was handed out for it.
    var issued: UInt64?
    /// Whether words of it were found to vary.
    var isLearned = false
    /// A request: its route is its template already.
    var isRequest = false
  }

  /// Messages whose templates were forgotten.
  package private(set) var forgotten = 0
  private let limit: Int
  private(set) var words = TemplateWords()
  private(set) var entries: [Entry] = []
  /// Index of the entry of a message's hash, and of an entry's id.
  private var entryOfHash: [UInt64: Int] = [:]
  private var entryOfID: [UInt64: Int] = [:]
  /// The id that an id went into when templates were merged for good.
  private var successors: [UInt64: UInt64] = [:]
  private var last: (hash: UInt64, entry: Int) = (0, -1)

  package init(limit: Int = 20_000) { self.limit = max(16, limit) }

  /// Counts a message.
  /// - Returns: the id of its own template, which `MinedTemplates.id(of:)` turns into that of the mined one.
  @discardableResult
  package mutating func add(_ message: RawSpan, _ start: Int, _ end: Int, severity: Severity) -> UInt64 {
    var sink = TemplateHash(typed: true)
    MessageTemplate.scan(message, start, end, &sink)
    let hash = sink.finish()
    if let id = count(hash, severity) { return id }
    // Before words get their numbers: room is also made among these.
    if entries.count >= limit { makeRoom() }
    var pieces = TemplatePieces(words: TemplateWords())
    swap(&pieces.words, &words)
    MessageTemplate.scan(message, start, end, &pieces)
    swap(&pieces.words, &words)
    return insert(TemplatePattern(pieces.pieces), hash, severity, isRequest: false)
  }

  /// Counts a request by its method, route and status; `line` holds the ranges.
  @discardableResult
  package mutating func add(
    request line: RawSpan, method: ByteRange, path: ByteRange, status: UInt16, severity: Severity
  ) -> UInt64 {
    var key = ByteHash(key: 0x5EED)
    key.mix(line.packed(Int(method.start), Int(method.end)))
    key.mix(Route.hash(line, path))
    key.mix(UInt64(status))
    let hash = max(1, key.finish())
    if let id = count(hash, severity) { return id }
    if entries.count >= limit { makeRoom() }
    // What is missing in a broken request is a dash, as in the log.
    let texts = [
      method.isEmpty ? "-" : line.text(method), path.isEmpty ? "-" : Route.text(line, path), String(status),
    ]
    let pieces = texts.flatMap { [TemplatePiece.word(words.number(of: $0)), .mark(Ascii.space)] }
    return insert(TemplatePattern(pieces), hash, severity, isRequest: true)
  }

  @inline(__always)
  private mutating func count(_ hash: UInt64, _ severity: Severity) -> UInt64? {
    if hash != last.hash {
      guard let entry = entryOfHash[hash] else { return nil }
      last = (hash, entry)
    }
    entries[last.entry].count += 1
    if severity > entries[last.entry].severity { entries[last.entry].severity = severity }
    return entries[last.entry].id
  }

  private mutating func insert(
    _ pattern: TemplatePattern, _ hash: UInt64, _ severity: Severity, isRequest: Bool
  ) -> UInt64 {
    let id = pattern.hash(words)
    if let at = entryOfID[id] {
      entries[at].pattern.merge(pattern)
      entries[at].count += 1
      entries[at].severity = max(entries[at].severity, severity)
      // A cache: one message may have as many hashes as kinds of variables.
      if entryOfHash.count >= 8 * limit { entryOfHash.removeAll() }
      entryOfHash[hash] = at
      return id
    }
    entryOfHash[hash] = entries.count
    entryOfID[id] = entries.count
    entries.append(Entry(id: id, pattern: pattern, count: 1, severity: severity, isRequest: isRequest))
    return id
  }

  /// The templates as they are now.
  package var templates: MinedTemplates {
    let (all, indices) = merged()
    let members = Dictionary(uniqueKeysWithValues: zip(entries.lazy.map(\.id), indices))
    return MinedTemplates(all, members: members, words: words, successors: successors)
  }

  /// Merges the entries: those that come out, and the index of the one that each entry is in now.
  private func merged() -> (entries: [Entry], indices: [Int]) {
    let messages = entries.indices.filter { !entries[$0].isRequest }
    let merge = TemplateMerging.merge(
      messages.map { entries[$0].pattern }, learned: messages.map { entries[$0].isLearned }, words)
    var result: [Entry?] = Array(repeating: nil, count: merge.patterns.count)
    var indices = [Int](repeating: 0, count: entries.count)
    for (message, at) in zip(messages, merge.indices) {
      let entry = entries[message]
      indices[message] = at
      guard var whole = result[at] else {
        result[at] = Entry(
          id: merge.patterns[at].hash(words), pattern: merge.patterns[at], count: entry.count,
          severity: entry.severity, issued: entry.issued, isLearned: merge.learned[at])
        continue
      }
      whole.count += entry.count
      whole.severity = max(whole.severity, entry.severity)
      whole.issued = whole.issued ?? entry.issued
      result[at] = whole
    }
    var all = result.compactMap(\.self)
    for index in entries.indices where entries[index].isRequest {
      indices[index] = all.count
      all.append(entries[index])
    }
    return (all, indices)
  }

  /// Merges the entries for good and forgets the rarest of what is left until a quarter is free.
  private mutating func makeRoom() {
    let (all, indices) = merged()
    for (entry, at) in zip(entries, indices) where entry.id != all[at].id { successors[entry.id] = all[at].id }
    var kept = all.sorted { ($1.count, $0.id) < ($0.count, $1.id) }
    for entry in kept.dropFirst(limit / 4 * 3) { forgotten += entry.count }
    kept = Array(kept.prefix(limit / 4 * 3))
    let ids = Set(kept.map(\.id))
    successors = successors.filter { ids.contains($0.value) }
    if successors.count > 8 * limit { successors.removeAll() }
    restart(with: kept)
  }

  /// Begins with these entries, and with no words but theirs.
  private mutating func restart(with kept: [Entry]) {
    var fresh = TemplateWords()
    entries = kept.map { entry in
      var entry = entry
      entry.pattern = TemplatePattern(
        entry.pattern.pieces.map { piece in
          piece.word.map { .word(fresh.number(of: words.texts[Int($0)])) } ?? piece
        })
      return entry
    }
    words = fresh
    last = (0, -1)
    entryOfHash.removeAll()
    entryOfID = Dictionary(uniqueKeysWithValues: entries.indices.map { (entries[$0].id, $0) })
  }
}

/// What was learned, to be stored and to begin with after a restart.
extension TemplateMiner {
  package var learned: LearnedTemplates {
    LearnedTemplates(
      templates: merged().entries.map { entry in
        LearnedTemplates.Template(
          id: entry.issued ?? entry.id, pieces: LearnedTemplates.pieces(entry.pattern, words), count: entry.count,
          severity: entry.severity, isLearned: entry.isLearned, isRequest: entry.isRequest)
      })
  }

  package init(_ learned: LearnedTemplates, limit: Int = 20_000) {
    self.init(limit: limit)
    for template in learned.templates.prefix(self.limit) {
      let pattern = TemplatePattern(template.pieces.compactMap { LearnedTemplates.piece($0, &words) })
      let id = pattern.hash(words)
      guard entryOfID[id] == nil else { continue }
      entryOfID[id] = entries.count
      entries.append(
        Entry(
          id: id, pattern: pattern, count: template.count, severity: template.severity, issued: template.id,
          isLearned: template.isLearned, isRequest: template.isRequest))
    }
  }
}

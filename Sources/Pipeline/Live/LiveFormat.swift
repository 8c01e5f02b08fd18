import Formats
import Records
import Synchronization
import Tailing

/// The parsers of a file that is followed, one for each generation: found by its first whole lines, whenever these come.
///
/// A server that was told to rotate its logs may write in another format from there on. So each generation is looked at
/// anew; as long as its first lines do not tell, it is read as the one before. So is one that was found while users
/// declared other formats than now: until its lines tell, it is read as it was.
///
/// A layout of lines and the order of dates in digits are learnt from a sample, and the first lines may not tell them:
/// `01/06/2026` is a day in January or in June. So the first lines of such a log are held back until they tell, or there
/// are many, or nothing comes for a while (`FileTail.Settings.holdBack`). What was found of few lines is found anew as
/// more come, until as much is known as a replay looks at; over a restart it is in doubt meanwhile. The order that one
/// generation has proven holds in the next, until that one's lines say otherwise.
///
/// `FileTail` asks where records can be cut before anything of a generation has been parsed, and that depends on the
/// format: so this is asked first, and looks.
final class LiveFormat: Sendable {
  /// What was found out of a generation.
  enum Finding: Sendable {
    case unknown
    case parser(BlockParser)
    /// Why it is not read.
    case refused(String)
  }

  private struct Generation {
    var finding = Finding.unknown
    /// What it is read as until its lines tell: what it was while other formats were declared, what an earlier run found
    /// of few lines, or what the generation before it is.
    var earlier: BlockParser?
    /// Its first lines, as far as they did not tell.
    var opening: [UInt8] = []
    /// Whether more lines may tell better; and how many lines told what is known.
    var isTentative = false
    var told = 0
    var isEnded = false

    var parser: BlockParser? { if case .parser(let parser) = finding { parser } else { nil } }
    var known: BlockParser? { parser ?? earlier }
  }

  /// Lines that must have been seen before a generation is read otherwise than the one before: what a program prints
  /// first when it starts may be none of its log's.
  private static let evidence = 5
  /// Lines and bytes of a new log that are held back at most, as long as they do not tell how it is read.
  private static let mostHeld = (lines: 20, bytes: 16_384)

  private struct State {
    var formats: FormatSet
    var zone: ZoneRules
    var rules: ReadingRules
    var generations: [Int: Generation]

    /// What a generation was read as, else the parser of the newest one before it for which there is one.
    func parser(before generation: Int) -> BlockParser? {
      generations[generation]?.earlier
        ?? generations.filter { $0.key < generation && $0.value.known != nil }.max { $0.key < $1.key }?.value.known
    }

    /// The parser of the newest generation that has one.
    var newest: BlockParser? { generations.compactMapValues(\.known).max { $0.key < $1.key }?.value }

    /// Has all generations looked at anew.
    mutating func doubt() {
      for (number, generation) in generations {
        guard let parser = generation.parser else { continue }
        generations[number] = Generation(earlier: parser, isEnded: generation.isEnded)
      }
    }
  }

  private let path: String
  private let state: Mutex<State>

  /// - Parameters:
  ///   - formats: identifiers of the formats that an earlier run found, by generation.
  ///   - declared: the fingerprint of the set among which they were found.
  init(
    path: String, formats: [Int: String], among set: FormatSet = .builtIn, declared: String? = nil, zone: ZoneRules,
    rules: ReadingRules
  ) {
    self.path = path
    var state = State(formats: set, zone: zone, rules: rules, generations: [:])
    state.generations = formats.compactMapValues { name in
      set.named(name).map { Generation(finding: .parser(LiveFormat.parser($0, path, state))) }
    }
    if declared != set.fingerprint { state.doubt() }
    self.state = Mutex(state)
  }

  /// Takes another zone, other rules and other formats, from the next block on.
  func set(_ zone: ZoneRules, _ rules: ReadingRules, _ formats: FormatSet = .builtIn) {
    state.withLock { state in
      let isOther = formats != state.formats
      state.zone = zone
      state.rules = rules
      state.formats = formats
      for (number, generation) in state.generations {
        guard let format = generation.known?.format else { continue }
        // What is declared otherwise now is in doubt as well.
        guard let format = formats.named(format.identifier) ?? formats.named(format.name) else {
          // It is not declared any more.
          state.generations[number] = Generation(isEnded: generation.isEnded)
          continue
        }
        let renewed = LiveFormat.parser(format, path, state)
        state.generations[number]?.earlier = generation.earlier == nil ? nil : renewed
        if generation.parser != nil { state.generations[number]?.finding = .parser(renewed) }
      }
      if isOther { state.doubt() }
    }
  }

  /// The fingerprint of the formats among which these were found; none of any set's while a generation is in doubt, or
  /// more of its lines may tell better, so that the next run is in doubt, too.
  var declared: String? {
    state.withLock { state in
      let isInDoubt = state.generations.values.contains { $0.isTentative || $0.parser == nil && $0.earlier != nil }
      return isInDoubt ? "in doubt" : state.formats.fingerprint
    }
  }

  /// Identifiers of the formats found, by generation; of one in doubt, what it is read as until its lines tell.
  var identifiers: [Int: String] {
    state.withLock { $0.generations.compactMapValues { $0.known?.format.identifier } }
  }

  /// The zone of times that name none: the one that users named for the file, else that of the place its lines name.
  var zone: ZoneRules? {
    state.withLock { $0.rules.zone ?? $0.newest?.format.place.flatMap { ZoneRules(named: $0) } }
  }

  /// The name of the newest generation's format.
  var name: String? { state.withLock { $0.newest?.format.name } }

  /// What a generation is read as: as was found of it or, until something is, as the one before.
  func finding(of generation: Int) -> Finding {
    state.withLock { state in
      let own = state.generations[generation] ?? Generation()
      guard own.parser == nil, let earlier = state.parser(before: generation) else { return own.finding }
      return .parser(earlier)
    }
  }

  private func parser(of generation: Int) -> BlockParser? {
    if case .parser(let parser) = finding(of: generation) { parser } else { nil }
  }

  /// Parses a block, with years that lines do not name taken from `now`, and zones from `zone`.
  func parse(_ block: Block, generation: Int, now: Timestamp, zone: ZoneRules) -> RecordBatch? {
    unsafe look(block.bytes.span.bytes, generation, isRead: true)
    guard let parser = parser(of: generation) else { return nil }
    let dated = BlockParser(parser, times: TimeReader(zone: parser.rules.zone ?? zone, newest: now.second))
    let behind = parser.behind(block.bytes)
    if behind.format.identifier != parser.format.identifier {
      state.withLock { $0.generations[generation]?.finding = .parser(behind) }
    }
    return dated.parse(block.bytes, offset: block.offset, isCapped: block.isCapped)
  }

  /// Where the records of a generation can be cut.
  func boundaries(of generation: Int) -> RecordBoundaries {
    RecordBoundaries(
      wholeRecords: { [self] bytes in
        look(bytes, generation)
        if isHeld(bytes, generation) { return 0 }
        return parser(of: generation)?.wholeRecords(in: bytes) ?? LiveFormat.lines(bytes)
      },
      nextRecord: { [self] bytes in
        if let parser = parser(of: generation) { return parser.nextRecord(in: bytes) }
        let text = LiveFormat.lines(bytes)
        return text > 0 ? text : nil
      }, cap: self.parser(of: generation)?.recordCap ?? BlockParser.recordCap)
  }

  /// Forgets a generation that has been read to its end; what the next one is read as stays known.
  func end(_ generation: Int) {
    state.withLock { state in
      state.generations[generation]?.isEnded = true
      let last = state.generations.filter { $0.value.known != nil }.keys.max()
      state.generations = state.generations.filter { !$0.value.isEnded || $0.key == last }
    }
  }

  /// Whether these, a generation's first bytes, may be read better when more has come.
  private func isHeld(_ bytes: RawSpan, _ number: Int) -> Bool {
    state.withLock { state in
      guard let generation = state.generations[number], generation.isTentative, generation.earlier == nil,
        generation.opening.isEmpty
      else { return false }
      return generation.told < Self.mostHeld.lines && bytes.byteCount < Self.mostHeld.bytes
    }
  }

  /// Bytes up to the last line end.
  private static func lines(_ bytes: RawSpan) -> Int {
    var end = bytes.byteCount
    while end > 0, unsafe bytes.unsafeLoad(fromByteOffset: end - 1, as: UInt8.self) != UInt8(ascii: "\n") { end -= 1 }
    return end
  }

  /// Looks for the format until one is found: what was no log at first may become one.
  /// - Parameter isRead: whether the bytes have been taken from the file, so that they are not seen again.
  private func look(_ bytes: RawSpan, _ number: Int, isRead: Bool = false) {
    let now = state.withLock { $0 }
    var generation = now.generations[number] ?? Generation()
    guard generation.parser == nil || generation.isTentative else { return }
    let beginning = bytes.extracting(0..<min(bytes.byteCount, FormatSniffer.sampleBytes))
    var end = LiveFormat.lines(beginning)
    if end == 0, FormatSniffer.isToldByBeginning(beginning) { end = beginning.byteCount }
    guard end > 0 else { return }
    let lines = beginning.extracting(0..<end)
    let fresh = unsafe lines.withUnsafeBytes { unsafe Array($0) }
    let sample = generation.opening + fresh
    let count = LiveFormat.count(sample)
    defer { state.withLock { [generation] in $0.generations[number] = generation } }
    // Of many lines only when there are twice as many.
    let isEarly = count < Self.mostHeld.lines || generation.told < Self.mostHeld.lines
    if generation.isTentative, count == generation.told || !isEarly && count < generation.told * 2,
      count < FormatSniffer.sampleLines
    {
      if isRead { generation.opening = sample }
      return
    }
    let earlier = now.parser(before: number)
    (generation.finding, generation.isTentative) = find(sample, earlier, generation.earlier, now)
    if earlier == nil, generation.parser?.format.isGeneric ?? true {
      if !LiveFormat.isHead(fresh) {
        // What came first may be no log's.
        if !generation.opening.isEmpty { (generation.finding, generation.isTentative) = find(fresh, nil, nil, now) }
      } else if count < LiveFormat.evidence {
        // The records are still to come.
        (generation.finding, generation.isTentative) = (.unknown, false)
      }
    }
    if generation.isTentative {
      generation.told = count
      generation.earlier = earlier
      if isRead { generation.opening = sample }
    } else if generation.parser != nil {
      generation.opening = []
      generation.earlier = nil
    } else if isRead {
      generation.opening = Array(sample.suffix(1 << 12))
    }
  }

  /// Whether lines that come may show that these are to be read otherwise: their layout was learnt from few of them, or
  /// none of their dates says which number is the day.
  private static func isTentative(_ parser: BlockParser, _ sample: [UInt8]) -> Bool {
    guard count(sample) < FormatSniffer.sampleLines, sample.count < FormatSniffer.sampleBytes else { return false }
    return parser.format.isLearnt || parser.parse(sample, offset: 1).dateAssumed > 0
  }

  /// Whether all lines are directives or comments, as a log may begin with, or blank.
  private static func isHead(_ lines: [UInt8]) -> Bool {
    lines.split(separator: UInt8(ascii: "\n")).allSatisfy { $0.first == UInt8(ascii: "#") || $0.elementsEqual([13]) }
  }

  /// How many lines there are.
  private static func count(_ lines: [UInt8]) -> Int { lines.count { $0 == UInt8(ascii: "\n") } }

  private func find(
    _ sample: [UInt8], _ earlier: BlockParser?, _ own: BlockParser?, _ now: State
  ) -> (Finding, isTentative: Bool) {
    if JournalOutput(beginning: sample) != nil { return (.refused(UnreadForm.printedJournal), false) }
    if let form = UnreadForm(beginning: sample) { return (.refused(form.remark), false) }
    switch FormatSniffer(sample, zone: now.rules.zone ?? now.zone, among: now.formats).verdict(readAs: own?.format) {
    case .format(let told):
      let format = earlier.map { told.dated(as: $0.format) } ?? told
      if let earlier, earlier.format.identifier != format.identifier, LiveFormat.count(sample) < LiveFormat.evidence {
        return (.unknown, false)
      }
      return (
        .parser(LiveFormat.parser(format, path, now)),
        LiveFormat.isTentative(LiveFormat.parser(told, path, now), sample)
      )
    case .binary: return (.refused(BinaryContent.remark(sample)), false)
    case .unknown: return (.refused("not read: no format reads its lines"), false)
    case .empty: return (.unknown, false)
    }
  }

  private static func parser(_ format: any LogFormat, _ path: String, _ state: State) -> BlockParser {
    var rules = state.rules
    var format = format
    if let place = format.place.flatMap({ ZoneRules(named: $0) }) { format = rules.take(place: place, of: format) }
    var parser = BlockParser(
      format: format, service: nil, defaultService: FileInspection.service(path, format)?.name, others: state.formats,
      times: TimeReader(zone: rules.zone ?? state.zone, newest: 4_000_000_000))
    parser.rules = rules
    return parser
  }
}

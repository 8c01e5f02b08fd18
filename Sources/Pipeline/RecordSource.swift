import Formats
import Records
import Tailing

/// A source of which some records are looked at, to see whether another one holds them, too.
final class RecordSource {
  /// How lines came into a source. Where two hold the same requests, those of the lower one are left out: journald and
  /// syslog daemons leave out some of a burst, and the journal has more fields.
  enum Origin: Int {
    case syslog, journal, direct
  }

  /// Index among the inputs.
  let index: Int
  let name: String
  /// Time of the first record, microseconds.
  let first: Int64
  let origin: Origin
  /// Whether its lines begin as those of a syslog file do.
  let isSyslog: Bool
  /// Service of a file's requests; nil where it is no more than a guess.
  let ownService: String?
  private let content: Content
  private let sampleBytes: Int
  private var latest: (from: Int64, service: String?, sample: RequestSample)?

  private enum Content {
    case plain(String, size: UInt64, parser: BlockParser, isServiceKnown: Bool)
    /// Cannot be looked at but at its beginning.
    case compressed(String, parser: BlockParser, isServiceKnown: Bool)
    case journal([String], JournalRecords)
    /// What journalctl printed of one: read from its beginning on.
    case printed(PrintedJournal, JournalRecords)
    /// Of a journal that is followed: its last records.
    case window(JournalWindow)
  }

  /// Nil where it holds no requests or cannot be read twice.
  /// - Parameter window: what is known of a journal that is followed.
  init?(
    _ index: Int, _ input: ReplayInput, _ found: FileInspection, window: JournalWindow? = nil, sampleBytes: Int,
    service: String?, zone: ZoneRules
  ) {
    self.index = index
    self.sampleBytes = sampleBytes
    name = input.name
    switch input {
    case .journal(let paths):
      origin = .journal
      isSyslog = false
      ownService = nil
      if let window {
        guard let known = window.seconds else { return nil }
        seconds = [known]
        content = .window(window)
      } else {
        seconds = JournalReader.spans(of: paths).map {
          Timestamp(microseconds: $0.lowerBound).second...Timestamp(microseconds: $0.upperBound).second
        }
        content = .journal(
          paths,
          JournalRecords(
            service: service, times: TimeReader(zone: zone, newest: ReplayInputs.newest(paths[0])),
            rules: found.rules))
      }
      guard let from = seconds.first?.lowerBound, let to = seconds.last?.upperBound else { return nil }
      first = from * 1_000_000
      last = to * 1_000_000 + 999_999
    case .file(let path) where found.journal != nil:
      guard found.sample == nil, let output = found.journal, let from = found.begin,
        let to = PrintedJournals.lastTime(of: path, output), to >= from
      else { return nil }
      origin = .journal
      isSyslog = false
      ownService = nil
      first = from
      seconds = [Timestamp(microseconds: from).second...Timestamp(microseconds: to).second]
      let times = TimeReader(zone: zone, newest: ReplayInputs.newest(path))
      content = .printed(
        PrintedJournal(path: path, output: output), JournalRecords(service: service, times: times, rules: found.rules))
      last = to
    case .file(let path):
      guard let parser = found.parser, let time = found.begin, found.sample == nil,
        found.holdsRequests || found.isSyslog
      else { return nil }
      first = time
      origin = parser.format.name == "syslog" ? .syslog : .direct
      isSyslog = found.isSyslog
      ownService = found.isServiceKnown ? parser.service : nil
      seconds = []
      if let size = FileSample.plainSize(of: path) {
        content = .plain(path, size: size, parser: parser, isServiceKnown: found.isServiceKnown)
      } else {
        content = .compressed(path, parser: parser, isServiceKnown: found.isServiceKnown)
      }
    case .skipped: return nil
    }
  }

  /// Of a journal: when it has entries.
  let seconds: [ClosedRange<Int64>]

  /// Time of the last record, microseconds. Of a compressed file all has to be decompressed for it.
  private(set) lazy var last: Int64? = {
    let end: [UInt8]?
    let reader: BlockParser
    switch content {
    case .plain(let path, _, let parser, _):
      end = FileSample.end(of: path, count: FormatSniffer.sampleBytes)
      reader = parser
    case .compressed(let path, let parser, _):
      end = FileSample.endOfContent(of: path, count: FormatSniffer.sampleBytes)
      reader = parser
    case .journal, .printed, .window: return nil
    }
    return end.flatMap { TimeSpan(reader.parse($0, offset: 1))?.last }
  }()

  /// Whether it can be looked at wherever one likes.
  var isSeekable: Bool {
    switch content {
    case .plain, .journal: true
    case .compressed, .printed, .window: false
    }
  }

  /// Whether records of `time` can be looked at.
  func reaches(_ time: Int64) -> Bool {
    if case .compressed = content {
      let sampled = [requests(from: first).seconds?.upperBound, messages(from: first).last].compactMap(\.self).max()
      return sampled.map { $0 >= Timestamp(microseconds: time).second } ?? false
    }
    return last.map { $0 >= time } ?? false
  }

  // MARK: Samples

  /// Requests from `time` on; of what is not seekable those that can be looked at.
  /// - Parameter other: what they are compared with: of a journal, only requests of its service count, if there are any.
  func requests(from time: Int64, beside other: RecordSource? = nil) -> RequestSample {
    let from = isSeekable ? time : first
    let service = origin == .journal ? other?.ownService : nil
    if let latest, latest.from <= from, latest.service == service, let seconds = latest.sample.seconds,
      !isSeekable || Timestamp(microseconds: from).second <= (seconds.lowerBound + seconds.upperBound) / 2
    {
      return latest.sample
    }
    let sample = readRequests(from: from, of: service)
    latest = (from, service, sample)
    return sample
  }

  private func readRequests(from time: Int64, of service: String?) -> RequestSample {
    switch content {
    case .plain(_, _, let parser, let isKnown), .compressed(_, let parser, let isKnown):
      let batch = records(from: time, count: sampleBytes)
      return RequestSample(
        RequestSample.seen(in: batch, stampMeaning: parser.format.stampMeaning), services: batch.services,
        isServiceKnown: isKnown)
    case .journal(let paths, var converter):
      let batch = converter.convert(JournalSample.entries(of: paths, from: time, count: sampleBytes / 200))
      let seen = RequestSample.seen(in: batch, stampMeaning: .completion)
      return RequestSample(
        Self.limited(seen, to: service, batch.services), services: batch.services, isServiceKnown: true)
    case .printed(let printed, var converter):
      let reader = try? JournalOutputReader(printed, blockSize: 262_144)
      var seen: [RequestSample.Seen] = []
      var services: [String] = []
      var count = 0
      while count < sampleBytes / 200, let entries = reader?.next() {
        count += entries.entries.count
        let batch = converter.convert(entries)
        seen += RequestSample.seen(in: batch, stampMeaning: .completion)
        services = batch.services
      }
      return RequestSample(Self.limited(seen, to: service, services), services: services, isServiceKnown: true)
    case .window(let window):
      return RequestSample(
        Self.limited(window.requests, to: service, window.services), services: window.services, isServiceKnown: true)
    }
  }

  private static func limited(
    _ seen: [RequestSample.Seen], to service: String?, _ names: [String]
  ) -> [RequestSample.Seen] {
    guard let index = service.flatMap(names.firstIndex) else { return seen }
    return seen.filter { Int($0.service) == index }
  }

  /// Messages of a file from `time` on; of a compressed one those at its beginning.
  func messages(from time: Int64) -> MessageSample {
    isSyslog ? MessageSample(records(from: time, count: min(sampleBytes, 1 << 20))) : MessageSample()
  }

  /// Looks for messages in a journal.
  func look(for search: inout MessageSearch) {
    switch content {
    case .plain, .compressed: return
    case .window(let window): window.look(for: &search)
    case .printed(let printed, _):
      let reader = try? JournalOutputReader(printed, blockSize: 262_144)
      while let entries = reader?.next() { search.see(entries) }
    case .journal(let paths, _):
      for second in search.seconds {
        let entries = JournalSample.entries(
          of: paths, from: (second - MessageSearch.tolerance) * 1_000_000,
          before: (second + MessageSearch.tolerance + 1) * 1_000_000, count: 20_000)
        search.see(entries)
        if search.isHopeless(after: second) { return }
      }
    }
  }

  // MARK: Reading files

  private func records(from time: Int64, count: Int) -> RecordBatch {
    switch content {
    case .plain(let path, let size, let parser, _):
      let offset = time <= first ? 0 : offset(of: time, path, size, parser)
      return parser.parse(FileSample.lines(of: path, from: offset, count: count) ?? [], offset: offset)
    case .compressed(let path, let parser, _):
      return parser.parse((try? FileSample(path, count: count))?.bytes ?? [], offset: 0)
    case .journal, .printed, .window: return RecordBatch(bytes: [])
    }
  }

  /// A place of a plain file shortly before the first record of `time`, by halving.
  private func offset(of time: Int64, _ path: String, _ size: UInt64, _ parser: BlockParser) -> UInt64 {
    let step = UInt64(FormatSniffer.sampleBytes)
    var low: UInt64 = 0
    var high = size
    while high - low > step {
      let middle = low + (high - low) / 2
      let lines = FileSample.lines(of: path, from: middle, count: Int(step)) ?? []
      if let found = FileInspection.firstTime(parser.parse(lines, offset: middle)), found < time {
        low = middle
      } else {
        high = middle
      }
    }
    return low
  }
}

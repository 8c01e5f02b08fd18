import Formats
import Records
import Tailing

/// A source that may hold requests, of which some are looked at before the replay.
final class RequestSource {
  /// Index among the inputs.
  let index: Int
  let name: String
  /// Time of the first record, microseconds.
  let first: Int64
  /// Whether it is the log itself, not what passed on its lines: journald and syslog daemons leave out some of a burst.
  let isDirect: Bool
  private let content: Content
  private let sampleBytes: Int
  private var latest: (from: Int64, sample: RequestSample)?

  private enum Content {
    case plain(String, size: UInt64, parser: BlockParser, isServiceKnown: Bool)
    /// Cannot be looked at but at its beginning.
    case compressed(String, parser: BlockParser, isServiceKnown: Bool)
    case journal([String], JournalRecords)
  }

  /// Nil where it holds no requests or cannot be read twice.
  init?(
    _ index: Int, _ input: ReplayInput, _ found: FileInspection, sampleBytes: Int, service: String?, zone: ZoneRules
  ) {
    self.index = index
    self.sampleBytes = sampleBytes
    name = input.name
    switch input {
    case .journal(let paths):
      guard let span = JournalReader.span(of: paths) else { return nil }
      first = span.first
      isDirect = false
      content = .journal(
        paths, JournalRecords(service: service, times: TimeReader(zone: zone, newest: ReplayInputs.newest(paths[0]))))
      last = span.last
    case .file(let path):
      let isRelay = found.parser?.format.name == "syslog"
      guard let parser = found.parser, let time = found.begin, found.sample == nil,
        found.holdsRequests || isRelay
      else { return nil }
      first = time
      isDirect = !isRelay
      if let size = FileSample.plainSize(of: path) {
        content = .plain(path, size: size, parser: parser, isServiceKnown: found.isServiceKnown)
      } else {
        content = .compressed(path, parser: parser, isServiceKnown: found.isServiceKnown)
      }
    case .skipped: return nil
    }
  }

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
    case .journal: return nil
    }
    return end.flatMap { TimeSpan(reader.parse($0, offset: 1))?.last }
  }()

  /// Whether it can be looked at wherever one likes.
  var isSeekable: Bool {
    if case .compressed = content { return false }
    return true
  }

  /// Whether requests of `time` can be looked at.
  func reaches(_ time: Int64) -> Bool {
    if isSeekable { return last.map { $0 >= time } ?? false }
    let sampled = sample(from: first).seconds
    return sampled.map { $0.upperBound >= Timestamp(microseconds: time).second } ?? false
  }

  /// Requests from `time` on; of a compressed file those at its beginning.
  func sample(from time: Int64) -> RequestSample {
    let from = isSeekable ? time : first
    if let latest, latest.from <= from, let seconds = latest.sample.seconds,
      !isSeekable || Timestamp(microseconds: from).second <= (seconds.lowerBound + seconds.upperBound) / 2
    {
      return latest.sample
    }
    let sample = read(from: from)
    latest = (from, sample)
    return sample
  }

  private func read(from time: Int64) -> RequestSample {
    switch content {
    case .plain(let path, let size, let parser, let isKnown):
      let offset = time <= first ? 0 : offset(of: time, path, size, parser)
      let bytes = FileSample.lines(of: path, from: offset, count: sampleBytes) ?? []
      return RequestSample(
        parser.parse(bytes, offset: offset), stampMeaning: parser.format.stampMeaning, isServiceKnown: isKnown)
    case .compressed(let path, let parser, let isKnown):
      let bytes = (try? FileSample(path, count: sampleBytes))?.bytes ?? []
      return RequestSample(
        parser.parse(bytes, offset: 0), stampMeaning: parser.format.stampMeaning, isServiceKnown: isKnown)
    case .journal(let paths, var records):
      let entries = JournalSample.entries(of: paths, from: time, count: sampleBytes / 200)
      return RequestSample(records.convert(entries), stampMeaning: .completion, isServiceKnown: true)
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

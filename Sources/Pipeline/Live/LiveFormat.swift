import Formats
import Records
import Synchronization
import Tailing

/// The parser of a file that is followed: found by its first whole lines, whenever these come.
///
/// `FileTail` asks where records can be cut before anything of the file has been parsed, and that depends on the
/// format: so this is asked first, and looks.
final class LiveFormat: Sendable {
  /// What was found out of a file.
  enum Finding: Sendable {
    case unknown
    case parser(BlockParser)
    /// Why it is not read.
    case refused(String)
  }

  private struct State {
    var zone: ZoneRules
    var deploys: DeployPatterns?
    var finding: Finding
  }

  private let path: String
  private let state: Mutex<State>

  /// - Parameter format: the name of the format where an earlier run found it.
  init(path: String, format: String?, zone: ZoneRules, deploys: DeployPatterns?) {
    self.path = path
    let known = format.flatMap { LogFormats.named($0) }
    let finding = known.map { Finding.parser(LiveFormat.parser($0, path, zone, deploys)) }
    state = Mutex(State(zone: zone, deploys: deploys, finding: finding ?? .unknown))
  }

  var finding: Finding { state.withLock { $0.finding } }

  /// Takes another zone and other patterns of deploys, from the next block on.
  func set(_ zone: ZoneRules, _ deploys: DeployPatterns?) {
    state.withLock { state in
      state.zone = zone
      state.deploys = deploys
      if case .parser(let parser) = state.finding {
        state.finding = .parser(LiveFormat.parser(parser.format, path, zone, deploys))
      }
    }
  }

  var name: String? { if case .parser(let parser) = finding { parser.format.name } else { nil } }

  /// Parses a block, with years that lines do not name taken from `now`.
  func parse(_ block: Block, now: Timestamp) -> RecordBatch? {
    unsafe look(block.bytes.span.bytes)
    let (finding, zone) = state.withLock { ($0.finding, $0.zone) }
    guard case .parser(let parser) = finding else { return nil }
    let dated = BlockParser(parser, times: TimeReader(zone: zone, newest: now.second))
    return dated.parse(block.bytes, offset: block.offset, isCapped: block.isCapped)
  }

  /// Where the file's records can be cut.
  var boundaries: RecordBoundaries {
    RecordBoundaries(
      wholeRecords: { [self] bytes in
        look(bytes)
        return if case .parser(let parser) = finding { parser.wholeRecords(in: bytes) } else { LiveFormat.lines(bytes) }
      },
      nextRecord: { [self] bytes in
        if case .parser(let parser) = finding { return parser.nextRecord(in: bytes) }
        let text = LiveFormat.lines(bytes)
        return text > 0 ? text : nil
      }, cap: BlockParser.recordCap)
  }

  /// Bytes up to the last line end.
  private static func lines(_ bytes: RawSpan) -> Int {
    var end = bytes.byteCount
    while end > 0, unsafe bytes.unsafeLoad(fromByteOffset: end - 1, as: UInt8.self) != UInt8(ascii: "\n") { end -= 1 }
    return end
  }

  /// Looks for the format until one is found: what was no log at first may become one.
  private func look(_ bytes: RawSpan) {
    let (finding, zone, deploys) = state.withLock { ($0.finding, $0.zone, $0.deploys) }
    if case .parser = finding { return }
    guard LiveFormat.lines(bytes) > 0 else { return }
    let sample = bytes.extracting(0..<min(bytes.byteCount, FormatSniffer.sampleBytes))
    let found: Finding =
      switch FormatSniffer.sniff(sample, zone: zone) {
      case .format(let format): .parser(LiveFormat.parser(format, path, zone, deploys))
      case .binary: .refused("not read: it is binary, not text")
      case .unknown: .refused("not read: no format reads its lines")
      case .empty: .unknown
      }
    state.withLock { $0.finding = found }
  }

  private static func parser(
    _ format: any LogFormat, _ path: String, _ zone: ZoneRules, _ deploys: DeployPatterns?
  ) -> BlockParser {
    var parser = BlockParser(
      format: format, service: nil, defaultService: FileInspection.service(path, format)?.name,
      times: TimeReader(zone: zone, newest: 4_000_000_000))
    parser.deploys = deploys
    return parser
  }
}

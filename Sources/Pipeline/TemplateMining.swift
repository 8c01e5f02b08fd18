package import Formats
import Incidents
import Records
import Tailing

/// Mines the message templates of logs: reads all inputs, one after the other, through one miner.
package struct TemplateMining: Sendable {
  /// What to read and how.
  package struct Options: Sendable {
    package var paths: [String]
    /// Name of the format of all files; nil: found by looking at their lines.
    package var format: String?
    package var formats = FormatSet.builtIn
    /// Whether to keep which template each line is of: 16 bytes a line.
    package var keepsAssignments = false
    /// Bytes a read asks for.
    package var readSize = 262_144

    package init(paths: [String]) { self.paths = paths }
  }

  /// What one input held.
  package struct Source: Sendable {
    package var name: String
    package var format: String
    package var records = 0
    /// What was not read, and why.
    package var remarks: [String] = []
    package var assignments: [Assignment] = []
  }

  /// The own template of a line (for journals: an entry), by its number, counted from 1.
  package struct Assignment: Sendable {
    package var line: Int
    package var template: UInt64
  }

  package struct Result: Sendable {
    package var templates: MinedTemplates
    package var sources: [Source]
    /// Messages whose templates were forgotten, since there were too many.
    package var forgotten: Int
  }

  private let options: Options
  private var miner = TemplateMiner()
  private var bytesRead: Int64 = 0
  private var totalBytes: Int64 = 0

  package init(_ options: Options) { self.options = options }

  /// - Parameter progress: called after every block.
  package mutating func run(progress: (Replay.Progress) -> Void = { _ in }) throws -> Result {
    BlockMemory.keepPages()
    let format = try ReplayError.format(options.format, of: options.formats)
    let inputs = try ReplayInputs.find(options.paths)
    totalBytes = inputs.reduce(0) { $0 + $1.size }
    let sources = inputs.map { read($0, format, progress) }
    return Result(templates: miner.templates, sources: sources, forgotten: miner.forgotten)
  }

  private mutating func read(
    _ input: ReplayInput, _ format: (any LogFormat)?, _ progress: (Replay.Progress) -> Void
  ) -> Source {
    switch input {
    case .skipped(_, let reason): return Source(name: input.name, format: "skipped", remarks: [reason])
    case .journal(let paths):
      var source = Source(name: input.name, format: "journal")
      readJournal(paths, &source, progress)
      return source
    case .file(let path):
      var source = Source(name: path, format: "unreadable")
      do throws(TailingError) {
        try readFile(path, format, &source, progress)
      } catch {
        source.remarks.append(CoverageGap(error, after: nil).reason)
      }
      return source
    }
  }

  private mutating func readFile(
    _ path: String, _ format: (any LogFormat)?, _ source: inout Source, _ progress: (Replay.Progress) -> Void
  ) throws(TailingError) {
    let sample = try FileSample(path, count: FormatSniffer.sampleBytes)
    let head = sample.bytes
    if format == nil, let journal = JournalOutput(beginning: head) {
      source.format = journal.rawValue
      let times = TimeReader(zone: .utc, newest: ReplayInputs.newest(path))
      let printed = PrintedJournal(path: path, output: journal, sample: sample)
      let reader = try JournalOutputReader(printed, blockSize: options.readSize)
      let feed = JournalOutputFeed(reader, JournalRecords(service: nil, times: times))
      return read(feed, [path], &source, progress)
    }
    if format == nil, unsafe SampleLines.areBinary(head.span.bytes) {
      source.format = "binary"
      source.remarks.append(BinaryContent.remark(head, hole: sample.hole))
      return
    }
    let reader = TemplateReader(
      head, named: format, newest: ReplayInputs.newest(path), among: options.formats)
    source.format = reader.parser.format.name
    let blocks = try FileBlocks(
      path: path, sample: sample, readSize: options.readSize,
      boundaries: RecordBoundaries(
        wholeRecords: reader.parser.wholeRecords, nextRecord: reader.parser.nextRecord, cap: reader.parser.recordCap))
    let keepsAssignments = options.keepsAssignments
    var line = 0
    while let block = try blocks.next() {
      reader.read(block.bytes, into: &miner) { template, lines in
        if template != 0 {
          source.records += 1
          if keepsAssignments {
            for index in 1...lines {
              source.assignments.append(Assignment(line: line + index, template: template))
            }
          }
        }
        line += lines
      }
      bytesRead += Int64(block.bytes.count)
      progress(Replay.Progress(bytes: bytesRead, totalBytes: totalBytes))
    }
    if blocks.skippedBytes > 0 {
      source.remarks.append("\(blocks.skippedBytes) bytes of records longer than 1 MiB were left out")
    }
  }

  private mutating func readJournal(
    _ paths: [String], _ source: inout Source, _ progress: (Replay.Progress) -> Void
  ) {
    let times = TimeReader(zone: .utc, newest: ReplayInputs.newest(paths[0]))
    read(JournalFeed(paths: paths, records: JournalRecords(service: nil, times: times)), paths, &source, progress)
  }

  private mutating func read(
    _ feed: any RecordFeed, _ paths: [String], _ source: inout Source, _ progress: (Replay.Progress) -> Void
  ) {
    while let batch = feed.next() {
      let bytes = unsafe batch.bytes.span.bytes
      for request in batch.requests {
        let template = miner.add(
          request: bytes, method: .none, path: request.path, status: request.status, severity: .info)
        keep(template, request.offset, &source)
      }
      for message in batch.messages {
        let text = message.message.isEmpty ? message.line : message.message
        let template = miner.add(bytes, Int(text.start), Int(text.end), severity: message.severity)
        keep(template, message.offset, &source)
      }
      progress(Replay.Progress(bytes: bytesRead, totalBytes: totalBytes))
    }
    source.assignments.sort { $0.line < $1.line }
    source.remarks += feed.gaps.map(\.reason)
    bytesRead += paths.reduce(0) { $0 + ReplayInputs.size($1) }
  }

  private func keep(_ template: UInt64, _ entry: UInt64, _ source: inout Source) {
    source.records += 1
    if options.keepsAssignments {
      source.assignments.append(Assignment(line: Int(entry) + 1, template: template))
    }
  }
}

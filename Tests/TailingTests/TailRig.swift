import CLinux
import Foundation
import LogLab
import Testing

@testable import Tailing

/// A tail on a real file in a folder of its own, the programs that write to that file, and the ledger of both.
final class TailRig {
  let folder: TemporaryFolder
  let path: String
  var now = Duration.zero
  var settings: FileTail.Settings
  var boundaries: RecordBoundaries
  let pool: DescriptorPool
  private(set) var tail: FileTail
  /// Every record that came out, without its line end where it has one.
  private(set) var records: [String] = []
  /// The bytes that came out.
  private(set) var bytes = 0
  private(set) var gaps: [FileGap] = []
  /// Records that came out without a line end.
  private(set) var partial: [String] = []
  private(set) var capped = 0
  private(set) var ended: [Int] = []
  /// What was wrong, and nil where it was right again.
  private(set) var troubles: [TailingError?] = []
  /// After each event, as it would have been stored.
  private(set) var positions: [FilePosition]
  private var writes = 0

  init(
    joined: Bool = false, start: FileTail.Start = .beginning, settings: FileTail.Settings = FileTail.Settings(),
    pool: DescriptorPool = DescriptorPool(limit: 24), name: String = "app.log"
  ) throws {
    folder = try TemporaryFolder()
    path = folder.file(name)
    self.settings = settings
    self.pool = pool
    boundaries = RecordBoundaries.ofTests(joined: joined, cap: 1 << 20)
    tail = FileTail(
      path: path, start: start, settings: settings, boundaries: { [boundaries] _ in boundaries }, pool: pool)
    positions = [FilePosition(path: path)]
  }

  /// Begins with what is there by now, as if it had never been read.
  func begin(_ start: FileTail.Start) throws {
    tail = FileTail(
      path: path, start: start, settings: settings, boundaries: { [boundaries] _ in boundaries }, pool: pool)
    try poll()
  }

  /// Polls until there is nothing to do.
  func poll(writerClosed: Bool = false) throws {
    repeat {
      for event in tail.poll(now: now, writerClosed: writerClosed) { try take(event) }
    } while tail.isBehind
  }

  /// Does one poll's work.
  func pollOnce() throws {
    for event in tail.poll(now: now) { try take(event) }
  }

  /// Lets time pass, polling when the tail wants it.
  func pass(_ duration: Duration) throws {
    let end = now + duration
    while let next = tail.nextPoll, next <= end {
      now = max(now, next)
      try poll()
    }
    now = end
  }

  /// Ends the tail and resumes from what was stored.
  func restart(from position: FilePosition? = nil, whileStopped: () throws -> Void = {}) throws {
    let stored = try JSONEncoder().encode(position ?? positions.last)
    pause()
    try whileStopped()
    tail = FileTail(
      path: path, position: try JSONDecoder().decode(FilePosition.self, from: stored), settings: settings,
      boundaries: { [boundaries] _ in boundaries }, pool: pool)
    try poll()
  }

  /// Forgets what came out behind a position, as a store does that was not written to since; then resumes.
  func restart(at number: Int, whileStopped: () throws -> Void = {}) throws {
    let kept = marks[number]
    records.removeLast(records.count - kept.records)
    gaps.removeLast(gaps.count - kept.gaps)
    partial.removeLast(partial.count - kept.partial)
    bytes = kept.bytes
    positions.removeLast(positions.count - number - 1)
    marks.removeLast(marks.count - number - 1)
    try restart(from: positions[number], whileStopped: whileStopped)
  }

  private var marks = [(records: 0, gaps: 0, partial: 0, bytes: 0)]

  private func pause() {
    tail = FileTail(
      path: path, settings: settings, boundaries: { [boundaries] _ in boundaries }, pool: DescriptorPool(limit: 1))
  }

  private func take(_ event: TailEvent) throws {
    switch event.kind {
    case .block(let block):
      try #require(!block.bytes.isEmpty)
      bytes += block.bytes.count
      var lines = String(decoding: block.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      let rest = lines.removeLast()
      if block.isCapped { capped += 1 } else if !rest.isEmpty { partial.append(String(rest)) }
      records += (rest.isEmpty ? lines : lines + [rest]).map(String.init)
    case .gap(let gap): gaps.append(gap)
    case .ended: ended.append(event.generation)
    case .degraded(let error): troubles.append(error)
    case .recovered: troubles.append(nil)
    }
    positions.append(event.position)
    marks.append((records.count, gaps.count, partial.count, bytes))
  }

  // MARK: - The programs that write

  /// Appends to a file of the folder, which is created where there is none.
  func append(_ text: String, to name: String = "app.log") throws {
    try Writer(folder.file(name)).write(text)
    try stamp(name)
  }

  /// When the last write was, as the files' times say it: nanoseconds since the epoch.
  var lastWrite: Int64 { (1_800_000_000 + Int64(writes / 100)) * 1_000_000_000 + Int64(writes % 100) * 10_000_000 }

  /// Ten milliseconds pass between one write and the next, so that the times of files tell their order.
  private func stamp(_ name: String) throws {
    writes += 1
    let time = timespec(tv_sec: 1_800_000_000 + writes / 100, tv_nsec: writes % 100 * 10_000_000)
    var times = [time, time]
    try #require(unsafe utimensat(AT_FDCWD, folder.file(name), &times, 0) == 0)
  }

  func rename(_ name: String, _ other: String) throws {
    try #require(unsafe Glibc.rename(folder.file(name), folder.file(other)) == 0)
  }

  func remove(_ name: String) throws { try #require(unsafe unlink(folder.file(name)) == 0) }

  /// As `cp` does: the times are those of the copy.
  func copy(_ name: String, _ other: String) throws {
    try folder.write(other, Array(Data(contentsOf: URL(fileURLWithPath: folder.file(name)))))
    try stamp(other)
  }

  /// As `gzip`, `xz` and `zstd` do: the times of the content stay.
  func compress(_ name: String, _ packing: Packing = .gzip) throws {
    let url = URL(fileURLWithPath: folder.file(name))
    var info = stat()
    try #require(unsafe stat(url.path, &info) == 0)
    let path = try folder.write(name + "." + packing.suffix, packing.pack(Array(Data(contentsOf: url))))
    var times = [info.st_atim, info.st_mtim]
    try #require(unsafe utimensat(AT_FDCWD, path, &times, 0) == 0)
    try remove(name)
  }

  func truncate(_ name: String = "app.log", to size: Int = 0) throws {
    try #require(unsafe Glibc.truncate(folder.file(name), size) == 0)
  }
}

/// A program's open log file.
final class Writer {
  private let descriptor: Int32

  init(_ path: String, appending: Bool = true) throws {
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (appending ? O_APPEND : 0), 0o644)
    try #require(descriptor >= 0)
  }

  deinit { close(descriptor) }

  func write(_ text: String) throws {
    let bytes = Array(text.utf8)
    try #require(unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
  }
}

/// Numbered lines.
func lines(_ numbers: some Sequence<Int>) -> String { numbers.map { "line \($0)\n" }.joined() }

func names(_ numbers: some Sequence<Int>) -> [String] { numbers.map { "line \($0)" } }

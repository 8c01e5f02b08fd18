internal import Glibc

/// The part of a journal file's header that tells what the file should hold.
/// Source: systemd, docs/JOURNAL_FILE_FORMAT.md, "Header".
struct JournalHeader: Equatable {
  /// Bytes of the oldest header there is.
  static let size = 208

  var device: UInt64 = 0
  var inode: UInt64 = 0
  var fileSize: UInt64 = 0
  var fileID: [UInt8] = []
  var sequenceID: [UInt8] = []
  var headerSize: UInt64 = 0
  var arenaSize: UInt64 = 0
  var entries: UInt64 = 0
  var tailSequence: UInt64 = 0
  var headSequence: UInt64 = 0
  /// Whether journald writes it no more.
  var isArchived = false
  /// Microseconds since the epoch.
  var headRealtime: Int64 = 0
  var tailRealtime: Int64 = 0

  /// Reads and checks the header of the file at `path`.
  ///
  /// libsystemd maps the file and is killed by SIGBUS where a mapped page lies beyond the file's end, so a file that is
  /// shorter than its header says is refused here. A file that is cut while it is read can still kill: replay reads
  /// files at rest, and the daemon reads live ones in a child process.
  init(path: String) throws(JournalError) {
    // Non-blocking: a FIFO in a journal's place must not stop the run.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw JournalError(.unreadable, path: path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw JournalError(.unreadable, path: path, code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw JournalError(.notAJournal, path: path) }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    fileSize = UInt64(clamping: status.st_size)
    var bytes = [UInt8](repeating: 0, count: Self.size)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, Self.size, 0) }
    guard count >= 0 else { throw JournalError(.unreadable, path: path, code: errno) }
    guard count >= 8, Array(bytes[0..<8]) == Array("LPKSHHRH".utf8) else {
      throw JournalError(.notAJournal, path: path)
    }
    guard count == Self.size else {
      throw JournalError(.truncated(present: fileSize, expected: UInt64(Self.size)), path: path)
    }
    func number(_ at: Int) -> UInt64 { (0..<8).reduce(0) { $0 | UInt64(bytes[at + $1]) << UInt64($1 * 8) } }
    isArchived = bytes[16] == 2
    fileID = Array(bytes[24..<40])
    sequenceID = Array(bytes[72..<88])
    headerSize = number(88)
    arenaSize = number(96)
    entries = number(152)
    tailSequence = number(160)
    headSequence = number(168)
    headRealtime = Int64(clamping: number(184))
    tailRealtime = Int64(clamping: number(192))
    let (expected, overflow) = headerSize.addingReportingOverflow(arenaSize)
    guard !overflow, expected <= fileSize else {
      throw JournalError(
        .truncated(present: fileSize, expected: overflow ? UInt64.max : expected), path: path, from: headRealtime,
        to: tailRealtime, lost: entries)
    }
  }

  /// Whether both were read from one file, whatever its name was then.
  func isSameFile(as other: JournalHeader) -> Bool { inode == other.inode && device == other.device }
}

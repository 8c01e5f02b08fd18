import Glibc

/// One generation of a log: a content from its first byte to its rotation, whatever the file is named by now.
///
/// The file is read behind what has been read, together with the last bytes of that: where these have changed, the file
/// was truncated and written anew, however large it is by now.
final class FileGeneration {
  enum Outcome {
    /// Bytes were read; there may be more.
    case advanced
    /// All that is there has been read.
    case atEnd
    /// The file holds something else now.
    case replaced
  }

  enum Piece {
    case block(Block)
    /// So many NUL bytes in front of a record were passed over.
    case hole(UInt64)
  }

  let number: Int
  private(set) var name: String
  private(set) var identity: FileIdentity
  private(set) var cutter: RecordCutter
  /// The largest size seen.
  private(set) var size: UInt64
  private(set) var modified: Int64
  /// How many names the file had when it was last looked at.
  var links: UInt32 = 1
  /// Whether the file is a compressed one.
  private(set) var isCompressed: Bool
  /// Whether nothing is added to the file any more: it is a copy, perhaps compressed.
  private(set) var isFrozen: Bool
  /// When bytes were last read.
  private(set) var lastGrowth: Duration
  /// Since when the path has been another file, or none.
  var away: Duration?
  /// Whether all that was there at the last look has been read.
  var isDrained = false
  /// Whether nothing is expected of it any more.
  var isFinished = false
  private var head = Fingerprint()
  private var content: FileContent.Source?
  private var excess: ArraySlice<UInt8> = []
  private let pool: DescriptorPool

  /// A file to read from its beginning.
  init(
    number: Int, _ member: FileFamily.Member, boundaries: RecordBoundaries, pool: DescriptorPool, now: Duration
  ) {
    self.number = number
    self.pool = pool
    name = member.path
    identity = member.status.identity
    cutter = RecordCutter(boundaries: boundaries)
    size = member.isPlain ? member.status.size : 0
    modified = member.status.modified
    isCompressed = !member.isPlain
    isFrozen = isCompressed
    lastGrowth = now
  }

  /// A file to go on with at a position.
  init(_ position: GenerationPosition, boundaries: RecordBoundaries, pool: DescriptorPool, now: Duration) {
    number = position.number
    self.pool = pool
    name = position.name
    identity = position.identity
    cutter = RecordCutter(boundaries: boundaries, offset: position.offset, isSkipping: position.isSkipping)
    size = position.size
    modified = position.modified
    isFinished = position.isFinished
    isCompressed = false
    isFrozen = false
    lastGrowth = now
    head = position.head
  }

  deinit { pool.returned(by: self) }

  var isOpen: Bool { content != nil }

  /// How many bytes are known to be there and have not been read; nil where none is known.
  var unread: UInt64? { size > cutter.end ? size - cutter.end : nil }

  var position: GenerationPosition {
    GenerationPosition(
      number: number, name: name, identity: identity, head: head, check: Fingerprint(cutter.before),
      offset: cutter.offset, isSkipping: cutter.isSkipping, size: size, modified: modified, isFinished: isFinished)
  }

  /// Whether a look at the file tells that there is nothing new in it.
  func isAtEnd(_ status: FileStatus) -> Bool {
    status.identity == identity && status.size == cutter.end && status.modified == modified
  }

  /// Goes on with what was found of this generation at the position.
  func attach(_ content: FileContent, of member: FileFamily.Member) {
    isCompressed = !member.isPlain
    isFrozen = isCompressed || (member.rotation != nil && !member.status.identity.mayBe(identity))
    name = member.path
    identity = member.status.identity
    attach(content)
  }

  /// Goes on with the same content, opened again at the position.
  func attach(_ content: FileContent) {
    head = content.head
    cutter = RecordCutter(
      boundaries: cutter.boundaries, offset: cutter.offset, isSkipping: cutter.isSkipping, before: content.before)
    excess = content.excess[...]
    self.content = content.source
    pool.used(by: self)
  }

  /// Goes on with the same file, opened again.
  func attach(_ file: OpenFile) {
    content = .plain(file)
    pool.used(by: self)
  }

  /// Notes how the content begins.
  func recognise(_ file: OpenFile) throws(TailingError) {
    guard try file.status().identity == identity else { return }
    head = Fingerprint(try file.beginning(GenerationPosition.headLength, isCompressed: isCompressed))
  }

  /// Begins at the end of a file; at the next record where the last line there is not ended.
  func begin(atEndOf file: OpenFile) throws(TailingError) {
    let size = try file.status().size
    let length = min(size, UInt64(RecordCutter.memory))
    let before = try file.read(at: size - length, overlap: 0, count: Int(length)).bytes
    let headLength = Int(min(size, UInt64(GenerationPosition.headLength)))
    head = Fingerprint(try file.read(at: 0, overlap: 0, count: headLength).bytes)
    cutter = RecordCutter(
      boundaries: cutter.boundaries, offset: size, isSkipping: before.last.map { $0 != UInt8(ascii: "\n") } ?? false,
      before: before)
    attach(file)
  }

  /// Closes the file; reading goes on where it ended when it is attached again.
  func release() {
    content = nil
    pool.returned(by: self)
  }

  /// The first bytes of the content, decompressed; the file must be open.
  func sample(_ count: Int) throws(TailingError) -> [UInt8] {
    switch content {
    case .plain(let file): return try file.beginning(count, isCompressed: false)
    case .compressed: return try OpenFile(name, followingLinks: false).beginning(count, isCompressed: true)
    case nil: return []
    }
  }

  /// Reads once, at most `limit` bytes, and hands out the records that are whole by then. The file must be open.
  func read(_ limit: Int, now: Duration, _ deliver: (Piece) -> Void) throws(TailingError) -> Outcome {
    switch content {
    case .plain(let file): return try read(file, limit, now, deliver)
    case .compressed(let stream):
      var bytes = Array(excess.prefix(cutter.appendable(limit)))
      excess = excess.dropFirst(bytes.count)
      if bytes.isEmpty { bytes = try stream.read(upTo: cutter.appendable(limit)) }
      if bytes.isEmpty { return .atEnd }
      pool.used(by: self)
      accept(bytes, of: nil, now, deliver)
      return .advanced
    case nil: return .atEnd
    }
  }

  private func read(
    _ file: OpenFile, _ limit: Int, _ now: Duration, _ deliver: (Piece) -> Void
  ) throws(TailingError) -> Outcome {
    let status = try file.status()
    links = status.links
    let end = cutter.end
    if status.size < end { return .replaced }
    if status.size == end, status.modified == modified { return .atEnd }
    pool.used(by: self)
    if end < UInt64(head.length), try !beginsAsKnown(file) { return .replaced }
    let recent = cutter.recent
    let wanted = cutter.appendable(Int(min(UInt64(limit), status.size - end)))
    let (check, bytes) = try file.read(at: end, overlap: recent.count, count: wanted)
    guard check == recent else { return .replaced }
    size = max(size, status.size)
    modified = status.modified
    if bytes.isEmpty { return .atEnd }
    accept(bytes, of: file, now, deliver)
    return .advanced
  }

  private func beginsAsKnown(_ file: OpenFile) throws(TailingError) -> Bool {
    Fingerprint(try file.beginning(head.length, isCompressed: false)) == head
  }

  /// Hands out what is held back: the last records, whether they ended or not.
  func flush(_ deliver: (Piece) -> Void) {
    while let block = cutter.next(atEnd: true) { deliver(.block(block)) }
    if let block = cutter.rest() { deliver(.block(block)) }
  }

  /// Cuts what was read. NUL bytes in front of a record are passed over, as are the holes that they begin.
  private func accept(_ bytes: [UInt8], of file: OpenFile?, _ now: Duration, _ deliver: (Piece) -> Void) {
    lastGrowth = now
    size = max(size, cutter.end + UInt64(bytes.count))
    if cutter.end <= UInt64(head.length), head.length < GenerationPosition.headLength {
      let known = head.length - Int(cutter.end)
      head.extend(bytes.dropFirst(known).prefix(GenerationPosition.headLength - head.length))
    }
    var rest = bytes[...]
    while !rest.isEmpty {
      if rest.first == 0, cutter.isAtLineStart, !cutter.isSkipping {
        flush(deliver)
        rest = pass(rest, of: file, deliver)
      } else {
        let count = FileGeneration.lengthBeforeHole(rest)
        cutter.append(rest.prefix(count))
        rest = rest.dropFirst(count)
        while let block = cutter.next() { deliver(.block(block)) }
      }
    }
  }

  /// Passes over the NUL bytes that these begin with and returns the others.
  private func pass(
    _ bytes: ArraySlice<UInt8>, of file: OpenFile?, _ deliver: (Piece) -> Void
  ) -> ArraySlice<UInt8> {
    let start = cutter.end
    let others = bytes.drop { $0 == 0 }
    cutter.pass(zeros: UInt64(bytes.count - others.count))
    if others.isEmpty, let file {
      let beyond = file.nextData(from: cutter.end) - cutter.end
      if head.length < GenerationPosition.headLength {
        head.extend(repeatElement(0, count: Int(min(beyond, UInt64(GenerationPosition.headLength - head.length)))))
      }
      cutter.pass(zeros: beyond)
    }
    deliver(.hole(cutter.end - start))
    return others
  }

  /// How many bytes there are before NUL bytes that stand behind a line end; all where there are none.
  private static func lengthBeforeHole(_ bytes: ArraySlice<UInt8>) -> Int {
    unsafe bytes.withUnsafeBytes { all in
      var from = 0
      while from < all.count, let base = all.baseAddress,
        let found = unsafe memchr(base + from, 0, all.count - from)
      {
        let at = unsafe UnsafeRawPointer(found) - base
        if at > 0, unsafe all[at - 1] == UInt8(ascii: "\n") { return at }
        from = at + 1
      }
      return all.count
    }
  }
}

/// An open file whose content before a position is known to be what was read.
final class FileContent {
  enum Source {
    case plain(OpenFile)
    case compressed(ByteStream)
  }

  let source: Source
  /// The last bytes before the position.
  let before: [UInt8]
  let head: Fingerprint
  /// Bytes behind the position that had to be read with those before it.
  let excess: [UInt8]

  private init(source: Source, before: [UInt8], head: Fingerprint, excess: [UInt8] = []) {
    self.source = source
    self.before = before
    self.head = head
    self.excess = excess
  }

  /// Opens the file; nil where its content before the position is other than what was read.
  convenience init?(_ path: String, at position: GenerationPosition, isCompressed: Bool) throws(TailingError) {
    let file = try OpenFile(path, followingLinks: false)
    if isCompressed {
      try self.init(file.stream(), at: position)
    } else {
      guard try file.status().size >= position.offset else { return nil }
      let start = position.offset - UInt64(position.check.length)
      let head = try file.read(at: 0, overlap: 0, count: position.head.length).bytes
      let before = try file.read(at: start, overlap: 0, count: position.check.length).bytes
      guard Fingerprint(head) == position.head, Fingerprint(before) == position.check else { return nil }
      self.init(source: .plain(file), before: before, head: position.head)
    }
  }

  /// Reads a stream up to the position; nil where what it holds before is something else.
  private convenience init?(_ stream: ByteStream, at position: GenerationPosition) throws(TailingError) {
    var head: [UInt8] = []
    var before: [UInt8] = []
    var excess: [UInt8] = []
    var passed: UInt64 = 0
    while passed < max(position.offset, UInt64(position.head.length)) {
      let bytes = try stream.read(upTo: 1 << 18)
      if bytes.isEmpty { return nil }
      if head.count < position.head.length {
        head += bytes.prefix(position.head.length - head.count)
        if head.count == position.head.length, Fingerprint(head) != position.head { return nil }
      }
      let count = Int(min(UInt64(bytes.count), max(position.offset, passed) - passed))
      before = (before + bytes[..<count].suffix(RecordCutter.memory)).suffix(RecordCutter.memory)
      excess += bytes[count...]
      passed += UInt64(bytes.count)
    }
    guard Fingerprint(before) == position.check else { return nil }
    self.init(source: .compressed(stream), before: before, head: position.head, excess: excess)
  }
}

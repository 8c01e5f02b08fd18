/// How the (decompressed) content of two files relates.
package enum ContentComparison: Equatable, Sendable {
  case same
  /// The first one's content is the beginning of the second one's, or the other way round.
  case firstBegins, secondBegins
  case differs

  /// Compares two files as far as they can be read, at most until they differ.
  package init(_ first: String, _ second: String) {
    guard let a = Reading(first), let b = Reading(second) else {
      self = .differs
      return
    }
    while true {
      let count = min(a.fill(), b.fill())
      if count == 0 {
        switch (a.isAtEnd, b.isAtEnd) {
        case (true, true): self = .same
        case (true, false): self = .firstBegins
        default: self = .secondBegins
        }
        return
      }
      guard a.chunk.prefix(count) == b.chunk.prefix(count) else {
        self = .differs
        return
      }
      a.chunk.removeFirst(count)
      b.chunk.removeFirst(count)
    }
  }

  /// A file's content, chunk by chunk. A damaged one ends where it is damaged.
  private final class Reading {
    private let stream: ByteStream
    private(set) var isAtEnd = false
    var chunk: ArraySlice<UInt8> = []

    init?(_ path: String) {
      guard let stream = try? ByteStream(path: path) else { return nil }
      self.stream = stream
    }

    /// How many bytes are at hand, after reading more where none are.
    func fill() -> Int {
      guard chunk.isEmpty, !isAtEnd else { return chunk.count }
      let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { target, count in
        count = unsafe (try? stream.read(into: UnsafeMutableRawBufferPointer(target))) ?? 0
      }
      isAtEnd = bytes.isEmpty
      chunk = bytes[...]
      return bytes.count
    }
  }
}

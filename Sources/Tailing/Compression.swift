/// How a file is compressed, by its first bytes: names can be wrong.
enum Compression {
  case gzip, xz, zstd

  /// Bytes that tell every kind.
  static let magicLength = 6

  /// - Parameter head: a file's first bytes; fewer than `magicLength` only where the file is shorter.
  init?(head: some Collection<UInt8>) {
    if head.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
      self = .xz
    } else if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || Compression.isSkippableFrame(head) {
      self = .zstd
    } else {
      return nil
    }
  }

  /// Frames without content, as `pzstd` begins its files with (RFC 8878, 3.1.2).
  private static func isSkippableFrame(_ head: some Collection<UInt8>) -> Bool {
    head.first.map { $0 & 0xF0 == 0x50 } == true && head.dropFirst().starts(with: [0x2A, 0x4D, 0x18])
  }

  /// A decompressor of this kind whose input begins with `input`.
  func decompressor(input: [UInt8]) -> any Decompressor {
    switch self {
    case .gzip: Gunzip(input: input)
    case .xz: Unxz(input: input)
    case .zstd: Unzstd(input: input)
    }
  }
}

/// Turns compressed bytes that arrive in pieces into those they stand for. What follows the end of a stream, a gzip
/// member or a zstd frame is another one; together they are one content.
protocol Decompressor: AnyObject {
  /// Whether all input so far ended where a stream ends: there the file may end, too.
  var isAtStreamEnd: Bool { get }
  /// Gives it more input. Asked for by `DecompressionStep.needsInput`.
  func feed(_ input: [UInt8])
  /// Writes the next bytes to `target`; `count` says how many.
  func decompress(into target: UnsafeMutableRawBufferPointer, count: inout Int) -> DecompressionStep
}

enum DecompressionStep {
  case produced, needsInput, corrupt
  /// More memory is needed than a decompressor here may take (`DecompressionLimit`).
  case tooLarge
}

/// What a compressed file may cost to read.
enum DecompressionLimit {
  /// The largest window, as a power of two: 128 MiB, `xz -9` and `zstd --ultra -22` stay within.
  static let windowLog: Int32 = 27
  static let bytes: UInt64 = (1 << UInt64(windowLog)) + (8 << 20)
}

import Glibc

/// Why a source could not be read, or not to its end.
public struct TailingError: Error, Sendable, Equatable {
  public enum Reason: Sendable, Equatable {
    case open, read
    /// The compressed stream ends before its end mark.
    case truncatedCompression
    /// The compressed stream is damaged.
    case corruptCompression
    /// The compressed stream needs more memory than it may take here.
    case largeCompression
  }

  public var reason: Reason
  public var path: String
  /// `errno` of the call that failed; 0 where none did.
  public var code: Int32
  /// Bytes of the (decompressed) source read before.
  public var offset: UInt64

  init(_ reason: Reason, path: String, code: Int32 = 0, offset: UInt64 = 0) {
    self.reason = reason
    self.path = path
    self.code = code
    self.offset = offset
  }

  /// The operating system's words for `code`.
  public var systemMessage: String { unsafe String(cString: strerror(code)) }
}

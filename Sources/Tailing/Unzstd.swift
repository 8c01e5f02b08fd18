import CZstd

/// Reads Zstandard (RFC 8878) through libzstd.
@safe final class Unzstd: Decompressor {
  private let stream: OpaquePointer?
  private var input: [UInt8]
  private var used = 0
  private(set) var isAtStreamEnd = false
  /// Whether libzstd may have output that did not fit into the last target.
  private var holdsOutput = false
  /// What is wrong behind the bytes that have been given out.
  private var failure: DecompressionStep?

  init(input: [UInt8]) {
    self.input = input
    unsafe stream = ZSTD_createDStream()
    unsafe ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, DecompressionLimit.windowLog)
  }

  deinit { unsafe ZSTD_freeDStream(stream) }

  func feed(_ more: [UInt8]) {
    input = more
    used = 0
  }

  func decompress(into target: UnsafeMutableRawBufferPointer, count: inout Int) -> DecompressionStep {
    count = 0
    if let failure { return failure }
    while used < input.count || holdsOutput {
      var output = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
      var status = 0
      unsafe input.withUnsafeBytes { bytes in
        var source = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: used)
        unsafe status = ZSTD_decompressStream(stream, &output, &source)
        unsafe used = source.pos
      }
      unsafe count = output.pos
      if ZSTD_isError(status) != 0 {
        let isTooLarge = [ZSTD_error_frameParameter_windowTooLarge, ZSTD_error_memory_allocation]
          .contains(ZSTD_getErrorCode(status))
        failure = isTooLarge ? .tooLarge : .corrupt
        isAtStreamEnd = false
      } else {
        isAtStreamEnd = status == 0
      }
      holdsOutput = failure == nil && !isAtStreamEnd && count == target.count
      // What was read before a damage comes out before the damage is reported.
      if count > 0 { return .produced }
      if let failure { return failure }
    }
    return .needsInput
  }
}

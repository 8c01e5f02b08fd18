import CLzma

/// Reads the .xz format through liblzma.
@safe final class Unxz: Decompressor {
  private var stream = unsafe lzma_stream()
  private var input: [UInt8]
  private var used = 0
  private(set) var isAtStreamEnd = false
  /// Whether liblzma may have output that did not fit into the last target.
  private var holdsOutput = false
  /// What is wrong behind the bytes that have been given out.
  private var failure: DecompressionStep?

  init(input: [UInt8]) {
    self.input = input
    begin()
  }

  deinit { unsafe lzma_end(&stream) }

  /// Makes ready for a stream; memory of the one before is used again.
  private func begin() {
    if unsafe lzma_stream_decoder(&stream, DecompressionLimit.bytes, 0) != LZMA_OK { failure = .tooLarge }
    isAtStreamEnd = false
  }

  func feed(_ more: [UInt8]) {
    input = more
    used = 0
  }

  func decompress(into target: UnsafeMutableRawBufferPointer, count: inout Int) -> DecompressionStep {
    count = 0
    if let failure { return failure }
    while used < input.count || holdsOutput {
      if isAtStreamEnd {
        // Another stream follows, or padding.
        while used < input.count, input[used] == 0 { used += 1 }
        guard used < input.count else { return .needsInput }
        begin()
      }
      var status = LZMA_OK
      unsafe input.withUnsafeMutableBufferPointer { source in
        unsafe stream.next_in = UnsafePointer(source.baseAddress! + used)
        unsafe stream.avail_in = source.count - used
        unsafe stream.next_out = target.bindMemory(to: UInt8.self).baseAddress
        unsafe stream.avail_out = target.count
        unsafe status = lzma_code(&stream, LZMA_RUN)
        unsafe used = source.count - stream.avail_in
      }
      unsafe count = target.count - stream.avail_out
      holdsOutput = status == LZMA_OK && count == target.count
      isAtStreamEnd = status == LZMA_STREAM_END
      switch status {
      case LZMA_OK, LZMA_STREAM_END, LZMA_BUF_ERROR: break
      case LZMA_MEMLIMIT_ERROR, LZMA_MEM_ERROR: failure = .tooLarge
      default: failure = .corrupt
      }
      // What was read before a damage comes out before the damage is reported.
      if count > 0 { return .produced }
      if let failure { return failure }
      if status == LZMA_BUF_ERROR { return .needsInput }
    }
    return .needsInput
  }
}

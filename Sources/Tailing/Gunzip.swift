import CZlib

/// Reads gzip (RFC 1952) through zlib.
@safe final class Gunzip: Decompressor {
  private var stream = unsafe z_stream()
  private var input: [UInt8]
  private var used = 0
  private(set) var isAtStreamEnd = false
  /// Whether zlib may have output that did not fit into the last target.
  private var holdsOutput = false
  /// What is wrong behind the bytes that have been given out.
  private var failure: DecompressionStep?

  init(input: [UInt8]) {
    self.input = input
    unsafe inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  }

  deinit { unsafe inflateEnd(&stream) }

  func feed(_ more: [UInt8]) {
    input = more
    used = 0
  }

  func decompress(into target: UnsafeMutableRawBufferPointer, count: inout Int) -> DecompressionStep {
    count = 0
    if let failure { return failure }
    while used < input.count || holdsOutput {
      if isAtStreamEnd {
        // Another member follows, or zeros, which gzip ignores as well.
        while used < input.count, input[used] == 0 { used += 1 }
        guard used < input.count else { return .needsInput }
        unsafe inflateReset(&stream)
        isAtStreamEnd = false
      }
      var status: Int32 = Z_OK
      unsafe input.withUnsafeMutableBufferPointer { source in
        unsafe stream.next_in = source.baseAddress! + used
        unsafe stream.avail_in = UInt32(source.count - used)
        unsafe stream.next_out = target.bindMemory(to: UInt8.self).baseAddress
        unsafe stream.avail_out = UInt32(target.count)
        unsafe status = inflate(&stream, Z_NO_FLUSH)
        unsafe used = source.count - Int(stream.avail_in)
      }
      unsafe count = target.count - Int(stream.avail_out)
      holdsOutput = status == Z_OK && count == target.count
      isAtStreamEnd = status == Z_STREAM_END
      if ![Z_OK, Z_STREAM_END, Z_BUF_ERROR].contains(status) { failure = .corrupt }
      // What was read before a damage comes out before the damage is reported.
      if count > 0 { return .produced }
      if let failure { return failure }
      if status == Z_BUF_ERROR { return .needsInput }
    }
    return .needsInput
  }
}

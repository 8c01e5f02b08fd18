/// Where a file's records may be cut, as its format says.
package struct RecordBoundaries: Sendable {
  /// How many bytes of these are whole records; 0 where none is.
  package var wholeRecords: @Sendable (RawSpan) -> Int
  /// Index of the first line that begins a record, not counting the line these bytes begin in; nil where none does.
  package var nextRecord: @Sendable (RawSpan) -> Int?
  /// The longest record that is kept.
  package var cap: Int

  package init(
    wholeRecords: @escaping @Sendable (RawSpan) -> Int, nextRecord: @escaping @Sendable (RawSpan) -> Int?, cap: Int
  ) {
    self.wholeRecords = wholeRecords
    self.nextRecord = nextRecord
    self.cap = cap
  }
}

/// Whole records of a file.
package struct Block: Sendable {
  package var bytes: [UInt8]
  /// Place of the first byte in the (decompressed) file.
  package var offset: UInt64
  /// The head of a record that is longer than the cap; the rest of it is skipped.
  package var isCapped: Bool
}

/// Reads a file block by block, each of whole records: what follows the last whole record of a read is carried over
/// to the next block. Where the blocks are cut depends on the read size; which records they hold does not.
package final class FileBlocks {
  private let stream: ByteStream
  private let boundaries: RecordBoundaries
  private let readSize: Int
  private var carry: [UInt8] = []
  /// Place of the carry's first byte.
  private var offset: UInt64 = 0
  private var isSkipping = false
  private var atEnd = false
  /// Bytes of records beyond the cap that were skipped.
  package private(set) var skippedBytes: UInt64 = 0

  /// - Parameter sample: of the same file; needed where it cannot be read a second time.
  package init(
    path: String, sample: FileSample? = nil, readSize: Int, boundaries: RecordBoundaries
  ) throws(TailingError) {
    if let sample, let rest = sample.rest {
      stream = rest
      carry = sample.bytes
    } else {
      stream = try ByteStream(path: path)
    }
    self.readSize = max(16, readSize)
    self.boundaries = boundaries
  }

  /// The next block; nil at the end. After an error there is a last block with what was read before it, then nil.
  package func next() throws(TailingError) -> Block? {
    while !atEnd || !carry.isEmpty {
      if atEnd { return takeRest() }
      var failure: TailingError?
      let kept = carry
      let buffer = unsafe [UInt8](unsafeUninitializedCapacity: kept.count + readSize) { target, count in
        unsafe kept.withUnsafeBufferPointer { source in
          if let from = source.baseAddress, let to = target.baseAddress {
            unsafe to.update(from: from, count: source.count)
          }
        }
        let free = unsafe UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(target)[kept.count...])
        count = kept.count
        do throws(TailingError) {
          let got = unsafe try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: free[..<readSize]))
          if got == 0 { atEnd = true }
          count += got
        } catch {
          failure = error
        }
      }
      carry = buffer
      if let failure {
        atEnd = true
        throw failure
      }
      if let block = takeWhole() { return block }
    }
    return nil
  }

  private func takeWhole() -> Block? {
    if isSkipping {
      guard let begin = unsafe boundaries.nextRecord(carry.span.bytes) else {
        // The last line end stays: whether a record begins behind it shows when that line is whole.
        dropSkipped(carry.lastIndex(of: UInt8(ascii: "\n")) ?? carry.count)
        if carry.count > boundaries.cap { dropSkipped(carry.count - 1) }
        return nil
      }
      dropSkipped(begin)
      isSkipping = false
    }
    let whole = unsafe boundaries.wholeRecords(carry.span.bytes)
    if whole > 0 { return take(whole, isCapped: false) }
    guard carry.count > boundaries.cap else { return nil }
    isSkipping = true
    return take(boundaries.cap, isCapped: true)
  }

  private func takeRest() -> Block? {
    if isSkipping {
      guard let begin = unsafe boundaries.nextRecord(carry.span.bytes) else {
        dropSkipped(carry.count)
        return nil
      }
      dropSkipped(begin)
      isSkipping = false
    }
    return carry.isEmpty ? nil : take(carry.count, isCapped: false)
  }

  private func dropSkipped(_ count: Int) {
    skippedBytes += UInt64(count)
    offset += UInt64(count)
    carry.removeFirst(count)
  }

  private func take(_ count: Int, isCapped: Bool) -> Block {
    let rest = count == carry.count ? [] : Array(carry[count...])
    carry.removeSubrange(count...)
    let block = Block(bytes: carry, offset: offset, isCapped: isCapped)
    offset += UInt64(count)
    carry = rest
    return block
  }
}

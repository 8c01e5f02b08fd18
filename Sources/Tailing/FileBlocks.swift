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
    // Larger reads could hide a record beyond the cap behind others.
    self.readSize = min(max(16, readSize), max(16, boundaries.cap / 2))
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
    if isSkipping, !skip() { return nil }
    let whole = unsafe boundaries.wholeRecords(carry.span.bytes)
    if max(whole, carry.count) > boundaries.cap, whole == 0 || whole > boundaries.cap {
      // The first record may be too long; the others are shorter than a read.
      if whole == 0, carry.count < boundaries.cap + FileBlocks.foresight, !atEnd { return nil }
      if firstRecordIsTooLong {
        isSkipping = true
        return take(boundaries.cap, isCapped: true)
      }
    }
    return whole > 0 ? take(whole, isCapped: false) : nil
  }

  /// Bytes behind the cap in which the line that begins the next record must end in order to be found. Looked at from
  /// the cap, never from the end of what happens to have been read.
  private static let foresight = 4096

  private var firstRecordIsTooLong: Bool {
    var window = Array(carry.prefix(boundaries.cap + FileBlocks.foresight))
    if atEnd, window.count == carry.count { window.append(UInt8(ascii: "\n")) }
    guard let next = unsafe boundaries.nextRecord(window.span.bytes) else { return true }
    return next > boundaries.cap
  }

  private func takeRest() -> Block? {
    if isSkipping {
      // The last line may begin a record though it does not end.
      let isUnterminated = carry.last != UInt8(ascii: "\n")
      if isUnterminated { carry.append(UInt8(ascii: "\n")) }
      let found = skip()
      if isUnterminated { carry.removeLast() }
      if !found {
        dropSkipped(carry.count)
        return nil
      }
    }
    return carry.isEmpty ? nil : take(carry.count, isCapped: false)
  }

  /// Drops what is left of the record that was too long; false where its end has not been read yet.
  private func skip() -> Bool {
    if let begin = unsafe boundaries.nextRecord(carry.span.bytes) {
      dropSkipped(begin)
      isSkipping = false
      return true
    }
    // The last line end stays: whether a record begins behind it shows when that line is whole, or long enough to tell.
    dropSkipped(carry.lastIndex(of: UInt8(ascii: "\n")) ?? carry.count)
    guard carry.count > FileBlocks.foresight else { return false }
    let head = Array(carry.prefix(FileBlocks.foresight)) + [UInt8(ascii: "\n")]
    let begin = unsafe boundaries.nextRecord(head.span.bytes)
    dropSkipped(begin ?? carry.count)
    isSkipping = begin == nil
    return begin != nil
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

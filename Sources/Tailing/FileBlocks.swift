/// Where a file's records may be cut, as its format says.
package struct RecordBoundaries: Sendable {
  /// How many bytes of these are whole records; 0 where none is.
  package var wholeRecords: @Sendable (RawSpan) -> Int
  /// Index of the first line that begins a record, not counting the line these bytes begin in; nil where none does.
  package var nextRecord: @Sendable (RawSpan) -> Int?
  /// The longest record that is kept. It may become known while the file is read.
  package var cap: Int { longest() }
  private var longest: @Sendable () -> Int

  package init(
    wholeRecords: @escaping @Sendable (RawSpan) -> Int, nextRecord: @escaping @Sendable (RawSpan) -> Int?,
    cap: @escaping @autoclosure @Sendable () -> Int
  ) {
    self.wholeRecords = wholeRecords
    self.nextRecord = nextRecord
    longest = cap
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

/// Reads a file block by block, each of whole records.
package final class FileBlocks {
  private let stream: ByteStream
  private let readSize: Int
  private var cutter: RecordCutter
  private var atEnd = false
  /// Bytes of records beyond the cap that were skipped.
  package var skippedBytes: UInt64 { cutter.skippedBytes }

  /// - Parameter sample: of the same file; needed where it cannot be read a second time, or begins with a hole.
  package init(
    path: String, sample: FileSample? = nil, readSize: Int, boundaries: RecordBoundaries
  ) throws(TailingError) {
    if let sample, let rest = sample.rest {
      stream = rest
      cutter = RecordCutter(boundaries: boundaries, carry: sample.bytes, offset: sample.hole)
    } else {
      stream = try ByteStream(path: path)
      let hole = sample?.hole ?? 0
      try stream.pass(hole)
      cutter = RecordCutter(boundaries: boundaries, offset: hole)
    }
    self.readSize = cutter.appendable(readSize)
  }

  /// The next block; nil at the end. After an error there is a last block with what was read before it, then nil.
  package func next() throws(TailingError) -> Block? {
    if cutter.isCutShort, let block = cutter.next(atEnd: atEnd) { return block }
    while !atEnd {
      do throws(TailingError) {
        let got = unsafe try cutter.append(readSize) { target throws(TailingError) in
          unsafe try stream.read(into: target)
        }
        if got == 0 { atEnd = true }
      } catch {
        atEnd = true
        throw error
      }
      if let block = cutter.next(atEnd: atEnd) { return block }
    }
    return cutter.rest()
  }
}

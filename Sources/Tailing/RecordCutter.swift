/// Cuts the bytes of a file, as they arrive, into blocks of whole records. What follows the last whole record is carried
/// over. Where the blocks are cut depends on how much arrives at a time; which records they hold does not.
struct RecordCutter {
  var boundaries: RecordBoundaries
  /// Bytes that no block has held yet.
  private(set) var carry: [UInt8]
  /// Place of the carry's first byte in the (decompressed) file.
  private(set) var offset: UInt64
  /// Whether the carry belongs to the rest of a record that was too long.
  private(set) var isSkipping: Bool
  /// The last bytes before `offset`, at most `RecordCutter.memory`.
  private(set) var before: [UInt8]
  /// Bytes of records beyond the cap that were skipped.
  private(set) var skippedBytes: UInt64 = 0

  /// Whether the last block was cut before the last whole record, so that `next` gives another at once.
  private(set) var isCutShort = false

  /// How many bytes before the offset are kept, to tell whether a file is still the one that was read.
  static let memory = 256
  /// Bytes behind the cap in which the line that begins the next record must end in order to be found. Looked at from
  /// the cap, never from the end of what happens to have been read.
  private static let foresight = 4096

  init(
    boundaries: RecordBoundaries, carry: [UInt8] = [], offset: UInt64 = 0, isSkipping: Bool = false,
    before: [UInt8] = []
  ) {
    self.boundaries = boundaries
    self.carry = carry
    self.offset = offset
    self.isSkipping = isSkipping
    self.before = before
  }

  /// The largest number of bytes to append at a time: more could hide a record beyond the cap behind others.
  func appendable(_ count: Int) -> Int { min(max(16, count), max(16, boundaries.cap / 2)) }

  /// Place of the first byte that has not been appended yet.
  var end: UInt64 { offset + UInt64(carry.count) }

  /// The last bytes that were appended, also those that blocks have taken.
  var recent: [UInt8] {
    carry.count >= Self.memory ? Array(carry.suffix(Self.memory)) : Array((before + carry).suffix(Self.memory))
  }

  /// Whether `rest` has something to hand out.
  var isHolding: Bool { carry.count > (isSkipping ? 1 : 0) }

  /// Whether what is appended next begins a line.
  var isAtLineStart: Bool {
    guard let last = carry.last ?? before.last else { return offset == 0 }
    return last == UInt8(ascii: "\n") || (carry.isEmpty && last == 0)
  }

  /// Appends what `fill` writes and returns the number of, at most `count`.
  mutating func append(
    _ count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(TailingError) -> Int
  ) throws(TailingError) -> Int {
    var failure: TailingError?
    var got = 0
    let kept = carry
    carry = unsafe [UInt8](unsafeUninitializedCapacity: kept.count + count) { target, filled in
      unsafe kept.withUnsafeBufferPointer { source in
        if let from = source.baseAddress, let to = target.baseAddress {
          unsafe to.update(from: from, count: source.count)
        }
      }
      let free = unsafe UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(target)[kept.count...])
      do throws(TailingError) {
        got = unsafe try fill(UnsafeMutableRawBufferPointer(rebasing: free[..<count]))
      } catch {
        failure = error
      }
      filled = kept.count + got
    }
    if let failure { throw failure }
    return got
  }

  mutating func append(_ bytes: ArraySlice<UInt8>) { carry += bytes }

  /// The next block of whole records; nil where more must be appended first.
  /// - Parameter atEnd: whether nothing will be appended any more.
  mutating func next(atEnd: Bool = false) -> Block? {
    if carry.isEmpty || (isSkipping && !skip()) { return nil }
    isCutShort = false
    let cap = boundaries.cap
    let whole = unsafe boundaries.wholeRecords(carry.span.bytes)
    guard max(whole, carry.count) > cap, whole == 0 || whole > cap else {
      return whole > 0 ? take(whole, isCapped: false) : nil
    }
    // The first record may be too long, or the one behind it.
    if whole == 0, carry.count < cap + Self.foresight, !atEnd { return nil }
    if let length = lengthOfFirstRecord(atEnd) {
      isCutShort = true
      return take(length, isCapped: false)
    }
    isSkipping = true
    return take(cap, isCapped: true)
  }

  /// The carry as the last block; nil where nothing is left of it. `next` has returned nil before.
  mutating func rest() -> Block? {
    if carry.isEmpty { return nil }
    if isSkipping {
      // The last line may begin a record though it does not end.
      let isUnterminated = carry.last != UInt8(ascii: "\n")
      if isUnterminated { carry.append(UInt8(ascii: "\n")) }
      let found = skip()
      if isUnterminated { carry.removeLast() }
      if !found {
        // A line end stays, so that the next line may begin a record.
        dropSkipped(isUnterminated ? carry.count : carry.count - 1)
        return nil
      }
      if carry.isEmpty { return nil }
    }
    return take(carry.count, isCapped: false)
  }

  /// Passes over bytes behind the carry that are no records. The carry must be empty.
  mutating func pass(zeros count: UInt64) {
    before = Array((before + [UInt8](repeating: 0, count: Int(min(count, UInt64(Self.memory))))).suffix(Self.memory))
    offset += count
  }

  /// Nil where the first record is longer than the cap.
  private func lengthOfFirstRecord(_ atEnd: Bool) -> Int? {
    var window = Array(carry.prefix(boundaries.cap + Self.foresight))
    if atEnd, window.count == carry.count { window.append(UInt8(ascii: "\n")) }
    guard let next = unsafe boundaries.nextRecord(window.span.bytes), next <= boundaries.cap else { return nil }
    return next
  }

  /// Drops what is left of the record that was too long; false where its end has not been appended yet.
  private mutating func skip() -> Bool {
    if let begin = unsafe boundaries.nextRecord(carry.span.bytes) {
      dropSkipped(begin)
      isSkipping = false
      return true
    }
    // The last line end stays: whether a record begins behind it shows when that line is whole, or long enough to tell.
    dropSkipped(carry.lastIndex(of: UInt8(ascii: "\n")) ?? carry.count)
    guard carry.count > Self.foresight else { return false }
    let head = Array(carry.prefix(Self.foresight)) + [UInt8(ascii: "\n")]
    let begin = unsafe boundaries.nextRecord(head.span.bytes)
    dropSkipped(begin ?? carry.count)
    isSkipping = begin == nil
    return begin != nil
  }

  private mutating func dropSkipped(_ count: Int) {
    skippedBytes += UInt64(count)
    advance(count)
    carry.removeFirst(count)
  }

  private mutating func take(_ count: Int, isCapped: Bool) -> Block {
    let start = offset
    advance(count)
    let rest = count == carry.count ? [] : Array(carry[count...])
    carry.removeSubrange(count...)
    let block = Block(bytes: carry, offset: start, isCapped: isCapped)
    carry = rest
    return block
  }

  /// Moves the offset behind the carry's first `count` bytes, which the caller removes.
  private mutating func advance(_ count: Int) {
    offset += UInt64(count)
    before =
      count >= Self.memory
      ? Array(carry[(count - Self.memory)..<count]) : Array((before + carry[..<count]).suffix(Self.memory))
  }
}

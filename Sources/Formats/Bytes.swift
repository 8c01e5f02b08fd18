/// Reading bytes of a span: one at a time, or eight at a time where a line is searched ("SWAR").
extension RawSpan {
  /// The byte at `index`, bounds-checked.
  @inline(__always)
  func byte(_ index: Int) -> UInt8 {
    unsafe unsafeLoad(fromByteOffset: index, as: UInt8.self)
  }

  /// The byte at `index`, 0 beyond the end.
  @inline(__always)
  func byteOrZero(_ index: Int) -> UInt8 {
    index < byteCount ? unsafe unsafeLoad(fromByteOffset: index, as: UInt8.self) : 0
  }

  /// Eight bytes from `index`, the first in the lowest byte. The caller has checked `index + 8 <= byteCount`.
  @inline(__always)
  func word(_ index: Int) -> UInt64 {
    unsafe UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
  }

  /// Index of the first `wanted` at or after `from`; nil if there is none.
  @inline(__always)
  func firstIndex(of wanted: UInt8, from: Int) -> Int? {
    let pattern = UInt64(wanted) &* 0x0101_0101_0101_0101
    var at = from
    let count = byteCount
    while at &+ 8 <= count {
      let x = word(at) ^ pattern
      let hit = (x &- 0x0101_0101_0101_0101) & ~x & 0x8080_8080_8080_8080
      if hit != 0 { return at &+ hit.trailingZeroBitCount &>> 3 }
      at &+= 8
    }
    while at < count {
      if byte(at) == wanted { return at }
      at &+= 1
    }
    return nil
  }

  /// Whether the bytes at `from` are those of `text`.
  @inline(__always)
  func matches(_ text: StaticString, at from: Int) -> Bool {
    let length = text.utf8CodeUnitCount
    guard from >= 0, from &+ length <= byteCount else { return false }
    let start = unsafe text.utf8Start
    var i = 0
    while i < length {
      if unsafe byte(from &+ i) != start[i] { return false }
      i &+= 1
    }
    return true
  }

  /// Index of the first occurrence of `text` at or after `from`.
  func firstIndex(of text: StaticString, from: Int) -> Int? {
    let first = unsafe text.utf8Start[0]
    var at = from
    while let hit = firstIndex(of: first, from: at) {
      if matches(text, at: hit) { return hit }
      at = hit + 1
    }
    return nil
  }

  /// The two decimal digits at `index`; nil if they are not.
  @inline(__always)
  func twoDigits(_ index: Int) -> Int? {
    guard index &+ 2 <= byteCount else { return nil }
    let a = byte(index) &- 48
    let b = byte(index &+ 1) &- 48
    return a <= 9 && b <= 9 ? Int(a) &* 10 &+ Int(b) : nil
  }

  /// The four decimal digits at `index`; nil if they are not.
  @inline(__always)
  func fourDigits(_ index: Int) -> Int? {
    guard let a = twoDigits(index), let b = twoDigits(index &+ 2) else { return nil }
    return a &* 100 &+ b
  }

  /// The decimal number from `index` on, at most 18 digits: its value and the index behind it. Nil without a digit.
  @inline(__always)
  func number(_ index: Int) -> (value: Int64, end: Int)? {
    if index >= 0, index &+ 8 <= byteCount {
      let word = self.word(index)
      // The high bit of each byte that is no digit.
      let x = word ^ 0x3030_3030_3030_3030
      let others = ((x & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676 | x) & 0x8080_8080_8080_8080
      if others != 0 {
        let bits = UInt64(truncatingIfNeeded: others.trailingZeroBitCount & ~7)
        guard bits > 0 else { return nil }
        return (Int64(RawSpan.eightDigits(x &<< (64 &- bits))), index &+ Int(bits &>> 3))
      }
    }
    return longNumber(index)
  }

  /// The number of eight decimal digits, their values in the bytes of `word`, the first in the lowest one.
  @inline(__always)
  private static func eightDigits(_ word: UInt64) -> UInt64 {
    let pairs = word &* 10 &+ word &>> 8
    let low = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let high = (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (low &+ high) &>> 32
  }

  private func longNumber(_ index: Int) -> (value: Int64, end: Int)? {
    var at = index
    var value: Int64 = 0
    let stop = Swift.min(byteCount, index &+ 18)
    while at < stop {
      let digit = byte(at) &- 48
      guard digit <= 9 else { break }
      value = value &* 10 &+ Int64(digit)
      at &+= 1
    }
    return at > index ? (value, at) : nil
  }
}

/// Hashing of bytes: fast, keyed, with a real finaliser (without it, distinct counts run low).
@frozen
public struct ByteHash {
  @usableFromInline var state: UInt64

  @inline(__always)
  public init(key: UInt64 = 0x9E37_79B9_7F4A_7C15) { state = key }

  @inline(__always)
  mutating func mix(_ word: UInt64) {
    let (high, low) = (state ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    state = high ^ low
  }

  /// MurmurHash3's 64-bit finaliser (A. Appleby, public domain).
  @inline(__always)
  func finish() -> UInt64 {
    var h = state
    h ^= h >> 33
    h = h &* 0xFF51_AFD7_ED55_8CCD
    h ^= h >> 33
    h = h &* 0xC4CE_B9FE_1A85_EC53
    return h ^ (h >> 33)
  }

  /// Hash of `count` bytes of `span` from `start`.
  @inline(__always)
  static func of(_ span: RawSpan, _ start: Int, _ end: Int, key: UInt64 = 0x9E37_79B9_7F4A_7C15) -> UInt64 {
    var hash = ByteHash(key: key ^ UInt64(truncatingIfNeeded: end &- start))
    var at = start
    while at &+ 8 <= end {
      hash.mix(span.word(at))
      at &+= 8
    }
    if at < end {
      var tail: UInt64 = 0
      if start &+ 8 <= end {
        tail = span.word(end &- 8)
      } else {
        while at < end {
          tail = tail &<< 8 | UInt64(span.byte(at))
          at &+= 1
        }
      }
      hash.mix(tail)
    }
    return hash.finish()
  }
}

extension RawSpan {
  /// How often a byte is there.
  func count(of wanted: UInt8) -> Int {
    var found = 0
    var at = 0
    while let next = far(wanted, from: at) {
      found += 1
      at = next + 1
    }
    return found
  }
}

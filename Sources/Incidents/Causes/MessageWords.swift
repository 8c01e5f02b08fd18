/// A message as its words: lower case, one space between them, variables and punctuation gone.
///
/// Matching on words makes `OutOfMemoryError:`, `[Errno 28] No space left` and `"too many clients already"` one case each.
/// Only ASCII is folded; other bytes count as letters.
struct MessageWords {
  private let bytes: [UInt8]

  init(_ text: String) { bytes = Self.fold(text) }

  /// Begins and ends with a space.
  static func fold(_ text: some StringProtocol) -> [UInt8] {
    var out: [UInt8] = [32]
    for byte in text.utf8.prefix(8192) {
      switch byte {
      case 65...90: out.append(byte + 32)
      case 97...122, 48...57, 128...255: out.append(byte)
      default: if out.last != 32 { out.append(32) }
      }
    }
    if out.last != 32 { out.append(32) }
    return out
  }

  /// Whether all parts of the phrase occur, each as a run of whole words; parts are separated by ` + `.
  func has(_ phrase: Phrase) -> Bool {
    phrase.parts.allSatisfy(contains)
  }

  private func contains(_ part: [UInt8]) -> Bool {
    guard bytes.count >= part.count, let first = part.dropFirst().first else { return false }
    var at = 0
    while at + part.count <= bytes.count {
      if bytes[at] == 32, bytes[at + 1] == first, bytes[at..<(at + part.count)].elementsEqual(part) { return true }
      at += 1
    }
    return false
  }
}

/// Words to look for, written as `too many clients` or, in any order, `timeout + connection pool`.
struct Phrase: Sendable, ExpressibleByStringLiteral {
  let text: String
  let parts: [[UInt8]]

  init(stringLiteral value: String) {
    text = value
    parts = value.split(separator: "+").map { MessageWords.fold($0) }
  }
}

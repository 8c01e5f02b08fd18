/// What a statement inserts into a table that has a column of secrets: which of the texts is one is not asked for, so all
/// are masked.
///
///     INSERT INTO users (name, password) VALUES ('anna', 'x'), ('bob', 'y')
enum SecretInserts {
  /// No name of a table, and no list of columns is longer.
  private static let longestName = 200
  private static let longestList = 4096

  /// Whether a statement may begin with a byte.
  static func mayBegin(_ byte: UInt8) -> Bool { byte | 0x20 == UInt8(ascii: "i") || byte | 0x20 == UInt8(ascii: "r") }

  /// The texts that the statement beginning at `at` inserts, the last first; none where none begins there.
  static func texts(_ text: PlainText, _ at: Int) -> [Range<Int>] {
    guard begins(text, at), at == 0 || !Ascii.isAlphanumeric(text.bytes[at - 1]), var index = values(text, at) else {
      return []
    }
    var texts: [Range<Int>] = []
    var depth = 0
    // Up to the next statement at the most: nothing is looked through twice.
    while index < text.count, !begins(text, index) {
      let byte = text.bytes[index]
      if SecretText.isQuote(byte), depth > 0 {
        let end = SecretText.endOfQuoted(text, index + 1)
        if end > index + 1, !SecretKeys.isMasked(text, index + 1) { texts.append(index + 1..<end) }
        index = end
      } else if byte == Ascii.open {
        depth += 1
      } else if byte == Ascii.close {
        depth -= 1
      } else if depth == 0, byte != Ascii.comma, byte > Ascii.space {
        break
      }
      index += 1
    }
    return texts.reversed()
  }

  private static func begins(_ text: PlainText, _ at: Int) -> Bool {
    let isInsert = text.matches("insert ", at)
    guard isInsert || text.matches("replace ", at) else { return false }
    var end = isInsert ? at + 6 : at + 7
    for _ in 0..<2 {
      guard let word = modifiers.first(where: { text.matches($0, end) }) else { break }
      end += word.utf8CodeUnitCount
    }
    return text.matches(" into ", end)
  }

  /// What stands between `INSERT` and `INTO`: up to two words of MySQL, or one alternative of SQLite.
  private static let modifiers: [StaticString] = [
    " ignore", " low_priority", " delayed", " high_priority", " or replace", " or ignore", " or abort", " or fail",
    " or rollback",
  ]

  /// Behind the `VALUES` of the statement at `at`, where one of its columns names a secret.
  private static func values(_ text: PlainText, _ at: Int) -> Int? {
    let open = text.end(at, within: longestName) { $0 != Ascii.open }
    guard open < text.count, text.bytes[open] == Ascii.open else { return nil }
    let close = text.end(open + 1, within: longestList) { $0 != Ascii.close && $0 != Ascii.open }
    guard close < text.count, text.bytes[close] == Ascii.close else { return nil }
    var values = text.end(close + 1) { $0 <= Ascii.space }
    // `OUTPUT inserted.id` of SQL Server, `OVERRIDING SYSTEM VALUE` of PostgreSQL.
    if text.matches("output ", values) || text.matches("overriding ", values) {
      let limit = min(text.count, values + longestName)
      guard
        let next = (values..<limit).first(where: { text.bytes[$0 - 1] <= Ascii.space && text.matches("values", $0) })
      else { return nil }
      values = next
    }
    let hasSecret = text.bytes[open..<close].split { !SecretText.isNameByte($0) }.contains {
      switch SecretKeys.kind(of: $0) {
      case .plain, .short: true
      case .header, .query, .container, nil: false
      }
    }
    return hasSecret && text.matches("values", values) ? values + 6 : nil
  }
}

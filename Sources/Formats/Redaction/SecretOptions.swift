/// Secrets on command lines: those whose options do not say that they are.
enum SecretOptions {
  private enum Value {
    /// `-pSECRET`, since the program asks for it otherwise.
    case attached
    /// `-a SECRET`, or attached.
    case any
    /// `-k SECRET`, where other options begin alike.
    case separate
    /// `-u name:SECRET`, or attached.
    case behindColon
    /// `-b name=SECRET`, or attached; the name of a file has no `=`.
    case behindEqual
  }

  /// Programs, by how their names begin, and their options.
  private static let known: [(program: StaticString, option: StaticString, value: Value)] = [
    ("mysql", "-p", .attached), ("mariadb", "-p", .attached), ("mongo", "-p", .any), ("sshpass", "-p", .any),
    ("docker login", "-p", .any), ("podman login", "-p", .any), ("sqlcmd", "-p", .any), ("useradd", "-p", .any),
    ("usermod", "-p", .any), ("7z", "-p", .attached), ("redis-cli", "-a", .any), ("ldap", "-w", .any),
    ("curl", "-u", .behindColon), ("curl", "--user", .behindColon),
    ("curl", "--proxy-user", .behindColon), ("curl", "-b", .behindEqual),
    ("helm registry login", "-p", .any), ("oc login", "-p", .any), ("az login", "-p", .any), ("snmp", "-c", .any),
    ("openssl", "-k", .separate), ("openssl", "-K", .separate), ("secret", "--from-literal", .behindEqual),
  ]
  /// How far before an option its program is looked for.
  private static let reach = 400

  /// Whether what begins at `at` is the name of an option: `--password`, `-token`.
  static func isName(_ text: PlainText, _ at: Int) -> Bool {
    var dashes = at
    while dashes > 0, at - dashes < 2, text.bytes[dashes - 1] == Ascii.minus { dashes -= 1 }
    return dashes < at && (dashes == 0 || !SecretText.isNameByte(text.bytes[dashes - 1]))
  }

  /// The secret of the option that begins at `at` with its dash.
  static func value(_ text: PlainText, _ at: Int, _ programs: inout Programs) -> Range<Int>? {
    guard at > 1, text.bytes[at - 1] == Ascii.space || SecretText.isQuote(text.bytes[at - 1]) else { return nil }
    // `-P` is a port where `-p` is a password.
    for (index, (_, option, value)) in known.enumerated() where text.begins(option, at) {
      let name = at + option.utf8CodeUnitCount
      let isAttached = name < text.count && text.bytes[name] > Ascii.space
      guard isAttached ? value != .separate : value != .attached, programs.hold(index, text, before: at) else {
        continue
      }
      var start = text.end(name) { $0 == Ascii.space }
      if isAttached, text.bytes[name] == Ascii.equal { start = name + 1 }
      let quote = start < text.count && SecretText.isQuote(text.bytes[start]) ? text.bytes[start] : nil
      // A quote is ended by one that is written as it is.
      let width = max(text.width(at - 1), quote == nil ? 0 : text.width(start))
      if quote != nil { start += 1 }
      let end = text.end(start, in: width) {
        if let quote {
          $0 == quote || $0 < Ascii.space
        } else {
          $0 <= Ascii.space || SecretText.isQuote($0) || $0 == UInt8(ascii: "`")
        }
      }
      if value == .behindColon || value == .behindEqual {
        let mark = value == .behindColon ? Ascii.colon : Ascii.equal
        guard let mark = text.bytes[start..<end].firstIndex(of: mark) else { continue }
        start = mark + 1
      }
      if start < end, !text.bytes[start...].starts(with: Redaction.mask) { return start..<end }
    }
    return nil
  }

  /// The programs that were named so far, looked for once in a text that is gone through from its beginning.
  struct Programs {
    /// Where each of `known` was named last in the command.
    private var places = [Int](repeating: -reach, count: known.count)
    private var looked = 0

    /// Whether the program at that place of `known` was named before, in the same command.
    fileprivate mutating func hold(_ program: Int, _ text: PlainText, before at: Int) -> Bool {
      let beginnings = SecretOptions.beginnings
      for index in max(looked, at - reach)..<max(looked, at) {
        let b = text.bytes[index]
        if b == UInt8(ascii: "|") || b == Ascii.semicolon || b < Ascii.space {
          for program in known.indices { places[program] = -reach }
        } else if beginnings & 1 << UInt32(b & 31) != 0, index == 0 || !Ascii.isAlphanumeric(text.bytes[index - 1]) {
          for (program, known) in known.enumerated() where text.matches(known.program, index) {
            places[program] = index
          }
        }
      }
      looked = max(looked, at)
      return places[program] >= max(0, at - reach)
    }
  }

  /// The lowest five bits of the bytes that the programs' names begin with, a bit for each.
  private static let beginnings = known.reduce(UInt32(0)) { unsafe $0 | 1 << UInt32($1.program.utf8Start[0] & 31) }
}

import Records

/// What may stand between the head of a line and its message.
extension LineLayout {
  /// Something that stands between the last time or level and the message.
  enum Part: String, CaseIterable, Sendable {
    /// `[main]`
    case bracket
    /// What stands before ` - `, one or two words.
    case beforeDash
    /// What a bar closes: `Step_LSC|`.
    case barred
    /// A process, a thread, a flag.
    case number
    /// `dfs.DataNode:`, `sshd[17]:`
    case component
    /// `nova.compute.manager`
    case logger
    /// A host before a component.
    case host
  }

  /// The end of the part at `at`; nil where something else stands there.
  static func end(of part: Part, _ line: RawSpan, _ at: Int) -> Int? {
    let end = line.byteCount
    guard at < end else { return nil }
    switch part {
    case .bracket: return closingBracket(line, at)
    case .beforeDash: return dash(line, at)
    case .barred, .number, .component, .logger, .host:
      guard let token = HeadToken.next(line, at, end) else { return nil }
      switch part {
      case .barred: return token.behind > token.end ? token.behind : nil
      case .number:
        if case .number = HeadToken.read(line, token.start, token.end) { return token.behind }
        return nil
      case .component: return isComponent(line, token.start, token.end) ? token.behind : nil
      case .logger: return isLogger(line, token.start, token.end) ? token.behind : nil
      default:
        guard let next = HeadToken.next(line, token.behind, end), isComponent(line, next.start, next.end),
          !isComponent(line, token.start, token.end)
        else { return nil }
        return token.behind
      }
    }
  }

  /// Behind the bracket that closes the one at `at`, others within it passed over.
  private static func closingBracket(_ line: RawSpan, _ at: Int) -> Int? {
    guard line.byte(at) == Ascii.openBracket else { return nil }
    var depth = 0
    for index in at..<min(line.byteCount, at &+ 200) {
      if line.byte(index) == Ascii.openBracket { depth &+= 1 }
      if line.byte(index) == Ascii.closeBracket {
        depth &-= 1
        if depth == 0 { return index &+ 1 }
      }
    }
    return nil
  }

  /// Behind a ` - ` that follows one or two words.
  private static func dash(_ line: RawSpan, _ at: Int) -> Int? {
    var from = at
    for words in 0..<3 {
      guard let token = HeadToken.next(line, from, line.byteCount) else { return nil }
      if token.end &- token.start == 1, line.byte(token.start) == Ascii.minus { return words > 0 ? token.end : nil }
      from = token.end
    }
    return nil
  }

  /// `name:`, `name[17]:`, `name(pam_unix)[17]:`, the colon the last byte.
  private static func isComponent(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    guard end &- start >= 2, line.byte(end &- 1) == Ascii.colon else { return false }
    let first = line.byte(start)
    guard Ascii.isLetter(first) || first == Ascii.underscore || first == Ascii.slash else { return false }
    for at in start..<end &- 1 {
      switch line.byte(at) {
      case Ascii.colon, Ascii.equal, Ascii.quote, Ascii.comma, Ascii.semicolon: return false
      default: break
      }
    }
    return true
  }

  /// A dotted name and nothing else.
  private static func isLogger(_ line: RawSpan, _ start: Int, _ end: Int) -> Bool {
    guard Ascii.isLetter(line.byte(start)), Ascii.isAlphanumeric(line.byte(end &- 1)) else { return false }
    var hasDot = false
    for at in start..<end {
      let b = line.byte(at)
      if b == Ascii.dot {
        hasDot = true
      } else if !Ascii.isAlphanumeric(b), b != Ascii.underscore, b != UInt8(ascii: "$") {
        return false
      }
    }
    return hasDot
  }
}

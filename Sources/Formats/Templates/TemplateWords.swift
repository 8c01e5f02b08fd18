/// The words of templates, each once, by number.
struct TemplateWords: Sendable {
  private(set) var texts: [String] = []
  private var hashes: [UInt64] = []
  private var traits: [WordTraits] = []
  private var numbers: [UInt64: UInt32] = [:]

  mutating func number(of message: RawSpan, _ start: Int, _ end: Int) -> UInt32 {
    let hash = ByteHash.of(message, start, end)
    if let known = numbers[hash] { return known }
    let number = UInt32(texts.count)
    texts.append(message.text(start, end))
    hashes.append(hash)
    traits.append(WordTraits(message, start, end))
    numbers[hash] = number
    return number
  }

  mutating func number(of text: String) -> UInt32 {
    let bytes = Array(text.utf8)
    return unsafe number(of: bytes.span.bytes, 0, bytes.count)
  }

  func hash(of number: UInt32) -> UInt64 { hashes[Int(number)] }
  func traits(of number: UInt32) -> WordTraits { traits[Int(number)] }
}

/// What a word says by its looks about whether it varies.
struct WordTraits: OptionSet, Sendable {
  let rawValue: UInt8

  static let hasLetter = WordTraits(rawValue: 1)
  /// It looks like the name of something and not like a word of a sentence: `root_domain`, `eth-lan`, `WindowManager`.
  static let isNameLike = WordTraits(rawValue: 2)
  /// A word before a name: `user`, `host`.
  static let announcesName = WordTraits(rawValue: 4)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ message: RawSpan, _ start: Int, _ end: Int) {
    var traits: WordTraits = []
    var stop = end
    while stop > start, message.byte(stop &- 1) == Ascii.dot || message.byte(stop &- 1) == UInt8(ascii: "!") {
      stop &-= 1
    }
    var isLower = false
    for at in start..<stop {
      let b = message.byte(at)
      if Ascii.isLetter(b) || b >= 128 {
        traits.insert(.hasLetter)
        if isLower, Ascii.isUpper(b) { traits.insert(.isNameLike) }
      } else if WordTraits.isNameMark(b) {
        traits.insert(.isNameLike)
      }
      isLower = b &- 97 <= 25
    }
    if WordTraits.announcesName(message, start, stop) { traits.insert(.announcesName) }
    self = traits
  }

  private static func isNameMark(_ b: UInt8) -> Bool {
    switch b {
    case Ascii.underscore, Ascii.minus, Ascii.dot, Ascii.slash, Ascii.backslash, Ascii.at, UInt8(ascii: "*"),
      UInt8(ascii: "$"), UInt8(ascii: "#"), UInt8(ascii: "~"):
      return true
    default: return false
    }
  }

  private static func announcesName(_ message: RawSpan, _ start: Int, _ end: Int) -> Bool {
    guard end &- start <= 8 else { return false }
    switch message.packedLowercase(start, end) {
    case Ascii.packed("user"), Ascii.packed("host"), Ascii.packed("domain"), Ascii.packed("device"),
      Ascii.packed("service"), Ascii.packed("server"), Ascii.packed("client"), Ascii.packed("node"),
      Ascii.packed("file"), Ascii.packed("database"), Ascii.packed("table"), Ascii.packed("queue"),
      Ascii.packed("topic"), Ascii.packed("group"), Ascii.packed("class"), Ascii.packed("module"):
      return true
    default: return false
    }
  }
}

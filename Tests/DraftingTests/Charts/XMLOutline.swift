/// The names of an XML document's elements; throws where it is not well formed. It knows as much of XML as charts write:
/// elements with quoted attributes, text, the five entities and references by number.
struct XMLOutline {
  struct Malformed: Error {
    var rest: String
  }

  private(set) var elements: Set<String> = []
  private var open: [String] = []
  private var rest: Substring

  init(_ text: String) throws {
    rest = text[...]
    while !rest.isEmpty { try read() }
    guard open.isEmpty else { throw Malformed(rest: "open: \(open)") }
  }

  private mutating func read() throws {
    guard rest.first == "<" else { return try text(until: "<") }
    let end = rest.firstIndex(of: ">") ?? rest.endIndex
    guard end < rest.endIndex else { throw malformed }
    var tag = rest[rest.index(after: rest.startIndex)..<end]
    if tag.first == "/" {
      guard open.popLast().map({ $0 == tag.dropFirst() }) ?? false else { throw malformed }
      rest = rest[rest.index(after: end)...]
      return
    }
    let isEmpty = tag.last == "/"
    if isEmpty { tag.removeLast() }
    let name = tag.prefix { $0.isLetter }
    guard !name.isEmpty, try areAttributes(tag.dropFirst(name.count)) else { throw malformed }
    elements.insert(String(name))
    if !isEmpty { open.append(String(name)) }
    rest = rest[rest.index(after: end)...]
  }

  private func areAttributes(_ text: Substring) throws -> Bool {
    try Regex(#"(\s+[A-Za-z:-]+="([^"<&]|&(amp|lt|gt|quot|#[0-9]+);)*")*\s*"#).wholeMatch(in: text) != nil
  }

  private mutating func text(until end: Character) throws {
    let text = rest.prefix { $0 != end }
    guard try Regex(#"([^<&]|&(amp|lt|gt|quot|#[0-9]+);)*"#).wholeMatch(in: text) != nil,
      text.unicodeScalars.allSatisfy({ ($0.value >= 32 || $0 == "\n") && $0.value != 0xFFFE && $0.value != 0xFFFF })
    else { throw malformed }
    rest = rest[text.endIndex...]
  }

  private var malformed: Malformed { Malformed(rest: String(rest.prefix(80))) }
}

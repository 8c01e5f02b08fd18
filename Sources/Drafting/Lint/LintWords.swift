/// The words of a sentence, for rules that look at what stands beside what.
struct LintWords {
  struct Word: Equatable {
    var text: String
    var lower: String
    /// The line it stands in.
    var line: Int
  }

  var words: [Word]

  /// The sentences of a document; one that goes on in the next line of a paragraph is one.
  static func sentences(of text: LintText) -> [LintWords] {
    var sentences: [LintWords] = []
    var current = LintWords(words: [])
    func end() {
      if !current.words.isEmpty { sentences.append(current) }
      current.words = []
    }
    for line in text.lines {
      if line.kind != .paragraph { end() }
      for part in line.parts {
        for word in split(part, line.number) {
          if word.text == "." || word.text == "!" || word.text == "?" { end() } else { current.words.append(word) }
        }
        if line.parts.count > 1 { end() }
      }
    }
    end()
    return sentences
  }

  /// Letters and digits with apostrophes and hyphens among them, an `@` before them; anything else is a word of its own. A
  /// point ends a sentence only before white space.
  private static func split(_ text: String, _ line: Int) -> [Word] {
    let characters = Array(text)
    var words: [Word] = []
    var at = 0
    func isPart(_ index: Int) -> Bool {
      guard characters.indices.contains(index) else { return false }
      let character = characters[index]
      if character.isLetter || character.isNumber || character == "_" { return true }
      return "'’-.".contains(character) && index > 0 && characters.indices.contains(index + 1)
        && (characters[index - 1].isLetter || characters[index - 1].isNumber)
        && (characters[index + 1].isLetter || characters[index + 1].isNumber)
    }
    while at < characters.count {
      let start = at
      if characters[at] == "@", isPart(at + 1) { at += 1 }
      while isPart(at) { at += 1 }
      if at == start { at += 1 }
      let word = String(characters[start..<at])
      if word != " " { words.append(Word(text: word, lower: word.lowercased().replacing("’", with: "'"), line: line)) }
    }
    return words
  }
}

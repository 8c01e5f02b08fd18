/// Learns which words of templates vary, and merges the templates that differ in nothing else.
///
/// A word varies where enough different words stand in its place among templates that are otherwise equal. How many are
/// enough depends on what else tells: fewer where all look like names or stand behind `user` and the like, two where a
/// variable was seen there, more where little else remains of the template, twice as many for the first word, which
/// mostly says what happened and for which a variable counts only beside names.
///
/// What comes out depends on the set of templates only, not on their order.
struct TemplateMerging {
  /// Different words that suffice, by what else tells.
  private enum Enough {
    static let words = 5
    static let names = 4
    static let besideVariable = 2
    /// Added where a template has only one other word.
    static let moreWhereBare = 2
    static let timesForFirst = 2
  }

  private struct Node {
    var pattern: TemplatePattern
    /// Whether words of it were found to vary, now or before.
    var isLearned: Bool
  }

  /// One place of one node, under the hash of its template without that place.
  private struct Slot {
    var key: UInt64
    var node: Int32
    var place: Int32
  }

  private let words: TemplateWords
  private var nodes: [Node]
  /// For each pattern that came in the node that it is in now.
  private var nodeOf: [Int]

  /// - Parameter learned: which of the patterns have variables that were learned from words.
  /// - Returns: the merged patterns, and for each pattern that came in the index of the one it is part of.
  static func merge(
    _ patterns: [TemplatePattern], learned: [Bool], _ words: TemplateWords
  ) -> (patterns: [TemplatePattern], indices: [Int], learned: [Bool]) {
    var merging = TemplateMerging(
      words: words, nodes: zip(patterns, learned).map { Node(pattern: $0, isLearned: $1) },
      nodeOf: Array(patterns.indices))
    // Every step takes a word out of a pattern: they are few.
    while merging.step() || merging.takeIn() {}
    return (merging.nodes.map(\.pattern), merging.nodeOf, merging.nodes.map(\.isLearned))
  }

  /// Replaces the places that vary. False where there are none.
  private mutating func step() -> Bool {
    var places = [Set<Int>](repeating: [], count: nodes.count)
    let slots = sortedSlots()
    var from = 0
    while from < slots.count {
      var to = from + 1
      while to < slots.count, slots[to].key == slots[from].key { to += 1 }
      if to - from > 1, varies(slots[from..<to]) {
        for slot in slots[from..<to] where !isVariable(slot) { places[Int(slot.node)].insert(Int(slot.place)) }
      }
      from = to
    }
    guard places.contains(where: { !$0.isEmpty }) else { return false }
    for node in nodes.indices where !places[node].isEmpty {
      nodes[node].pattern = nodes[node].pattern.replacing(places[node])
      nodes[node].isLearned = true
    }
    unite()
    return true
  }

  private func sortedSlots() -> [Slot] {
    var slots: [Slot] = []
    for (index, node) in nodes.enumerated() {
      let pieces = node.pattern.pieces
      var whole: UInt64 = 0
      for (place, piece) in pieces.enumerated() { whole &+= TemplateMerging.mixed(piece.code, place) }
      for (place, piece) in pieces.enumerated() where piece.isVariable || piece.word != nil {
        // Code 0 is no piece's: it stands for the place left open.
        let key = whole &- TemplateMerging.mixed(piece.code, place) &+ TemplateMerging.mixed(0, place)
        slots.append(Slot(key: key, node: Int32(index), place: Int32(place)))
      }
    }
    slots.sort { ($0.key, $0.node, $0.place) < ($1.key, $1.node, $1.place) }
    return slots
  }

  private static func mixed(_ code: UInt32, _ place: Int) -> UInt64 {
    var hash = ByteHash()
    hash.mix(UInt64(code) &<< 32 | UInt64(place))
    return hash.finish()
  }

  private func isVariable(_ slot: Slot) -> Bool {
    nodes[Int(slot.node)].pattern.pieces[Int(slot.place)].isVariable
  }

  /// Whether the words of these slots, whose templates are otherwise equal, are values of a variable.
  private func varies(_ slots: ArraySlice<Slot>) -> Bool {
    var hasVariable = false
    var areNames = true
    // Nodes differ in their patterns, so their words at the one place in which they may differ do, too.
    for slot in slots {
      guard let word = nodes[Int(slot.node)].pattern.pieces[Int(slot.place)].word else {
        hasVariable = true
        continue
      }
      if !words.traits(of: word).contains(.isNameLike) { areNames = false }
    }
    let first = slots[slots.startIndex]
    let pieces = nodes[Int(first.node)].pattern.pieces
    let place = Int(first.place)
    let others = pieces.indices.count { $0 != place && hasLetter(pieces[$0]) }
    guard others > 0 else { return false }
    let isFirst = !pieces[..<place].contains { $0.isVariable || $0.word != nil }
    if hasVariable, !isFirst || areNames { return slots.count >= Enough.besideVariable }
    var enough = areNames || isAnnounced(place, pieces) ? Enough.names : Enough.words
    if others == 1 { enough += Enough.moreWhereBare }
    if isFirst { enough *= Enough.timesForFirst }
    return slots.count >= enough
  }

  private func hasLetter(_ piece: TemplatePiece) -> Bool {
    piece.word.map { words.traits(of: $0).contains(.hasLetter) } ?? false
  }

  /// Whether the word before `place` is one that a name follows: `user`, `host`.
  private func isAnnounced(_ place: Int, _ pieces: [TemplatePiece]) -> Bool {
    guard place >= 2, pieces[place - 1].isBlank, let word = pieces[place - 2].word else { return false }
    return words.traits(of: word).contains(.announcesName)
  }

  /// A pattern that was learned takes in the others that it matches: those with other words in several places at once,
  /// which no step compares. False where there are none.
  private mutating func takeIn() -> Bool {
    var learned: [[UInt32]: Int] = [:]
    var shapes: [Int: Set<[Int]>] = [:]
    for (index, node) in nodes.enumerated() where node.isLearned {
      learned[node.pattern.codes] = index
      shapes[node.pattern.pieces.count, default: []].insert(
        node.pattern.pieces.indices.filter { node.pattern.pieces[$0].isVariable })
    }
    var found = false
    for index in nodes.indices {
      let pieces = nodes[index].pattern.pieces
      guard let candidates = shapes[pieces.count] else { continue }
      let codes = nodes[index].pattern.codes
      var best: Int?
      for shape in candidates where shape.allSatisfy({ pieces[$0].isVariable || pieces[$0].word != nil }) {
        var matching = codes
        for place in shape { matching[place] = TemplatePiece.variableCode }
        guard let taker = learned[matching], taker != index else { continue }
        // Several may match: the least changed, then the least in order, whatever order they came in.
        if best.map({ precedes(nodes[taker].pattern, nodes[$0].pattern) }) ?? true { best = taker }
      }
      guard let best else { continue }
      let places = nodes[best].pattern.pieces.indices.filter { nodes[best].pattern.pieces[$0].isVariable }
      nodes[index].pattern = nodes[index].pattern.replacing(places)
      found = true
    }
    if found { unite() }
    return found
  }

  private func precedes(_ a: TemplatePattern, _ b: TemplatePattern) -> Bool {
    let (variablesA, variablesB) = (a.pieces.count(where: \.isVariable), b.pieces.count(where: \.isVariable))
    return (variablesA, a.hash(words)) < (variablesB, b.hash(words))
  }

  /// Makes one of the nodes whose patterns have become the same.
  private mutating func unite() {
    var known: [[UInt32]: Int] = [:]
    var united: [Node] = []
    var moved = [Int](repeating: 0, count: nodes.count)
    for (index, node) in nodes.enumerated() {
      if let at = known[node.pattern.codes] {
        united[at].pattern.merge(node.pattern)
        united[at].isLearned = united[at].isLearned || node.isLearned
        moved[index] = at
      } else {
        known[node.pattern.codes] = united.count
        moved[index] = united.count
        united.append(node)
      }
    }
    nodes = united
    for index in nodeOf.indices { nodeOf[index] = moved[nodeOf[index]] }
  }
}

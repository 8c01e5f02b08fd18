import Records

/// One error as it was told of, and the same error in other logs: texts that differ in no more than a leading prefix,
/// as where the journal holds the whole line of a program and the program's own file its message.
struct MessageFold {
  /// The shortest text that a longer one is folded into: `timeout` alone is the end of too many messages.
  private static let shortest = 16

  /// The one with the shortest text; of these the most frequent.
  let message: MessageFacts
  let others: [MessageFacts]

  var all: [MessageFacts] { [message] + others }

  static func of(_ messages: [MessageFacts]) -> [MessageFold] {
    let ordered = messages.sorted { a, b in
      let (lengthA, lengthB) = (a.template.utf8.count, b.template.utf8.count)
      if lengthA != lengthB { return lengthA < lengthB }
      if a.template != b.template { return a.template < b.template }
      return a.count != b.count ? a.count > b.count : a.service < b.service
    }
    var folds: [[MessageFacts]] = []
    for message in ordered {
      if let i = folds.firstIndex(where: { isSame($0[0], message) }) {
        folds[i].append(message)
      } else {
        folds.append([message])
      }
    }
    return folds.map { MessageFold(message: $0[0], others: Array($0.dropFirst())) }
  }

  private static func isSame(_ short: MessageFacts, _ long: MessageFacts) -> Bool {
    short.template == long.template
      || short.template.utf8.count >= shortest && long.template.hasSuffix(short.template)
  }
}

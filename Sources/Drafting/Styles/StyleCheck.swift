import Records

/// Finds what is wrong with a style before it is used: fields, functions and partials that do not exist, fields that are no
/// text, tags that it may not have, and what would have no end.
struct StyleCheck {
  /// The most sections that lie within each other, and the most partials that are taken in, each as often as it is.
  private static let deepest = 40
  private static let mostPartials = 1000

  /// The text of a partial, and what an error calls it.
  let partial: (String) throws(DraftError) -> (text: String, origin: String)
  private var scopes = [Scope(fields: DraftField.all, value: nil)]
  private var partials = 0

  init(partial: @escaping (String) throws(DraftError) -> (text: String, origin: String)) { self.partial = partial }

  /// What names mean at one place: the fields of a section that is open there.
  private struct Scope {
    var fields: [String: DraftField]
    /// What `{{.}}` stands for; nil where that is no text.
    var value: StyleValue?
  }

  mutating func check(_ text: String, origin: String) throws(DraftError) {
    try check(text, origin, within: [])
  }

  private mutating func check(_ text: String, _ origin: String, within open: [String]) throws(DraftError) {
    for tag in StyleTag.all(in: text) {
      switch tag.kind {
      case .comment: break
      case .forbidden: throw DraftError(.forbiddenTag(line: tag.line, tag: tag.name), origin)
      case .variable:
        let name = tag.functions.reversed().reduce(tag.name) { "\($1)(\($0))" }
        if let instead = try value(of: tag, origin).instead(of: name) {
          throw DraftError(.noText(line: tag.line, field: name, instead: instead), origin)
        }
      case .section, .inverted:
        let value = try value(of: tag, origin)
        let isShown = tag.kind == .section
        scopes.append(Scope(fields: isShown ? value.members : [:], value: isShown && value.isShown ? value : nil))
        if scopes.count > Self.deepest { throw DraftError(.tooDeep(line: tag.line), origin) }
      // Whether it closes the one that is open is found by the template's own parser.
      case .end: if scopes.count > 1 { scopes.removeLast() }
      case .partial:
        let (inner, place) = try partial(tag.name)
        if open.contains(tag.name) { throw DraftError(.partialOfItself(line: tag.line, tag.name), origin) }
        partials += 1
        if partials > Self.mostPartials { throw DraftError(.tooDeep(line: tag.line), origin) }
        try check(inner, place, within: open + [tag.name])
      }
    }
  }

  private func value(of tag: StyleTag, _ origin: String) throws(DraftError) -> StyleValue {
    var value = try fieldValue(of: tag, origin)
    for function in tag.functions.reversed() {
      guard let next = value.functions[function] else {
        throw DraftError(
          .unknownFunction(line: tag.line, function: function, known: value.functions.keys.sorted()), origin)
      }
      value = next
    }
    return value
  }

  private func fieldValue(of tag: StyleTag, _ origin: String) throws(DraftError) -> StyleValue {
    if tag.name.isEmpty, !tag.functions.isEmpty { return .place }
    guard tag.name == "." else { return .field(try field(tag, origin).shape) }
    guard let value = scopes.last?.value else {
      throw DraftError(.unknownField(line: tag.line, field: ".", nearest: nil), origin)
    }
    if case .number = value { return .number }
    return .field(.text)
  }

  private func field(_ tag: StyleTag, _ origin: String) throws(DraftError) -> DraftField {
    var names = tag.name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let first = names.isEmpty ? "" : names.removeFirst()
    let found = scopes.lazy.reversed().compactMap { $0.fields[first] }.first
    var place = ""
    var known = Array(Set(scopes.flatMap { $0.fields.keys }))
    var field = found
    for name in names where field != nil {
      place += (place.isEmpty ? first : "") + "."
      known = field.map { Array($0.members.keys) } ?? []
      field = field?.members[name]
      if field != nil { place += name }
    }
    if let field { return field }
    let wrong = found == nil ? first : names.last ?? ""
    let nearest = NearestNames.of(wrong, among: known).first.map { found == nil ? $0 : place + $0 }
    throw DraftError(.unknownField(line: tag.line, field: tag.name, nearest: nearest), origin)
  }
}

import Records

/// Finds what is wrong with a style before it is used: fields and partials that do not exist, tags that it may not have.
struct StyleCheck {
  /// The text of a partial, and what an error calls it.
  let partial: (String) throws(DraftError) -> (text: String, origin: String)

  func check(_ text: String, origin: String) throws(DraftError) {
    var scopes: [Scope] = [Scope(name: "", fields: DraftField.all, isValue: false)]
    try check(text, origin, &scopes, within: [])
  }

  /// What names mean at one place: the fields of a section that is open there.
  private struct Scope {
    var name: String
    var fields: [String: DraftField]
    /// Whether it is of a text, which `{{.}}` shows.
    var isValue: Bool
  }

  private func check(
    _ text: String, _ origin: String, _ scopes: inout [Scope], within partials: [String]
  ) throws(DraftError) {
    for tag in StyleTag.all(in: text) {
      switch tag.kind {
      case .comment: break
      case .forbidden: throw DraftError(.forbiddenTag(line: tag.line, tag: tag.name), origin)
      case .variable: _ = try field(tag, origin, scopes)
      case .section, .inverted: scopes.append(try scope(of: tag, origin, scopes))
      // Whether it closes the one that is open is found by the template's own parser.
      case .end: if scopes.count > 1 { scopes.removeLast() }
      case .partial:
        let (inner, place) = try partial(tag.name)
        if partials.contains(tag.name) { throw DraftError(.partialOfItself(line: tag.line, tag.name), origin) }
        try check(inner, place, &scopes, within: partials + [tag.name])
      }
    }
  }

  private func scope(of tag: StyleTag, _ origin: String, _ scopes: [Scope]) throws(DraftError) -> Scope {
    guard let field = try field(tag, origin, scopes) else { return Scope(name: tag.name, fields: [:], isValue: false) }
    let isValue =
      switch field.shape {
      case .optionalText, .texts: true
      default: false
      }
    return Scope(name: tag.name, fields: tag.kind == .section ? field.members : [:], isValue: isValue)
  }

  /// The field that the tag names; nil for the text or the list that is open there.
  private func field(_ tag: StyleTag, _ origin: String, _ scopes: [Scope]) throws(DraftError) -> DraftField? {
    if tag.name.isEmpty { return nil }
    if tag.name == "." {
      if scopes.last?.isValue == true { return nil }
      throw DraftError(.unknownField(line: tag.line, field: ".", nearest: nil), origin)
    }
    var names = tag.name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let first = names.removeFirst()
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

/// What a tag of a style stands for: a field, or what a function makes of one.
enum StyleValue {
  case field(DraftField.Shape)
  case number
  /// Where in a list its element stands: `{{^last()}}`.
  case place

  /// The functions that may be applied to it, and what they give (those of swift-mustache that mean something here).
  var functions: [String: StyleValue] {
    let flag = StyleValue.field(.flag)
    switch self {
    case .field(.text):
      let text = StyleValue.field(.text)
      return ["capitalized": text, "lowercased": text, "uppercased": text, "empty": flag]
    case .field(.optionalText), .field(.texts):
      return [
        "first": .field(.text), "last": .field(.text), "reversed": .field(.texts), "sorted": .field(.texts),
        "count": .number, "empty": flag,
      ]
    case .field(.list(let members)):
      return [
        "first": .field(.fields(members)), "last": .field(.fields(members)), "reversed": .field(.list(members)),
        "count": .number, "empty": flag,
      ]
    case .field(.flag), .field(.fields): return [:]
    case .number: return ["plusone": .number, "minusone": .number, "even": flag, "odd": flag, "equalzero": flag]
    case .place: return ["first": flag, "last": flag, "even": flag, "odd": flag, "index": .number]
    }
  }

  /// The fields within.
  var members: [String: DraftField] {
    switch self {
    case .field(.fields(let members)), .field(.list(let members)): members
    default: [:]
    }
  }

  /// Whether `{{.}}` shows it within its section.
  var isShown: Bool {
    switch self {
    case .field(.text), .field(.optionalText), .field(.texts), .number: true
    default: false
    }
  }

  /// What to write where `{{name}}` would show no text; nil where it does.
  func instead(of name: String) -> String? {
    switch self {
    case .field(.text), .number: return nil
    case .field(.flag), .place: return "{{#\(name)}}...{{/\(name)}}"
    case .field(.optionalText), .field(.texts): return "{{#\(name)}}{{.}}{{/\(name)}}"
    case .field(.list): return "{{#\(name)}}...{{/\(name)}}, or {{count(\(name))}}"
    case .field(.fields(let members)):
      let inner = ["clock", "says", "count"].first { members[$0] != nil } ?? members.keys.min() ?? ""
      return "{{\(name).\(inner)}}"
    }
  }
}

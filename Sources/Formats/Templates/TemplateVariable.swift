/// What a variable of a message is, as far as its bytes tell.
package enum TemplateVariable: UInt8, Codable, Sendable, CaseIterable {
  /// A number, signed or not, with or without a fraction.
  case number
  /// A word with digits, a UUID, a long hexadecimal number, a version.
  case id
  /// An IP or MAC address, a host with its port, an e-mail address.
  case address
  /// A path or URL.
  case path
  case duration
  /// A number of bytes.
  case size
  case time
  /// What stands between quotes.
  case quoted
  /// What a key is set to, and words such as `true`.
  case value
  /// A word that varies: the name of a host, a package, a user.
  case name
  /// Several of these.
  case any

  /// The kind of a run of variables, this one with `next` behind it.
  func joined(with next: TemplateVariable) -> TemplateVariable {
    if self == next { return self }
    switch (self, next) {
    case (.address, .number): return .address
    case (.time, .number), (.number, .time): return .time
    case (.id, .number), (.number, .id): return .id
    default: return .any
    }
  }

  /// Whether a blank keeps this kind of variable and another one apart (`/srv/a.gz, 12 KB`): both are known well enough.
  func stands(apartFrom other: TemplateVariable) -> Bool {
    self != other && isDistinct && other.isDistinct
  }

  private var isDistinct: Bool {
    switch self {
    case .path, .address, .duration, .size, .time, .quoted: true
    case .number, .id, .value, .name, .any: false
    }
  }

  /// The kind of one place of a template that holds this in some messages and `other` in others.
  func merged(with other: TemplateVariable) -> TemplateVariable {
    if self == other { return self }
    let wide: Set<TemplateVariable> = [.number, .name, .id]
    return wide.contains(self) && wide.contains(other) ? .id : .any
  }

  /// As it stands in a template: `<number>`; `<*>` for what has no kind of its own.
  package var placeholder: String { self == .any ? "<*>" : "<\(label)>" }

  /// How JSON names it.
  package var label: String { self == .any ? "any" : "\(self)" }
}

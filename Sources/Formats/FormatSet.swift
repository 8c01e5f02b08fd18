import Records

/// The formats that lines are read in: those that users declared, then those that are built in. A declared one takes the
/// place of a built-in one of its name.
public struct FormatSet: Sendable {
  public static let builtIn = FormatSet(declared: [])

  /// The most specific first: where two read a line equally well, the first wins.
  public let all: [any LogFormat]
  /// What users declared.
  package let declared: [FormatDeclaration]
  /// Tells these declarations from others; nil where there are none.
  public let fingerprint: String?
  private let interspersed: [any LogFormat]

  package init(declared: [FormatDeclaration]) {
    self.declared = declared
    let formats = declared.map(\.format)
    fingerprint =
      formats.isEmpty ? nil : Fingerprint.of(formats.map(\.identifier).joined(separator: "\n"))
    let names = Set(declared.map(\.name))
    all = formats + LogFormats.all.filter { !names.contains($0.name) }
    interspersed = all.filter(LogFormats.isInterspersed)
  }

  /// The names that `named` knows, without those of formats within envelopes.
  package var names: [String] { all.map(\.name) + LearntFormat.Kind.allCases.map(\.rawValue) + LogFormats.envelopes }

  /// Those that are learnt from a file, by their names.
  package var learnt: [any LogFormat] { LearntFormat.Kind.allCases.map { LearntFormat(kind: $0) } }

  /// The format of that name or identifier.
  public func named(_ name: String) -> (any LogFormat)? {
    all.first { $0.name == name || $0.identifier == name } ?? W3CFormat(identifier: name)
      ?? EnvelopeFormat.named(name, among: self) ?? TextLogFormat(identifier: name) ?? LaidOutFormat(identifier: name)
      ?? PHPErrorFormat(identifier: name) ?? directed(name)
      ?? LearntFormat.Kind(rawValue: name).map { LearntFormat(kind: $0) }
  }

  /// The declared format that an identifier begins with, behind the directives that follow.
  private func directed(_ identifier: String) -> (any LogFormat)? {
    guard let end = identifier.firstIndex(of: "\n") else { return nil }
    let format = named(String(identifier[..<end])) as? DeclaredFormat
    return format?.behind(directives: String(identifier[end...]))
  }

  /// Formats that a file may be of whose beginning this is: the user's come first, then what it was read as before, and
  /// what its own head declares.
  func candidates(for sample: RawSpan, readAs earlier: (any LogFormat)? = nil) -> [any LogFormat] {
    let head = W3CHead(in: sample.extracting(0..<min(sample.byteCount, FormatSniffer.sampleBytes)))
    return all.prefix(declared.count) + [earlier, head.map { W3CFormat($0) }].compactMap(\.self)
      + all.dropFirst(declared.count)
  }

  /// Formats that a line may be of which the file's own does not read, the likeliest first.
  func others(than format: any LogFormat) -> [any LogFormat] {
    let kin = LogFormats.kin(of: format)
    return kin + interspersed.filter { other in other.name != format.name && !kin.contains { $0.name == other.name } }
  }
}

extension FormatSet: Equatable {
  public static func == (a: FormatSet, b: FormatSet) -> Bool { a.fingerprint == b.fingerprint }
}

/// Short names of long texts.
enum Fingerprint {
  static func of(_ text: String) -> String {
    let bytes = Array(text.utf8)
    return unsafe ByteHash.of(bytes.span.bytes, 0, bytes.count).hex
  }
}

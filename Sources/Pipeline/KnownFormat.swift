package import Formats

/// A format as `hindcast formats` lists it.
package struct KnownFormat: Encodable, Sendable {
  /// What `--format` takes.
  package var name: String
  /// The service of records that name none.
  package var service: String
  /// Whether a record may have several lines.
  package var joinsLines: Bool
  /// Whether a file of the user's declares it.
  package var isDeclared: Bool

  private enum CodingKeys: String, CodingKey {
    case name, service
    case joinsLines = "joins_lines"
    case isDeclared = "declared"
  }

  /// Those of a set, in the order in which they are tried.
  package static func all(of formats: FormatSet) -> [KnownFormat] {
    let own = Set(formats.declared.map(\.name))
    return (LogFormats.envelopes.compactMap(formats.named) + formats.all + formats.learnt).map {
      KnownFormat(name: $0.name, service: $0.service, joinsLines: $0.joinsLines, isDeclared: own.contains($0.name))
    }
  }
}

import Formats

/// A format as `hindcast formats` lists it.
package struct KnownFormat: Encodable, Sendable {
  /// What `--format` takes.
  package var name: String
  /// The service of records that name none.
  package var service: String
  /// Whether a record may have several lines.
  package var joinsLines: Bool

  private enum CodingKeys: String, CodingKey {
    case name, service
    case joinsLines = "joins_lines"
  }

  /// In the order in which they are tried.
  package static var all: [KnownFormat] {
    let named = LogFormats.envelopes.compactMap(LogFormats.named) + LogFormats.all
    return named.map { KnownFormat(name: $0.name, service: $0.service, joinsLines: $0.joinsLines) }
  }
}

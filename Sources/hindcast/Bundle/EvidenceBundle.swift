import Control
import Drafting
import Foundation
import Incidents
import Records
import Store

/// All that is known of an incident as files in one archive: what is handed to those who have no access to the host.
struct EvidenceBundle {
  /// Entries that a bundle holds at most, each with its evidence.
  static let entries = 20_000

  let incident: Incident
  let similar: [PastIncident]
  let coverage: Coverage
  let policy: RedactionPolicy
  let style: DraftStyle

  /// - Parameter policy: what the document and the coverage have passed.
  init(_ document: IncidentDocument, _ coverage: Coverage, style: DraftStyle, _ policy: RedactionPolicy) {
    incident = document.incident
    similar = document.similar
    self.coverage = coverage
    self.style = style
    self.policy = policy
  }

  /// The archive: a folder named as the incident. The same incident, style and policy give the same bytes.
  func archive() throws -> Data {
    var archive = TarArchive(modified: incident.knownUntil)
    var files = try self.files()
    files.append(("SHA256SUMS", Data(Self.sums(files).utf8)))
    for (name, content) in files { archive.add("\(incident.id)/\(name)", content) }
    return archive.finished
  }

  private func files() throws -> [(String, Data)] {
    let stored = incident.timeline.map { StoredEntry(entry: $0, incidents: [incident.id]) }
    let excerpts = LogExcerpts(incident)
    let pictures = ChartFiles(IncidentChart.charts(of: incident, zone: .gmt), beside: "draft.md")
    let options = DraftOptions(charts: pictures.links, similar: similar)
    var files = [
      ("README.txt", BundleReadme(self, excerpts).text),
      ("draft.md", Draft.markdown(of: incident, style: style, options: options)),
      ("incident.json", try ReadableJSON.encode(incident) + "\n"),
      ("coverage.json", try ReadableJSON.encode(coverage) + "\n"),
    ]
    for (name, chart) in pictures.charts { files.append((name, chart.svg())) }
    for export in TimelineExport.allCases { files.append((export.fileName, try export.text(stored))) }
    for excerpt in excerpts.files { files.append((excerpt.name, excerpt.text)) }
    return files.map { ($0.0, Data($0.1.utf8)) }
  }

  /// As `sha256sum -c` reads it.
  private static func sums(_ files: [(String, Data)]) -> String {
    files.map { name, content in "\(Hashes.sha256(Array(content)))  \(name)\n" }.joined()
  }
}

import Foundation
import Incidents
import LogLab
import SampleIncidents
import Testing

@testable import Drafting

@Suite struct ChartFilesTests {
  private var twice: [IncidentChart] {
    var incident = SampleIncidents.charted
    incident.series.append(incident.series[0])
    return IncidentChart.charts(of: incident, zone: .gmt)
  }

  @Test func areNamedAfterTheDraftAndTheService() {
    let files = ChartFiles(twice, beside: "/srv/out.d/my draft.md")
    #expect(files.charts.map(\.name) == ["my draft-nginx.svg", "my draft-nginx-2.svg"])
    #expect(files.links.map(\.file) == ["my%20draft-nginx.svg", "my%20draft-nginx-2.svg"])
    #expect(Set(files.byLink.keys) == Set(files.links.map(\.file)))
    #expect(ChartFiles(twice, beside: ".draft").charts[0].name == ".draft-nginx.svg")
  }

  @Test func areWrittenForTheirOwnerWholeOrNotAtAll() throws {
    let folder = try TemporaryFolder()
    let files = ChartFiles(twice, beside: folder.file("draft.md"))
    try files.write(force: false)
    let path = folder.file("draft-nginx.svg")
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("<svg xmlns="))
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(throws: DraftError(.fileExists, path)) { try files.write(force: false) }
    try files.write(force: true)
  }

  @Test func noneIsWrittenWhereOneIsASymbolicLink() throws {
    let folder = try TemporaryFolder()
    let link = folder.file("draft-nginx-2.svg")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.file("elsewhere"))
    #expect(throws: DraftError(.symbolicLink, link)) {
      try ChartFiles(twice, beside: folder.file("draft.md")).write(force: true)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["draft-nginx-2.svg"])
  }
}

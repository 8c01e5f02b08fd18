import Foundation
import Incidents
import LogLab
import SampleIncidents
import Testing

@testable import Drafting

@Suite struct ChartFilesTests {
  private var twice: [IncidentChart] {
    var incident = SampleIncidents.finelyCharted
    incident.series.append(incident.series[0])
    return IncidentChart.charts(of: incident, zone: .gmt)
  }

  @Test func areNamedAfterTheDraftAndTheService() {
    let files = ChartFiles(twice, beside: "/srv/out.d/my draft.md")
    #expect(files.charts.map(\.name) == ["my draft-nginx.svg", "my draft-nginx-2.svg"])
    #expect(files.links.map(\.file) == ["my%20draft-nginx.svg", "my%20draft-nginx-2.svg"])
    #expect(files.chart(of: "my%20draft-nginx.svg", byEnding: false)?.service == "nginx")
    #expect(ChartFiles(twice, beside: ".draft").charts[0].name == ".draft-nginx.svg")
  }

  @Test func anEditedDraftMayHaveAnotherNameSince() {
    let files = ChartFiles(twice, beside: "2024-06-outage.md")
    #expect(files.chart(of: "draft-nginx.svg", byEnding: false) == nil)
    #expect(files.chart(of: "draft-nginx.svg", byEnding: true) != nil)
    #expect(files.chart(of: "pictures/draft-nginx-2.svg", byEnding: true) != nil)
    #expect(files.chart(of: "team.svg", byEnding: true) == nil)
  }

  @Test func areWrittenForTheirOwnerAndOverTheirOwnKindOnly() throws {
    let folder = try TemporaryFolder()
    let files = ChartFiles(twice, beside: folder.file("draft.md"))
    #expect(files.write().isEmpty)
    let path = folder.file("draft-nginx.svg")
    let drawn = try String(contentsOfFile: path, encoding: .utf8)
    #expect(drawn.hasPrefix("<svg xmlns="))
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    // One of an earlier draft is replaced; one that somebody has changed, or drew, is not.
    try folder.write("draft-nginx.svg", DrawnPicture.sealed("<svg/>\n"))
    #expect(files.write().isEmpty)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == drawn)
    for theirs in [drawn.replacing("800", with: "900"), "<svg/>", ""] {
      try folder.write("draft-nginx.svg", theirs)
      #expect(throws: DraftError(.foreignPicture, path)) { try files.check() }
      #expect(files.write() == [DraftError(.foreignPicture, path)])
      #expect(try String(contentsOfFile: path, encoding: .utf8) == theirs)
    }
  }

  @Test func aSymbolicLinkIsNotWrittenThrough() throws {
    let folder = try TemporaryFolder()
    let link = folder.file("draft-nginx-2.svg")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.file("elsewhere"))
    let files = ChartFiles(twice, beside: folder.file("draft.md"))
    #expect(throws: DraftError(.symbolicLink, link)) { try files.check() }
    #expect(files.write() == [DraftError(.symbolicLink, link)])
    #expect(!FileManager.default.fileExists(atPath: folder.file("elsewhere")))
  }
}

import Foundation
import Incidents
import SampleIncidents
import Testing

@testable import hindcast

@Suite struct TextChartTests {
  private func lines(_ glyphs: ChartGlyphs = .blocks, width: Int = 100) -> [String] {
    TextChart(zone: .gmt, glyphs: glyphs, width: width).lines(
      of: SampleIncidents.finelyCharted, SampleIncidents.fineSeries)
  }

  private func column(of letter: Character, in line: String) throws -> Int {
    line.distance(from: line.startIndex, to: try #require(line.firstIndex(of: letter)))
  }

  @Test func barsStandWhereTheIncidentWas() throws {
    let lines = lines()
    let top = try #require(lines.first { $0.contains("30 %") })
    let ground = try #require(lines.first { $0.contains("━") })
    #expect(top.contains("█") || top.contains("▄") || top.contains("▅") || top.contains("▆"))
    let began = try column(of: "━", in: ground)
    #expect(try abs(column(of: "B", in: lines[1]) - began) <= 1)
    // The first phase is 1,020 s long, the second 397 s, of 3,900 s in 86 columns.
    let phases = ground.split(whereSeparator: { $0 != "━" }).map(\.count)
    #expect(phases.count == 2)
    // Both are drawn through the columns that they touch.
    #expect((0...2).contains(phases[0] - 86 * 1020 / 3900) && (0...2).contains(phases[1] - 86 * 397 / 3900))
  }

  @Test func saysTheFiguresTheTimesAndWhatTheLettersMean() {
    let text = lines().joined(separator: "\n")
    for part in [
      "nginx, 2024-06-05, UTC", "Failed requests (5xx): usually 0.1 %, at worst 25 % at", "Latency, logarithmic: p95",
      "Requests: in each 50 s", " 14:00 ", "B began  D detected  R recovered  L relapsed  O over  c change  n note",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test(arguments: [40, 60, 80, 100, 120, Int.max])
  func fitsTheTerminal(width: Int) {
    for line in lines(width: width) { #expect(displayWidth(line) <= min(width, 120), "\(line)") }
  }

  @Test func isASCIIWhereTheLocaleIs() {
    #expect(lines(.ascii).allSatisfy { $0.utf8.allSatisfy { $0 < 128 } })
    #expect(ChartGlyphs(environment: ["LANG": "de_DE.UTF-8"]) == .blocks)
    #expect(ChartGlyphs(environment: ["LANG": "C.utf8", "LC_ALL": ""]) == .blocks)
    #expect(ChartGlyphs(environment: ["LANG": "de_DE.UTF-8@euro"]) == .blocks)
    #expect(ChartGlyphs(environment: ["LANG": "de_DE.UTF-8", "LC_ALL": "C"]) == .ascii)
    #expect(ChartGlyphs(environment: [:]) == .ascii)
  }

  @Test func showHasTheChartOfTheWorstService() {
    var incident = SampleIncidents.finelyCharted
    incident.series.append(SampleIncidents.fineSeries)
    incident.series[1].service = "shop"
    let rendering = IncidentRendering(clock: Clock(zone: .gmt), ink: Ink(isOn: false), width: 100)
    let text = rendering.text(incident)
    #expect(text.contains("\nMeasured\n  nginx, 2024-06-05"))
    #expect(!text.contains("  shop, 2024-06-05"))
    #expect(text.contains("... 1 more, --all"))
  }
}

import Foundation
import Incidents
import Records
import SampleIncidents
import Testing

@testable import Drafting

@Suite struct IncidentChartTests {
  private func chart(_ incident: Incident = SampleIncidents.finelyCharted) throws -> IncidentChart {
    try #require(IncidentChart.charts(of: incident, zone: .gmt).first)
  }

  @Test func aValueIsAtItsPlace() throws {
    let chart = try chart()
    let plot = Plot(top: 100, height: 92, scale: chart.panels[0].scale)
    let shape = ChartShape(layout: .wide, plot: plot, count: chart.steps.count)
    let line = try #require(shape.elements(of: chart.panels[0].lines[0], .failed).last)
    // A quarter of a scale that ends at 30 %; the first phase begins 90 of 195 steps of 20 s into 684 px.
    #expect(line.contains("V\(SVGText.number(192 - 92 * 0.25 / 0.3))"))
    #expect(line.hasPrefix("<path class=\"failed\" d=\"M64 192H"))
  }

  @Test func marksAndPhasesStandAtTheirTimes() throws {
    let chart = try chart()
    let svg = chart.svg()
    let onset = SVGText.number(ChartLayout.wide.x(chart.time.fraction(SampleIncidents.onset)))
    #expect(svg.contains("<path class=\"bad\" d=\"M\(onset) "))
    #expect(svg.contains("<rect class=\"phase\" x=\"\(onset)\""))
    #expect(svg.components(separatedBy: "<rect class=\"phase\"").count == 1 + 2 * chart.panels.count)
  }

  @Test func theCourseIsNamedAndWhatHappenedIsListed() throws {
    let svg = try chart().svg()
    for text in [
      ">began", ">over", ">relapsed", ">shop 1.4.2 deployed<", ">hypothesis: the load balancer drops", ">p99<",
    ] {
      #expect(svg.contains(text), "\(text)")
    }
    let marks = try chart().marks
    #expect(marks.map(\.at) == marks.map(\.at).sorted())
    #expect(marks.filter(\.isOfCourse).map(\.text) == ["began", "detected", "recovered", "relapsed", "over"])
  }

  @Test func aGapStaysAGap() throws {
    let latency = try #require(chart().panels.first { $0.measure == .latency })
    // Ten seconds without requests are a gap; of twenty, in which the other ten have some, they are none.
    #expect(latency.lines[1].values.allSatisfy { $0 != nil })
    var incident = SampleIncidents.finelyCharted
    for step in 30..<34 { incident.series[0].p95[step] = nil }
    let gapped = try #require(chart(incident).panels.first { $0.measure == .latency })
    let shape = ChartShape(
      layout: .wide, plot: Plot(top: 0, height: 100, scale: gapped.scale), count: gapped.lines[1].values.count)
    #expect(shape.elements(of: gapped.lines[1], .latency)[0].components(separatedBy: "M").count == 3)
  }

  @Test func saysInWordsWhatItShows() throws {
    let alternative = try chart().alternative
    for text in [
      "nginx, 13:45:00 to 14:50:00 (2024-06-05, UTC), in steps of 20 s.",
      "Failed requests (5xx): usually 0.1 %, at worst 25 % at 14:00:20.",
      "p95 usually 42 ms, at worst 1.8 s at 14:00:00", "in each 20 s: 120 to 240, usually 240",
      "began 14:00:03, detected 14:00:19",
    ] {
      #expect(alternative.contains(text), "\(text) in \(alternative)")
    }
    let svg = try chart().svg(id: "x")
    #expect(svg.contains("role=\"img\" aria-labelledby=\"x-t x-d\""))
    #expect(svg.contains("<desc id=\"x-d\">nginx, 13:45:00"))
  }

  @Test func whatIsTheSameIsSaidOnce() throws {
    var incident = SampleIncidents.finelyCharted
    incident.series[0].failed = incident.series[0].failed.map { _ in 0 }
    incident.series[0].usualFailedRatio = 0
    incident.series[0].requests = incident.series[0].requests.map { _ in 60 }
    incident.series[0].usualRequestsPerStep = 60
    let alternative = try chart(incident).alternative
    #expect(alternative.contains("Failed requests (5xx): 0 % at worst, as usual."), "\(alternative)")
    #expect(alternative.contains(": 120, as usual"), "\(alternative)")
  }

  @Test func isTheSameEveryTimeAndSmall() throws {
    #expect(try chart().svg() == chart().svg())
    #expect(try chart().svg().utf8.count < 60_000)
    var long = SampleIncidents.finelyCharted
    for _ in 0..<4 {
      long.series[0].requests += long.series[0].requests
      long.series[0].failed += long.series[0].failed.reversed()
      long.series[0].p50 += long.series[0].p50.shuffled()
      long.series[0].p95 += long.series[0].p95.shuffled()
      long.series[0].p99 += long.series[0].p99.shuffled()
    }
    #expect(try chart(long).svg().utf8.count < 60_000)
  }

  @Test func needsNothingFromOutside() throws {
    let svg = try chart().svg()
    for foreign in ["<script", "href", "url(", "@import", "<image", "<foreignObject"] {
      #expect(!svg.contains(foreign))
    }
    #expect(svg.components(separatedBy: "http").count == 2, "the name space only")
  }

  @Test func anIncidentWithoutMeasurementsHasNoChart() {
    #expect(IncidentChart.charts(of: SampleIncidents.shop, zone: .gmt).isEmpty)
    var incident = SampleIncidents.finelyCharted
    incident.series[0].requests = []
    #expect(IncidentChart.charts(of: incident, zone: .gmt).isEmpty)
    incident.series[0].requests = [0, 0, 0]
    incident.series[0].p50 = []
    incident.series[0].p95 = []
    incident.series[0].p99 = []
    #expect(IncidentChart.charts(of: incident, zone: .gmt).isEmpty)
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "a & b", "\"><image href=http://evil/>", "]]>", "\u{1b}[2J\u{0}\u{7}", "a\u{202e}b",
    "\u{FFFE}\u{FFFF}", "'", "&#60;",
  ])
  func textOfLogsIsTextAndTheXMLWellFormed(text: String) throws {
    var incident = SampleIncidents.shop(withLogText: text)
    incident.series = [SampleIncidents.fineSeries]
    incident.series[0].service = text
    for layout in [ChartLayout.wide, .narrow] {
      let svg = try chart(incident).svg(layout)
      #expect(
        try XMLOutline(svg).elements.isSubset(of: ["svg", "title", "desc", "style", "rect", "text", "path", "g"]))
      #expect(!svg.contains("\u{1b}") && !svg.contains("\u{202e}"))
    }
  }

  @Test func marksThatAreTooManyAreTheMostImportant() throws {
    var incident = SampleIncidents.finelyCharted
    incident.timeline += (0..<200).map {
      TimelineEntry(
        id: "x\($0)", at: SampleIncidents.at(Double($0)), kind: .reload, origin: .observed, summary: "reload \($0)")
    }
    let marks = try chart(incident).marks.filter { !$0.isOfCourse }
    #expect(marks.count == IncidentChart.mostMarks)
    #expect(marks.contains { $0.text == "shop 1.4.2 deployed" })
  }

  @Test func whatEndedItIsMarkedBeforeWhatWasThoughtOfItFirst() throws {
    var incident = SampleIncidents.finelyCharted
    func note(_ at: Double, _ kind: EntryKind, _ text: String) -> TimelineEntry {
      TimelineEntry(id: text, at: SampleIncidents.at(at), kind: kind, origin: .noted, summary: text, starred: true)
    }
    incident.timeline += (0..<20).map { note(Double($0), .note, "seen \($0)") }
    incident.timeline.append(note(2000, .resolution, "resolved: rolled back"))
    incident.timeline.sort { $0.at < $1.at }
    #expect(try chart(incident).marks.contains { $0.text == "resolved: rolled back" })
  }

  @Test(arguments: [60, 400, 2000]) func noLabelOfTheTimeAxisCoversAnother(seconds: Int) throws {
    var incident = SampleIncidents.finelyCharted
    incident.series[0].from = Timestamp(seconds: 1_793_001_600 - 30)
    incident.series[0].stepSeconds = 1
    incident.series[0].requests = Array(repeating: 9, count: seconds)
    for name in ["UTC", "Europe/Berlin"] {
      let zone = try #require(TimeZone(identifier: name))
      let chart = try #require(IncidentChart.charts(of: incident, zone: zone).first)
      for layout in [ChartLayout.wide, .narrow] {
        let labels = chart.svg(layout).matches(of: /class="s m" x="([0-9.]+)" y="[0-9.]+">([^<]+)</).compactMap {
          label in Double(label.output.1).map { (x: $0, text: label.output.2) }
        }
        #expect(labels.count > 1)
        for (left, right) in zip(labels, labels.dropFirst()) {
          let half = Double(left.text.count + right.text.count) / 2 * 0.5 * layout.fontSize
          #expect(right.x - left.x > half, "\(left.text) and \(right.text), \(name)")
        }
      }
    }
  }

  @Test func aNoteThatSaysItsKindIsNotGivenItTwice() throws {
    var incident = SampleIncidents.finelyCharted
    incident.timeline.append(
      TimelineEntry(
        id: "n1", at: SampleIncidents.at(60), kind: .detection, origin: .noted, summary: "detected: we were paged"))
    let chart = try #require(IncidentChart.charts(of: incident, zone: .gmt).first)
    #expect(chart.marks.contains { $0.text == "detected: we were paged" })
  }

  @Test func whatIsSaidOfAMarkStaysInThePicture() throws {
    var incident = SampleIncidents.finelyCharted
    let sentence = "we looked at the connection pool and at every statement of the database that was slow, in vain, "
    incident.timeline += [sentence + sentence, String(repeating: "W", count: 200), "%資料庫連線池已滿🎉"].enumerated().map {
      TimelineEntry(
        id: "n\($0)", at: SampleIncidents.at(60 + 60 * Double($0)), kind: .note, origin: .noted, summary: $1)
    }
    for layout in [ChartLayout.wide, .narrow] {
      let texts = try chart(incident).svg(layout).matches(of: /<text x="([0-9.]+)" y="([0-9.]+)">([^<]+)</)
        .compactMap { found in Double(found.output.1).map { (x: $0, text: String(found.output.3)) } }
      #expect(texts.contains { $0.text.hasPrefix("WWW") && $0.text.hasSuffix("W…") })
      // As many lines as there is room for, the last one cut.
      let lines = texts.filter { $0.text.contains("connection pool") || $0.text.contains("statement") }
      #expect(lines.count > 1)
      for (x, text) in texts {
        #expect(x + SVGText.width(text, size: layout.fontSize) <= layout.width - 4, "\(text)")
      }
    }
    #expect(SVGText.lines("a bb ccc", width: 40, size: 13, atMost: 3) == ["a bb", "ccc"])
    #expect(SVGText.lines("a bb ccc dddd", width: 40, size: 13, atMost: 2) == ["a bb", "ccc…"])
  }

  @Test func wordsOfTheCourseKeepTheirDistance() throws {
    for seconds in stride(from: 0.0, through: 1200, by: 30) {
      let chart = try chart()
      let course = [ChartMark.Role.began, .detected, .recovered, .relapsed, .over].enumerated().map {
        ChartMark(at: SampleIncidents.at(Double($0) * seconds / 4), role: $1, text: $1.rawValue)
      }
      for layout in [ChartLayout.wide, .narrow] {
        let labels = CourseLane(layout: layout).place(course, chart.time).labels.sorted { $0.x < $1.x }
        for (left, right) in zip(labels, labels.dropFirst()) {
          let width = SVGText.width(left.text, size: layout.fontSize * SVGText.bold)
          #expect(right.x - left.x - width >= 8, "\(left.text) and \(right.text)")
        }
      }
    }
  }
}

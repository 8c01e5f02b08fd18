import Control
import Foundation
import Incidents
import SampleIncidents
import Testing

@Suite struct ReadableJSONTests {
  @Test(arguments: [
    ("\u{1b}[2J", #""\u001b[2J""#), ("\u{9b}31m", #""\u009b31m""#), ("\u{202e}\u{2066}", #""\u202e\u2066""#),
    ("\u{7f}", #""\u007f""#), ("\u{e0041}", #""\udb40\udc41""#), ("a/b é", #""a/b é""#),
  ])
  func escapesWhatATerminalWouldObey(text: String, json: String) throws {
    let encoded = try ReadableJSON.encode(text)
    #expect(encoded == json)
    #expect(try JSONDecoder().decode(String.self, from: Data(encoded.utf8)) == text)
  }

  @Test func isTheSameEveryTime() throws {
    #expect(
      try ReadableJSON.encode(SampleIncidents.reconstruction) == ReadableJSON.encode(SampleIncidents.reconstruction))
    #expect(try !ReadableJSON.encode(SampleIncidents.reconstruction, .oneLine).contains("\n"))
  }

  @Test(arguments: [[], [3], [0, 1, 0, 2], [11]]) func aListIsWrittenByAndByAsItIsAtOnce(sizes: [Int]) throws {
    var incident = SampleIncidents.shop
    incident.timeline[0].evidence = []
    incident.timeline[1].summary = "\u{1b}[2J \"timeline\" : [\n\n  ]\u{202e}"
    var rest = incident.timeline[...]
    let pages = sizes.map { size in
      defer { rest = rest.dropFirst(size) }
      return Array(rest.prefix(size))
    }
    incident.timeline = pages.flatMap(\.self)
    var document = IncidentDocument(incident: incident, corrections: [])
    let whole = try ReadableJSON.encode(document) + "\n"
    // What other fields say by the timeline stays.
    document.incident.timeline = incident.timeline.filter { [.restart, .mitigation].contains($0.kind) }
    var text = ""
    try ReadableJSON.write(document, list: "timeline") {
      text += $0
    } pages: { receive in
      for page in pages { try receive(page) }
    }
    #expect(text == whole)
  }

  @Test func holdsEveryFieldOfTheContract() throws {
    let json = try ReadableJSON.encode(SampleIncidents.reconstruction)
    for field in ["incidents", "coverage", "started_at", "ended_at", "ruled_out", "lead_seconds", "affected_clients"] {
      #expect(json.contains("\"\(field)\" : "))
    }
    #expect(json.contains("\"2024-06-05T14:00:03.250Z\""))
  }
}

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

  @Test func holdsEveryFieldOfTheContract() throws {
    let json = try ReadableJSON.encode(SampleIncidents.reconstruction)
    for field in ["incidents", "coverage", "started_at", "ended_at", "ruled_out", "lead_seconds", "affected_clients"] {
      #expect(json.contains("\"\(field)\" : "))
    }
    #expect(json.contains("\"2024-06-05T14:00:03.250Z\""))
  }
}

import ArgumentParser
import Foundation
import LogLab
import Pipeline
import Testing

@testable import hindcast

@Suite struct TemplatesCommandTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = try folder.write(
      "shop.log",
      """
      2024-06-05 14:00:00 INFO shop: took 12 ms for /cart/7
      2024-06-05 14:00:01 ERROR shop: cart 7 is\tfull
      2024-06-05 14:00:02 INFO shop: took 9 ms for /cart/8
      """)
  }

  private func rendering(_ paths: [String]) throws -> TemplatesRendering {
    var options = TemplateMining.Options(paths: paths)
    options.keepsAssignments = true
    var mining = TemplateMining(options)
    return TemplatesRendering(try mining.run())
  }

  private func assignments(_ paths: String...) throws -> [[Substring]] {
    var text = ""
    try rendering(paths).assignments { text += $0 }
    return text.split(separator: "\n").map { $0.split(separator: "\t") }
  }

  @Test func theTableBeginsWithWhatIsMostFrequent() throws {
    let lines = try rendering([path]).table(width: 80, Ink(isOn: false)).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("COUNT  ID "))
    #expect(lines[1].hasPrefix("2 ") && lines[1].hasSuffix("info      took <duration> for <path>"))
    #expect(lines[2].hasPrefix("1 ") && lines[2].hasSuffix("error     cart <number> is full"))
  }

  @Test func whatIsNotReadStandsBelowTheTable() throws {
    let binary = try folder.write("a.bin", [0, 1, 2, 0])
    let text = try rendering([path, binary]).table(width: .max, Ink(isOn: false))
    #expect(text.hasSuffix("! \(binary): not read: it is binary, not text\n"))
    #expect(try rendering([binary]).table(width: .max, Ink(isOn: false)).hasPrefix("No messages.\n"))
  }

  @Test func assignmentsNameTheTemplateOfEveryLine() throws {
    let rows = try assignments(path)
    #expect(rows.map(\.[0]) == ["1", "2", "3"])
    #expect(rows[0][1] == rows[2][1] && rows[0][1] != rows[1][1])
    #expect(rows.allSatisfy { $0[1].utf8.count == 16 })
  }

  @Test func assignmentsOfSeveralFilesNameTheFile() throws {
    let other = try folder.write("web.log", "2024-06-05 14:00:00 INFO web: took 1 ms for /\n")
    let rows = try assignments(path, other)
    #expect(rows.map(\.[0]) == ["\(path):1", "\(path):2", "\(path):3", "\(other):1"])
    #expect(rows[3][1] == rows[0][1])
  }

  @Test func theDocumentIsOneObject() throws {
    let data = try JSONEncoder().encode(rendering([path]).document)
    let document = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let templates = try #require(document["templates"] as? [[String: Any]])
    #expect(templates.map { $0["count"] as? Int } == [2, 1])
    #expect(templates[0]["variables"] as? [String] == ["duration", "path"])
    #expect(templates[0]["template"] as? String == "took <duration> for <path>")
    #expect(templates[1]["severity"] as? String == "error")
    let sources = try #require(document["sources"] as? [[String: Any]])
    #expect(sources.map { $0["format"] as? String } == ["text-columns"])
    #expect(sources.map { $0["records"] as? Int } == [3])
  }

  @Test func twoFormsOfOutputAtOnceAreWrongUsage() {
    #expect(throws: (any Error).self) { try Hindcast.parseAsRoot(["templates", "--json", "--assignments", path]) }
    #expect(throws: (any Error).self) { try Hindcast.parseAsRoot(["templates"]) }
  }
}

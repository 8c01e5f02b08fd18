import Formats
import LogLab
import Testing

@testable import Pipeline

@Suite struct TemplateMiningTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func mine(_ paths: String..., readSize: Int = 262_144) throws -> TemplateMining.Result {
    var options = TemplateMining.Options(paths: paths)
    options.keepsAssignments = true
    options.readSize = readSize
    var mining = TemplateMining(options)
    return try mining.run()
  }

  /// The text of the template of each line, by its number.
  private func texts(_ result: TemplateMining.Result, _ source: Int = 0) -> [Int: String] {
    let texts = Dictionary(uniqueKeysWithValues: result.templates.templates.map { ($0.id, $0.text) })
    let pairs = result.sources[source].assignments.map { ($0.line, texts[result.templates.id(of: $0.template)] ?? "?") }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  private static let log = """
    2024-06-05 14:00:00 INFO shop: took 12 ms for /cart/7

    2024-06-05 14:00:01 ERROR shop: cart 7 failed
    Traceback (most recent call last):
      File "a.py", line 7, in cart
    app.PoolTimeout: limit of 6 reached
    2024-06-05 14:00:02 INFO shop: took 9 ms for /cart/8
    """

  @Test func everyLineIsOfItsRecordsTemplateButBlankOnesOfNone() throws {
    let result = try mine(folder.write("shop.log", Self.log))
    let texts = texts(result)
    #expect(texts[1] == "took <duration> for <path>")
    #expect(texts[7] == texts[1])
    #expect(texts[2] == nil)
    #expect(texts[3] == "cart <number> failed\napp.PoolTimeout: limit of <number> reached")
    #expect(Set([3, 4, 5, 6].map { texts[$0] }).count == 1)
    #expect(result.sources.map(\.records) == [3])
  }

  @Test func compressedItIsTheSame() throws {
    let plain = try mine(folder.write("shop.log", Self.log))
    let packed = try mine(folder.write("shop.log.gz", Packing.gzip.pack(Array(Self.log.utf8))))
    #expect(packed.templates.templates == plain.templates.templates)
  }

  @Test(arguments: [16, 64, 4096])
  func howMuchIsReadAtATimeDoesNotMatter(readSize: Int) throws {
    let lines = (0..<400).map {
      "17/06/09 20:10:\(10 + $0 % 50) INFO storage.Manager: Found block rdd_\($0) on h\($0 % 7)"
    }
    let path = try folder.write("spark.log", lines.joined(separator: "\n"))
    let whole = try mine(path)
    let parts = try mine(path, readSize: readSize)
    #expect(parts.templates.templates == whole.templates.templates)
    #expect(texts(parts) == texts(whole))
    #expect(whole.sources[0].assignments.map(\.line) == Array(1...400))
  }

  @Test func severalFilesAreMinedTogether() throws {
    let a = try folder.write("a.log", "2024-06-05 14:00:00 INFO shop: took 12 ms\n")
    let b = try folder.write("b.log", "2024-06-05 14:00:00 INFO shop: took 7 ms\n")
    let result = try mine(b, a)
    #expect(result.templates.templates.map(\.count) == [2])
    #expect(result.sources.map(\.name) == [a, b])
    #expect(try mine(a, b).templates.templates == result.templates.templates)
  }

  @Test func requestsAreTheirRoutes() throws {
    let line = #"1.2.3.4 - - [05/Jun/2024:14:00:00 +0000] "GET /product/7 HTTP/1.1" 200 5 "-" "x""#
    let result = try mine(folder.write("access.log", "\(line)\n\(line)\n"))
    #expect(result.templates.templates.map(\.text) == ["GET /product/{id} 200"])
  }

  @Test func whatIsNotTextIsNamed() throws {
    let result = try mine(folder.write("a.bin", [0, 1, 2, 3, 0, 0]))
    #expect(result.sources.map(\.remarks) == [["not read: it is binary, not text"]])
    #expect(result.templates.templates.isEmpty)
  }

  @Test func aPathThatIsNotThereIsAnError() {
    #expect(throws: ReplayError.self) { try mine(folder.file("none.log")) }
  }
}

import Formats
import Foundation
import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline

/// An engine that was put away and taken up again goes on as if nothing had been.
@Suite struct EngineStateTests {
  /// Blocks of an access log and of an application's log, in trouble from second 900 to 1200, and a clock that jumps.
  private func blocks() throws -> [(source: Int, batch: RecordBatch)] {
    let log = AccessLog(seconds: 4200) { request, random in
      if request.at >= 900, request.at < 1200, random.chance(0.4) { request.status = 503 }
      if request.at >= 2400, request.at < 2700, random.chance(0.7) { request.latency += 1.2 }
    }
    var application: [String] = []
    for second in 0..<4200 {
      let time = AccessLog.civil(AccessLog.start + Int64(second))
      application.append("\(time).100 INFO [812] shop: order \(second) placed")
      if second >= 901, second < 1200 {
        application.append("\(time).950 ERROR [812] shop.db: no connection left, dsn postgres://shop:s3cr3t@db/shop")
      }
      if second == 1500 {
        application.append("\(AccessLog.civil(AccessLog.start + 500_000)).000 ERROR [812] shop.db: clock token=s3cr3t")
      }
    }
    let access = parsed(log.lines, source: 0, format: "nginx-combined-timed")
    let messages = parsed(application, source: 1, format: "text-log")
    return (0..<max(access.count, messages.count)).flatMap { i in
      [access, messages].compactMap { i < $0.count ? $0[i] : nil }
    }
  }

  private func parsed(_ lines: [String], source: Int, format: String) -> [(source: Int, batch: RecordBatch)] {
    guard let format = LogFormats.named(format), let utc = ZoneRules(named: "UTC") else { return [] }
    let parser = BlockParser(format: format, service: nil, times: TimeReader(zone: utc, newest: Int64.max))
    var offset: UInt64 = 0
    let size = lines.count / 60
    return stride(from: 0, to: lines.count, by: size).map { first in
      let bytes = Array((lines[first..<min(lines.count, first + size)].joined(separator: "\n") + "\n").utf8)
      defer { offset += UInt64(bytes.count) }
      return (source, parser.parse(bytes, offset: offset))
    }
  }

  private func run(puttingAwayEvery count: Int?) throws -> Reconstruction {
    var engine = Engine()
    for name in ["access.log", "app.log"] {
      _ = engine.addSource(name: name, format: "f", service: "", stampMeaning: .completion, firstTime: nil)
    }
    for (number, (source, batch)) in try blocks().enumerated() {
      engine.ingest(batch, source: source)
      engine.advance()
      if let count, number % count == 0 {
        engine = try EngineState(of: engine).engine(settings: EngineSettings())
      }
    }
    return engine.finish()
  }

  @Test(arguments: [1, 7]) func anEngineGoesOnWhereItStood(count: Int) throws {
    let whole = try run(puttingAwayEvery: nil)
    #expect(whole.incidents.count == 1)
    #expect(whole.incidents.first?.phases.count == 2)
    #expect(try run(puttingAwayEvery: count).encoded == whole.encoded)
  }

  /// Case 91: it lies in the store. The lines' hashes, which are those of the originals, are none the worse for it: see above.
  @Test func whatIsStoredOfItHoldsNoSecret() throws {
    let engine = Engine()
    for name in ["access.log", "app.log"] {
      _ = engine.addSource(name: name, format: "f", service: "", stampMeaning: .completion, firstTime: nil)
    }
    for (number, (source, batch)) in try blocks().enumerated() {
      engine.ingest(batch, source: source)
      engine.advance()
      guard number % 5 == 0 else { continue }
      let stored = try Deflate.decompressed(EngineState(of: engine).bytes)
      #expect(stored.range(of: Data("s3cr3t".utf8)) == nil)
    }
  }

  @Test func aDamagedStateIsRefused() throws {
    let state = try EngineState(of: Engine())
    for kept in [0, 7, 8, state.bytes.count / 2, state.bytes.count - 1] {
      #expect(throws: (any Error).self) {
        _ = try EngineState(bytes: state.bytes.prefix(kept)).engine(settings: EngineSettings())
      }
    }
  }
}

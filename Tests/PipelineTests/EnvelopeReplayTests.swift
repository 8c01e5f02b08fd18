import Foundation
import Incidents
import LogLab
import Records
import Testing

@testable import Pipeline

/// The log of a container tells what the log that is in it tells.
@Suite(.timeLimit(.minutes(3))) struct EnvelopeReplayTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static func docker(_ line: String) -> String {
    let escaped = line.replacing("\"", with: "\\\"")
    return #"{"log":"\#(escaped)\n","stream":"stdout","time":"2024-06-05T23:00:03.250123456Z"}"#
  }

  private static func cri(_ line: String) -> String { "2024-06-05T23:00:03.250123456Z stdout F \(line)" }

  @Test(arguments: [docker, cri] as [@Sendable (String) -> String])
  func theIncidentIsThatOfTheBareLog(wrap: @Sendable (String) -> String) async throws {
    let lines = troubledLog.lines
    let bare = try folder.write("bare.log", lines.joined(separator: "\n") + "\n")
    let wrapped = try folder.write("wrapped.log", lines.map { wrap($0) }.joined(separator: "\n") + "\n")
    let expected = try await replay([bare]) { $0.service = "shop" }
    let found = try await replay([wrapped]) { $0.service = "shop" }
    #expect(found.incidents.count == 1)
    #expect(try found.withoutPlaces.encoded == expected.withoutPlaces.encoded)
    #expect(found.source("wrapped.log")?.unparsed == 0)
    // Where something stands is where its envelope begins.
    let evidence = try #require(found.incidents[0].timeline.flatMap(\.evidence).first)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: wrapped))
    let line = bytes[(try #require(Int(evidence.position)))...].prefix { $0 != UInt8(ascii: "\n") }
    #expect(String(decoding: line, as: UTF8.self) == wrap(evidence.text))
  }

  @Test func watchedLiveItIsTheSameIncident() async throws {
    let rig = try LiveRig()
    try rig.start()
    var now = AccessLog.start * 1_000_000
    // It goes on for as long as the incident's series does.
    let log = AccessLog(seconds: 2400) { request, _ in
      if (900..<1200).contains(request.at), request.route == 1 { request.status = 502 }
    }
    var lines = log.lines { request, number in
      let end = Int64((request.at + request.latency) * 1_000_000) + AccessLog.start * 1_000_000
      return "\(end)\t" + Self.cri(AccessLog.line(request, number: number))
    }[...]
    while !lines.isEmpty {
      for line in lines.prefix(100) {
        let parts = line.split(separator: "\t", maxSplits: 1)
        now = max(now, Int64(parts[0]) ?? 0)
        try rig.append(String(parts[1]), to: "web.log")
      }
      lines = lines.dropFirst(100)
      try await rig.step(LiveRig.moment(now))
    }
    try await rig.finish(LiveRig.moment(now))
    let live = try rig.reconstruction()
    let replayed = try await replay([rig.logs])
    #expect(live.incidents.count == 1)
    #expect(try live.comparable.encoded == replayed.comparable.encoded)
  }

  @Test func aContainersNameIsItsService() throws {
    let id = String(repeating: "0a", count: 32)
    #expect(ContainerName.of("/var/log/containers/web-7d9f-x2x9z_shop_nginx-\(id).log") == "nginx")
    #expect(ContainerName.of("/var/log/pods/shop_web-7d9f-x2x9z_4a1b/nginx/0.log") == "nginx")
    #expect(ContainerName.of("/var/log/pods/shop_web-7d9f-x2x9z_4a1b/nginx/0.log.20240605-140000.gz") == "nginx")
    #expect(ContainerName.of("/var/log/nginx/access.log") == nil)
    #expect(ContainerName.of("/srv/containers/a_b_c.log") == nil)
  }

  @Test func dockersNameStandsBesideItsLog() throws {
    let id = String(repeating: "0a", count: 32)
    let place = folder.file(id)
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
    let log = place + "/\(id)-json.log"
    #expect(ContainerName.of(log) == nil)
    try Data(#"{"Name":"/shop-web","Config":{"Labels":{}}}"#.utf8).write(
      to: URL(fileURLWithPath: place + "/config.v2.json"))
    #expect(ContainerName.of(log) == "shop-web")
    try Data(#"{"Name":"/shop-web-1","Config":{"Labels":{"com.docker.compose.service":"web"}}}"#.utf8)
      .write(to: URL(fileURLWithPath: place + "/config.v2.json"))
    #expect(ContainerName.of(log) == "web")
  }
}

import Foundation
import LogLab
import Testing

@testable import Control

/// A configuration of several files.
@Suite struct DropInTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func load() throws -> Configuration { try Configuration.load(nil, system: folder.file("h.yaml")) }

  @Test func eachFileIsLaidOverThoseBeforeItKeyByKey() throws {
    try folder.write(
      "h.yaml",
      """
      phase_pause: 6m
      deploy_patterns: [one, two]
      floors: {failed_percent: 1, slow_percent: 5}
      keep: {incidents: 100d}
      notify: {commands: [[/bin/a]], webhooks: [{url: "http://a.example/"}]}
      """)
    try folder.write("h.yaml.d/20-b.yaml", "phase_pause: 8m\nnotify: {commands: [[/bin/b, x]]}\n")
    try folder.write("h.yaml.d/10-a.yaml", "phase_pause: 7m\nfloors: {slow_percent: 6}\ndeploy_patterns: [three]\n")
    try folder.write("h.yaml.d/30-empty.yaml", "# nothing\n")
    let configuration = try load()
    #expect(configuration.phasePause == 480)
    #expect(configuration.deployPatterns == ["three"])
    #expect(configuration.floors.failedPercent == 1)
    #expect(configuration.floors.slowPercent == 6)
    #expect(configuration.daemon.keepsIncidents == 100 * 86_400)
    #expect(configuration.daemon.keepsEntries == DaemonConfiguration().keepsEntries)
    #expect(configuration.daemon.commands == [["/bin/b", "x"]])
    #expect(configuration.daemon.webhooks.map(\.url) == ["http://a.example/"])
    #expect(
      configuration.files
        == ["h.yaml", "h.yaml.d/10-a.yaml", "h.yaml.d/20-b.yaml", "h.yaml.d/30-empty.yaml"].map(folder.file))
  }

  @Test func dropInsNeedNoMainFile() throws {
    try folder.write("h.yaml.d/a.yaml", "phase_pause: 7m\n")
    #expect(try load().phasePause == 420)
  }

  @Test func aNamedFileHasDropInsOfItsOwn() throws {
    try folder.write("h.yaml.d/a.yaml", "phase_pause: 7m\n")
    try folder.write("own.yaml", "phase_pause: 8m\n")
    try folder.write("own.yaml.d/a.yaml", "incident_pause: 2h\n")
    let configuration = try Configuration.load(folder.file("own.yaml"), system: folder.file("h.yaml"))
    #expect(configuration.phasePause == 480)
    #expect(configuration.incidentPause == 7200)
  }

  @Test(arguments: [
    ".hidden.yaml", ".#a.yaml", "a.yaml~", "a.yaml.dpkg-new", "a.yaml.dpkg-old", "a.yaml.bak", ".a.yaml.swp",
    "#a.yaml#",
    "a.yml", "README",
  ])
  func whatEditorsAndPackagesLeaveBehindIsNotRead(name: String) throws {
    try folder.write("h.yaml.d/" + name, "colour: red\n")
    #expect(try load() == Configuration())
  }

  @Test func aFolderIsNoDropIn() throws {
    try folder.write("h.yaml.d/a.yaml/b.yaml", "colour: red\n")
    #expect(try load() == Configuration())
  }

  @Test func case53WhatIsWrongInADropInIsRefusedWithItsFileAndLine() throws {
    try folder.write("h.yaml", "phase_pause: 5m\n")
    try folder.write("h.yaml.d/10-a.yaml", "\n\ncolour: red\n")
    let error = try #require(throws: ConfigurationError.self) { try load() }
    #expect(error.reason == .unknownKey)
    #expect(error.path == folder.file("h.yaml.d/10-a.yaml"))
    #expect(error.line == 3)
  }

  @Test func case53WhatDoesNotGoTogetherIsRefusedWhereItWasSetLast() throws {
    try folder.write("h.yaml", "incident_pause: 10m\n")
    try folder.write("h.yaml.d/a.yaml", "# x\nphase_pause: 20m\n")
    let error = try #require(throws: ConfigurationError.self) { try load() }
    #expect(error.path == folder.file("h.yaml.d/a.yaml"))
    #expect(error.line == 2)
    try folder.write("h.yaml.d/b.yaml", "incident_pause: 30m\n")
    #expect(try load().incidentPause == 1800)
  }

  @Test func aDropInThatCannotBeReadIsNamed() throws {
    try folder.write("h.yaml.d/keep", "")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("h.yaml.d/a.yaml"), withDestinationPath: folder.file("nowhere"))
    let error = try #require(throws: ConfigurationError.self) { try load() }
    #expect(error.reason == .unreadable)
    #expect(error.path == folder.file("h.yaml.d/a.yaml"))
  }
}

import Foundation
import LogLab
import Pipeline
import SampleIncidents
import Testing

@testable import Control

@Suite struct ConfigurationTests {
  private func read(_ text: String) throws -> Configuration {
    try Configuration.read([ConfigurationFile(path: "test.yaml", text: text)])
  }

  @Test func theShippedFileHoldsTheDefaultsOfEveryKey() throws {
    #expect(!Configuration.shipped.isEmpty)
    #expect(try read(Configuration.shipped) == Configuration())
    for key in ["deploy_patterns", "false_alarms_per_month", "phase_pause", "incident_pause", "floors", "slow_margin"] {
      #expect(Configuration.shipped.contains("\n\(key):") || Configuration.shipped.contains("\n  \(key):"))
    }
  }

  @Test func theDefaultsAreThoseOfTheEngine() {
    let (set, known) = (Configuration().engineSettings, EngineSettings())
    #expect(set.falseAlarmsPerMonth == known.falseAlarmsPerMonth)
    #expect(set.failedShareFloor == known.failedShareFloor)
    #expect(set.failedCountFloor == known.failedCountFloor)
    #expect(set.slowShareFloor == known.slowShareFloor)
    #expect(set.slowCountFloor == known.slowCountFloor)
    #expect(set.slowMarginMicroseconds == known.slowMarginMicroseconds)
    #expect(set.phasePause == known.phasePause)
    #expect(set.incidentPause == known.incidentPause)
  }

  @Test func everyKeyIsRead() throws {
    let configuration = try read(
      """
      deploy_patterns: ["deployed * to production", plain text]
      trusted_proxies: [192.0.2.0/24, "2001:db8::7"]
      log_times:
        - {files: [/srv/till/*.log], zone: America/New_York, behind: 1m30s}
        - {files: [/srv/till.log], ahead: 250ms}
      false_alarms_per_month: 0.5
      phase_pause: 10m
      incident_pause: 1h30m
      floors: {failed_percent: 1.5, failed_requests: 7, slow_percent: 8, slow_requests: 11, slow_margin: 100ms}
      """)
    #expect(configuration.deployPatterns == ["deployed * to production", "plain text"])
    #expect(configuration.trustedProxies == ["192.0.2.0/24", "2001:db8::7"])
    #expect(
      configuration.logTimes == [
        LogTimes(files: ["/srv/till/*.log"], zone: "America/New_York", ahead: -90),
        LogTimes(files: ["/srv/till.log"], ahead: 0.25),
      ])
    let settings = configuration.engineSettings
    #expect(settings.falseAlarmsPerMonth == 0.5)
    #expect((settings.phasePause, settings.incidentPause) == (600, 5400))
    #expect((settings.failedShareFloor, settings.failedCountFloor) == (0.015, 7))
    #expect((settings.slowShareFloor, settings.slowCountFloor) == (0.08, 11))
    #expect(settings.slowMarginMicroseconds == 100_000)
  }

  @Test(arguments: ["", "# nothing\n", "floors: {}"])
  func whatIsNotThereIsTheDefault(text: String) throws { #expect(try read(text) == Configuration()) }

  @Test(arguments: [
    (
      "\nphase_puase: 5m", ConfigurationError.Reason.unknownKey, 2,
      "\"phase_puase\"; allowed are deploy_patterns, false"
    ),
    ("floors:\n  slow: 1", .unknownKey, 2, "\"slow\" in floors; allowed are failed_percent"),
    ("phase_pause: 5m\n# x\nphase_pause: 6m", .duplicateKey, 3, "\"phase_pause\" is there twice"),
    ("phase_pause: 5", .wrongType, 1, "a span such as"), ("phase_pause: soon", .wrongType, 1, "a span such as"),
    ("phase_pause: [5m]", .wrongType, 1, "a span"), ("phase_pause: 0s", .outOfRange, 1, "from 1s to 1d"),
    ("\n\nincident_pause: 1m", .outOfRange, 3, "shorter than phase_pause"),
    ("phase_pause: 1h", .outOfRange, 1, "shorter than phase_pause"),
    ("false_alarms_per_month: many", .wrongType, 1, "a number from 0.001 to 1,000"),
    ("false_alarms_per_month: \"1\"", .wrongType, 1, "a number"),
    ("false_alarms_per_month: 0", .outOfRange, 1, "a number"),
    ("false_alarms_per_month: .nan", .wrongType, 1, "a number"),
    ("floors:\n  failed_requests: 1.5", .wrongType, 2, "a whole number from 1"),
    ("log_times:\n  - {zone: UTC}", .wrongType, 2, "must have files"),
    ("log_times:\n  - {files: [/a.log], zone: Berlin}", .wrongType, 2, "a time zone such as"),
    ("log_times:\n  - {files: [/a.log], ahead: 5}", .wrongType, 2, "a span"),
    ("floors: 3", .wrongType, 1, "floors must"),
    ("deploy_patterns: deployed", .wrongType, 1, "a list"), ("deploy_patterns:", .wrongType, 1, "a list"),
    ("deploy_patterns:\n  - a\n  - 12", .wrongType, 3, "a list"),
    ("trusted_proxies: [10.0.0.0/8, proxy.example]", .wrongType, 1, "networks"),
    ("deploy_patterns: [\"**\"]", .outOfRange, 1, "beside the *"),
    ("deploy_patterns:\n  - *deploy*", .malformed, 2, "needs quotes"), ("- a", .wrongType, 1, "keys with values"),
    ("a: b: c", .malformed, 1, "no YAML here"),
    ("notify:\n  webhooks:\n    - url: http://10.0.0.7/\n      allow: [10.0.0.0/33]", .wrongType, 4, "networks"),
  ])
  func case53WhatIsUnknownOrWrongIsRefusedWithFileAndLine(
    text: String, reason: ConfigurationError.Reason, line: Int, says: String
  ) throws {
    let error = try #require(throws: ConfigurationError.self) { try read(text) }
    #expect(error.reason == reason)
    #expect(error.line == line)
    #expect(error.description.hasPrefix("test.yaml:\(line): ") && error.description.contains(says), "\(error)")
  }

  @Test func theNamedFileComesBeforeTheSystemsOne() throws {
    let folder = try TemporaryFolder()
    try "phase_pause: 6m".write(toFile: folder.file("system.yaml"), atomically: true, encoding: .utf8)
    try "phase_pause: 7m".write(toFile: folder.file("own.yaml"), atomically: true, encoding: .utf8)
    #expect(try Configuration.load(folder.file("own.yaml"), system: folder.file("system.yaml")).phasePause == 420)
    #expect(try Configuration.load(nil, system: folder.file("system.yaml")).phasePause == 360)
    #expect(try Configuration.load(nil, system: folder.file("none.yaml")) == Configuration())
    let error = try #require(throws: ConfigurationError.self) { try Configuration.load(folder.file("none.yaml")) }
    #expect(error.reason == .unreadable)
    #expect(error.description.hasSuffix("none.yaml: there is no such file"))
  }
}

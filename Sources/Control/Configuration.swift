import Foundation
package import Pipeline

/// What users set: `hindcast.yaml`. The defaults are those of the file that ships.
package struct Configuration: Sendable, Equatable {
  package static let systemPath = "/etc/hindcast/hindcast.yaml"
  /// The file that ships, with all keys and their defaults.
  package static var shipped: String { EmbeddedConfig.files["hindcast.yaml"] ?? "" }

  package var deployPatterns: [String] = []
  package var falseAlarmsPerMonth = 1.0
  /// Seconds.
  package var phasePause = 300.0
  package var incidentPause = 1800.0
  package var floors = Floors()
  package var daemon = DaemonConfiguration()

  /// What is smaller is not worth an alarm.
  package struct Floors: Sendable, Equatable {
    package var failedPercent = 0.5
    package var failedRequests = 6
    package var slowPercent = 4.0
    package var slowRequests = 10
    /// Seconds.
    package var slowMargin = 0.025
  }

  package init() {}

  /// The configuration of the file at `path`; without one that of the system's file, or the defaults where there is none.
  package static func load(_ path: String?, system: String = systemPath) throws(ConfigurationError) -> Configuration {
    if path == nil, !FileManager.default.fileExists(atPath: system) { return Configuration() }
    return try ConfigurationFile(path: path ?? system).configuration()
  }

  package var engineSettings: EngineSettings {
    var settings = EngineSettings()
    settings.falseAlarmsPerMonth = falseAlarmsPerMonth
    settings.failedShareFloor = floors.failedPercent / 100
    settings.failedCountFloor = floors.failedRequests
    settings.slowShareFloor = floors.slowPercent / 100
    settings.slowCountFloor = floors.slowRequests
    settings.slowMarginMicroseconds = UInt32((floors.slowMargin * 1_000_000).rounded())
    settings.phasePause = Int64(phasePause)
    settings.incidentPause = Int64(incidentPause)
    return settings
  }
}

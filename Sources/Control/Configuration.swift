package import Formats
import Foundation
package import Pipeline

/// What users set: `hindcast.yaml`. The defaults are those of the file that ships.
package struct Configuration: Sendable, Equatable {
  package static let systemPath = "/etc/hindcast/hindcast.yaml"
  /// The file that ships, with all keys and their defaults.
  package static var shipped: String { EmbeddedConfig.files["hindcast.yaml"] ?? "" }

  package var deployPatterns: [String] = []
  /// Networks as `NetworkRange` reads them.
  package var trustedProxies = LiveOptions.trustedProxies
  package var falseAlarmsPerMonth = 1.0
  /// Seconds.
  package var phasePause = 300.0
  package var incidentPause = 1800.0
  package var floors = Floors()
  package var redaction = RedactionPolicy()
  package var daemon = DaemonConfiguration()
  /// The formats that are built in and that users declared (`FormatFolder`).
  package var formats = FormatSet.builtIn
  /// The files that it was read from, each laid over those before it.
  package var files: [String] = []

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

  /// The configuration of the file at `path`, or of the system's file where there is one, with its drop-ins
  /// (`DropInFolder`) laid over it; without any of these, the defaults.
  /// - Parameter formats: the folder of formats; nil: the system's, where there is one.
  package static func load(
    _ path: String?, formats: String? = nil, system: String = systemPath
  ) throws(ConfigurationError) -> Configuration {
    var configuration = try settings(path, system: system)
    configuration.formats = try FormatFolder.load(formats)
    return configuration
  }

  /// The same without the formats.
  package static func settings(
    _ path: String? = nil, system: String = systemPath
  ) throws(ConfigurationError) -> Configuration {
    let main = path ?? system
    var paths = try DropInFolder(of: main).files()
    if path != nil || FileManager.default.fileExists(atPath: main) { paths.insert(main, at: 0) }
    var files: [ConfigurationFile] = []
    for path in paths { files.append(try ConfigurationFile(path: path)) }
    var configuration = try read(files)
    configuration.files = paths
    return configuration
  }

  /// What the files say, each laid over those before it.
  static func read(_ files: [ConfigurationFile]) throws(ConfigurationError) -> Configuration {
    var configuration = Configuration()
    for file in files { configuration = try file.laid(over: configuration) }
    // Looked at together: one file may set one pause, and another one the other.
    guard configuration.incidentPause < configuration.phasePause else { return configuration }
    for file in files.reversed() {
      let error = try file.error(
        .outOfRange, at: ["incident_pause", "phase_pause"],
        saying: "incident_pause is shorter than phase_pause: it must be at least as long")
      if let error { throw error }
    }
    return configuration
  }

  /// Names of the formats that users declared.
  package var declaredFormats: [String] { formats.declared.map(\.name) }

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

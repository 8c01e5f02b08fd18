import Control
import Foundation
import Pipeline

/// What `--check` finds: what would be followed, and what would not and why.
struct DaemonCheck {
  let configuration: Configuration

  func report() -> (text: String, isWell: Bool) {
    var lines = ["The configuration is valid."]
    if configuration.files.isEmpty {
      lines.append("There is no file of it: the defaults are in force.")
    } else {
      lines += ["Read, each laid over those before it:"] + configuration.files.map { "  " + $0 }
    }
    if !configuration.declaredFormats.isEmpty {
      lines.append(
        "Formats of your own, all samples of which are read: " + configuration.declaredFormats.joined(separator: ", "))
    }
    var isWell = true
    let findings = SourceSurvey.look(
      patterns: configuration.daemon.logFiles, followsLinks: configuration.daemon.followsLinks,
      journal: configuration.daemon.readsJournal ? configuration.daemon.journalFolders : nil,
      formats: configuration.formats)
    if !findings.followed.isEmpty { lines.append("Follows:") }
    lines += findings.followed.map { "  " + $0 }
    if !findings.refused.isEmpty { lines.append("Does not follow:") }
    lines += findings.refused.map { "  " + $0 }
    if !findings.advice.isEmpty { lines.append("To know more:") }
    lines += findings.advice.map { "  " + $0 }
    if findings.followed.isEmpty {
      lines.append("There is nothing to follow: name files under log_files, or join the group that may read them.")
      isWell = false
    }
    return (lines.joined(separator: "\n"), isWell)
  }
}

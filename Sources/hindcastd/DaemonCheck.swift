import Control
import Foundation
import Pipeline

/// What `--check` finds: what would be followed, and what would not and why.
struct DaemonCheck {
  let configuration: Configuration

  func report() async -> (text: String, isWell: Bool) {
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
    // Of the usual places most are not there.
    if configuration.daemon.logFiles != DaemonConfiguration.usualLogFiles, !findings.unmatched.isEmpty {
      lines.append("Patterns of log_files that nothing matches so far:")
      lines += findings.unmatched.map { "  " + $0 }
    }
    let mute = await unreachable()
    if !mute.isEmpty {
      lines.append("Would not be told of incidents:")
      lines += mute.map { "  " + $0 }
      isWell = false
    }
    if findings.followed.isEmpty {
      lines.append("There is nothing to follow: name files under log_files, or join the group that may read them.")
      isWell = false
    }
    return (lines.joined(separator: "\n"), isWell)
  }

  /// Whom nothing would ever be delivered to, and why.
  private func unreachable() async -> [String] {
    let daemon = configuration.daemon
    var problems = daemon.commands.compactMap { CommandSender(command: $0).obstacle }
    for webhook in daemon.webhooks {
      if let obstacle = await WebhookSender(target: WebhookTarget(webhook)).obstacle() {
        problems.append("\(webhook.url): \(obstacle)")
      }
    }
    return problems
  }
}

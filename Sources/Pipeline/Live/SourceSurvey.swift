package import Formats
import Foundation
import Incidents
import Tailing

/// What a daemon with these patterns would follow at the moment, and what it would not and why.
package struct SourceSurvey: Sendable {
  /// One line each, for people.
  package var followed: [String] = []
  package var refused: [String] = []
  package var advice: [String] = []
  /// Patterns that stand for nothing that there is.
  package var unmatched: [String] = []

  /// - Parameter journal: the folders that journals are looked for in; nil where the journal is not followed.
  package static func look(
    patterns: [String], followsLinks: Bool, journal: [String]?, formats: FormatSet = .builtIn
  ) -> SourceSurvey {
    var survey = SourceSurvey()
    let match = LogGlob(patterns, followsLinks: followsLinks).match()
    for path in match.files { survey.look(path, formats) }
    for (path, refusal) in match.skipped.sorted(by: { $0.key < $1.key }) {
      survey.refused.append("\(path): it is \(refusal.rawValue)")
    }
    survey.refused += match.errors.map(\.description)
    survey.unmatched = patterns.filter { pattern in
      let match = LogGlob([pattern], followsLinks: followsLinks).match()
      return match.skipped.isEmpty && match.errors.isEmpty
        && !match.files.contains { FileManager.default.fileExists(atPath: $0) }
    }
    if let journal { survey.lookAtJournal(journal) }
    return survey
  }

  /// Refuses to follow these where nothing at all would be seen: there are journals, none of which may be read, and no log
  /// file that may be. What is not there yet is no reason.
  package static func requireSight(
    patterns: [String], followsLinks: Bool, journal: [String]?
  ) throws(ReplayError) {
    guard let journal else { return }
    let tail = JournalTail(JournalStart(folders: journal))
    tail.scan(now: 0)
    guard tail.isForbidden, let problem = tail.status.problems.first else { return }
    let files = LogGlob(patterns, followsLinks: followsLinks).match().files
    guard files.contains(where: { FileManager.default.isReadableFile(atPath: $0) }) else {
      throw ReplayError(.unreadable, problem)
    }
  }

  private mutating func look(_ path: String, _ formats: FormatSet) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    let found = FileInspection.inspect(path, format: nil, service: nil, zone: .local, among: formats)
    guard let parser = found.parser else {
      if found.reason == "empty" {
        followed.append("\(path): empty so far")
      } else if found.journal != nil {
        refused.append("\(path): \(UnreadForm.printedJournal)")
      } else {
        refused.append("\(path): " + (found.gap?.reason ?? found.remarks.first ?? found.reason))
      }
      return
    }
    followed.append("\(path): \(parser.format.name), service \(parser.service)")
    if let missing = SourceSurvey.missing(in: parser.format.name, service: parser.service, path) {
      advice.append(missing)
    }
  }

  /// What a log does not say that it could, and what makes it say that; nil where there is nothing.
  static func missing(in format: String, service: String, _ path: String) -> String? {
    guard ["combined", "common", "apache-vhost-combined"].contains(format) else { return nil }
    let complaint = "\(path) does not say how long requests took, so slowness is not noticed. "
    switch service {
    case "nginx":
      return complaint + "In nginx.conf (http): "
        + #"log_format timed '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "#
        + #""$http_referer" "$http_user_agent" rt=$request_time urt="$upstream_response_time"'; "#
        + "and access_log \(path) timed;"
    case "apache", "httpd":
      return complaint + "In the Apache configuration: "
        + #"LogFormat "%h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\" %D" timed "#
        + "and CustomLog \(path) timed"
    default: return nil
    }
  }

  private mutating func lookAtJournal(_ folders: [String]) {
    let tail = JournalTail(JournalStart(folders: folders))
    tail.scan(now: 0)
    if tail.status.isBlind {
      refused += tail.status.problems.map { "the journal: \($0)" }
    } else {
      followed.append("the journal: \(tail.status.files) files")
      advice += tail.status.problems
    }
  }
}

import Control
import Foundation
import Incidents
import Records

/// What says of a bundle what is what.
struct BundleReadme {
  private let bundle: EvidenceBundle
  private let excerpts: LogExcerpts

  init(_ bundle: EvidenceBundle, _ excerpts: LogExcerpts) {
    self.bundle = bundle
    self.excerpts = excerpts
  }

  var text: String {
    let incident = bundle.incident
    let policy = bundle.policy
    return """
      Incident \(incident.id): \(incident.title.controlsVisible)
      \(incident.startedAt) to \(incident.endedAt?.rfc3339 ?? "now (it was still open)"), \(incident.severity.rawValue)

      draft.md                   the skeleton of a postmortem, in Markdown
      draft-*.svg                its charts, where the logs tell of requests
      incident.json              the incident as 'hindcast show --json' prints it
      timeline.csv               its timeline, for spreadsheets (RFC 4180); what a spreadsheet would calculate begins with '
      timeline.jsonl             the same as JSON, an entry a line
      timeline.timesketch.jsonl  the same for Timesketch, which imports it as it is
      coverage.json              what was read of each log, and what could not be
      logs/                      the log lines that the incident rests on, a file for each log:
      \(excerpts.files.map { "  \($0.name)  \($0.source.controlsVisible)" }.joined(separator: "\n"))
      SHA256SUMS                 the hashes of all these files

      To see that nothing was changed since, in this folder:

          sha256sum -c SHA256SUMS

      \(times) A position is the byte at which a line begins in its (decompressed) log, or the cursor of an entry
      in its journal; sha256 is the hash of the line as it stood there. Secrets and card numbers in the lines were masked
      when they were stored. On the way into this bundle, these were treated so:

          addresses of clients  \(policy.clients.rawValue)
          e-mail addresses      \(policy.emails.rawValue)
          names of users        \(policy.users.rawValue)

      A pseudonym stands for the same throughout all that comes from one store. The hash of a line that holds one is no
      plain one, or it would tell whom the pseudonym stands for: it is HMAC-SHA256, under the key of the store, of "line:"
      and the line's hash. Who has the store finds that one at the line's position, by 'hindcast show --json'.
      """ + caveats + "\n"
  }

  private var times: String {
    bundle.zone == .gmt
      ? "All times are UTC." : "The draft names the zone of its times and of its charts; all others are UTC."
  }

  private var caveats: String {
    guard !bundle.incident.caveats.isEmpty else { return "" }
    return "\n\nKeep in mind:\n\n" + bundle.incident.caveats.map { "- \($0.controlsVisible)" }.joined(separator: "\n")
  }
}

import CSystemd
import Foundation
import Incidents
import Records
import Store

/// Writes incidents to the journal as structured entries; `Config/hindcast.catalog` explains them (`journalctl -x`).
enum DaemonJournal {
  /// `MESSAGE_ID`s: an incident opened, changed its severity, ended.
  static func messageID(_ kind: IncidentTransition.Kind) -> String {
    switch kind {
    case .opened: "6c1d2f0f5c1b4b0f9a5d1c7b3f0e8a41"
    case .severity: "b0a3e9d26f7c4a58a1f4d5e6c7b8091a"
    case .ended: "f5d7c2a1948e4e6cb3a20d1e9f8b7c62"
    }
  }

  static func tell(_ transition: IncidentTransition) {
    let words =
      switch transition.transition {
      case .opened: "opened"
      case .severity: "is now \(transition.severity.rawValue)"
      case .ended: "ended"
      }
    var fields = [
      "MESSAGE=Incident \(transition.incident) \(words): \(transition.title.controlsVisible)",
      "MESSAGE_ID=\(messageID(transition.transition))",
      "PRIORITY=\(transition.transition == .ended ? 5 : transition.severity == .minor ? 4 : 3)",
      "SYSLOG_IDENTIFIER=hindcastd",
      "HINDCAST_INCIDENT=\(transition.incident)",
      "HINDCAST_SEVERITY=\(transition.severity.rawValue)",
      "HINDCAST_STATUS=\(transition.status.rawValue)",
      "HINDCAST_STARTED_AT=\(transition.startedAt.rfc3339)",
      "HINDCAST_SERVICES=\(transition.services.joined(separator: ",").controlsVisible)",
    ]
    if let end = transition.endedAt { fields.append("HINDCAST_ENDED_AT=\(end.rfc3339)") }
    send(fields)
  }

  private static func send(_ fields: [String]) {
    let all = fields.map { Array($0.utf8) }
    let joined = all.flatMap(\.self)
    unsafe joined.withUnsafeBufferPointer { bytes in
      var at = 0
      let vectors = unsafe all.map { field in
        defer { at += field.count }
        return unsafe iovec(
          iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress?.advanced(by: at)), iov_len: field.count)
      }
      _ = unsafe sd_journal_sendv(vectors, Int32(vectors.count))
    }
  }
}

import DaemonLab
import Foundation
import Incidents
import LogLab
import Records
import Testing

/// The drafts that a daemon keeps of incidents that have ended.
@Suite(.serialized, .timeLimit(.minutes(3))) struct DraftsOfADaemonTests {
  let daemon: DaemonProcess

  init() throws {
    daemon = try DaemonProcess()
    // So that trouble of half an hour ago is over.
    try daemon.configure("phase_pause: 1m\nincident_pause: 2m\n" + (geteuid() == 0 ? "socket_group: adm\n" : ""))
    try daemon.folder.append(NumberedLines.failing(1800..<2400), to: "log/access.log")
  }

  private func draft(_ name: String) -> String? {
    try? String(contentsOfFile: daemon.drafts + "/" + name, encoding: .utf8)
  }

  /// Whether a draft comes to contain a text; nil: to be gone.
  private func comes(_ name: String, to contain: String?) async throws -> Bool {
    try await eventually {
      let text = draft(name)
      return contain.map { text?.contains($0) == true } ?? (text == nil)
    }
  }

  private func hindcast(_ arguments: String...) throws {
    let result = try daemon.run("hindcast", arguments)
    #expect(result.status == 0, "\(result.errors)")
  }

  /// Starts it and waits for the draft of the one incident.
  private func start() async throws -> Incident {
    try daemon.start()
    let daemon = daemon
    #expect(try await eventually { daemon.incidents?.first?.status == .resolved })
    let incident = try #require(daemon.incidents?.first)
    #expect(try await comes("\(incident.id).md", to: incident.id))
    return incident
  }

  @Test func whatPeopleCorrectIsInTheDraft() async throws {
    let incident = try await start()
    try hindcast("note", incident.id, "the rollback helped")
    #expect(try await comes("\(incident.id).md", to: "the rollback helped"))

    // Once somebody has edited it, it is theirs.
    let edited = try #require(draft("\(incident.id).md")) + "\nWhat we learnt: much.\n"
    try edited.write(toFile: daemon.drafts + "/\(incident.id).md", atomically: false, encoding: .utf8)
    try hindcast("set", incident.id, "severity=minor")
    #expect(try await comes("\(incident.id).renewed.md", to: "minor"))

    let middle = incident.startedAt.advanced(bySeconds: 300).rfc3339
    try hindcast("split", incident.id, "--at", middle)
    let part = try #require(daemon.incidents?.first { $0.id != incident.id })
    #expect(try await comes("\(part.id).md", to: part.id))
    try hindcast("undo")
    #expect(try await comes("\(part.id).md", to: nil))

    // What was corrected while it did not run is caught up with.
    #expect(try await daemon.end())
    try hindcast("note", "--store", daemon.store, incident.id, "a customer called")
    try daemon.start()
    #expect(try await comes("\(incident.id).renewed.md", to: "a customer called"))
    #expect(draft("\(incident.id).md") == edited)
    #expect(try await daemon.end())
  }

  @Test(.enabled(if: geteuid() == 0, "a file is given to any group by root only"))
  func membersOfTheSocketsGroupMayReadThem() async throws {
    let incident = try await start()
    for (name, mode) in [("", mode_t(0o750)), ("/\(incident.id).md", 0o640)] {
      var status = stat()
      #expect(unsafe lstat(daemon.drafts + name, &status) == 0)
      #expect(status.st_gid == 4 && status.st_mode & 0o7777 == mode)
    }
    #expect(try await daemon.end())
  }
}

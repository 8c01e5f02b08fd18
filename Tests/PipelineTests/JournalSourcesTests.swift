import Foundation
import LogLab
import Records
import Tailing
import Testing

@testable import Pipeline

/// All journals that are there: the system's, its users', its namespaces', and those of other hosts.
@Suite(.enabled(if: JournaldLab.obstacle == nil, "\(JournaldLab.obstacle ?? "")"), .serialized, .timeLimit(.minutes(2)))
struct JournalSourcesTests {
  let lab: JournaldLab

  init() throws { lab = try JournaldLab() }

  /// The services of the records with each of these texts.
  private func services(_ recorders: JournalRecorder...) -> [String: [String]] {
    recorders.flatMap(\.records).reduce(into: [:]) { $0[$1.text, default: []].append($1.service) }
  }

  /// What another host sends, into the folder that systemd-journal-remote has.
  private func remote(_ range: ClosedRange<Int>) -> [JournalLab.Fields] {
    range.map {
      JournalLab.entry(
        Int(Date().timeIntervalSince1970) + $0,
        ["MESSAGE": "remote \($0)", "_SYSTEMD_UNIT": "nginx.service", "_PID": "17", "_UID": "33", "_COMM": "nginx"])
    }
  }

  @Test func case41EveryJournalIsReadWithACursorOfItsOwn() async throws {
    let script = """
      run_namespace lab
      say_in_unit shop.service shop system
      for user in 1000 1001; do
        setpriv --reuid=$user --regid=$user --clear-groups logger -u /run/systemd/journal/dev-log -t mine "user $user"
      done
      in_unit db.service logger -u /run/systemd/journal.lab/dev-log -t db namespace
      journalctl --sync
      journalctl --namespace=lab --sync
      wait_for_go
      in_unit db.service logger -u /run/systemd/journal.lab/dev-log -t db 'namespace later'
      say_in_unit shop.service shop 'system later'
      journalctl --sync
      journalctl --namespace=lab --sync
      """
    let other = try JournalLab(folder: lab.journals + "/remote")
    let process = try lab.start("SplitMode=uid", script: script)
    _ = try other.write("remote-web2.journal", remote(1...2))
    let first = JournalRecorder([lab.journals])
    await first.follow {
      let texts = Set($0.records.map(\.text))
      return texts.isSuperset(of: ["system", "user 1000", "user 1001", "namespace", "remote 2"])
    }
    // Another follower goes on behind each cursor.
    first.follower.stop()
    let recorder = JournalRecorder([lab.journals], resumption: try first.follower.resumption)
    lab.go()
    _ = try other.write("remote-web2.journal", remote(3...4))
    process.waitUntilExit()
    await recorder.follow {
      Set($0.records.map(\.text)).isSuperset(of: ["system later", "namespace later", "remote 4"])
    }
    let found = services(first, recorder)
    #expect(found["system"] == ["shop"] && found["system later"] == ["shop"])
    #expect(found["namespace"]?.count == 1 && found["namespace later"]?.count == 1)
    for number in 1...4 { #expect(found["remote \(number)"] == ["nginx"]) }
    for user in [1000, 1001] {
      // journald looks at the process after it has got its message: it may have gone.
      let service = try #require(found["user \(user)"])
      #expect(service == ["logger"] || service == ["mine (uid \(user))"])
    }
    #expect(first.gaps.isEmpty && recorder.gaps.isEmpty)
    #expect(recorder.status.sequences >= 4 && recorder.status.files >= recorder.status.sequences)
    #expect(recorder.status.problems.isEmpty)
  }

  /// Also on another host, whose journal is read here.
  @Test func case38ALoggerOfAnotherUserIsNotTakenForNginx() async throws {
    let script = """
      say_in_unit nginx.service nginx 'HTTP 200'
      for i in $(seq 20); do
        setpriv --reuid=65534 --regid=65534 --clear-groups logger -u /run/systemd/journal/dev-log -t nginx 'HTTP 500'
      done
      setpriv --reuid=65534 --regid=65534 --clear-groups \\
        logger -u /run/systemd/journal/dev-log -t systemd 'Started nginx.service - A web server.'
      journalctl --sync
      echo end | systemd-cat -t end
      journalctl --sync
      """
    let other = try JournalLab(folder: lab.journals + "/remote")
    _ = try other.write(
      "remote-web2.journal",
      [JournalLab.entry(1, ["MESSAGE": "HTTP 500", "SYSLOG_IDENTIFIER": "nginx", "_UID": "1000", "_PID": "9"])])
    let process = try lab.start("", script: script)
    let recorder = JournalRecorder([lab.journals])
    await recorder.follow { $0.records.contains { $0.text == "end" } }
    process.waitUntilExit()
    let found = services(recorder)
    #expect(found["HTTP 200"] == ["nginx"])
    #expect(found["HTTP 500"]?.count == 21)
    #expect(found["HTTP 500"]?.contains("nginx") == false)
    #expect(recorder.events.isEmpty)
  }

  /// journald says how many messages it left out when it lets the unit log again.
  @Test func case39MessagesThatJournaldSuppressedAreCounted() async throws {
    let script = """
      in_unit shop.service systemd-cat -t shop seq -f "m=%.0f" 1 20000
      until journalctl --no-pager -q -t systemd-journald | grep -q Suppressed; do
        in_unit shop.service systemd-cat -t shop echo again
        sleep 0.2
      done
      echo end | systemd-cat -t end
      journalctl --sync
      """
    let process = try lab.start("RateLimitIntervalSec=1s\nRateLimitBurst=100", script: script)
    let recorder = JournalRecorder([lab.journals])
    await recorder.follow { $0.records.contains { $0.text == "end" } }
    process.waitUntilExit()
    let event = try #require(recorder.events.first { $0.kind == .suppressed })
    #expect(event.subject == "shop.service")
    let suppressed = try #require(event.detail.split(separator: " ").lazy.compactMap { Int($0) }.first)
    let read = recorder.records.count { $0.text.hasPrefix("m=") }
    #expect(suppressed > 10_000 && read + suppressed >= 20_000)
    #expect(recorder.gaps.isEmpty)
  }

  /// journald copies what it kept in memory into new files, under new numbers. The reader is another one by then.
  @Test func case40WhatJournaldFlushesIsReadOnce() async throws {
    let script = """
      kill $journald
      wait $journald || :
      rm -rf /run/systemd/journal/flushed /var/log/journal/*
      run_journald
      seq -f 'n=%.0f' 0 499 | systemd-cat -t gen
      journalctl --sync
      wait_for_go
      journalctl --flush
      seq -f 'n=%.0f' 500 999 | systemd-cat -t gen
      echo end | systemd-cat -t end
      journalctl --sync
      """
    let process = try lab.start("", script: script)
    let folder = try TemporaryFolder()
    let pid = folder.file("pid")
    let recorder = JournalRecorder(
      [lab.journals, lab.runtime],
      command: ["/bin/sh", "-c", "echo $$ > '\(pid)'; exec '\(JournalFollowerTests.reader)'"],
      runtimeFolder: lab.runtime)
    await recorder.follow { $0.records.contains { $0.text == "n=499" } }
    let id = try String(contentsOfFile: pid, encoding: .utf8).trimmingCharacters(in: .newlines)
    kill(try #require(pid_t(id)), SIGKILL)
    await recorder.follow { $0.ends > 0 && $0.status.isCaughtUp }
    lab.go()
    await recorder.follow { $0.records.contains { $0.text == "end" } }
    process.waitUntilExit()
    let numbers = recorder.records.map(\.text).filter { $0.hasPrefix("n=") }
    #expect(numbers == (0..<1000).map { "n=\($0)" })
    #expect(recorder.gaps.isEmpty)
  }
}

import Records
import Testing

@testable import Formats

/// Heads of lines in the manner of many systems; none is of a format that is built in.
@Suite struct LineLayoutTests {
  private func lines(_ text: String) -> [ByteRange] {
    var ranges: [ByteRange] = []
    var at = 0
    for line in text.split(separator: "\n") {
      ranges.append(ByteRange(at, at + line.utf8.count))
      at += line.utf8.count + 1
    }
    return ranges
  }

  /// The messages that the layout of the lines finds in them.
  private func messages(_ text: String) -> [String]? {
    let bytes = Array(text.utf8)
    let lines = lines(text)
    guard let layout = unsafe LineLayout(bytes.span.bytes, lines) else { return nil }
    return lines.map { line in
      let start = unsafe layout.head(bytes.span.bytes.extracting(line.range), line.count).start
      return String(decoding: bytes[(Int(line.start) + start)..<Int(line.end)], as: UTF8.self)
    }
  }

  @Test(arguments: [
    // Date and time in digits, process, level, logger.
    "081109 203615 148 INFO dfs.DataNode$Responder: ready\n081109 203807 2 WARN dfs.FSNamesystem: ready",
    // Month and day, process, thread, a letter for the level.
    "03-17 16:13:38.811  1702  2395 D WindowManager: ready\n03-17 16:13:39.000  9 12 E PhoneStatusBar: ready",
    // The node before the time and again behind it.
    "- 1117838570 2005.06.03 R02-M1 2005-06-03-15.42.50.6 R02-M1 RAS KERNEL INFO ready\n"
      + "- 1117838573 2005.06.03 R02-M0 2005-06-03-15.42.53.2 R02-M0 RAS APP FATAL ready",
    // Seconds since the epoch and a flag behind names.
    "134681 node-246 unix.hw state.change 1077804742 1 ready\n350766 node-109 unix.hw net.niff 1084680778 1 ready",
    // Separated by bars.
    "20171223-22:15:29:606|Step|30002312|ready\n20171223-9:0:1:33|Step|30002312|ready",
    // A file's name first, then time, process, level, logger and a request in brackets.
    "api.log.1 2017-05-16 00:00:00.008 25746 INFO nova.osapi.server [req-38 1 2 - - -] ready\n"
      + "comp.log.1 2017-05-16 00:00:04.500 2931 INFO nova.compute.manager [req-3 - - -] ready",
    "17/06/09 20:10:40 INFO executor.Executor: ready\n17/06/09 20:10:41 INFO spark.SecurityManager: ready",
    "2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:0:0:2181:FastLeader@774] - ready\n"
      + "2015-07-29 19:04:12,394 - WARN  [RecvWorker:1:Manager@765] - ready",
    // A line of syslog behind other columns.
    "- 1131566461 2005.11.09 dn228 Nov 9 12:01:01 dn228/dn228 crond(pam_unix)[2915]: ready\n"
      + "- 1131566473 2005.11.09 an-1 Nov 9 12:01:13 local@an-1 /sbin/gmetad[1682]: ready",
    "[10.30 16:49:06] chrome.exe - ready\n[10.30 16:49:08] chrome.exe *64 - ready",
    "2015-10-18 18:01:47,978 INFO [main] org.example.App: ready\n"
      + "2015-10-18 18:01:48,963 INFO [IPC Server handler 0 on 62270] org.example.Rm: ready",
  ])
  func theMessageBeginsBehindTheHead(text: String) {
    #expect(messages(text) == ["ready", "ready"])
  }

  @Test func textWithoutTimeOrLevelHasNoLayout() {
    #expect(messages("one two\nthree four\n") == nil)
    #expect(messages("") == nil)
  }

  @Test func aTimeThatOnlySomeLinesHaveIsPartOfTheirMessages() {
    let text = "2016-09-28 04:30:31, Info CSI 1@2016/9/28:04:30:31 up\n2016-09-28 04:30:32, Info CBS off since 04:30:31"
    #expect(messages(text) == ["CSI 1@2016/9/28:04:30:31 up", "CBS off since 04:30:31"])
  }

  @Test func linesThatDoNotFitGoOnWithTheRecord() throws {
    let text = "20171223-22:15:29:606|Step|3|failed\n  at a.b\nCaused by: x\n20171223-22:15:29:607|Step|3|ready"
    let bytes = Array(text.utf8)
    let layout = unsafe try #require(LineLayout(bytes.span.bytes, lines(text)))
    let fits = lines(text).map { unsafe layout.fits(bytes.span.bytes.extracting($0.range)) }
    #expect(fits == [true, false, false, true])
  }

  @Test func theSeverityIsThatOfTheLevelsColumn() throws {
    let text = "03-17 16:13:38.811  1702  2395 D A: ready\n03-17 16:13:39.000  9 12 E B: ready"
    let bytes = Array(text.utf8)
    let layout = unsafe try #require(LineLayout(bytes.span.bytes, lines(text)))
    let found = lines(text).map { unsafe layout.head(bytes.span.bytes.extracting($0.range), $0.count).severity }
    #expect(found == [.debug, .error])
  }

  /// What the format that the sniffer finds for the lines reads of each.
  private func records(_ text: String) -> [(
    format: String, time: String, severity: Severity, logger: String, pid: Int32
  )] {
    let bytes = Array(text.utf8)
    guard case .format(let format) = FormatSniffer(bytes, newest: 1_717_600_000).verdict(),
      let again = LogFormats.named(format.identifier)
    else { return [] }
    return lines(text).map { line in
      let line = String(decoding: bytes[line.range], as: UTF8.self)
      guard let read = Reading(line, by: again.identifier) else { return (again.name, "", .info, "", -1) }
      return (again.name, read.time, read.record.severity, read.text(\.logger), read.record.pid)
    }
  }

  @Test(arguments: [
    (
      "240605 140003 148 INFO dfs.DataNode: ready\n240605 140004 2 WARN dfs.FSNamesystem: ready",
      "2024-06-05T14:00:04.000Z", Severity.warning, "dfs.FSNamesystem", Int32(2)
    ),
    (
      "06-05 14:00:03.811  1702  2395 D WindowManager: ready\n06-05 14:00:04.000  9 12 E PhoneStatusBar: ready",
      "2024-06-05T14:00:04.000Z", .error, "PhoneStatusBar", 9
    ),
    (
      "api.log.1 2024-06-05 14:00:03.008 25746 INFO nova.api [req-38] ready\n"
        + "comp.log.1 2024-06-05 14:00:04.500 2931 ERROR nova.compute [req-3] ready",
      "2024-06-05T14:00:04.500Z", .error, "nova.compute", 2931
    ),
    (
      "14:00:03.811 [main] DEBUG o.shop.Pool - ready\n14:00:04.000 [main] WARN o.shop.Pool - ready",
      "2024-06-05T14:00:04.000Z", .warning, "o.shop.Pool", -1
    ),
    (
      "[Nest] 7  - 06/05/2024, 2:00:03 PM     LOG [Router] ready\n[Nest] 7  - 06/25/2023, 2:00:04 PM   ERROR [Pool] ready",
      "2023-06-25T14:00:04.000Z", .error, "Pool", -1
    ),
    (
      "134681 node-246 unix.hw state.change 1717596003 1 ready\n350766 node-109 unix.hw net.niff 1717596004 1 ready",
      "2024-06-05T14:00:04.000Z", .info, "", 1
    ),
  ])
  func theLayoutsFormatReadsTimeLevelLoggerAndProcess(
    text: String, time: String, severity: Severity, logger: String, pid: Int32
  ) throws {
    let last = try #require(records(text).last)
    #expect(last.format == "text-columns")
    #expect(last.time == time)
    #expect(last.severity == severity)
    #expect(last.logger == logger)
    #expect(last.pid == pid)
  }

  @Test(arguments: [
    "Thread-13::DEBUG::2024-06-05 14:00:03,250::pool::225::ready",
    "<entry ts=\"2024-06-05T14:00:03.25\" level=\"x\">ready</entry>",
    "\"2024-06-05 14:00:03.250\"\t\"Login\"\tready",
    "worker 7 [2024-06-05 14:00:03.250] ready",
  ])
  func aTimeMayBeWithinAWordOfTheHead(line: String) {
    let found = records(line + "\n" + line)
    #expect(found.map(\.time) == ["2024-06-05T14:00:03.250Z", "2024-06-05T14:00:03.250Z"])
  }

  @Test(arguments: [
    "06Jun2024 14:00:03 ready", "2024/157 14:00:03 ready", "a=1 session_start=2024-06-05T14:00:03Z ready",
  ])
  func noDateIsMadeUpBehindOneThatIsNotRead(line: String) {
    #expect(records(line + "\n" + line).allSatisfy { $0.time.isEmpty })
  }

  @Test func whatTheSampleSaysOfItsDatesHoldsForAllLines() {
    let text = "25/06/2023 14:00:03 WARN ready\n05/06/2024 14:00:04 INFO ready"
    #expect(records(text).map(\.time) == ["2023-06-25T14:00:03.000Z", "2024-06-05T14:00:04.000Z"])
    #expect(records(text).map(\.format) == ["text-log", "text-log"])
  }

  @Test func linesBetweenThoseWithATimeBelongToThem() {
    let text = "14:00:03 WARN slow\nselect 1\nfrom t\n14:00:04 INFO ready\n14:00:05 INFO all well\n"
    #expect(records(text).map(\.time).filter { !$0.isEmpty }.count == 3)
  }

  @Test func marksAtTheBeginningOfALineAreNoTime() {
    #expect(records(": 1\n: 2\n").isEmpty)
    #expect(records("::\n=\n]\n").isEmpty)
  }

  @Test func proseThatNamesATimeIsNoLog() {
    let text = "we met at noon\nand again at 14:00:03 there\nthen no more\n"
    #expect(records(text).isEmpty)
  }
}

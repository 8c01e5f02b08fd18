import DaemonLab
import Foundation
import Incidents
import LogLab
import Records
import SampleIncidents
import Store
import Testing

@testable import Control

@Suite struct DaemonClientTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static func reason(_ body: () throws -> some Any) -> DaemonError.Reason? {
    do {
      _ = try body()
      return nil
    } catch {
      return (error as? DaemonError)?.reason
    }
  }

  /// What the client makes of a daemon that answers so.
  private func reason(
    answer: String, times: Int = 1, to question: @escaping @Sendable (DaemonClient) throws -> Any = { try $0.status() }
  ) async throws -> DaemonError.Reason? {
    let socket = try SocketFile.listen(at: folder.file("other.sock"), group: nil)
    defer {
      close(socket.descriptor)
      socket.remove()
    }
    async let answered: Void = offPool { () throws -> Void in
      for _ in 0..<times {
        let connection = accept(socket.descriptor, nil, nil)
        var request = [UInt8](repeating: 0, count: 4096)
        _ = unsafe request.withUnsafeMutableBytes { unsafe recv(connection, $0.baseAddress, $0.count, 0) }
        _ = unsafe answer.withCString { unsafe send(connection, $0, strlen($0), CInt(MSG_NOSIGNAL)) }
        close(connection)
      }
    }
    let path = socket.path
    let reason = try await offPool { Self.reason { try question(DaemonClient(path: path)) } }
    try await answered
    return reason
  }

  @Test func itAsksForEverythingThatCommandsShow() async throws {
    try await withServer(folder) { path, _ in
      try await offPool { () throws in
        let client = DaemonClient(path: path)
        #expect(try client.isAnswered())
        #expect(try client.incidents(IncidentFilter()).incidents.map(\.id) == ["20240605-1400"])
        #expect(try client.document("20240605-1400", includingHidden: false).incident == SampleIncidents.shop.published)
        #expect(try client.coverage() == SampleIncidents.coverage.published)
        #expect(try client.status() == SampleService.status)
        #expect(try client.metrics().hasSuffix("hindcast_lines_total 90000\n# EOF\n"))
      }
    }
  }

  @Test func filtersArriveToTheMicrosecond() async throws {
    try await withServer(folder) { path, service in
      try await offPool { () throws in
        let client = DaemonClient(path: path)
        let onset = SampleIncidents.onset
        let before = Timestamp(microseconds: onset.microseconds - 1)
        for until in [onset, before] {
          let filter = IncidentFilter(
            since: before, until: until, service: "nginx", status: .resolved, severity: .major)
          #expect(try client.incidents(filter) == service.library.incidents(filter))
          let query = EntryQuery(
            since: before, until: until, service: "nginx", kinds: [.onset, .end], text: "GET /product/* rose",
            membership: .inIncident)
          #expect(try client.entries(query) == service.library.entries(query))
        }
        #expect(try client.incidents(IncidentFilter(until: before)).incidents.isEmpty)
        #expect(try client.entries(EntryQuery(text: "a&b=c+d%é\n")).isEmpty)
        #expect(try client.entries(EntryQuery(kinds: [.mitigation, .deadEnd])).map(\.entry.id) == ["e6", "e10"])
      }
    }
  }

  @Test func itFollowsThePagesToTheLast() async throws {
    let incidents = (0..<250).map(SampleIncidents.shop(hoursLater:))
    try await withServer(folder, incidents: incidents) { path, service in
      try await offPool { () throws in
        let client = DaemonClient(path: path)
        #expect(try client.incidents(IncidentFilter()).incidents == incidents.map(\.published))
        for filter in [
          IncidentFilter(), IncidentFilter(until: SampleIncidents.at(150 * 3600)), IncidentFilter(status: .open),
        ] {
          #expect(try client.incidents(filter) == service.library.incidents(filter))
        }
        #expect(try client.entries(EntryQuery()).count > 2 * EntryList.limit)
        for query in [EntryQuery(), EntryQuery(kinds: [.note, .onset]), EntryQuery(text: "nothing of it")] {
          #expect(try client.entries(query) == service.library.entries(query))
        }
      }
    }
  }

  /// What the daemon holds for one answer is bounded, whatever is in the store.
  @Test func aPageIsBoundedInNumberAndInSize() async throws {
    let incidents = (0..<12).map { hour in
      var incident = SampleIncidents.shop(hoursLater: hour)
      incident.timeline[1].evidence = [SampleIncidents.evidence(String(repeating: "x", count: 300_000))]
      return incident
    }
    try await withServer(folder, incidents: incidents) { path, _ in
      try await offPool { () throws in
        func ask(_ target: String) throws -> (page: IncidentPage, bytes: Int) {
          let answer = try RawConnection.ask(
            path, "GET \(target) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
          let page = try JSONDecoder().decode(IncidentPage.self, from: Data(answer.body.utf8))
          return (page, answer.body.utf8.count)
        }
        let first = try ask("/v1/incidents")
        #expect(first.page.incidents.count == 4 && first.bytes < 2 << 20)
        #expect(first.page.coverage == SampleIncidents.coverage.published)
        let second = try ask("/v1/incidents?limit=2&after=\(try #require(first.page.next))")
        #expect(second.page.incidents.map(\.id) == [incidents[4].id, incidents[5].id])
        #expect(second.page.coverage == nil && second.page.next != nil)
        #expect(try ask("/v1/incidents?after=9999999999999999.x").page.next == nil)
        #expect(try DaemonClient(path: path).incidents(IncidentFilter()).incidents == incidents.map(\.published))
        #expect(try DaemonClient(path: path).entries(EntryQuery()).count > 100)
      }
    }
  }

  /// No answer of its is followed for ever.
  @Test func aDaemonThatLeadsNowhereIsStrange() async throws {
    let page = #"{"incidents":[],"next":"1.a"}"#
    let reason = try await reason(
      answer: "HTTP/1.1 200 OK\r\nContent-Length: \(page.utf8.count)\r\n\r\n\(page)", times: 2
    ) { try $0.incidents(IncidentFilter()) }
    #expect(reason == .strange)
  }

  @Test func anUnknownIncidentIsAnsweredAsTheStoreDoes() async throws {
    try await withServer(folder) { path, service in
      let asked = try await offPool {
        Self.reason { try DaemonClient(path: path).document("20240605-1401", includingHidden: false) }
      }
      #expect(throws: LibraryError.self) { try service.document("20240605-1401", includingHidden: false) }
      guard case .refused(let refusal) = asked else { throw DaemonError(.strange, path: path) }
      #expect(refusal.status == 404 && refusal.code == "no-such-incident")
      #expect(
        refusal.localizedDescription
          == LibraryError.noSuchIncident("20240605-1401", nearest: ["20240605-1400"]).localizedDescription)
      #expect(
        try await offPool { Self.reason { try DaemonClient(path: path).document("../status", includingHidden: true) } }
          != nil)
    }
  }

  @Test func correctionsAreRecordedAndListed() async throws {
    try await withServer(folder) { path, service in
      try await offPool { () throws in
        let client = DaemonClient(path: path)
        let at = Timestamp(seconds: 1_717_600_000)
        let note = CorrectionRequest.Change.note(incident: nil, text: "rolled \"back\"", kind: .action, at: at)
        let receipt = try client.correct(CorrectionRequest(by: "ann", at: at, change: note))
        #expect(receipt.corrections.map(\.incident) == ["20240605-1400"])
        #expect(try client.corrections() == service.corrections())
        #expect(try client.corrections().map(\.correction) == receipt.corrections)
        let document = try client.document("20240605-1400", includingHidden: true)
        #expect(try document == service.document("20240605-1400", includingHidden: true))
        #expect(document.incident.timeline.contains { $0.summary == "rolled \"back\"" && $0.by == "ann" })
      }
    }
  }

  @Test func aCorrectionThatCannotBeMadeIsRefused() async throws {
    try await withServer(folder) { path, service in
      try await offPool { () throws in
        let at = Timestamp(seconds: 1_717_600_000)
        let changes: [(CorrectionRequest.Change, Int)] = [
          (.set(incident: "20240605-1400", fields: ["severity": "huge"]), 422),
          (.mark(entry: "nothing", starred: true, hidden: nil), 404), (.split(incident: "20240605-1401", at: at), 404),
        ]
        for (change, status) in changes {
          let request = CorrectionRequest(by: "ann", at: at, change: change)
          guard case .refused(let refusal) = Self.reason({ try DaemonClient(path: path).correct(request) }) else {
            throw DaemonError(.strange, path: path)
          }
          #expect(refusal.status == status)
          // The line is the one that the store gives.
          #expect {
            try service.correct(request)
          } throws: {
            $0.localizedDescription == refusal.localizedDescription
          }
        }
        let head = "POST /v1/corrections HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n"
        #expect(try RawConnection.ask(path, head + "\r\n{}").status == 415)
        #expect(try RawConnection.ask(path, head + "Content-Type: application/json\r\n\r\n{}").status == 400)
      }
    }
  }

  @Test func withoutADaemonItSaysHowToStartOne() throws {
    let path = folder.file("none.sock")
    #expect(Self.reason { try DaemonClient(path: path).status() } == .notRunning)
    #expect(try !DaemonClient(path: path).isAnswered())
    let stale = try SocketFile.listen(at: path, group: nil)
    close(stale.descriptor)
    #expect(Self.reason { try DaemonClient(path: path).status() } == .notRunning)
    #expect(try !DaemonClient(path: path).isAnswered())
    #expect(DaemonError(.notRunning, path: path).localizedDescription.contains("systemctl start hindcastd"))
  }

  @Test func whoIsNotInTheGroupIsToldWhichOneToJoin() throws {
    let path = try folder.write("hindcast.sock", "")
    let group = unsafe getgrgid(getegid()).map { unsafe String(cString: $0.pointee.gr_name) }
    let error = DaemonError(errorNumber: EACCES, path: path)
    #expect(error.reason == .denied(group: getegid() == 0 ? nil : group))
    #expect(
      DaemonError(.denied(group: "hindcast"), path: path).localizedDescription.contains("usermod -aG hindcast $USER"))
  }

  @Test(arguments: [
    (
      "HTTP/1.1 404 Not Found\r\nContent-Length: 51\r\n\r\n{\"code\":\"no-such-route\",\"error\":\"none\",\"hint\":null}",
      DaemonError.Reason.tooOld
    ),
    ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", .strange),
    ("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", .strange),
    ("HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n{", .noAnswer),
    ("", .noAnswer),
    ("SSH-2.0\r\n", .noAnswer),
  ])
  func whatNoDaemonOfThisVersionAnswersIsSaid(answer: String, expected: DaemonError.Reason) async throws {
    #expect(try await reason(answer: answer) == expected)
  }
}

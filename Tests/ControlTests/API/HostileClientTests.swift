import DaemonLab
import Foundation
import LogLab
import Testing

@testable import Control

/// Clients that break the rules, on a real socket (faults.md 83 to 85).
@Suite struct HostileClientTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let status = "GET /v1/status HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

  /// That others are answered at once is told by order, not by the clock, which a busy machine makes lie: all of these
  /// are answered while the hostile client still is in the middle of what it does.
  private static func expectAnswers(_ path: String) throws {
    for _ in 0..<20 { #expect(try RawConnection.ask(path, status).status == 200) }
  }

  @Test func case83SilentConnectionsHinderNobody() async throws {
    try await withServer(folder) { path, _ in
      try await offPool {
        var silent: [RawConnection] = []
        for number in 0..<500 {
          silent.append(try RawConnection(path))
          if number % 2 == 0 { silent.last?.send("GET /v1/sta") }
        }
        try Self.expectAnswers(path)
        // The first have had to make room, the last still wait.
        #expect(silent[0].receive() == "")
        silent[498].send("tus HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        #expect(RawConnection.parts(of: silent[498].receive()).status == 200)
      }
    }
  }

  @Test func case83ABodyOfAGigabyteIsRefusedBeforeItIsSent() async throws {
    try await withServer(folder) { path, _ in
      try await offPool {
        let sending = try RawConnection(path)
        sending.send(
          "POST /v1/corrections HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n"
        )
        for _ in 0..<100 where sending.send(String(repeating: "x", count: 10_000)) {}
        try Self.expectAnswers(path)
        #expect(RawConnection.parts(of: sending.receive()).status == 413)
      }
    }
  }

  @Test func case83AnEndlessChunkedBodyIsCut() async throws {
    try await withServer(folder) { path, _ in
      try await offPool {
        let sending = try RawConnection(path)
        sending.send("POST /v1/corrections HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        let chunk = "100000\r\n" + String(repeating: "x", count: 1 << 20) + "\r\n"
        for _ in 0..<40 where sending.send(chunk) {}
        #expect(RawConnection.parts(of: sending.receive()).status == 413)
      }
    }
  }

  @Test func case83FewLargeBodiesAreHeldAtATime() async throws {
    var limits = APILimits()
    limits.largeBodies = 1
    try await withServer(folder, limits: limits) { path, _ in
      let head =
        "POST /v1/corrections HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
      let body = String(repeating: " ", count: 100_000)
      let large = head + "Content-Length: \(body.count)\r\n\r\n" + body
      let isBusy: @Sendable () -> Bool = { (try? RawConnection.ask(path, large).status) == 503 }
      do {
        let slow = try await offPool {
          let slow = try RawConnection(path)
          slow.send(head + "Content-Length: 1000000\r\n\r\n" + body)
          return slow
        }
        #expect(try await eventually(isBusy))
        try await offPool { try Self.expectAnswers(path) }
        _ = slow
      }
      // Its JSON is none, but it is read.
      #expect(try await eventually { (try? RawConnection.ask(path, large).status) == 400 })
    }
  }

  @Test func case83AHundredThousandHeadersAreRefused() async throws {
    try await withServer(folder) { path, _ in
      try await offPool { () throws in
        let many = (0..<100_000).map { "X-\($0): y\r\n" }.joined()
        #expect(
          try RawConnection.ask(path, "GET /v1/status HTTP/1.1\r\nHost: localhost\r\n" + many + "\r\n").status == 431)
        let long = String(repeating: "x", count: 100_000)
        #expect(try RawConnection.ask(path, "GET /v1/status HTTP/1.1\r\nHost: \(long)\r\n\r\n").status == 431)
        #expect(try RawConnection.ask(path, "GET /v1/status?\(long) HTTP/1.1\r\nHost: localhost\r\n\r\n").status == 431)
        try Self.expectAnswers(path)
      }
    }
  }

  @Test func case83AnEndlessListOfHeadersHindersNobody() async throws {
    try await withServer(folder) { path, _ in
      try await offPool {
        let sending = try RawConnection(path)
        sending.send("GET /v1/status HTTP/1.1\r\nHost: localhost\r\n")
        for number in 0..<20 {
          sending.send("X-\(number): y\r\n")
          #expect(try RawConnection.ask(path, Self.status).status == 200)
        }
        sending.send("Connection: close\r\n\r\n")
        #expect(RawConnection.parts(of: sending.receive()).status == 200)
      }
    }
  }

  @Test(arguments: [
    "POST /v1/corrections HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
    "POST /v1/corrections HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
    "POST /v1/corrections HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2, 2\r\n\r\n{}",
    "POST /v1/corrections HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "POST /v1/corrections HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
    "POST /v1/corrections HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, identity\r\n\r\n{}",
    "POST /v1/corrections HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    "POST /v1/corrections HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    "GET /v1/incidents/..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /v1/incidents/../status HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /v1//status HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /v1/%73tatus HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET http://localhost/v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /v1/status?a HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /v1/incidents?service=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /v1/incidents?service=%ff HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET /v1/status HTTP/1.1\r\n\r\n",
    "GET /v1/status HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "GET /v1/status HTTP/1.1\r\nHost: localhost\r\n X-Folded: y\r\n\r\n",
    "GET /v1/status HTTP/1.1\r\nHost : localhost\r\n\r\n",
    "\u{16}\u{03}\u{01}nonsense\r\n\r\n",
  ])
  func case84AnAmbiguousRequestIsRefused(request: String) async throws {
    try await withServer(folder) { path, _ in
      try await offPool {
        // What would be the second request is never answered: nothing can be smuggled past the refusal.
        let connection = try RawConnection(path)
        connection.send(request.replacing("Host: localhost\r\n", with: "Host: localhost\r\nConnection: close\r\n"))
        let answer = connection.receive()
        #expect(RawConnection.parts(of: answer).status == 400)
        #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 2)
        #expect(
          try JSONDecoder().decode(APIError.self, from: Data(RawConnection.parts(of: answer).body.utf8)).error != "")
      }
    }
  }

  /// There is no TCP, on which a web page could ask with its own `Host`, and nothing to ask for it with.
  @Test(arguments: ["listen: 127.0.0.1:8080", "port: 8080", "tcp: true", "http: localhost", "socket: 127.0.0.1:8080"])
  func case85NothingAsksForTCP(line: String) throws {
    let path = try folder.write("hindcast.yaml", line + "\n")
    let error = try #require(throws: ConfigurationError.self) { try Configuration.load(path) }
    #expect(error.reason == .unknownKey)
  }

  @Test func pipelinedRequestsAreAnsweredInTheirOrder() async throws {
    try await withServer(folder) { path, _ in
      try await offPool {
        let requests =
          "GET /v1/nothing HTTP/1.1\r\nHost: localhost\r\n\r\nHEAD /v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n"
          + Self.status
        let connection = try RawConnection(path)
        connection.send(requests)
        let answer = connection.receive()
        let statuses = answer.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
        #expect(statuses == ["404", "200", "200"])
        // Of the two answers with a status the one to HEAD has none.
        #expect(answer.components(separatedBy: #""memory_bytes""#).count == 2)
      }
    }
  }

  @Test func aRequestInPiecesIsPutTogether() async throws {
    try await withServer(folder) { path, _ in
      try await offPool {
        let connection = try RawConnection(path)
        for byte in Self.status { connection.send(String(byte)) }
        #expect(RawConnection.parts(of: connection.receive()).status == 200)
        #expect(try RawConnection.ask(path, "GET /v1/status HTTP/1.0\r\n\r\n").status == 200)
      }
    }
  }
}

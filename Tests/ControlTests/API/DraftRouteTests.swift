import DaemonLab
import Foundation
import LogLab
import Store
import Testing

@testable import Control

@Suite struct DraftRouteTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aDraftThatWasKeptIsFoundAgain() async throws {
    let draft = StoredDraft(
      incident: "20240605-1400", text: "# A \"title\"\n\n" + String(repeating: "row\n", count: 90_000))
    let found = try await withServer(folder) { path, _ in
      try await offPool {
        let client = DaemonClient(path: path)
        try client.keep(draft)
        return (try client.draft(draft.hash), try client.draft("0123456789abcdef"), try client.draft("../status"))
      }
    }
    #expect(found.0 == draft)
    #expect(found.1 == nil && found.2 == nil)
  }

  @Test func aDraftThatIsTooLargeIsRefused() async throws {
    let answers = try await withServer(folder) { path, _ in
      try await offPool {
        [600 << 10, 3 << 20].map { size -> Int? in
          let draft = StoredDraft(incident: "20240605-1400", text: String(repeating: "x", count: size))
          do throws(DaemonError) { try DaemonClient(path: path).keep(draft) } catch {
            if case .refused(let refusal) = error.reason { return refusal.status }
          }
          return nil
        }
      }
    }
    #expect(answers == [413, 413])
  }

  /// Every other body is as small as before.
  @Test(arguments: [("corrections", 400), ("corrections/trials", 400), ("incidents", 413)])
  func onlyDraftsAndCorrectionsMayBeLarge(route: String, status: Int) async throws {
    let body = #"{"nonsense":""# + String(repeating: "x", count: 70_000) + #""}"#
    let answer = try await withServer(folder) { path, _ in
      try await offPool {
        try RawConnection.ask(
          path,
          "POST /v1/\(route) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
      }
    }
    #expect(answer.status == status)
  }
}

import DaemonLab
import Foundation
import LogLab
import Testing

@testable import Control

/// Clients of other users, on a real socket; only root can be them.
@Suite(.enabled(if: geteuid() == 0, "only root can become another user"))
struct SocketAccessTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    #expect(unsafe chmod(folder.path, 0o755) == 0)
  }

  /// The status that a user of these groups is answered with; nil: they cannot even connect.
  private func status(_ path: String, user: uid_t, groups: [gid_t]) async throws -> String? {
    let groups = groups.isEmpty ? "--clear-groups" : "--groups=" + groups.map(String.init).joined(separator: ",")
    let child = ChildCommand(
      command: [
        "/usr/bin/setpriv", "--reuid=\(user)", "--regid=\(user)", groups, "/usr/bin/curl", "-s", "--unix-socket", path,
        "-o", "/dev/null", "-w", "%{http_code}", "http://localhost/v1/status",
      ], timeLimit: .seconds(20))
    let result = try await child.run(input: [])
    return result?.status == 0 ? result?.output : nil
  }

  @Test func case81AnotherUserIsDeniedAndAMemberOfTheGroupIsNot() async throws {
    let access = SocketAccess(users: [0], group: 4321)
    try await withServer(folder, access: access) { (path, _) async throws in
      #expect(try await status(path, user: 65_534, groups: []) == nil)
      #expect(try await status(path, user: 65_534, groups: [4321]) == "200")
      #expect(try await status(path, user: 0, groups: []) == "200")
      // Should the file ever be open to all, whoever connects is still looked at.
      #expect(unsafe chmod(path, 0o666) == 0)
      #expect(try await status(path, user: 65_534, groups: []) == "403")
      #expect(try await status(path, user: 65_534, groups: [4321]) == "200")
    }
  }
}

import Foundation
import LogLab
import Synchronization
import Testing

@testable import Control

@Suite struct SocketFileTests {
  private let folder: TemporaryFolder
  private var path: String { folder.file("hindcast.sock") }

  init() throws { folder = try TemporaryFolder() }

  private func mode(_ path: String) -> mode_t? {
    var status = stat()
    return unsafe lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
  }

  private func reason(_ body: () throws(SocketFileError) -> SocketFile) -> SocketFileError.Reason? {
    do {
      _ = try body()
      return nil
    } catch {
      return error.reason
    }
  }

  @Test func case80TheSocketIsNeverOpenToTheWorldWhateverTheUmask() async throws {
    let isDone = Mutex(false)
    let (folder, path) = (folder, path)
    async let widest = offPool {
      var widest: mode_t = 0
      while !isDone.withLock({ $0 }) {
        // What others can reach: the socket in its place, and in the folder that it is made in if they may enter that.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
          var status = stat()
          guard unsafe lstat(folder.file(name), &status) == 0 else { continue }
          let isFolder = status.st_mode & S_IFMT == S_IFDIR
          widest |= status.st_mode & (isFolder ? 0o077 : 0o007)
        }
      }
      return widest
    }
    let before = umask(0)
    for _ in 0..<200 {
      let socket = try SocketFile.listen(at: path, group: nil)
      #expect(mode(path) == 0o660)
      socket.remove()
      close(socket.descriptor)
    }
    umask(before)
    isDone.withLock { $0 = true }
    #expect(try await widest == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func case82AStaleSocketOfOursIsReplaced() throws {
    let stale = try SocketFile.listen(at: path, group: nil)
    close(stale.descriptor)
    #expect(UnixSocket.connectionError(to: path) == ECONNREFUSED)
    let socket = try SocketFile.listen(at: path, group: nil)
    defer { close(socket.descriptor) }
    #expect(UnixSocket.connectionError(to: path) == 0)
    // The one before no longer owns the place.
    stale.remove()
    #expect(UnixSocket.connectionError(to: path) == 0)
  }

  @Test func case82ALiveSocketIsLeftAlone() throws {
    let socket = try SocketFile.listen(at: path, group: nil)
    defer { close(socket.descriptor) }
    #expect(reason { () throws(SocketFileError) in try SocketFile.listen(at: path, group: nil) } == .inUse)
    #expect(UnixSocket.connectionError(to: path) == 0)
  }

  @Test func case82WhatIsNoSocketIsLeftAlone() throws {
    let target = try folder.write("target", "precious")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    #expect(reason { () throws(SocketFileError) in try SocketFile.listen(at: path, group: nil) } == .notASocket)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == target)
    #expect(reason { () throws(SocketFileError) in try SocketFile.listen(at: target, group: nil) } == .notASocket)
    #expect(try String(contentsOfFile: target, encoding: .utf8) == "precious")
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
  func case82ASocketOfAnotherUserIsLeftAlone() throws {
    let socket = try SocketFile.listen(at: path, group: nil)
    close(socket.descriptor)
    #expect(unsafe chown(path, 65_534, 65_534) == 0)
    #expect(reason { () throws(SocketFileError) in try SocketFile.listen(at: path, group: nil) } == .foreign)
  }

  @Test func whatCannotBeDoneIsSaid() {
    #expect(
      reason { () throws(SocketFileError) in try SocketFile.listen(at: folder.file("none/s"), group: nil) } == .folder)
    let long = folder.file(String(repeating: "x", count: 108))
    #expect(SocketFileError(.tooLong, path: long).localizedDescription.contains("too long"))
    #expect(UnixSocket.address(long) == nil)
    #expect(throws: SocketFileError(.noSuchGroup("no-such-group"), path: path)) {
      try SocketAccess.standard(group: "no-such-group", path: path)
    }
  }

  @Test func thePeerIsWhoTheKernelSays() throws {
    var pair: [CInt] = [0, 0]
    #expect(unsafe socketpair(AF_UNIX, UnixSocket.kind, 0, &pair) == 0)
    defer { for descriptor in pair { close(descriptor) } }
    let peer = try #require(PeerCredentials(descriptor: pair[0]))
    #expect(peer.user == geteuid())
    #expect(peer.groups.contains(getegid()))
  }

  @Test func onlyTheUsersAndTheGroupMayEnter() {
    let access = SocketAccess(users: [0, 100], group: 7)
    #expect(access.allows(PeerCredentials(user: 0, groups: [])))
    #expect(access.allows(PeerCredentials(user: 100, groups: [5])))
    #expect(access.allows(PeerCredentials(user: 200, groups: [5, 7])))
    #expect(!access.allows(PeerCredentials(user: 200, groups: [0, 5])))
    #expect(!SocketAccess(users: [0], group: nil).allows(PeerCredentials(user: 200, groups: [0])))
  }
}

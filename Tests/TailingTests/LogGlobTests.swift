import Foundation
import LogLab
import Testing

@testable import Tailing

@Suite struct LogGlobTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func match(_ patterns: String..., known: Set<String> = []) -> LogGlob.Match {
    LogGlob(patterns.map { folder.file($0) }).match(known: known)
  }

  @Test func patternsMeanTheFilesThatAreThere() throws {
    for name in ["nginx/access.log", "nginx/error.log", "shop/app.log", "shop/deep/er.log", "nginx/.hidden.log"] {
      try folder.write(name, "x\n")
    }
    let found = match("*/*.log", "nginx/access.log", "later/on.log")
    #expect(found.files == ["later/on.log", "nginx/access.log", "nginx/error.log", "shop/app.log"].map(folder.file))
    #expect(found.skipped.isEmpty)
    #expect(found.folders == [folder.path, folder.file("nginx"), folder.file("shop"), folder.file("later")])
  }

  @Test func rotatedSiblingsAreNoLogsOfTheirOwn() throws {
    for name in [
      "a.log", "a.log.1", "a.log.2.gz", "a.log-20260131", "a.1.log", "b-20260131.log", "b-20260201.log", "c.log.1",
    ] {
      try folder.write(name, "x\n")
    }
    #expect(match("*").files == ["a.log", "b-20260131.log", "b-20260201.log", "c.log.1"].map(folder.file))
    #expect(match("*").skipped.isEmpty)
    // While the file is being rotated there is none of its name.
    #expect(match("c*", known: [folder.file("c.log")]).files.isEmpty)
  }

  @Test func aFileIsFollowedUnderItsOwnNameWhateverLinksLeadToIt() throws {
    for name in ["app.log", "data/db"] { try folder.write(name, "x\n") }
    for (name, target) in [
      ("a.log", "app.log"), ("current.log", "a.log"), ("db.log", "data/db"), ("db2.log", "db.log"),
      ("loop.log", "loop.log"),
      ("gone.log", "none"), ("folder.log", "data"),
    ] {
      try FileManager.default.createSymbolicLink(atPath: folder.file(name), withDestinationPath: target)
    }
    let found = LogGlob([folder.file("*.log")], followsLinks: true).match()
    #expect(found.files == ["app.log", "db.log"].map(folder.file))
    #expect(match("*.log").files == [folder.file("app.log")])
  }

  @Test func case52WhatIsNoLogIsSkippedWithTheReason() throws {
    for name in ["lastlog", "wtmp", "btmp.1", "system.journal", "old.xz", "app.log"] { try folder.write(name, "x\n") }
    try folder.write("folder/inner", "x\n")
    let found = match("*")
    #expect(found.files == [folder.file("app.log")])
    #expect(
      found.skipped == [
        folder.file("lastlog"): .accounting, folder.file("wtmp"): .accounting, folder.file("btmp.1"): .accounting,
        folder.file("system.journal"): .journal, folder.file("old.xz"): .compressed,
      ])
  }

  @Test func whatMayMatchIsToldFromWhatCannot() {
    let glob = LogGlob(["/var/log/*/app*.log", "/srv/web.log"])
    for path in ["/var/log/shop/app.log", "/var/log/shop/app-1.log", "/srv/web.log"] {
      #expect(glob.covers(path) && glob.isConcerned(by: path), "\(path)")
    }
    for path in ["/var/log/shop", "/var/log", "/srv"] {
      #expect(!glob.covers(path) && glob.isConcerned(by: path), "\(path)")
    }
    for path in ["/var/log/shop/app.csv", "/var/log/.shop/app.log", "/var/log/shop/deep/app.log", "/srv/web.log.1"] {
      #expect(!glob.covers(path) && !glob.isConcerned(by: path), "\(path)")
    }
  }

  @Test(arguments: [
    ("app.log.1", "app.log"), ("app.log.12.gz", "app.log"), ("app.log-20260131", "app.log"),
    ("app.log-20260131-1769817600.gz", "app.log"), ("app.log.2026-01-31", "app.log"), ("app.1.log", "app.log"),
    ("app-20260131.log", "app.log"), ("app.log.old", "app.log"), ("app.log", nil), ("app2.log", nil),
    ("worker-1", nil), ("10.0.0.1", nil), (".1", nil), ("app.log.gz", nil), ("", nil),
  ]) func theNameOfARotatedFileTellsItsBase(name: String, base: String?) {
    #expect(RotatedName(name)?.base == base)
  }

  @Test func namesTellWhichFileIsOlder() throws {
    func isOlder(_ a: String, _ b: String) throws -> Bool? {
      try #require(RotatedName(a)).isOlder(than: #require(RotatedName(b)))
    }
    #expect(try isOlder("a.log.10", "a.log.9.gz") == true)
    #expect(try isOlder("a.log.1", "a.log.2") == false)
    #expect(try isOlder("a.log-20251231", "a.log-20260101") == true)
    #expect(try isOlder("a.log-20251231", "a.log.1") == nil)
  }

  @Test(arguments: [
    ("/var/log/web1.example/access.log", "/var/log/web1.example/access.log"),
    ("web2/access.log.3.gz", "web2/access.log"), ("access.log-20260131.zst", "access.log"),
    ("access.log.gz", "access.log"), ("2026.01/access.1.log", "2026.01/access.log"), (".gz", ".gz"), ("-", "-"),
  ])
  func aLogIsNamedAsBeforeItsRotation(path: String, log: String) {
    #expect(RotatedName.unrotated(path) == log)
  }
}

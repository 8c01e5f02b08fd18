import Foundation
import LogLab
import Pipeline
import Testing

@Suite struct FolderNewsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Nothing is told of a folder that is not there: who waits for it must look.
  @Test func aFolderThatVanishesIsNotWatched() async throws {
    let path = folder.file("store")
    let news = FolderNews(of: path)
    #expect(!news.begin())
    for _ in 0..<2 {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      #expect(news.begin())
      try folder.write("store/a", "x")
      #expect(await news.change(of: [path + "/a"], within: .seconds(60)))
      try FileManager.default.removeItem(atPath: path)
      #expect(!news.begin())
    }
  }
}

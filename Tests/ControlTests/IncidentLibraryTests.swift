import Incidents
import LogLab
import SampleIncidents
import Store
import Testing

@testable import Control

@Suite struct IncidentLibraryTests {
  private let folder: TemporaryFolder
  private let library: IncidentLibrary

  init() throws {
    folder = try TemporaryFolder()
    try IncidentStore(path: folder.file("hindcast.db")).save(SampleIncidents.reconstruction)
    library = try IncidentLibrary(store: folder.file("hindcast.db"), environment: [:])
  }

  @Test func readsWhatWasStored() throws {
    let found = try library.incidents(IncidentFilter())
    #expect(found.incidents == [SampleIncidents.shop.published])
    #expect(found.coverage == SampleIncidents.coverage.published)
    #expect(try library.incident("20240605-1400") == SampleIncidents.shop.published)
  }

  @Test func anUnknownIncidentIsAnsweredWithTheNearest() throws {
    #expect(throws: LibraryError.noSuchIncident("20240605-1401", nearest: ["20240605-1400"])) {
      try library.incident("20240605-1401")
    }
  }

  @Test func theNearestNamesComeFirst() {
    let names = [
      "20240501-1200", "20240605-1400", "20240605-1410", "20240605-1400-2", "20231224-0000", "20240605-0900",
    ]
    #expect(
      NearestNames.of("20240605-1401", among: names).prefix(3) == ["20240605-1400", "20240605-1410", "20240605-1400-2"])
    #expect(NearestNames.of("x", among: []).isEmpty)
  }

  @Test func withoutAPathTheStandardStoreIsMeant() {
    #expect(throws: StoreError(.missing, path: folder.file("none/hindcast/hindcast.db"))) {
      try IncidentLibrary(store: nil, environment: ["XDG_STATE_HOME": folder.file("none")])
    }
  }
}

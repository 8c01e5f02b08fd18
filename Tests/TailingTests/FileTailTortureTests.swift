import Foundation
import LogLab
import Testing

@testable import Tailing

/// Whatever happens to a file, in whatever order: every line comes out once, or a gap says that it does not.
@Suite struct FileTailTortureTests {
  @Test(arguments: 1...60) func everyLineIsReadOnceOrItsLossIsTold(seed: UInt64) throws {
    var torture = try Torture(seed: seed)
    for _ in 0..<150 { try torture.step() }
    try torture.end()
  }

  /// However much is read at a time and whenever: the same records.
  @Test(arguments: [true, false]) func theSameRecordsComeOutWhateverTheReadsAre(joined: Bool) throws {
    var reference: [String]?
    for (readSize, pollSize) in [(1 << 18, 1 << 20), (16, 16), (61, 200), (1000, 5000)] {
      for seed: UInt64 in 1...3 {
        var settings = FileTail.Settings()
        settings.readSize = readSize
        settings.pollSize = pollSize
        let rig = try TailRig(joined: joined, settings: settings)
        rig.boundaries = RecordBoundaries.ofTests(joined: joined, cap: 300)
        try rig.restart()
        try write(to: rig, joined: joined, seed: seed)
        reference = reference ?? rig.records
        #expect(zip(rig.records, reference ?? []).allSatisfy { $0 == $1 }, "\(readSize) \(seed)")
        #expect(rig.records.count == reference?.count)
        #expect(rig.partial == ["R the end"])
      }
    }
  }

  /// Writes the same content in other pieces for each seed, and looks at other moments.
  private func write(to rig: TailRig, joined: Bool, seed: UInt64) throws {
    var content = Generator(99)
    var pieces = Generator(seed)
    for generation in 0..<4 {
      var text = ""
      for number in 0..<60 {
        text += "R \(generation).\(number)"
        for _ in 0..<Int.random(in: 0..<3, using: &content) { text += joined ? "\n at" : " at" }
        if content.chance(0.1) { text += String(repeating: "x", count: Int.random(in: 0..<900, using: &content)) }
        text += "\n"
      }
      if generation == 3 { text += "R the end" }
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let count = Int.random(in: 1...400, using: &pieces)
        try rig.append(String(decoding: rest.prefix(count), as: UTF8.self))
        rest = rest.dropFirst(count)
        if pieces.chance(0.3) { try rig.pollOnce() }
        if pieces.chance(0.1) { try rig.restart() }
      }
      try rig.poll()
      if generation % 2 == 0 {
        try rig.rename("app.log", "app.log.\(4 - generation)")
      } else {
        try rig.rename("app.log", "app.log-2026010\(generation)")
      }
      try rig.poll()
      // The last record of a file that has been rotated is whole.
      try rig.pass(.seconds(61))
    }
  }
}

/// A file to which the worst happens at random, from a seed.
private struct Torture {
  private let rig: TailRig
  private var random: Generator
  private var written = 0
  /// Lines that were in files when these were truncated or deleted; they may not have been read.
  private var endangered: Set<Int> = []
  private var present: [Int] = []
  private var rotation = 0

  init(seed: UInt64) throws {
    random = Generator(seed)
    var settings = FileTail.Settings()
    settings.readSize = [64, 1000, 1 << 18][Int(seed % 3)]
    settings.pollSize = [64, 4000, 1 << 20][Int(seed % 3)]
    rig = try TailRig(settings: settings, pool: DescriptorPool(limit: seed % 2 == 0 ? 1 : 24))
    try rig.append(lines([0]))
    present = [0]
    written = 1
    try rig.poll()
  }

  mutating func step() throws {
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<35: try write(Int.random(in: 1...40, using: &random))
    case 35..<38: try write(3000)
    case 38..<60: try rig.poll()
    case 60..<65: try rig.pollOnce()
    case 65..<70: try rig.pass(.seconds(Int.random(in: 1...400, using: &random)))
    case 70..<82: try rotate()
    case 82..<85: if rotation > 0 { try compress() }
    case 85..<89: try copyAndTruncate()
    case 89..<91:
      try lose { try $0.truncate() }
      try write(1)
    case 91..<93:
      try lose { try $0.remove("app.log") }
      try write(1)
    case 93..<97: try rig.restart()
    default: try rig.restart(at: max(1, rig.positions.count - 1 - Int.random(in: 0..<4, using: &random)))
    }
  }

  /// All that is left is read; then the books must balance.
  func end() throws {
    try rig.poll()
    try rig.pass(.seconds(3600))
    var counts: [String: Int] = [:]
    for record in rig.records { counts[record, default: 0] += 1 }
    // Where a file was truncated, a line may have been read in part.
    for record in rig.partial { counts[record, default: 0] -= 1 }
    counts = counts.filter { $0.value > 0 }
    let doubled = counts.filter { $0.value > 1 }.keys.sorted()
    #expect(doubled.isEmpty)
    let missing = (0..<written).filter { counts["line \($0)"] == nil && !endangered.contains($0) }
    #expect(missing.isEmpty)
    #expect(Set(counts.keys).subtracting(names(0..<written)).isEmpty)
  }

  private mutating func write(_ count: Int) throws {
    try rig.append(lines(written..<written + count))
    present += Array(written..<written + count)
    written += count
  }

  private mutating func rotate() throws {
    rotation += 1
    try rig.rename("app.log", "app.log-\(20_260_000 + rotation)")
    present = []
    try write(1)
  }

  private mutating func compress() throws {
    let name = "app.log-\(20_260_000 + Int.random(in: max(1, rotation - 2)...rotation, using: &random))"
    if unsafe access(rig.folder.file(name), F_OK) == 0 { try rig.compress(name) }
  }

  private mutating func copyAndTruncate() throws {
    rotation += 1
    try rig.copy("app.log", "app.log-\(20_260_000 + rotation)")
    try rig.truncate()
    present = []
    try write(1)
  }

  /// What is in the file now may be lost, if a gap tells so.
  private mutating func lose(_ action: (TailRig) throws -> Void) throws {
    endangered.formUnion(present)
    present = []
    try action(rig)
  }
}

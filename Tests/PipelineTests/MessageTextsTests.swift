import Formats
import Incidents
import Records
import Testing

@testable import Pipeline

@Suite struct MessageTextsTests {
  @Test func textsAreBoundedByTheirBytes() {
    var texts = MessageTexts(cap: 10_000)
    for hash in 0..<1000 as Range<UInt64> {
      _ = texts.keep(String(repeating: "x", count: 500), of: hash)
      #expect(texts.bytes <= 10_000)
      #expect(texts[hash] != nil)
    }
    #expect(texts[0] == nil)
  }

  @Test(arguments: ["x", "é", "🙂", "e\u{301}"]) func aLongTextIsCutBetweenCharacters(character: Character) {
    let short = String(repeating: character, count: MessageTexts.textCap / character.utf8.count)
    #expect(MessageTexts.cut(short) == short)
    let cut = MessageTexts.cut("-" + String(repeating: character, count: MessageTexts.textCap))
    #expect(cut.utf8.count <= MessageTexts.textCap)
    #expect(cut.utf8.count > MessageTexts.textCap - 8)
    #expect(cut.hasSuffix("\(character)…"))
  }

  private func tally(_ rank: UInt64) -> MessageTally {
    MessageTally(
      first: RankedSample(
        rank: RecordRank(time: 0, source: 0, offset: rank),
        sample: .init(
          at: Timestamp(seconds: 0), source: "a", position: .offset(rank), text: String(repeating: "x", count: 100))))
  }

  /// Which are kept does not depend on the order of arrival.
  @Test func aSecondKeepsTheSameMessagesWhateverTheirOrder() {
    func kept(_ hashes: [UInt64]) -> [UInt64] {
      var tallies = SecondTallies(cap: 10)
      for hash in hashes {
        let key = TallyKey(service: 0, hash: hash)
        if tallies.index(of: key) == nil, tallies.takes(key) { tallies.begin(key, tally(hash)) }
        #expect(tallies.tallies.count < 20)
      }
      tallies.trim()
      return tallies.tallies.keys.map(\.hash).sorted()
    }
    let hashes = (0..<200).map { UInt64($0 * 37 % 200) }
    #expect(kept(hashes) == Array(0..<10))
    #expect(kept(hashes.reversed()) == Array(0..<10))
    #expect(kept(hashes + hashes) == Array(0..<10))
  }

  @Test func samplesOfALongTroubleAreThinnedOut() {
    var ledger = MessageLedger(sampleCap: 5000)
    for minute in 0..<200 as Range<Int64> {
      for hash in 0..<4 as Range<UInt64> {
        var tally = tally(UInt64(minute))
        tally.count = 1
        ledger.add(second: minute * 60, key: TallyKey(service: 0, hash: hash), tally: tally, inTrouble: true)
      }
      #expect(ledger.sampleBytes <= 6000)
    }
    for tally in ledger.tallies.values {
      #expect(tally.minutes.count == 200)
      #expect(tally.samples.first?.position == .offset(0))
      #expect(tally.samples.count > 5)
    }
  }

  /// A text that made way for others is not lost to the second that needs it.
  @Test func aMessageThatWaitsKeepsItsText() throws {
    let engine = Engine()
    engine.texts = MessageTexts(cap: 1000)
    _ = engine.addSource(name: "app.log", format: "f", service: "", stampMeaning: .completion, firstTime: nil)
    let format = try #require(LogFormats.named("text-log"))
    let parser = BlockParser(format: format, service: nil, times: TimeReader(zone: .utc, newest: Int64.max))
    let letters = "abcdefgh"
    let lines = letters.map {
      "2024-06-05 14:00:00.100 ERROR [812] shop: \($0)\($0) failed, password=\(letters) \(String(repeating: "\($0)y ", count: 1400))\n"
    }
    engine.ingest(parser.parse(Array(lines.joined().utf8), offset: 0), source: 0)
    let texts = engine.pending.values.flatMap(\.second.messages.tallies.values).map(\.text)
    #expect(texts.count == letters.count)
    for text in texts {
      #expect(text.contains("failed, password=") && !text.contains(letters))
      #expect(text.hasSuffix("…"))
      #expect(text.utf8.count <= MessageTexts.textCap)
    }
    #expect(engine.texts.bytes <= MessageTexts.textCap + 64)
  }
}

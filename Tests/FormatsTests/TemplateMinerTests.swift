import Foundation
import LogLab
import Records
import Testing

@testable import Formats

@Suite struct TemplateMinerTests {
  private static func add(_ messages: [String], to miner: inout TemplateMiner, severity: Severity = .info) -> [UInt64] {
    messages.map { message in
      let bytes = Array(message.utf8)
      return unsafe miner.add(bytes.span.bytes, 0, bytes.count, severity: severity)
    }
  }

  /// The templates and their counts, and for each message the text of its template.
  private static func mine(_ messages: [String], limit: Int = 20_000) -> (MinedTemplates, [String]) {
    var miner = TemplateMiner(limit: limit)
    let own = add(messages, to: &miner)
    let mined = miner.templates
    let texts = Dictionary(uniqueKeysWithValues: mined.templates.map { ($0.id, $0.text) })
    return (mined, own.map { texts[mined.id(of: $0)] ?? "?" })
  }

  private static func templates(_ messages: [String]) -> [String] { mine(messages).0.templates.map(\.text) }

  /// Lines of a host: a few kinds of messages, with users, services and numbers that vary.
  private static let messages: [String] = {
    let users = ["root", "admin", "oracle", "guest", "alice", "bob", "test", "x1"]
    let services = ["shop-web", "shop-api", "mail_relay", "dnsCache"]
    var messages: [String] = []
    for (index, user) in users.enumerated() {
      messages.append("Failed password for \(user) from 10.0.0.\(index) port \(4000 + index)")
      messages.append("Started service \(services[index % 4]) in \(index) ms")
      messages.append("VM \(["Started", "Stopped", "Paused", "Resumed"][index % 4]) (Lifecycle Event)")
      messages.append("\(["boot", "wait", "halt", "stop"][index % 4]) (command \(index))")
    }
    return messages
  }()

  @Test func aVariableIsShownByItsKind() {
    #expect(
      Self.templates(["took 12 ms to read /etc/passwd of 10.0.0.1:80, 3 KB, uuid 6ef70054e33a, 2024-06-05 14:00:01"])
        == ["took <duration> to read <path> of <address>, <size>, uuid <*>"])
    #expect(Self.templates(["a 1", "a b1"]) == ["a <id>"])
    #expect(Self.templates(["a 1", "a /b"]) == ["a <*>"])
    #expect(Self.templates(["said \"hello 7\" user=bob ok=true"]) == ["said \"<quoted>\" user=<value> ok=<value>"])
  }

  @Test func aWordVariesWhereEnoughOthersStandInItsPlace() {
    let found = Self.templates(Self.messages)
    #expect(found.contains("Failed password for <id> from <address> port <number>"))
    // Names need less evidence than words of a sentence, and the first word more.
    #expect(found.contains("Started service <name> in <duration>"))
    #expect(found.contains("VM Paused (Lifecycle Event)"))
    #expect(found.contains("boot (command <number>)"))
    #expect(found.count == 10)
  }

  @Test func whatSeveralWordsVaryInAtOnceIsTakenInByWhatWasLearned() {
    let pairs = ["a b", "a c", "a d", "a e", "a f", "b b", "c b", "d b", "e b", "g h"]
    let messages = pairs.map { pair in
      let words = pair.split(separator: " ")
      return "the copy from \(words[0])_x to \(words[1])_x is done"
    }
    #expect(Self.templates(messages) == ["the copy from <name> to <name> is done"])
  }

  @Test func listsOfAnyLengthAreOneTemplate() {
    #expect(Self.templates(["nodes a1 <ok> a2 <ok>", "nodes a1 <ok> a2 <ok> a3 <ok> a4 <ok>"]) == ["nodes <id> <ok>"])
    #expect(Self.templates(["ids 1, 2 and 3", "ids 1, 2, 3, 4 and 5"]) == ["ids <number> and <number>"])
  }

  @Test func theOrderOfTheMessagesDoesNotMatter() {
    let (mined, texts) = Self.mine(Self.messages)
    var random = Generator(7)
    var order = Array(Self.messages.indices)
    for _ in 0..<20 {
      order.shuffle(using: &random)
      let (again, others) = Self.mine(order.map { Self.messages[$0] })
      #expect(again.templates == mined.templates)
      #expect(others == order.map { texts[$0] })
    }
  }

  @Test func theWorstSeverityIsThatOfTheTemplate() {
    var miner = TemplateMiner()
    _ = Self.add(["disk 1 is full"], to: &miner, severity: .warning)
    _ = Self.add(["disk 2 is full"], to: &miner, severity: .error)
    _ = Self.add(["disk 3 is full"], to: &miner)
    #expect(miner.templates.templates.map(\.severity) == [.error])
    #expect(miner.templates.templates.map(\.count) == [3])
  }

  @Test func idsAreTheSameInEveryRunAndOnEveryHost() {
    let (one, _) = Self.mine(Self.messages)
    let (two, _) = Self.mine(Self.messages.reversed() + ["something else"])
    #expect(Set(one.templates.map(\.id)).isSubset(of: Set(two.templates.map(\.id))))
    #expect(Self.mine(["disk 1 is full"]).0.templates.map(\.id) == ["4ccf15bc3143c6b1"])
  }

  @Test func whatWasLearnedIsReadBackWithItsIDs() throws {
    var miner = TemplateMiner()
    _ = Self.add(Self.messages, to: &miner)
    let before = miner.templates.templates
    let stored = try JSONEncoder().encode(miner.learned)
    var restored = TemplateMiner(try JSONDecoder().decode(LearnedTemplates.self, from: stored))
    #expect(restored.templates.templates == before)
    #expect(restored.learned == miner.learned)
    // New messages are of the templates that were learned, and a template that changes keeps its id.
    let own = Self.add(["Failed password for carol from 10.1.1.1 port 7", "VM Moved (Lifecycle Event)"], to: &restored)
    let after = restored.templates
    let failed = try #require(before.first { $0.text.hasPrefix("Failed") })
    #expect(after.id(of: own[0]) == failed.id)
    let ids = before.filter { $0.text.hasPrefix("VM") }.map(\.id)
    #expect(after.templates.first { $0.text.hasPrefix("VM <") }.map { ids.contains($0.id) } == true)
  }

  @Test func theNumberOfTemplatesIsBounded() {
    var miner = TemplateMiner(limit: 64)
    var own: [UInt64] = []
    for index in 0..<5000 {
      // Words without digits, so that each is another template.
      let word = String(
        String(index).map { Character(Unicode.Scalar(UInt8(ascii: "q") + UInt8($0.wholeNumberValue ?? 0))) })
      own += Self.add(["\(word) tells \(word) nothing", "disk 7 is full", "user \(word) logged in"], to: &miner)
    }
    let mined = miner.templates
    #expect(miner.entries.count <= 64)
    #expect(mined.templates.reduce(0) { $0 + $1.count } + miner.forgotten == 15_000)
    // What is frequent stays, and what varies in one place is one template.
    #expect(mined.templates[0].text == "disk <number> is full")
    #expect(mined.templates[0].count == 5000)
    #expect(mined.templates.contains { $0.text == "user <name> logged in" && $0.count == 5000 })
    #expect(own.suffix(3).map { mined.id(of: $0) }.allSatisfy { id in mined.templates.contains { $0.id == id } })
  }

  @Test func theLengthOfATemplateIsBounded() {
    var miner = TemplateMiner()
    let head = String(repeating: "and so on (", count: 100)
    _ = Self.add([head + "a, b, c, d", head + "e, f, g; h, i: j"], to: &miner)
    #expect(miner.templates.templates.map(\.count) == [2])
    #expect(miner.entries.allSatisfy { $0.pattern.pieces.count <= TemplatePieces.longest + 1 })
  }

  @Test func aRequestIsItsMethodRouteAndStatus() {
    let line = "GET /product/7?x=1"
    let bytes = Array(line.utf8)
    var miner = TemplateMiner()
    for _ in 0..<2 {
      unsafe miner.add(
        request: bytes.span.bytes, method: ByteRange(0, 3), path: ByteRange(4, bytes.count), status: 200,
        severity: .info)
    }
    #expect(miner.templates.templates.map(\.text) == ["GET /product/{id} 200"])
    #expect(miner.templates.templates.map(\.count) == [2])
  }
}

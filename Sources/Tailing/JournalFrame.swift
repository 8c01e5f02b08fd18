/// What the journal's reader and the daemon tell each other over pipes.
///
/// On the pipe a frame is its length (4 bytes, little-endian, of all that follows), its kind (1 byte) and its content.
/// Both ends are the same program, so the format changes at will; its `version` refuses a binary that was replaced
/// while the daemon ran.
package enum JournalFrame: Sendable {
  /// The first one to the reader.
  case start(JournalStart)
  case news(JournalNews)
  case status(JournalStatus)

  static let version: UInt8 = 3
  /// The longest frame there can be: a full block, its entries, and room for cursors.
  static let cap = 2 << 20
  static let headSize = 4

  /// The frame as it goes over the pipe.
  package var encoded: [UInt8] {
    var writer = FrameWriter()
    writer.put(UInt32(0))
    writer.put(Self.version)
    switch self {
    case .start(let start):
      writer.put(UInt8(1))
      writer.put(start.position.text)
      writer.put(start.since ?? Int64.min)
      writer.put(start.ownUnit)
      writer.put(start.ownProcess)
      writer.put(start.folders)
      writer.put(start.runtimeFolder)
    case .news(let news):
      writer.put(UInt8(2))
      writer.put(news)
    case .status(let status):
      writer.put(UInt8(3))
      writer.put(UInt32(clamping: status.files))
      writer.put(UInt32(clamping: status.sequences))
      writer.put(UInt8(status.isCaughtUp ? 1 : 0))
      writer.put(UInt8(status.isBlind ? 1 : 0))
      writer.put(status.problems)
    }
    return writer.finished
  }

  /// Reads what comes after the length; nil where it is no such frame.
  package init?(content: [UInt8]) {
    var reader = FrameReader(content)
    guard reader.byte() == Self.version else { return nil }
    switch reader.byte() {
    case 1:
      var start = JournalStart()
      start.position = JournalPosition(text: reader.text())
      let since = reader.signed()
      start.since = since == Int64.min ? nil : since
      start.ownUnit = reader.text()
      start.ownProcess = reader.signed()
      start.folders = reader.texts()
      start.runtimeFolder = reader.text()
      self = .start(start)
    case 2: self = .news(reader.news())
    case 3:
      var status = JournalStatus()
      status.files = Int(reader.word())
      status.sequences = Int(reader.word())
      status.isCaughtUp = reader.byte() == 1
      status.isBlind = reader.byte() == 1
      status.problems = reader.texts()
      self = .status(status)
    default: return nil
    }
    guard reader.isWhole else { return nil }
  }
}

/// Puts a frame together.
struct FrameWriter {
  private var bytes: [UInt8] = []

  mutating func put(_ value: some FixedWidthInteger) {
    var value = value
    for _ in 0..<(value.bitWidth / 8) {
      bytes.append(UInt8(truncatingIfNeeded: value))
      value >>= 8
    }
  }

  mutating func put(_ text: String) { put(Array(text.utf8)) }

  mutating func put(_ content: [UInt8]) {
    put(UInt32(clamping: content.count))
    bytes += content
  }

  mutating func put(_ texts: [String]) {
    put(UInt32(clamping: texts.count))
    for text in texts { put(text) }
  }

  /// The bytes, with their count in the first four.
  var finished: [UInt8] {
    var bytes = bytes
    let count = UInt32(clamping: bytes.count - JournalFrame.headSize)
    for i in 0..<JournalFrame.headSize { bytes[i] = UInt8(truncatingIfNeeded: count >> UInt32(8 * i)) }
    return bytes
  }
}

/// Takes a frame apart. What is missing or cannot be reads as zero, and `isWhole` is false from then on.
struct FrameReader {
  private let bytes: [UInt8]
  private var at = 0
  private var isSound = true

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether all bytes were read, and nothing else was asked for.
  var isWhole: Bool { isSound && at == bytes.count }

  mutating func fail() { isSound = false }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard isSound, count <= bytes.count - at else {
      isSound = false
      return nil
    }
    defer { at += count }
    return bytes[at..<at + count]
  }

  private mutating func number(_ size: Int) -> UInt64 {
    take(size)?.reversed().reduce(0) { $0 << 8 | UInt64($1) } ?? 0
  }

  mutating func byte() -> UInt8 { UInt8(number(1)) }
  mutating func half() -> UInt16 { UInt16(number(2)) }
  mutating func word() -> UInt32 { UInt32(number(4)) }
  mutating func long() -> UInt64 { number(8) }
  mutating func signed() -> Int64 { Int64(bitPattern: number(8)) }

  mutating func content() -> [UInt8] { Array(take(Int(word())) ?? []) }
  mutating func text() -> String { String(decoding: content(), as: UTF8.self) }
  mutating func texts() -> [String] { list { $0.text() } }

  /// A list, whose count cannot exceed the bytes that are there.
  mutating func list<Element>(_ read: (inout FrameReader) -> Element) -> [Element] {
    let count = Int(word())
    guard isSound, count <= bytes.count - at else {
      isSound = false
      return []
    }
    return (0..<count).map { _ in read(&self) }
  }
}

import Foundation
import Records

/// The one JSON form of everything that is printed: sorted keys, plain slashes, two-space indentation or one line.
///
/// Control and bidirectional characters are `\u` escapes, C1 and DEL included, so that no terminal obeys a log's text.
package enum ReadableJSON {
  package enum Layout: Sendable { case indented, oneLine }

  package static func encode(_ value: some Encodable, _ layout: Layout = .indented) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if layout == .indented { encoder.outputFormatting.insert(.prettyPrinted) }
    return escapingHidden(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Writes an object whose list may be longer than memory holds, as `encode` would and a newline.
  /// - Parameters:
  ///   - value: the object, whatever it has in the list.
  ///   - list: the name of the list's field.
  ///   - pages: hands over the elements, some at a time.
  package static func write<Element: Encodable>(
    _ value: some Encodable, list: String, to write: (String) throws -> Void,
    pages: (([Element]) throws -> Void) throws -> Void
  ) throws {
    let whole = try encode(value)
    // No text holds a plain newline, so this is the field and its end, and nothing else.
    guard let start = whole.range(of: "\n  \"\(list)\" : [\n"),
      let end = whole.range(of: "\n  ]", range: whole.index(before: start.upperBound)..<whole.endIndex)
    else { throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "no list \(list)")) }
    let after = whole[end.upperBound...]
    try write(String(whole[..<start.upperBound]))
    var isFirst = true
    try withoutActuallyEscaping(write) { write in
      try pages { page in
        guard !page.isEmpty else { return }
        try write((isFirst ? "" : ",\n") + elements(page))
        isFirst = false
      }
    }
    try write("\n  ]\(after)\n")
  }

  /// Elements as they stand in a list that is a field of an indented object.
  private static func elements(_ values: [some Encodable]) throws -> String {
    let lines = try encode(values).utf8.dropFirst(2).dropLast(2)
    var text: [UInt8] = [UInt8(ascii: " "), UInt8(ascii: " ")]
    text.reserveCapacity(lines.count * 5 / 4)
    var isLineStart = false
    for byte in lines {
      if isLineStart, byte != UInt8(ascii: "\n") { text += [UInt8(ascii: " "), UInt8(ascii: " ")] }
      isLineStart = byte == UInt8(ascii: "\n")
      text.append(byte)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Outside of strings JSON is ASCII, so what is hidden and not ASCII (or DEL) stands within one.
  private static func escapingHidden(_ json: String) -> String {
    func mustEscape(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0x7F && scalar.isControlOrHidden }
    guard json.unicodeScalars.contains(where: mustEscape) else { return json }
    var text = ""
    for scalar in json.unicodeScalars {
      guard mustEscape(scalar) else {
        text.unicodeScalars.append(scalar)
        continue
      }
      text += scalar.jsonEscape
    }
    return text
  }
}

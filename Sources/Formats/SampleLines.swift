import Records

/// The lines of a file's beginning.
package enum SampleLines {
  /// Bytes of the byte order mark that `sample`, a file's beginning, opens with: 3 or 0.
  package static func byteOrderMark(_ sample: RawSpan) -> Int { sample.matches("\u{FEFF}", at: 0) ? 3 : 0 }

  /// NUL bytes, or more than one control character in fifty bytes.
  package static func areBinary(_ sample: RawSpan) -> Bool {
    let count = min(sample.byteCount, FormatSniffer.sampleBytes)
    var controls = 0
    for at in 0..<count {
      let b = sample.byte(at)
      if b == 0 { return true }
      if b < 9 || (b > 13 && b < 27) || (b > 27 && b < 32) { controls += 1 }
    }
    return controls * 50 > count
  }

  /// The sample's lines without blank ones, and without the last where the sample ends within it.
  static func split(_ sample: RawSpan) -> [ByteRange] {
    var lines: [ByteRange] = []
    var at = byteOrderMark(sample)
    let stop = min(sample.byteCount, FormatSniffer.sampleBytes)
    while at < stop, lines.count < FormatSniffer.sampleLines {
      let newline = sample.firstIndex(of: Ascii.newline, from: at, to: stop)
      if newline == nil, !lines.isEmpty, sample.byteCount >= FormatSniffer.sampleBytes { break }
      let end = newline ?? stop
      let trimmed = end > at && sample.byte(end - 1) == 13 ? end - 1 : end
      if sample.trimmedEnd(at, trimmed) > at { lines.append(ByteRange(at, trimmed)) }
      at = end + 1
    }
    return lines
  }
}

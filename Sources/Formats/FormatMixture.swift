import Records

/// Files whose lines are of several formats.
extension FormatSniffer {
  /// What a file's lines are read as where it is of some format.
  struct Readings {
    /// Lines that nothing reads.
    var unread = 0
    /// Lines of stack traces between those of a format that does not join lines.
    var inTraces = 0
    /// Records by format.
    var records: [String: Int] = [:]
  }

  /// The format of a file of lines in several: that with which the most of the lines are read, at least nine in ten, and
  /// the most of these as its own. Nil where the lines are of one kind.
  func mixture(of some: [Reader]) -> (any LogFormat)? {
    let most = some.filter { !$0.format.isGeneric }.map(\.read).max() ?? 0
    guard most > 0, lines.count > 1 else { return nil }
    var best: (format: any LogFormat, read: Int, records: [String: Int])?
    for format in some.map(\.format) {
      let readings = readings(as: format)
      let records = readings.records
      // A trace is better joined to the line that it belongs to, where a format does that.
      let read = lines.count - readings.unread - readings.inTraces
      guard (read + readings.inTraces) * 10 >= lines.count * 9, let own = records[format.name] else { continue }
      // Any text may swallow lines that say more of themselves: not where these are the most.
      let told = records.filter { $0.key != format.name && $0.key != LogFormats.plainText.name }.values.reduce(0, +)
      if format.isGeneric, most * 2 >= lines.count, told * 10 < most * 9 {
        continue
      }
      var isBetter = true
      if let best {
        // Any text's own are only those that no other format reads.
        let share = format.isGeneric ? best.records[format.name] ?? 0 : own
        isBetter = read > best.read || read == best.read && share > best.records[best.format.name] ?? 0
      }
      if isBetter { best = (format, read, records) }
    }
    return best?.format
  }

  func readings(as format: any LogFormat) -> Readings {
    let text = Array(sample[Int(lines[0].start)..<Int(lines[lines.count - 1].end)])
    var readings = Readings()
    _ = BlockParser(format: format, service: nil, others: formats, times: times).read(text, offset: 1) { record in
      guard let name = record.format else { return readings.unread += record.lines }
      readings.records[name, default: 0] += 1
      if record.lines > 1, !format.joinsLines { readings.inTraces += record.lines }
    }
    return readings
  }
}

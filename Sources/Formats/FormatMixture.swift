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

  /// What must be read of the lines, in tenths, for a file to be of several formats.
  ///
  /// This and the two below were measured on 422 logs of others' test suites, by what is read of each. Nine tenths: from 80
  /// to 90 % one log is read otherwise, at 95 % two and at 99 % five lose lines or records.
  private static let wholeTenths = 9
  /// The part of the lines from which on they are the strict formats' own, in tenths. With less, four (35 %) to six (0 to
  /// 20 %) logs of applications, among them those of deploys, are taken for the syslog that a few of their lines look like;
  /// with more, six (65 %) to seven (80 % and above) logs of a server are taken for any text.
  private static let ownTenths = 5
  /// What any text must leave to strict formats of what is theirs, in tenths: from 50 to 90 % nothing changes; with nothing,
  /// seven logs of servers are taken for any text.
  private static let leftTenths = 9

  /// The format of a file of lines in several: that with which the most of the lines are read, and the most of these as its
  /// own. Nil where the lines are of one kind.
  func mixture(of some: [Reader]) -> (any LogFormat)? {
    let most = some.filter { !$0.format.isGeneric }.map(\.read).max() ?? 0
    guard most > 0, lines.count > 1 else { return nil }
    var best: (format: any LogFormat, read: Int, records: [String: Int])?
    for format in some.map(\.format) {
      let readings = readings(as: format)
      let records = readings.records
      // A trace is better joined to the line that it belongs to, where a format does that.
      let read = lines.count - readings.unread - readings.inTraces
      guard (read + readings.inTraces) * 10 >= lines.count * Self.wholeTenths, let own = records[format.name] else {
        continue
      }
      // Any text may swallow lines that say more of themselves: not where these are the most.
      let told = records.filter { $0.key != format.name && $0.key != LogFormats.plainText.name }.values.reduce(0, +)
      if format.isGeneric, most * 10 >= lines.count * Self.ownTenths,
        told * 10 < most * Self.leftTenths
      {
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
      guard let name = record.format else {
        readings.unread += record.lines
        return
      }
      readings.records[name, default: 0] += 1
      if record.lines > 1, !format.joinsLines { readings.inTraces += record.lines }
    }
    return readings
  }
}

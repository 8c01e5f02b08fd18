internal import Records

/// A catalogued message of systemd: its 128-bit `MESSAGE_ID`. Source: systemd/sd-messages.h.
struct MessageID: Hashable, Sendable {
  var high: UInt64
  var low: UInt64

  static let unitStarted = MessageID(high: 0x39f5_3479_d3a0_45ac, low: 0x8e11_7862_4823_1fbf)
  static let unitStopping = MessageID(high: 0xde5b_426a_63be_47a7, low: 0xb6ac_3eaa_c82e_2f6f)
  static let unitStopped = MessageID(high: 0x9d1a_aa27_d601_40bd, low: 0x9636_5438_aad2_0286)
  static let unitFailed = MessageID(high: 0xbe02_cf68_55d2_428b, low: 0xa40d_f7e9_d022_f03d)
  static let unitFailureResult = MessageID(high: 0xd9b3_73ed_55a6_4feb, low: 0x8242_e02d_be79_a49c)
  static let unitProcessExit = MessageID(high: 0x98e3_2220_3f7a_4ed2, low: 0x90d0_9fe0_3c09_fe15)
  static let unitReloaded = MessageID(high: 0x7b05_ebc6_6838_4222, low: 0xbaa8_8811_79cf_da54)
  static let unitRestartScheduled = MessageID(high: 0x5eb0_3494_b658_4870, low: 0xa536_b337_2908_09b3)
  static let unitOutOfMemory = MessageID(high: 0xfe6f_aa94_e777_4663, low: 0xa0da_5271_7891_d8ef)
  static let unitKilledByOomd = MessageID(high: 0xd989_611b_15e4_4c9d, low: 0xbf31_e3c8_1256_e4ed)
  static let startupFinished = MessageID(high: 0xb07a_249c_d024_414a, low: 0x82dd_00cd_1813_78ff)
  static let shutdown = MessageID(high: 0x9826_8866_d1d5_4a49, low: 0x9c4e_9892_1d93_bc40)
  static let journalDropped = MessageID(high: 0xa596_d6fe_7bfa_4994, low: 0x828e_7230_9e95_d61e)
  static let journalMissed = MessageID(high: 0xe9bf_28e6_e834_481b, low: 0xb6f4_8f54_8ad1_3606)
}

extension ContextEvents {
  /// The event of a catalogued message about `unit`, which its sender is trusted to send.
  static func catalogued(_ id: MessageID, unit: String, _ line: ContextLine) -> ContextEvent? {
    switch id {
    case .unitStarted: line.event(.unitStarted, unit)
    case .unitStopped: line.event(.unitStopped, unit)
    case .unitFailed, .unitFailureResult: line.event(.unitFailed, unit)
    case .unitProcessExit: line.event(.unitFailed, unit)
    case .unitReloaded: line.event(.unitReloaded, unit)
    case .unitRestartScheduled: line.event(.unitRestarted, unit)
    case .unitOutOfMemory, .unitKilledByOomd: line.event(.oomKill, unit)
    case .startupFinished: line.event(.reboot, line.host)
    case .shutdown: line.event(.shutdown, line.host)
    case .journalDropped, .journalMissed: suppressed(line)
    default: nil
    }
  }

  /// A line of PID 1 in a syslog file, where no `MESSAGE_ID` tells what it is.
  /// `Started nginx.service - A web server.`, before systemd 252 `Started A web server.`, `nginx.service: Failed with ...`.
  static func systemd(_ line: ContextLine) -> ContextEvent? {
    let message = line.message
    if let colon = message.firstRange(of: ": "), isUnit(message[..<colon.lowerBound]) {
      let unit = String(message[..<colon.lowerBound])
      let rest = message[colon.upperBound...]
      if rest.hasPrefix("Failed with result") || rest.hasPrefix("Main process exited") {
        return line.event(.unitFailed, unit)
      }
      if rest.hasPrefix("Scheduled restart job") { return line.event(.unitRestarted, unit) }
      return rest.contains("killed by the OOM killer") ? line.event(.oomKill, unit) : nil
    }
    let kinds: [(String, ContextEvent.Kind)] = [
      ("Started ", .unitStarted), ("Finished ", .unitStarted), ("Stopped ", .unitStopped), ("Reloaded ", .unitReloaded),
      ("Failed to start ", .unitFailed),
    ]
    for (verb, kind) in kinds where message.hasPrefix(verb) {
      return line.event(kind, subject(message.dropFirst(verb.count)))
    }
    if message.hasPrefix("Startup finished in ") { return line.event(.reboot, line.host) }
    if message.hasPrefix("Reached target") && message.contains("shutdown.target") {
      return line.event(.shutdown, line.host)
    }
    return nil
  }

  /// `nginx.service - A web server.`, `nginx.service.` or `A web server.`: the unit's name, else its description.
  private static func subject(_ text: Substring) -> String {
    var word = text.prefix { $0 != " " }
    if word.hasSuffix(".") { word = word.dropLast() }
    if isUnit(word) { return String(word) }
    return String(text.hasSuffix(".") ? text.dropLast() : text)
  }

  private static func isUnit(_ word: Substring) -> Bool {
    guard !word.contains(" "), let dot = word.lastIndex(of: ".") else { return false }
    return unitTypes.contains(String(word[word.index(after: dot)...]))
  }

  private static let unitTypes: Set<String> = [
    "service", "socket", "timer", "mount", "automount", "path", "scope", "slice", "target", "swap", "device",
  ]
}

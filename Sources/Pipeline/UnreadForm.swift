import Formats

/// Forms of logs that are known by how a file begins, and not read: what they are, and what to do.
struct UnreadForm {
  /// In the place of a format's name.
  var name: String
  var remark: String

  /// Nil where the file is none of these.
  init?(beginning sample: [UInt8]) {
    if JournalOutput.isVerbose(beginning: sample) {
      name = "journal-verbose"
      remark =
        "not read: 'journalctl -o verbose' prints it for people; save the journal with -o export or -o json instead"
    } else if SyslogFrames.runTogether(in: sample) {
      name = "syslog-frames"
      remark =
        "not read: syslog messages with their lengths before them (RFC 6587) and no line ends between them; "
        + "have a syslog daemon receive them and write a file"
    } else if BinaryContent.isTar(sample) {
      name = "binary"
      remark = BinaryContent.remark(sample)
    } else {
      return nil
    }
  }

  /// Why a file is not followed that `journalctl` prints into.
  static let printedJournal =
    "not followed: journalctl prints it; the journal itself is followed where 'journal: true' is set, "
    + "and 'hindcast replay' reads such a file"
}

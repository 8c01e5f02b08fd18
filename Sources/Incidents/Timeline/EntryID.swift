import Records

/// Ids of entries that stay the same when an incident is assembled again.
enum EntryID {
  /// Of what was done or happened: from where the record stands that says so, and its time, for a position comes again
  /// when a file is rotated.
  static func observed(_ kind: EntryKind, _ event: ObservedEvent) -> String {
    observed(kind, event.source, "\(event.event.position.text)\u{0}\(event.event.time.microseconds)")
  }

  /// Of what a record says: from where it stands.
  static func observed(_ kind: EntryKind, _ source: String, _ position: String) -> String {
    String(sha256Hex("\(kind.rawValue)\u{0}\(source)\u{0}\(position)").prefix(12))
  }

  /// Of what was computed: from its kind, time and service.
  static func measured(_ kind: EntryKind, _ at: Timestamp, _ service: String) -> String {
    String(sha256Hex("\(kind.rawValue)\u{0}\(at.microseconds)\u{0}\(service)").prefix(12))
  }
}

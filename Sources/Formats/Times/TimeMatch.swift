import Records

/// A time read from bytes.
struct TimeMatch {
  /// Microseconds since the epoch.
  var micros: Int64
  /// Index of the first byte behind it.
  var end: Int
  /// Whether its zone was assumed, or it exists twice.
  var flags: RecordFlags = []
}

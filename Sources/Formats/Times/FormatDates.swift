import Records

/// The order of dates in digits as part of what is known of a file.
extension LogFormat {
  /// The order that the file's lines have proven; nil where they have not, or have no such dates.
  var dateOrder: DateOrder? {
    switch self {
    case let text as TextLogFormat: text.dates
    case let laidOut as LaidOutFormat: laidOut.dates
    case let enveloped as EnvelopeFormat: enveloped.inner.dateOrder
    default: nil
    }
  }

  /// Whether its lines have proven in which order their dates in digits are.
  package var knowsDates: Bool { dateOrder != nil }

  /// The same with dates in digits in the order that another file of the same log has proven, where its own lines have
  /// not.
  package func dated(as other: any LogFormat) -> any LogFormat {
    guard dateOrder == nil, let known = other.dateOrder else { return self }
    return reading(known)
  }

  private func reading(_ dates: DateOrder) -> any LogFormat {
    switch self {
    case let text as TextLogFormat where text.timed: TextLogFormat(timed: true, dates: dates)
    case let laidOut as LaidOutFormat where laidOut.layout.stamp != nil:
      LaidOutFormat(layout: laidOut.layout, dates: dates)
    case let enveloped as EnvelopeFormat:
      EnvelopeFormat(envelope: enveloped.envelope, inner: enveloped.inner.reading(dates))
    default: self
    }
  }
}

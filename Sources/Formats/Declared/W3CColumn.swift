/// What a column of a W3C extended log holds.
enum W3CColumn: Sendable, Equatable {
  /// Passed over.
  case none
  case date, clock
  /// Both in one; without a zone it is UTC.
  case moment
  case epoch
  case field(LineField)

  /// The columns of a head, in its order.
  static func columns(of head: W3CHead, writer: W3CWriter) -> [W3CColumn] {
    head.names.map { name in
      // The draft says seconds, as CloudFront and NetScaler have it; Microsoft's servers write milliseconds.
      if name == "time-taken" { return .field(writer.countsSeconds ? .seconds : .milliseconds) }
      return known[name] ?? .none
    }
  }

  /// By names in lower case.
  private static let known: [String: W3CColumn] = [
    "date": .date, "time": .clock, "date-local": .date, "time-local": .clock, "date-utc": .date, "time-utc": .clock,
    "date-time": .moment, "datetime": .moment, "timestamp": .moment, "ts": .epoch, "x-timestamp": .epoch,
    "c-ip": .field(.client), "cs-ip": .field(.client), "id.orig_h": .field(.client), "cip": .field(.client),
    "remote-endpoint": .field(.client), "client-ip": .field(.client),
    "x-forwarded-for": .field(.forwarded), "cs(x-forwarded-for)": .field(.forwarded), "s-xff": .field(.forwarded),
    "cs-username": .field(.user), "username": .field(.user), "user": .field(.user),
    "cs-method": .field(.method), "method": .field(.method),
    "cs-uri-stem": .field(.path), "cs-uri": .field(.path), "uri": .field(.path),
    "cs-version": .field(.proto), "cs-protocol-version": .field(.proto),
    "cs-host": .field(.host), "cs(host)": .field(.host), "x-host-header": .field(.host), "host": .field(.host),
    "sc-status": .field(.status), "c-status": .field(.status), "status_code": .field(.status),
    "sc-bytes": .field(.bytes), "response_body_len": .field(.bytes),
    "cs(user-agent)": .field(.agent), "c-user-agent": .field(.agent), "user_agent": .field(.agent),
    "cs(referer)": .field(.referrer), "cs(referrer)": .field(.referrer), "c-referrer": .field(.referrer),
    "referrer": .field(.referrer), "timetakenms": .field(.milliseconds), "s-reason": .field(.message),
    "context": .field(.message),
  ]
}

/// The software that wrote a W3C extended log.
enum W3CWriter: String, Sendable {
  case iis, cloudfront, netscaler, shoutcast, icecast, exchange, zeek
  /// Another one.
  case web

  init(_ head: W3CHead) {
    let software = head.software.lowercased()
    let names = head.names
    if head.isZeek {
      self = .zeek
    } else if names.contains("x-edge-location") {
      self = .cloudfront
    } else if software.contains("netscaler") {
      self = .netscaler
    } else if software.contains("shoutcast") {
      self = .shoutcast
    } else if software.contains("icecast") {
      self = .icecast
    } else if software.contains("exchange") {
      self = .exchange
    } else if software.contains("iis") || software.contains("microsoft") || software.contains("internet information")
      || names.contains("sc-win32-status") || names.contains("s-sitename")
    {
      self = .iis
    } else {
      self = .web
    }
  }

  /// Whether `time-taken` is in seconds.
  var countsSeconds: Bool { self != .iis && self != .exchange }
}

public import Records

/// Names of incidents: `YYYYMMDD-HHMM` of the onset, UTC.
public enum IncidentID {
  public static func of(_ onset: Timestamp) -> String {
    let digits = onset.rfc3339.filter(\.isNumber).prefix(12)
    return digits.prefix(8) + "-" + digits.suffix(4)
  }

  /// Gives incidents that began in the same minute the suffixes `-2`, `-3` in the order of the list.
  public static func disambiguate(_ incidents: [Incident]) -> [Incident] {
    var taken: [String: Int] = [:]
    return incidents.map { incident in
      var named = incident
      let id = of(incident.startedAt)
      let number = taken[id, default: 0] + 1
      taken[id] = number
      named.id = number == 1 ? id : "\(id)-\(number)"
      return named
    }
  }
}

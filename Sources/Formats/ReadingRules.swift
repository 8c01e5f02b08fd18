/// What users set about how records are read.
package struct ReadingRules: Sendable {
  /// What they called deploys; nil where nothing.
  package var deploys: DeployPatterns?
  package var proxies = TrustedProxies.standard
  /// The zone of times that name none, where it is set for the source that is read.
  package var zone: ZoneRules?
  /// Whether the zone that holds where none is set here was asked for: then no place that some of a log's lines name counts
  /// for the others.
  package var isZoneGiven = false
  /// Microseconds by which the clock ran ahead that the source's times are of; below 0, behind.
  package var ahead: Int64 = 0

  package init(deploys: DeployPatterns? = nil, proxies: TrustedProxies = .standard) {
    self.deploys = deploys
    self.proxies = proxies
  }

  /// Takes the zone of the place that a log's lines name: it is that of the lines that name it, as the format that is
  /// returned reads them, and where nobody asked for another one, for this log or for all, that of the other lines.
  package mutating func take(place zone: ZoneRules, of format: any LogFormat) -> any LogFormat {
    if self.zone == nil, !isZoneGiven { self.zone = zone }
    return format.placed(in: zone)
  }

  /// - Parameters:
  ///   - deploys: patterns of messages and commands that are deploys.
  ///   - proxies: addresses and networks of trusted proxies.
  package init(deploys: [String], proxies: [String]) {
    self.init(deploys: DeployPatterns(deploys), proxies: TrustedProxies(proxies))
  }
}

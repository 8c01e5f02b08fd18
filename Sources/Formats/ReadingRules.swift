/// What users set about how records are read.
package struct ReadingRules: Sendable {
  /// What they called deploys; nil where nothing.
  package var deploys: DeployPatterns?
  package var proxies = TrustedProxies.standard
  /// The zone of times that name none, where it is set for the source that is read.
  package var zone: ZoneRules?
  /// Microseconds by which the clock ran ahead that the source's times are of; below 0, behind.
  package var ahead: Int64 = 0

  package init(deploys: DeployPatterns? = nil, proxies: TrustedProxies = .standard) {
    self.deploys = deploys
    self.proxies = proxies
  }

  /// - Parameters:
  ///   - deploys: patterns of messages and commands that are deploys.
  ///   - proxies: addresses and networks of trusted proxies.
  package init(deploys: [String], proxies: [String]) {
    self.init(deploys: DeployPatterns(deploys), proxies: TrustedProxies(proxies))
  }
}

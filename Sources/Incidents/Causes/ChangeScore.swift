import Records

/// How likely a change is to be the cause, by when it was made and to what.
///
/// Full weight at the onset, a seventh less at fifteen minutes before it, then half of that every half hour.
/// After the onset a change is somebody's answer to it, save for the few seconds by which the onset is uncertain.
enum ChangeScore {
  static let near = 900.0

  static func closeness(lead: Double) -> Double {
    if lead < -15 { return 0 }
    if lead < -5 { return 0.6 }
    if lead < 0 { return 0.95 }
    if lead <= near { return 1 - 0.15 * lead / near }
    var weight = 0.85
    var rest = lead - near
    while rest > 1800, weight > 0.001 {
      weight /= 2
      rest -= 1800
    }
    return weight * (1 - rest / 3600)
  }

  /// What takes effect at once and is over at once loses weight faster than a new version, whose fault may wait for
  /// its first use: full for `grace` seconds, down to 0.6 in the ten minutes after.
  static func freshness(lead: Double, grace: Double) -> Double {
    lead <= grace ? 1 : max(0.6, 1 - (lead - grace) / 1500)
  }

  /// 1 where the unit's name or role ties it to one of the services that are affected, less where nothing does.
  static func relation(of subject: String, to services: some Sequence<String>, unrelated: Double? = nil) -> Double {
    if HousekeepingUnits.contains(subject) { return 0.2 }
    let words = UnitName.words(subject)
    let affected = services.reduce(into: Set<String>()) { $0.formUnion(UnitName.words($1)) }
      .subtracting(["service", "access", "error", "system", "systemd", "kernel", "main"])
    if !words.isDisjoint(with: affected) { return 1 }
    return max(words.isDisjoint(with: servingRoles) ? 0.55 : 0.9, unrelated ?? 0)
  }

  private static func affected(_ facts: IncidentFacts) -> [String] {
    facts.signals.map(\.signal.service) + facts.traffic.services + facts.messages.map(\.service)
      + facts.statements.map(\.service)
  }

  /// Words in the names of units that stand in the way of a request.
  private static let servingRoles: Set<String> = [
    "nginx", "apache2", "httpd", "haproxy", "caddy", "traefik", "envoy", "varnish", "squid", "postgresql", "postgres",
    "mysql", "mysqld", "mariadb", "mongod", "mongodb", "redis", "memcached", "rabbitmq", "kafka", "elasticsearch",
    "opensearch", "gunicorn", "uwsgi", "uvicorn", "fpm", "puma", "unicorn", "tomcat", "jetty", "node", "docker",
    "containerd", "kubelet", "resolved", "named", "bind9", "unbound", "dnsmasq", "networkd", "networking",
    "networkmanager", "nftables", "firewalld", "ufw", "pgbouncer", "web", "api", "app", "backend", "frontend", "server",
    "worker", "shop", "consul", "vault", "nomad", "keepalived", "network",
  ]

  /// The score of a change of a unit, `ceiling` at best.
  static func of(_ change: Change, ceiling: Double, facts: IncidentFacts, unrelated: Double? = nil) -> Double {
    ceiling * relation(of: change.subject, to: affected(facts), unrelated: unrelated)
      * closeness(lead: facts.startedAt.seconds(since: change.began))
  }
}

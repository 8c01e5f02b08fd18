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
  static func freshness(_ change: Change, _ facts: IncidentFacts, grace: Double) -> Double {
    let lead = facts.startedAt.seconds(since: change.at)
    return lead <= grace ? 1 : max(0.6, 1 - (lead - grace) / 1500)
  }

  /// 1 where the unit's name or role ties it to what is affected, less where nothing does.
  static func relation(of subject: String, to facts: IncidentFacts) -> Double {
    if HousekeepingUnits.contains(subject) { return 0.2 }
    let words = UnitName.words(subject)
    if !words.isDisjoint(with: affectedWords(facts)) { return 1 }
    return words.isDisjoint(with: servingRoles) ? 0.55 : 0.9
  }

  private static func affectedWords(_ facts: IncidentFacts) -> Set<String> {
    var words: Set<String> = []
    for signal in facts.signals { words.formUnion(UnitName.words(signal.signal.service)) }
    for service in facts.traffic.services { words.formUnion(UnitName.words(service)) }
    for message in facts.messages { words.formUnion(UnitName.words(message.service)) }
    for statement in facts.statements { words.formUnion(UnitName.words(statement.service)) }
    return words.subtracting(["service", "access", "error", "system", "systemd", "kernel", "main"])
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
    let lead = facts.startedAt.seconds(since: change.began)
    var relation = relation(of: change.subject, to: facts)
    if let unrelated, !HousekeepingUnits.contains(change.subject) { relation = max(relation, unrelated) }
    return ceiling * relation * closeness(lead: lead)
  }
}

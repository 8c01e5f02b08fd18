/// What a unit's name says of it.
enum UnitName {
  private static let suffixes = [
    ".service", ".socket", ".timer", ".target", ".mount", ".scope", ".slice", ".path", ".device", ".swap",
  ]

  static func isUnit(_ text: String) -> Bool { suffixes.contains { text.hasSuffix($0) } }

  /// The lower-case words of a unit's, package's or service's name: `postgresql@15-main.service` gives
  /// `postgresql` and `main`.
  static func words(_ name: String) -> Set<String> {
    var stem = name.lowercased()
    for suffix in suffixes where stem.hasSuffix(suffix) { stem.removeLast(suffix.count) }
    let words = stem.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
    return Set(words.map(String.init).filter { $0.count > 2 && $0.contains(where: \.isLetter) && $0 != "log" })
  }

  /// Units that timers, logins and the package system start all day long.
  static func isHousekeeping(_ unit: String) -> Bool {
    let name = unit.lowercased()
    return housekeeping.contains { name.hasPrefix($0) } || name.hasSuffix(".scope") || name.hasSuffix(".slice")
      || name.hasSuffix(".timer") || name.hasSuffix(".device") || name.hasSuffix(".target")
  }

  private static let housekeeping = [
    "apt-daily", "apt-news", "esm-cache", "phpsessionclean", "logrotate", "man-db", "fstrim", "systemd-tmpfiles",
    "e2scrub", "dpkg-db-backup", "motd-news", "fwupd", "anacron", "sysstat", "session-", "user@", "user-runtime-dir@",
    "systemd-hostnamed", "systemd-timedated", "systemd-localed", "packagekit", "update-notifier", "plocate", "mlocate",
    "updatedb", "mdcheck", "mdmonitor", "ua-timer", "ubuntu-advantage", "run-", "cron.", "crond.", "atop", "pmlogger",
    "systemd-udev", "getty@", "serial-getty@", "polkit", "ssh@", "sshd@", "exim4-base", "mandb", "ntpsec-rotate",
    "certbot", "acme", "backup", "smartd", "snapd.refresh", "unattended-upgrades", "systemd-journal-flush",
    "systemd-update-utmp", "dnf-makecache", "raid-check", "zfs-scrub", "btrfs-scrub", "geoipupdate",
  ]
}

/// Units that timers, logins and the package system start all day long: what Debian, Ubuntu and Fedora ship.
package enum HousekeepingUnits {
  package static func contains(_ unit: String) -> Bool {
    let name = unit.lowercased()
    return beginnings.contains { name.hasPrefix($0) } || quietTypes.contains { name.hasSuffix($0) }
  }

  /// Units of these types run nothing by themselves, or a login.
  private static let quietTypes = [
    ".scope", ".slice", ".timer", ".device", ".target", ".mount", ".automount", ".socket", ".path", ".swap",
  ]

  private static let beginnings = [
    "acme", "anacron", "apt-daily", "apt-news", "atop", "backup", "btrfs-scrub", "certbot", "console-getty",
    "container-getty@", "cron.", "crond.",
    "dnf-makecache", "dpkg-db-backup", "e2scrub", "esm-cache", "exim4-base", "fstrim", "fwupd", "geoipupdate", "getty@",
    "logrotate", "man-db", "mandb", "mdcheck", "mdmonitor", "mlocate", "motd-news", "ntpsec-rotate", "packagekit",
    "phpsessionclean", "plocate", "pmlogger", "polkit", "raid-check", "run-", "serial-getty@", "session-", "smartd",
    "snapd.refresh", "ssh@", "sshd@", "sysstat", "systemd-hostnamed", "systemd-journal-flush", "systemd-localed",
    "systemd-timedated", "systemd-tmpfiles", "systemd-udev", "systemd-update-utmp", "ua-timer", "ubuntu-advantage",
    "unattended-upgrades", "unbound-anchor", "update-notifier", "updatedb", "user-runtime-dir@", "user@", "zfs-scrub",
  ]
}

import Records
import Testing

@testable import Formats

@Suite struct ContextEventsTests {
  private func event(_ tag: String, _ message: String, pid: Int64 = -1) -> ContextEvent? {
    ContextEvents.event(
      ContextLine(tag: tag, message: message, time: Timestamp(seconds: 1), position: .offset(0), pid: pid))
  }

  @Test(arguments: [
    ("systemd", "Started nginx.service - A web server.", ContextEvent.Kind.unitStarted, "nginx.service"),
    ("systemd", "Started shop-web.service.", .unitStarted, "shop-web.service"),
    ("systemd", "Stopped A high performance web server.", .unitStopped, "A high performance web server"),
    ("systemd", "Reloaded nginx.service - A web server.", .unitReloaded, "nginx.service"),
    ("systemd", "nginx.service: Failed with result 'exit-code'.", .unitFailed, "nginx.service"),
    ("systemd", "shop@2.service: Scheduled restart job, restart counter is at 3.", .unitRestarted, "shop@2.service"),
    ("systemd", "x.service: A process of this unit has been killed by the OOM killer.", .oomKill, "x.service"),
    ("kernel", "[1.2] Out of memory: Killed process 123 (java) total-vm:1kB", .oomKill, "java"),
    ("kernel", "Memory cgroup out of memory: Killed process 9 (python3) total-vm:1kB", .oomKill, "python3"),
    ("kernel", "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),task=java,pid=1,uid=0", .oomKill, "java"),
    ("systemd-journald", "Suppressed 1234 messages from shop.service", .suppressed, "shop.service"),
    ("dpkg", "install shop-web:amd64 <none> 5.0.0", .packageChange, "shop-web"),
    ("dpkg", "remove shop-web:amd64 5.0.0 <none>", .packageChange, "shop-web"),
    ("dpkg", "upgrade shop-web:amd64 4.9.7 5.0.0", .packageChange, "shop-web"),
    ("apt", "Upgrade: shop-web:amd64 (4.9.7, 5.0.0), libc6:amd64 (2.36, 2.37)", .packageChange, "shop-web, libc6"),
    ("apt", "Commandline: apt-get install shop-web=5.0.0", .packageChange, "shop-web"),
    ("unattended-upgrade", "Packages that will be upgraded: openssl libssl3", .packageChange, "openssl, libssl3"),
    ("dnf", "Upgraded: shop-web-5.0.0-1.x86_64", .packageChange, "shop-web"),
  ])
  func readsSyslogLines(tag: String, message: String, kind: ContextEvent.Kind, subject: String) {
    let found = event(tag, message)
    #expect(found?.kind == kind)
    #expect(found?.subject == subject)
    #expect(found?.detail == message || tag == "apt" && found?.detail.contains("shop-web") == true)
    #expect(found?.text == message)
  }

  @Test(arguments: [
    ("/usr/bin/apt-get install shop-web=5.0.0", ContextEvent.Kind.packageChange, "shop-web"),
    ("/usr/bin/apt-get -y install a=1 b", .packageChange, "a, b"),
    ("/usr/bin/apt upgrade", .packageChange, "all packages"),
    ("/usr/bin/apt-get update", .command, "deploy"), ("/usr/bin/dnf -y update shop", .packageChange, "shop"),
    ("/usr/bin/dpkg -i ./shop-web_5.0.0_amd64.deb", .packageChange, "shop-web"),
    ("/usr/bin/dpkg -l", .command, "deploy"),
    ("/usr/bin/pip3 install requests==2.31", .packageChange, "requests"), ("/usr/bin/pip list", .command, "deploy"),
    ("DEBIAN_FRONTEND=noninteractive /usr/bin/apt-get install x", .packageChange, "x"),
    ("/usr/bin/docker compose up -d shop", .deploy, "shop"), ("/usr/bin/docker pull shop:5", .deploy, "shop:5"),
    ("/usr/bin/docker ps", .command, "deploy"), ("/usr/bin/kubectl apply -f shop.yaml", .deploy, "shop.yaml"),
    ("/usr/bin/kubectl rollout undo deployment/shop", .deploy, "deployment/shop"),
    ("/usr/bin/kubectl rollout status deployment/shop", .command, "deploy"),
    ("/usr/bin/helm upgrade shop ./chart", .deploy, "shop"), ("/bin/systemctl restart nginx", .command, "deploy"),
  ])
  func readsCommandsOfSudo(command: String, kind: ContextEvent.Kind, subject: String) {
    let found = event("sudo", "  deploy : TTY=pts/0 ; PWD=/srv ; USER=root ; COMMAND=\(command)")
    #expect(found?.kind == kind)
    #expect(found?.subject == subject)
    #expect(found?.detail == command)
  }

  @Test(arguments: [
    ("sudo", "eve : user NOT in sudoers ; TTY=pts/0 ; COMMAND=/bin/sh"),
    ("sudo", "pam_unix(sudo:session): session opened for user root"), ("systemd", "Starting nginx.service..."),
    ("kernel", "eth0: link up"), ("nginx", "Started shop.service."), ("dpkg", "status unpacked x:amd64 1"),
    ("dpkg", "status installed systemd:amd64 252.39-1"), ("dpkg", "status triggers-pending systemd:amd64 252.39-1"),
    ("dpkg", "trigproc systemd:amd64 252.39-1 <none>"), ("dpkg", "configure shop-web:amd64 5.0.0 <none>"),
    ("dpkg", "upgrade shop-web:amd64 5.0.0 5.0.0"), ("dpkg", "startup packages configure"),
  ])
  func otherLinesAreNoEvents(tag: String, message: String) {
    #expect(event(tag, message) == nil)
  }

  @Test func onlyThePidOneIsSystemd() {
    #expect(event("systemd", "Started shop.service.", pid: 1) != nil)
    #expect(event("systemd", "Started shop.service.", pid: 812) == nil)
  }

  @Test(arguments: [
    "apt", "dnf", "yum", "rpm", "sudo", "dpkg", "kernel", "systemd", "yum-cron", "hindcast-note", "systemd-journald",
    "unattended-upgrade", "unattended-upgrades",
  ])
  func everyTagThatIsReadIsLookedAt(tag: String) {
    let bytes = Array(tag.utf8)
    #expect(unsafe ContextEvents.concerns(tag: bytes.span.bytes))
    #expect(unsafe !ContextEvents.concerns(tag: bytes.span.bytes.extracting(1..<bytes.count)))
  }
}

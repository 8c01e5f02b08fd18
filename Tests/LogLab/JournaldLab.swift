package import Foundation

/// Runs a real journald without systemd: in a mount namespace of its own, in which programs reach it and nothing else
/// does. Its journals can be seen from outside in `journals`.
package final class JournaldLab {
  package static let tool = "/lib/systemd/systemd-journald"
  /// Why it cannot run here; nil where it can.
  package static let obstacle: String? = {
    guard FileManager.default.isExecutableFile(atPath: tool) else { return "\(tool) is missing" }
    guard (try? run(["/usr/bin/unshare", "--mount", "/bin/true"])) == 0 else {
      return "a mount namespace cannot be made: run as root"
    }
    return nil
  }()

  /// The folders that journald keeps its journals in, and those that it has not flushed.
  package var journals: String { folder.path + "/journal" }
  package var runtime: String { folder.path + "/run/journal" }
  private let folder: TemporaryFolder

  package init() throws { folder = try TemporaryFolder() }

  /// Runs a shell script beside a journald. `$journald` is its process, `$folder` the lab's; `run_journald` starts
  /// another one, `run_namespace NAME` one of a namespace; `wait_for_go` waits for `go()`; `in_unit UNIT COMMAND...` runs
  /// a command in a control group, by which journald knows its unit; `say_in_unit UNIT IDENTIFIER TEXT` prints a line
  /// there, by a process that lives until journald has looked at it.
  /// - Parameter configuration: lines of journald.conf.
  package func start(_ configuration: String, script: String) throws -> Process {
    let whole = """
      set -eu
      mkdir -p "$0/journal" "$0/run" /var/log/journal /run/systemd /run/log
      mount --bind "$0/journal" /var/log/journal
      mount -t tmpfs -o mode=755 tmpfs /run/systemd
      mount --bind "$0/run" /run/log
      mkdir -p /run/systemd/journal /run/systemd/journald.conf.d
      : > /run/systemd/journal/flushed
      printf '[Journal]\\nStorage=persistent\\nAudit=no\\nReadKMsg=no\\nForwardToSyslog=no\\nRateLimitIntervalSec=0\\n%s\\n' \\
        "$1" > /run/systemd/journald.conf.d/lab.conf
      mkdir -p '/run/systemd/journald@lab.conf.d'
      cp /run/systemd/journald.conf.d/lab.conf '/run/systemd/journald@lab.conf.d'
      run_journald() {
        SYSTEMD_LOG_TARGET=null \(Self.tool) & journald=$!
        until journalctl --sync 2> /dev/null; do sleep 0.05; done
      }
      run_namespace() {
        mkdir -p "/run/systemd/journal.$1"
        SYSTEMD_LOG_TARGET=null \(Self.tool) "$1" &
        until journalctl --namespace="$1" --sync 2> /dev/null; do sleep 0.05; done
      }
      groups=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)/lab$$.slice
      in_unit() {
        local group=$groups/$1
        shift
        mkdir -p "$group"
        (echo $BASHPID > "$group/cgroup.procs" && exec "$@")
      }
      say_in_unit() { in_unit "$1" systemd-cat -t "$2" sh -c 'echo "$0"; journalctl --sync' "$3"; }
      wait_for_go() { until [ -e "$folder/go" ]; do sleep 0.05; done; }
      folder=$0
      run_journald
      trap 'kill $(jobs -p) 2> /dev/null || :; wait; rmdir "$groups"/* "$groups" 2> /dev/null || :' EXIT
      \(script)
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
    process.arguments = [
      "--mount", "--propagation", "private", "/bin/bash", "-c", whole, folder.path, configuration,
    ]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return process
  }

  package func go() { _ = FileManager.default.createFile(atPath: folder.path + "/go", contents: nil) }

  private static func run(_ command: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}

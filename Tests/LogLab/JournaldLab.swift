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

  /// The folder that journald keeps its journals in.
  package var journals: String { folder.path + "/journal" }
  private let folder: TemporaryFolder

  package init() throws { folder = try TemporaryFolder() }

  /// Runs a shell script beside a journald. `$journald` is its process; `run_journald` starts another one;
  /// `wait_for_go` waits for `go()`.
  /// - Parameter configuration: lines of journald.conf.
  package func start(_ configuration: String, script: String) throws -> Process {
    let whole = """
      set -eu
      mkdir -p "$0/journal" /var/log/journal /run/systemd /run/log
      mount --bind "$0/journal" /var/log/journal
      mount -t tmpfs -o mode=755 tmpfs /run/systemd
      mount -t tmpfs -o mode=755 tmpfs /run/log
      mkdir -p /run/systemd/journal /run/systemd/journald.conf.d
      : > /run/systemd/journal/flushed
      printf '[Journal]\\nStorage=persistent\\nAudit=no\\nReadKMsg=no\\nForwardToSyslog=no\\nRateLimitIntervalSec=0\\n%s\\n' \\
        "$1" > /run/systemd/journald.conf.d/lab.conf
      run_journald() {
        SYSTEMD_LOG_TARGET=null \(Self.tool) & journald=$!
        until journalctl --sync 2> /dev/null; do sleep 0.05; done
      }
      wait_for_go() { until [ -e "$folder/go" ]; do sleep 0.05; done; }
      folder=$0
      run_journald
      trap 'kill $journald 2> /dev/null; wait' EXIT
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

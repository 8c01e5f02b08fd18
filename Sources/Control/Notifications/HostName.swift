import Foundation

/// Looks names up as the whole system does (nsswitch.conf), in a process that can be ended when it takes too long.
enum HostName {
  static let timeLimit = Duration.seconds(15)

  /// The addresses of a name, in the order in which to try them; none: the name has no address.
  static func addresses(of name: String) async throws -> [String] {
    let child = ChildCommand(command: ["/usr/bin/getent", "ahosts", "--", name], timeLimit: timeLimit)
    guard let result = try await child.run(input: []), result.status == 0 else { return [] }
    var seen: Set<String> = []
    return result.output.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
      .filter { IPAddress($0) != nil && seen.insert($0).inserted }
  }
}

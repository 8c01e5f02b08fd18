package import Control
import Foundation
package import Incidents
package import LogLab
import SampleIncidents

/// Runs a server on a socket in the folder as long as the body runs.
package func withServer<Value: Sendable>(
  _ folder: TemporaryFolder, access: SocketAccess = SocketAccess(users: [geteuid()], group: nil),
  limits: APILimits = APILimits(), incidents: [Incident] = [SampleIncidents.shop],
  _ body: @Sendable (String, SampleService) async throws -> Value
) async throws -> Value {
  let path = folder.file("hindcast.sock")
  let service = try SampleService(folder, incidents)
  let server = try ControlServer(path: path, access: access, service: service, limits: limits)
  return try await withThrowingTaskGroup(of: Void.self) { tasks in
    tasks.addTask { try await server.run() }
    let value = try await body(path, service)
    tasks.cancelAll()
    try await tasks.waitForAll()
    return value
  }
}

/// Waits until something is so that another task or process brings about.
package func eventually(
  within time: Duration = .seconds(60), _ condition: @escaping @Sendable () -> Bool
) async throws -> Bool {
  // Looked at from outside of Swift's pool, whose threads the others need to bring it about.
  try await offPool {
    let deadline = ContinuousClock.now + time
    while ContinuousClock.now < deadline {
      if condition() { return true }
      usleep(5000)
    }
    return condition()
  }
}

import Foundation
import Records

/// Tells a program on this host: the event as JSON on its standard input.
///
/// Exit status 0 is delivered, anything else is tried again.
package struct CommandSender: NotificationSender {
  /// The program's path and its arguments; no shell reads them.
  package var command: [String]
  package var timeLimit: Duration

  package init(command: [String], timeLimit: Duration = .seconds(30)) {
    self.command = command
    self.timeLimit = timeLimit
  }

  /// Why nothing would ever be delivered; nil: it might be.
  package var obstacle: String? {
    guard let program = command.first, program.hasPrefix("/") else { return Self.noPath }
    guard unsafe access(program, X_OK) != 0 else {
      var isFolder: ObjCBool = false
      let exists = unsafe FileManager.default.fileExists(atPath: program, isDirectory: &isFolder)
      return exists && isFolder.boolValue ? "\(program) is a folder, not a program" : nil
    }
    return "\(program) cannot be run: \(ChildCommandError(errno).localizedDescription)"
  }

  private static let noPath = "the command must begin with the absolute path of a program"

  package func deliver(_ event: OutboundEvent) async -> DeliveryOutcome {
    guard let program = command.first, program.hasPrefix("/") else {
      return .failed(reason: Self.noPath)
    }
    do {
      let child = ChildCommand(
        command: command,
        environment: [
          "HINDCAST_EVENT": event.change.rawValue, "HINDCAST_EVENT_ID": event.id,
          "HINDCAST_INCIDENT": event.incident.id,
        ], timeLimit: timeLimit)
      let json = try ReadableJSON.encode(event, .oneLine) + "\n"
      guard let result = try await child.run(input: Array(json.utf8)) else {
        return .retry(after: nil, reason: "\(program) took longer than \(timeLimit.inWords) and was ended")
      }
      guard result.status != 0 else { return .delivered }
      let firstLine = result.output.split(separator: "\n").first.map { ": " + $0.controlsVisible } ?? ""
      return .retry(after: nil, reason: "\(program) ended with status \(result.status)\(firstLine)")
    } catch let error as ChildCommandError where error.isLasting {
      return .failed(reason: "\(program) cannot be run: \(error.localizedDescription)")
    } catch {
      return .retry(after: nil, reason: "\(program) could not be told: \(error.localizedDescription.controlsVisible)")
    }
  }
}

import Control
import Foundation
import Pipeline
import Store
import Synchronization

// SIGHUP: all that is configured takes effect while everything goes on.
extension Daemon {
  /// Reads the configuration and puts it into force; one that is refused leaves the one before as it was.
  func reload() async {
    status.reloading()
    do {
      let new = try Configuration.load(places.configuration, formats: places.formats)
      // The system's zone may have been changed; Foundation looks once.
      NSTimeZone.resetSystemTimeZone()
      try await live.set(Daemon.options(new))
      configuration.withLock { $0 = new }
      announcements.disclosure.set(new.redaction)
      announcements.deliveries.set(DeliveryTarget.all(new.daemon))
      journalChanges.continuation.yield()
      waiter.wake()
      let refusal = share(new)
      Report.info("the configuration was read again" + (refusal == nil ? "" : ", and is in force but for the group"))
      status.reloaded("Configuration read again. \(await service.summary())", refusal: refusal)
    } catch {
      Report.error("\(error); the configuration before stays in force")
      status.reloaded(
        await service.summary(), refusal: "The new configuration is refused, the one before stays: \(error)")
    }
  }

  /// Gives the socket and the drafts to the group that is configured.
  /// - Returns: why they stay those of the group before.
  private func share(_ new: Configuration) -> String? {
    do throws(SocketFileError) {
      let access = try Daemon.access(new, places)
      try server.set(access)
      announcements.drafts.share(with: access.group)
      return nil
    } catch {
      let reason = "socket_group \(new.daemon.socketGroup) is not in force: \(error.localizedDescription)"
      Report.error(reason)
      return reason
    }
  }
}

import Control
import Foundation
import Incidents
import Pipeline
import Records
import Store

/// Somebody who is told of incidents.
struct DeliveryTarget: Sendable {
  /// The same across restarts while its configuration is.
  var name: String
  var sender: any NotificationSender

  static func all(_ configuration: DaemonConfiguration) -> [DeliveryTarget] {
    configuration.commands.map {
      DeliveryTarget(name: "command:" + $0.joined(separator: " "), sender: CommandSender(command: $0))
    }
      + configuration.webhooks.map { webhook in
        DeliveryTarget(
          name: "webhook:" + webhook.url,
          sender: WebhookSender(
            target: WebhookTarget(
              url: webhook.url, payload: webhook.isSlack ? .slack : .json,
              allowed: webhook.allowedNetworks.compactMap { NetworkRange($0) })))
      }
  }
}

/// Takes what is in the outbox to those who are told, each by itself: one that does not answer delays no other.
final class Deliveries: Sendable {
  private let store: StoreWriter
  private let library: IncidentLibrary
  private let targets: [DeliveryTarget]
  private let wakes: [(stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)]

  init(store: StoreWriter, library: IncidentLibrary, targets: [DeliveryTarget]) {
    self.store = store
    self.library = library
    self.targets = targets
    wakes = targets.map { _ in AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1)) }
  }

  /// Says that there may be something new in the outbox.
  func wake() { for wake in wakes { wake.continuation.yield() } }

  /// Runs until the task is cancelled.
  func run() async throws {
    await withTaskGroup(of: Void.self) { tasks in
      for (target, wake) in zip(targets, wakes) {
        tasks.addTask { await self.serve(target, wake.stream, wake.continuation) }
      }
      // Without a target there is nothing to do, and no reason to end either.
      tasks.addTask { for await _ in AsyncStream<Never>.makeStream().stream {} }
    }
  }

  private func serve(
    _ target: DeliveryTarget, _ wakes: AsyncStream<Void>, _ continuation: AsyncStream<Void>.Continuation
  ) async {
    continuation.yield()
    var timer: Task<Void, any Error>?
    defer { timer?.cancel() }
    for await _ in wakes {
      timer?.cancel()
      do {
        while let delivery = try store.dueDeliveries(to: target.name, at: Moment.now.wall, limit: 1).first {
          await deliver(delivery, to: target)
        }
        guard let next = try store.nextDelivery(to: target.name) else { continue }
        let pause = max(1, next.seconds(since: Moment.now.wall))
        timer = Task {
          try await Task.sleep(for: .seconds(pause))
          continuation.yield()
        }
      } catch {
        Report.error("the outbox could not be read: \(error)")
      }
    }
  }

  private func deliver(_ delivery: Delivery, to target: DeliveryTarget) async {
    var outcome = Store.DeliveryOutcome.failed
    do throws(LibraryError) {
      let incident = try library.document(delivery.incident, includingHidden: true).incident
      let event = OutboundEvent(
        id: delivery.key, change: delivery.transition.change, at: delivery.createdAt,
        host: ProcessInfo.processInfo.hostName,
        incident: incident)
      switch await target.sender.deliver(event) {
      case .delivered: outcome = .delivered
      case .retry(_, let reason):
        Report.warning("\(target.name) could not be told of \(delivery.incident), and is tried again: \(reason)")
      case .failed(let reason):
        outcome = .refused
        Report.error("\(target.name) will not be told of \(delivery.incident): \(reason)")
      }
    } catch {
      // An incident that turned out to be none, or was swept; any other error is of the store and passes.
      if case .noSuchIncident = error { outcome = .refused }
      Report.warning("\(target.name) was not told of \(delivery.incident): \(error.localizedDescription)")
    }
    do {
      try store.record(outcome, of: delivery, at: Moment.now.wall)
    } catch {
      Report.error("what became of a delivery could not be stored: \(error)")
    }
  }
}

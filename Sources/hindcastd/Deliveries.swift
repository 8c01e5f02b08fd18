import Control
import Foundation
import Incidents
import Pipeline
import Records
import Store
import Synchronization

/// Somebody who is told of incidents.
struct DeliveryTarget: Sendable {
  /// The same across restarts while its configuration is.
  var name: String
  var sender: any NotificationSender

  static func all(_ configuration: DaemonConfiguration) -> [DeliveryTarget] {
    var names: Set<String> = []
    return inOrder(configuration).filter { names.insert($0.name).inserted }
  }

  private static func inOrder(_ configuration: DaemonConfiguration) -> [DeliveryTarget] {
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
  private struct Post {
    var sender: any NotificationSender
    let wake: AsyncStream<Void>.Continuation
  }

  private struct Round: Sendable {
    let name: String
    let wakes: AsyncStream<Void>
    let wake: AsyncStream<Void>.Continuation
  }

  private let store: StoreWriter
  private let library: IncidentLibrary
  private let posts = Mutex<[String: Post]>([:])
  private let rounds = AsyncStream.makeStream(of: Round.self)

  init(store: StoreWriter, library: IncidentLibrary) {
    self.store = store
    self.library = library
  }

  /// From now on these are told, and nobody else.
  func set(_ targets: [DeliveryTarget]) {
    store.tell(targets.map(\.name))
    posts.withLock { posts in
      let wanted = Set(targets.map(\.name))
      for (name, post) in posts where !wanted.contains(name) {
        post.wake.finish()
        posts[name] = nil
      }
      for target in targets {
        if posts[target.name] != nil {
          posts[target.name]?.sender = target.sender
        } else {
          let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
          posts[target.name] = Post(sender: target.sender, wake: wake)
          rounds.continuation.yield(Round(name: target.name, wakes: wakes, wake: wake))
        }
      }
    }
  }

  /// Says that there may be something new in the outbox.
  func wake() { posts.withLock { for post in $0.values { post.wake.yield() } } }

  /// Runs until the task is cancelled.
  func run() async {
    await withDiscardingTaskGroup { tasks in
      for await round in rounds.stream { tasks.addTask { await self.serve(round) } }
    }
  }

  /// Serves one of those who are told, until that is over.
  private func serve(_ round: Round) async {
    round.wake.yield()
    var timer: Task<Void, any Error>?
    defer { timer?.cancel() }
    for await _ in round.wakes {
      timer?.cancel()
      do {
        while let sender = posts.withLock({ $0[round.name]?.sender }),
          let delivery = try store.dueDeliveries(to: round.name, at: Moment.now.wall, limit: 1).first
        {
          guard await deliver(delivery, to: DeliveryTarget(name: round.name, sender: sender)) else {
            timer = wake(round, after: Deliveries.storePause)
            break
          }
          // What was broken off is not known to have failed: it is tried again by the next run.
          if Task.isCancelled { return }
        }
        guard timer?.isCancelled != false, let next = try store.nextDelivery(to: round.name) else { continue }
        timer = wake(round, after: max(1, next.seconds(since: Moment.now.wall)))
      } catch {
        Report.error("the outbox could not be read: \(error)")
      }
    }
  }

  /// Seconds after which it is tried again to record what became of a delivery.
  private static let storePause = 10.0

  private func wake(_ round: Round, after seconds: Double) -> Task<Void, any Error> {
    Task {
      try await Task.sleep(for: .seconds(seconds))
      round.wake.yield()
    }
  }

  /// - Returns: whether it is known from here on what became of it.
  private func deliver(_ delivery: Delivery, to target: DeliveryTarget) async -> Bool {
    var outcome = Store.DeliveryOutcome.failed
    do throws(LibraryError) {
      let incident = try library.document(delivery.incident, includingHidden: true).incident
      let event = OutboundEvent(
        id: delivery.key, change: delivery.transition.change, at: delivery.createdAt,
        host: ProcessInfo.processInfo.hostName,
        incident: incident)
      let result = await target.sender.deliver(event)
      if Task.isCancelled, result != .delivered { return true }
      switch result {
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
      return true
    } catch {
      Report.error("what became of a delivery could not be stored, so that it will be told again: \(error)")
      return false
    }
  }
}

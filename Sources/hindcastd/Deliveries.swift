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
          sender: WebhookSender(target: WebhookTarget(webhook)))
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

  /// What time it is, and how to wait.
  struct Timing: Sendable {
    var now: @Sendable () -> Timestamp = { Moment.now.wall }
    var wait: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  }

  private let store: StoreWriter
  private let library: IncidentLibrary
  private let disclosure: CurrentDisclosure
  private let timing: Timing
  private let posts = Mutex<[String: Post]>([:])
  private let rounds = AsyncStream.makeStream(of: Round.self)

  init(store: StoreWriter, library: IncidentLibrary, disclosure: CurrentDisclosure, timing: Timing = Timing()) {
    self.store = store
    self.library = library
    self.disclosure = disclosure
    self.timing = timing
  }

  /// From now on these are told, and nobody else. What still waits for others is dropped.
  func set(_ targets: [DeliveryTarget]) {
    store.tell(targets.map(\.name))
    drop(exceptTo: targets.map(\.name))
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

  private func drop(exceptTo names: [String]) {
    do {
      let dropped = try store.dropDeliveries(exceptTo: names)
      guard !dropped.isEmpty else { return }
      let counts = dropped.map { "\($0.count) to \($0.destination)" }.joined(separator: ", ")
      Report.warning("what could not be delivered yet is dropped where it is not configured any more: \(counts)")
    } catch {
      Report.error("what waits for those who are not configured any more could not be dropped: \(error)")
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
          let delivery = try store.dueDeliveries(to: round.name, at: timing.now(), limit: 1).first
        {
          guard await deliver(delivery, to: DeliveryTarget(name: round.name, sender: sender)) else {
            timer = wake(round, after: Deliveries.storePause)
            break
          }
          // What was broken off is not known to have failed: it is tried again by the next run.
          if Task.isCancelled { return }
        }
        guard timer?.isCancelled != false, let next = try store.nextDelivery(to: round.name) else { continue }
        timer = wake(round, after: .seconds(max(1, next.seconds(since: timing.now()))))
      } catch {
        Report.error("the outbox could not be read: \(error)")
        timer = wake(round, after: Deliveries.storePause)
      }
    }
  }

  /// After this it is tried again to read the outbox, or to record what became of a delivery.
  private static let storePause = Duration.seconds(10)

  private func wake(_ round: Round, after pause: Duration) -> Task<Void, any Error> {
    Task { [timing] in
      try await timing.wait(pause)
      round.wake.yield()
    }
  }

  /// - Returns: whether it is known from here on what became of it.
  private func deliver(_ delivery: Delivery, to target: DeliveryTarget) async -> Bool {
    var outcome = Store.DeliveryOutcome.failed()
    do throws(LibraryError) {
      // What is told has no timeline.
      let incident = disclosure.now.incident(
        try library.incident(delivery.incident, includingHidden: true, entries: 1))
      let event = OutboundEvent(
        id: delivery.key, change: delivery.transition.change, at: delivery.createdAt,
        host: ProcessInfo.processInfo.hostName,
        incident: incident)
      let result = await target.sender.deliver(event)
      if Task.isCancelled, result != .delivered { return true }
      switch result {
      case .delivered: outcome = .delivered
      case .retry(let pause, let reason):
        outcome = .failed(after: pause.map { $0 / .seconds(1) })
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
      try store.record(outcome, of: delivery, at: timing.now())
      return true
    } catch {
      Report.error("what became of a delivery could not be stored, so that it will be told again: \(error)")
      return false
    }
  }
}

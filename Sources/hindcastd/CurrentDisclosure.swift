import Control
import Store
import Synchronization

/// How text leaves the house at the moment: the store's key, and the policy as it was configured last.
final class CurrentDisclosure: Sendable {
  private let disclosure: Mutex<Disclosure>

  init(_ library: IncidentLibrary) throws(StoreError) {
    disclosure = Mutex(Disclosure(policy: RedactionPolicy(), key: try library.pseudonymKey()))
  }

  var now: Disclosure { disclosure.withLock { $0 } }

  func set(_ policy: RedactionPolicy) { disclosure.withLock { $0.policy = policy } }
}

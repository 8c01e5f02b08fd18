/// Bounds the files that are open at a time: beyond the limit the one that was used longest ago is closed. Its
/// generation opens it again when there is something to read.
package final class DescriptorPool {
  private struct Slot {
    weak var holder: FileGeneration?
    var lastUse: UInt64
  }

  private let limit: Int
  private var slots: [ObjectIdentifier: Slot] = [:]
  private var uses: UInt64 = 0

  package init(limit: Int) { self.limit = max(1, limit) }

  /// How many files are open.
  package var count: Int { slots.count }

  /// Closes others until there is room for one more.
  func makeRoom() {
    while slots.count >= limit, let oldest = slots.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      slots[oldest.key] = nil
      oldest.value.holder?.release()
    }
  }

  /// Notes that a generation uses its open file.
  func used(by holder: FileGeneration) {
    uses += 1
    slots[ObjectIdentifier(holder)] = Slot(holder: holder, lastUse: uses)
  }

  func returned(by holder: FileGeneration) { slots[ObjectIdentifier(holder)] = nil }
}

/// A list of plain values, each written field by field into its place.
///
/// Appending a value that was put together elsewhere copies it in wider pieces than it was written in; the processor
/// waits for that (store forwarding fails), which in a loop over log lines costs as much as a hash.
@frozen
public struct PlainList<Element: BitwiseCopyable & Sendable>: Sendable {
  /// Beyond `count` its elements are of no meaning.
  @usableFromInline var storage: [Element] = []
  @usableFromInline var used = 0
  @inlinable public var count: Int { used }

  @inlinable public init() {}

  public init(_ elements: [Element]) {
    storage = elements
    used = elements.count
  }

  @inlinable public var isEmpty: Bool { count == 0 }

  @inlinable
  public subscript(index: Int) -> Element {
    precondition(index < count)
    return storage[index]
  }

  /// Appends an element that `write` fills in: all fields of it.
  @inlinable @inline(__always)
  public mutating func append(_ write: (UnsafeMutablePointer<Element>) -> Void) {
    let place = count
    if place == storage.count { grow(to: max(64, 2 &* place)) }
    unsafe storage.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      unsafe write(base + place)
    }
    used = place &+ 1
  }

  @inlinable
  public mutating func append(contentsOf other: PlainList) {
    if count + other.count > storage.count { grow(to: max(count + other.count, 2 * storage.count)) }
    for i in 0..<other.count { storage[count + i] = other.storage[i] }
    used += other.count
  }

  @inlinable
  public mutating func removeAllKeepingCapacity() { used = 0 }

  public mutating func reserveCapacity(_ capacity: Int) {
    if capacity > storage.count { grow(to: capacity) }
  }

  public func array() -> [Element] { Array(storage.prefix(count)) }

  /// The elements as an array, without a copy; the list is empty then.
  public mutating func takeArray() -> [Element] {
    var array: [Element] = []
    swap(&array, &storage)
    array.removeLast(array.count - count)
    used = 0
    return array
  }

  @usableFromInline @inline(never)
  mutating func grow(to capacity: Int) {
    let old = storage
    let kept = count
    storage = unsafe [Element](unsafeUninitializedCapacity: capacity) { buffer, initialized in
      unsafe old.withUnsafeBufferPointer { source in
        if let from = source.baseAddress, let to = buffer.baseAddress { unsafe to.update(from: from, count: kept) }
      }
      // Plain values: what lies behind `count` is written before it is read.
      initialized = capacity
    }
  }
}

/// What following a file gave, in order. The position is that after it: what is stored together with an event's effects
/// makes them happen exactly once.
package struct TailEvent: Sendable {
  package enum Kind: Sendable {
    /// Whole records. Where a block does not end with a line end, its last record never got one.
    case block(Block)
    case gap(FileGap)
    /// A generation has been handed out to its end and nothing more is expected of it.
    case ended
    /// Something cannot be read for now; reading is tried again.
    case degraded(TailingError)
    /// What was degraded can be read again.
    case recovered
  }

  package var kind: Kind
  /// The number of the generation that it belongs to.
  package var generation: Int
  package var position: FilePosition
}

/// Bytes of a log that were not handed out.
package struct FileGap: Sendable, Equatable {
  package enum Reason: Sendable, Equatable {
    /// The file was truncated, and no copy of what it had held was found.
    case truncated
    /// The file was deleted, moved away or compressed unreadably while it was not open.
    case vanished
    /// The file is there but cannot be read.
    case unreadable(TailingError)
    /// NUL bytes that nobody wrote: the file was truncated under a writer that does not append. Nothing is lost.
    case hole
  }

  package var reason: Reason
  package var path: String
  /// Bytes known to be missing, or of the hole; there may be more that were written unseen. Nil where nothing is known.
  package var bytes: UInt64?
}

extension FileGap: CustomStringConvertible {
  /// One sentence for people.
  package var description: String {
    let amount = bytes.map { "\($0) bytes" } ?? "an unknown number of bytes"
    return switch reason {
    case .truncated: "\(path) was truncated before its end was read: \(amount) known to be lost"
    case .vanished: "\(path) was deleted or moved away while it was not followed: \(amount) lost"
    case .unreadable(let error): "\(error); \(amount) lost"
    case .hole: "\(path) has a hole of \(amount): it was truncated under a writer that does not append"
    }
  }
}

import Formats
import Records

/// What of a source another one holds, too.
struct MirroredRecords {
  enum Kind {
    /// Its requests; of a journal, only those of a service.
    case requests(ofService: String?)
    /// Its messages of some hosts (`MessageMark`).
    case messages(ofHosts: Set<UInt64>)
  }

  var kind: Kind
  /// When the other one does.
  var seconds: [ClosedRange<Int64>]
  /// Name of the other source, and the service that the requests have there.
  var holder: String
  var holderService: String
}

extension RecordBatch {
  /// Leaves out what is mirrored.
  /// - Returns: how many records these are.
  mutating func leaveOut(_ mirrored: MirroredRecords) -> Int {
    func covers(_ second: Int64) -> Bool { mirrored.seconds.contains { $0.contains(second) } }
    return switch mirrored.kind {
    case .requests(let service): leaveOutRequests(of: service, where: covers)
    case .messages(let hosts): leaveOutMessages(of: hosts, where: covers)
    }
  }

  /// Leaves out requests of a service, or all.
  /// - Parameter isMirrored: decides by the second.
  mutating func leaveOutRequests(of service: String?, where isMirrored: (Int64) -> Bool) -> Int {
    let count = requests.count
    let index = service.map { name in services.firstIndex(of: name).map(UInt32.init) ?? UInt32.max }
    requests.removeAll { (index == nil || $0.service == index) && isMirrored(Engine.second($0.end)) }
    return count - requests.count
  }

  /// Leaves out messages of these hosts, with the context events that they tell.
  /// - Parameter isMirrored: decides by the second.
  mutating func leaveOutMessages(of hosts: Set<UInt64>, where isMirrored: (Int64) -> Bool) -> Int {
    var marks = MessageMarks()
    let bytes = bytes
    var left: Set<UInt64> = []
    messages.removeAll { message in
      guard message.time != LogRecord.absentTime, let host = marks.host(of: message.line, in: bytes),
        hosts.contains(host), isMirrored(Engine.second(message.time))
      else { return false }
      left.insert(message.offset)
      return true
    }
    events.removeAll { event in
      if case .offset(let offset) = event.position { left.contains(offset) } else { false }
    }
    return left.count
  }

  /// Time of the last request or message, microseconds.
  var lastTime: Int64? {
    let times = [requests.last?.end, messages.last { $0.time != LogRecord.absentTime }?.time]
    return times.compactMap(\.self).max()
  }
}

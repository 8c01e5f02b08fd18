import Detection
import Records

/// What of a followed source is left out since another one holds it, too, for as long as that one keeps up.
///
/// Where the other falls behind by more records than a source that is written at the same time would, it has been given
/// up: from there on they count here. They are fewer than what makes a fall in traffic.
struct LiveMirror: Codable, Equatable {
  /// How far a holder has been read.
  struct Reach {
    /// Its last second; the greatest number where more of it is still to be read.
    var second = Int64.min
    /// For how long what it holds may be on its way (seconds).
    var delay: Int64 = 0
  }

  /// How far the holder of the requests has been read, and the journal.
  struct Reaches {
    var requests = Reach()
    var messages = Reach()
  }

  /// Records that were left out since the holder came as far as `reach`.
  private struct Ahead: Equatable {
    static let most = 20

    var count = 0
    var since = Int64.min
    var reach = Int64.min

    /// Notes a record to be left out. Returns whether it shows that the holder has been given up.
    mutating func note(_ second: Int64, _ holder: Reach, now: Int64) -> Bool {
      if reach != holder.second { self = Ahead(reach: holder.second) }
      guard holder.second < second - 1 else { return false }
      if count == 0 { since = second }
      count += 1
      return count > Self.most && holder.second < second - 10 && now - since >= holder.delay
    }
  }

  /// Name of another source that holds the same requests, and the service that they have there.
  private(set) var requestHolder: String?
  private(set) var holderService = ""
  /// The service whose requests these are; nil: all are.
  private(set) var service: String?
  /// Hosts whose messages the journal holds, too (`MessageMark`), in order.
  private(set) var hosts: [UInt64] = []
  private var requestsAhead = Ahead()
  private var messagesAhead = Ahead()

  private enum CodingKeys: CodingKey { case requestHolder, holderService, service, hosts }

  /// Whether nothing is left out.
  var isEmpty: Bool { requestHolder == nil && hosts.isEmpty }

  /// Leaves out what a source named `holder` holds from here on.
  mutating func leave(_ mirrored: MirroredRecords, to holder: String) {
    switch mirrored.kind {
    case .requests(let service):
      requestHolder = holder
      holderService = mirrored.holderService
      self.service = service
      requestsAhead = Ahead()
    case .messages(let found):
      hosts = found.sorted()
      messagesAhead = Ahead()
    }
  }

  /// Leaves out of a batch what the holders have, too.
  /// - Parameter now: by the wall clock, seconds.
  /// - Returns: the time of the last record, where any was left out.
  mutating func leaveOut(of batch: inout RecordBatch, _ reach: Reaches, now: Int64) -> Int64? {
    guard !isEmpty, let last = batch.lastTime else { return nil }
    var count = 0
    if requestHolder != nil {
      count += batch.leaveOutRequests(of: service) { second in
        if requestHolder != nil, requestsAhead.note(second, reach.requests, now: now) { requestHolder = nil }
        return requestHolder != nil
      }
    }
    if !hosts.isEmpty {
      count += batch.leaveOutMessages(of: Set(hosts)) { second in
        if !hosts.isEmpty, messagesAhead.note(second, reach.messages, now: now) { hosts = [] }
        return !hosts.isEmpty
      }
    }
    return count > 0 ? last : nil
  }

  /// What people are told of it.
  var remarks: [String] {
    var remarks: [String] = []
    if let requestHolder {
      let whose = service.map { "the requests of \($0)" } ?? "its requests"
      remarks.append("\(whose) are in \(requestHolder), too, and are counted there")
    }
    if !hosts.isEmpty { remarks.append("its messages are in the journal, too, and are counted there") }
    return remarks
  }
}

extension Engine {
  /// Takes a batch of a source without what another one holds.
  /// - Returns: whether a holder has been given up.
  func ingest(
    _ batch: RecordBatch, source: Int, without mirror: inout LiveMirror, _ reach: LiveMirror.Reaches, now: Timestamp
  ) -> Bool {
    if mirror.isEmpty {
      ingest(batch, source: source)
      return false
    }
    var batch = batch
    let known = (mirror.requestHolder, mirror.hosts)
    let last = mirror.leaveOut(of: &batch, reach, now: now.second)
    ingest(batch, source: source)
    // It has been read as far as without a mirror.
    if let last { pass(source: source, to: min(last, now.microseconds)) }
    return known != (mirror.requestHolder, mirror.hosts)
  }

  /// Tells people what is left out of a source.
  func note(_ mirror: LiveMirror, source: Int) {
    for remark in mirror.remarks where !sources[source].ledger.remarks.contains(remark) { note(remark, source: source) }
  }

  /// Learns anew how many requests come to a service of a source, or to all.
  func recount(_ source: Int, service: String?) {
    for (name, index) in sources[source].services where service == nil || name == service {
      traffic.forget(service: index)
    }
  }
}

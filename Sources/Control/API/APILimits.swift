/// What one client may ask of the daemon, so that none can hinder the others (faults.md 83).
package struct APILimits: Sendable, Equatable {
  /// Of all header fields together, and of the request line.
  package var headerBytes = 16 * 1024
  package var headerFields = 64
  package var bodyBytes = 64 * 1024
  /// Of a body that brings a draft.
  package var draftBytes = 1 << 20
  /// Of a body that brings a correction: a document's timeline is imported as one.
  package var correctionBytes = 16 << 20
  /// Bodies of more than `bodyBytes` that are received or worked on at a time.
  package var largeBodies = 2
  /// Beyond them, the connection that has waited longest for a request is closed.
  package var connections = 128
  /// Of the connections, how many may be event streams.
  package var streams = 32
  /// Events that wait for one slow client.
  package var waitingEvents = 64
  /// From the connection, or the answer before, to a complete request.
  package var requestSeconds: Int64 = 15
  /// For which a client may not read what it asked for.
  package var stallSeconds: Int64 = 15
  /// Between two signs of life in an event stream.
  package var heartbeatSeconds: Int64 = 15
  /// For which what a refused client goes on sending is read and thrown away, so that it sees the refusal.
  package var lingerSeconds: Int64 = 1

  package init() {}
}

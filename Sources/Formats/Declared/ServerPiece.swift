/// A piece of what a server was told to write in a line.
struct ServerPiece: Sendable, Equatable {
  enum Kind: Sendable, Equatable {
    case text
    /// A field by the name that patterns have for it; `_` is passed over.
    case field(String)
    /// An address that counts where there is none of the one who connected: of a header that a proxy set.
    case forwardedClient
    /// The port behind an address, and the query behind a path: parts of these.
    case port, query
  }

  var kind: Kind
  /// The text itself, or what a server might write here.
  var sample: String

  static func text(_ text: String) -> ServerPiece { ServerPiece(kind: .text, sample: text) }
  static func field(_ name: String, _ sample: String? = nil) -> ServerPiece {
    ServerPiece(kind: .field(name), sample: sample ?? samples[name] ?? "-")
  }

  /// As patterns write it; the name in braces, whatever follows it.
  var pattern: String {
    switch kind {
    case .text: sample
    case .field(let name): "${\(name)}"
    case .forwardedClient, .port, .query: "${_}"
    }
  }

  /// What nginx might write for arguments.
  static let arguments = "item=7"

  /// What servers might write for a field.
  static let samples = [
    "client": "203.0.113.7", "user": "anna", "time_local": "05/Jun/2024:14:00:03 +0200",
    "time": "2024-06-05T14:00:03+02:00", "time_epoch": "1717588803.250", "request": "GET /cart?item=7 HTTP/1.1",
    "method": "GET", "path": "/cart", "protocol": "HTTP/1.1", "status": "502", "bytes": "512",
    "referrer": "https://shop.example/", "agent": "Mozilla/5.0 (X11; Linux x86_64)", "host": "shop.example",
    "latency": "0.250", "latency_ms": "250", "latency_us": "250123", "upstream": "0.120", "upstream_ms": "120",
    "pid": "812",
  ]

  /// The pieces so that each field is there once, and each ends where a pattern can see it.
  static func settled(_ pieces: [ServerPiece]) -> [ServerPiece] {
    var settled = merged(pieces)
    let hasClient = settled.contains { $0.kind == .field("client") }
    let substitute =
      settled.firstIndex { $0.kind == .forwardedClient } ?? settled.firstIndex { $0.kind == .field("_peer") }
    if !hasClient, let substitute { settled[substitute].kind = .field("client") }
    for index in settled.indices where settled[index].kind == .forwardedClient {
      settled[index].kind = .field("forwarded")
    }
    // The finest of several spans, and the first of other fields.
    let spans = ["latency_us", "latency_ms", "latency"]
    let finest = spans.first { span in settled.contains { $0.kind == .field(span) } }
    var seen: Set<String> = []
    for index in settled.indices {
      guard case .field(let name) = settled[index].kind, !name.hasPrefix("_"), !name.hasPrefix("time") else { continue }
      let isLesser = spans.contains(name) && name != finest
      if isLesser || !seen.insert(name).inserted {
        settled[index].kind = .field(name == "forwarded" ? "_list" : "_")
      }
    }
    return settled
  }

  /// Joins what cannot be told apart: a path and its query, an address and its port, neighbours that are passed over.
  private static func merged(_ pieces: [ServerPiece]) -> [ServerPiece] {
    var merged: [ServerPiece] = []
    for piece in pieces {
      guard let last = merged.last else {
        merged.append(piece)
        continue
      }
      switch (last.kind, piece.kind) {
      case (.text, .text): merged[merged.count - 1].sample += piece.sample
      // nginx writes - for no arguments.
      case (.field("path"), .query) where piece.sample == arguments:
        merged[merged.count - 1] = ServerPiece(kind: .field("path_args"), sample: last.sample + piece.sample)
      case (.field, .query):
        merged[merged.count - 1].sample += piece.sample
      case (.text, .port) where last.sample == ":" && merged.count > 1 && merged[merged.count - 2].kind.isClient:
        merged.removeLast()
        merged[merged.count - 1].sample += ":" + piece.sample
      case (let former, let latter) where former.isPassedOver && latter.isPassedOver:
        merged[merged.count - 1].sample += piece.sample
      default: merged.append(piece)
      }
    }
    return merged
  }
}

extension ServerPiece.Kind {
  fileprivate var isClient: Bool { self == .field("client") || self == .forwardedClient }
  fileprivate var isPassedOver: Bool {
    switch self {
    case .field(let name): name.hasPrefix("_")
    case .port, .query: true
    case .text, .forwardedClient: false
    }
  }
}

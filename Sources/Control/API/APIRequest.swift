import Foundation
import NIOHTTP1

/// A complete request, its target taken apart.
struct APIRequest: Sendable {
  var method: HTTPMethod
  var path: String
  var query: [QueryItem]
  var contentType: String?
  var body: Data
  /// Held until the request is answered, where it is a large one.
  private let turn: LargeRequests.Turn?

  struct QueryItem: Sendable, Equatable {
    var name: String
    var value: String
  }

  /// Reads the head of a request. What is not plainly a path of this API is refused, never tidied up: no `..`, no
  /// percent-encoded slashes, no empty segments, no absolute form (faults.md 84).
  init(_ head: HTTPRequestHead, body: Data = Data(), turn: LargeRequests.Turn? = nil) throws(APIError) {
    self.turn = turn
    method = head.method
    contentType = head.headers.first(name: "content-type")
    self.body = body
    let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = String(parts[0])
    guard Self.isPlain(path) else {
      throw APIError(.badRequest, "bad-path", "this is no path of the API", "GET /v1/openapi.json describes it")
    }
    query = []
    guard parts.count == 2, !parts[1].isEmpty else { return }
    for pair in parts[1].split(separator: "&", omittingEmptySubsequences: false) {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, let name = Self.decoded(sides[0]), let value = Self.decoded(sides[1]) else {
        throw APIError(
          .badRequest, "bad-query", "the query cannot be read", "write name=value&name=value, percent-encoded")
      }
      query.append(QueryItem(name: name, value: value))
    }
  }

  private static func isPlain(_ path: String) -> Bool {
    guard path.hasPrefix("/") else { return false }
    return path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).allSatisfy { segment in
      !segment.isEmpty && segment != "." && segment != ".."
        && segment.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
          default: false
          }
        }
    }
  }

  /// Percent-encoding undone (RFC 3986, 2.1); nil if it is broken, or no UTF-8. A plus is a plus.
  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
      bytes.append(high << 4 | low)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

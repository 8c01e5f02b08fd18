import Foundation
import Records

/// The JSON of the columns that no query looks into.
enum StoredJSON {
  /// - Parameter inMicroseconds: whether times are exact, as those in columns of their own are, or as JSON tells them, to the
  ///   millisecond.
  static func encode(_ value: some Encodable, inMicroseconds: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if inMicroseconds, let key = Timestamp.inMicroseconds { encoder.userInfo[key] = true }
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func decode<Value: Decodable>(_ type: Value.Type, _ text: String, inMicroseconds: Bool = false) throws -> Value
  {
    let decoder = JSONDecoder()
    if inMicroseconds, let key = Timestamp.inMicroseconds { decoder.userInfo[key] = true }
    return try decoder.decode(type, from: Data(text.utf8))
  }
}

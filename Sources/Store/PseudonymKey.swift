package import Foundation
import GRDB
import Records

/// The key that pseudonyms of one store are made with: random, made with the store, told to those alone who may
/// read the store or ask its daemon.
package struct PseudonymKey: Sendable, Equatable {
  package var bytes: Data

  package init(bytes: Data) { self.bytes = bytes }
}

/// Hexadecimal.
extension PseudonymKey: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    var bytes = Data()
    var rest = text[...]
    while let byte = UInt8(rest.prefix(2), radix: 16), rest.count >= 2 {
      bytes.append(byte)
      rest = rest.dropFirst(2)
    }
    guard rest.isEmpty, bytes.count >= 16 else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no key")
    }
    self.init(bytes: bytes)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(bytes.hex)
  }
}

extension IncidentStore {
  package func pseudonymKey() throws(StoreError) -> PseudonymKey {
    let bytes = try file.read { try Data.fetchOne($0, sql: "SELECT key FROM pseudonym_key") }
    guard let bytes else { throw StoreError(.unreadableRow(table: "pseudonym_key"), path: path) }
    return PseudonymKey(bytes: bytes)
  }
}

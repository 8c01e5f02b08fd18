import FoundationEssentials
package import Records

/// Plain values that are kept as the bytes they are in memory: the arrays of an engine's state have millions of them.
/// What was kept is read by the same version on the same kind of machine; `EngineState` sees to that.
@propertyWrapper
package struct Packed<Element: BitwiseCopyable & Sendable>: Codable, Sendable {
  package var wrappedValue: [Element]

  package init(wrappedValue: [Element]) { self.wrappedValue = wrappedValue }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let data = try container.decode(Data.self)
    let stride = MemoryLayout<Element>.stride
    guard data.count % stride == 0 else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(data.count) bytes are no whole number of values of \(stride) bytes")
    }
    wrappedValue = unsafe [Element](unsafeUninitializedCapacity: data.count / stride) { buffer, count in
      unsafe _ = data.copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
      count = data.count / stride
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(unsafe wrappedValue.withUnsafeBytes { unsafe Data($0) })
  }
}

extension PlainList: Codable {
  package init(from decoder: any Decoder) throws { self.init(try Packed<Element>(from: decoder).wrappedValue) }

  package func encode(to encoder: any Encoder) throws { try Packed(wrappedValue: array()).encode(to: encoder) }
}

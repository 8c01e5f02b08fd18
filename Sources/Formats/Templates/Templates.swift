package import Records

/// Texts and hashes of what a block's bytes have in common: routes, message templates, statements.
package enum Templates {
  package static func route(_ bytes: [UInt8], _ path: ByteRange) -> String {
    unsafe Route.text(bytes.span.bytes, path)
  }

  package static func message(_ bytes: [UInt8], _ message: ByteRange) -> String {
    unsafe MessageTemplate.text(of: bytes.span.bytes, Int(message.start), Int(message.end))
  }

  package static func statementHash(_ bytes: [UInt8], _ statement: ByteRange) -> UInt64 {
    unsafe StatementTemplate.hash(of: bytes.span.bytes, Int(statement.start), Int(statement.end))
  }

  package static func statement(_ bytes: [UInt8], _ statement: ByteRange) -> String {
    unsafe StatementTemplate.text(of: bytes.span.bytes, Int(statement.start), Int(statement.end))
  }
}

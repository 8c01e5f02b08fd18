public import Records

/// Texts and hashes of what a block's bytes have in common: routes, message templates, statements.
public enum Templates {
  public static func route(_ bytes: [UInt8], _ path: ByteRange) -> String {
    unsafe Route.text(bytes.span.bytes, path)
  }

  public static func message(_ bytes: [UInt8], _ message: ByteRange) -> String {
    unsafe bytes.span.bytes.text(message)
  }

  public static func statementHash(_ bytes: [UInt8], _ statement: ByteRange) -> UInt64 {
    unsafe ByteHash.of(bytes.span.bytes, Int(statement.start), Int(statement.end))
  }

  public static func statement(_ bytes: [UInt8], _ statement: ByteRange) -> String {
    unsafe bytes.span.bytes.text(statement)
  }
}

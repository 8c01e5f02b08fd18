extension UInt64 {
  /// Sixteen lower-case hexadecimal digits.
  public var hex: String {
    let text = String(self, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}

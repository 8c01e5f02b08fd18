package import Foundation

/// Writes all bytes to a file, pipe or device.
package enum WholeWrite {
  /// - Returns: 0, or the number of the error that ended it.
  package static func write(_ bytes: Data, to descriptor: CInt) -> CInt {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        return errno
      }
      rest = rest.dropFirst(count)
    }
    return 0
  }
}

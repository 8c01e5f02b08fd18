import Foundation
import LogLab

/// An access log that is written as time goes by, with a fault in it, and rotated as logrotate does.
final class GrowingLog {
  private let path: String
  private var random: Generator
  private let fault: Range<Int64>
  private var rotations = 0
  private var lastWrite = ContinuousClock.now
  /// Lines written so far.
  private(set) var lines = 0

  /// Begins with twenty minutes of twenty requests a second, up to now.
  /// - Parameter fault: when two of three requests fail, in seconds from now.
  init(_ path: String, seed: UInt64, fault: Range<Int64>) throws {
    self.path = path
    random = Generator(seed)
    let now = Int64(Date().timeIntervalSince1970)
    self.fault = now + fault.lowerBound..<now + fault.upperBound
    try append((now - 1200..<now).map { second in (0..<20).map { _ in line(second) }.joined() }.joined())
  }

  /// Writes what comes in a twentieth of a second, if that has passed. What is written has the time of its being
  /// written, so that none is late however busy the machine is.
  func go() throws {
    guard ContinuousClock.now - lastWrite >= .milliseconds(50) else { return }
    lastWrite = .now
    try append(line(Int64(Date().timeIntervalSince1970)))
  }

  private func line(_ second: Int64) -> String {
    let isBad = fault.contains(second) && random.chance(0.67)
    lines += 1
    return "192.0.2.\(lines % 200) - - [\(AccessLog.stamp(second))] \"GET /cart/\(lines) HTTP/1.1\" "
      + "\(isBad ? 502 : 200) 512 \"-\" \"curl/8\"\n"
  }

  private func append(_ text: String) throws {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    try file.write(contentsOf: Data(text.utf8))
  }

  /// The newest of the old ones stays as it is, the others are compressed.
  func rotate() throws {
    let files = FileManager.default
    for number in stride(from: rotations, to: 0, by: -1) {
      let (old, new) = ("\(path).\(number)", "\(path).\(number + 1)")
      if files.fileExists(atPath: old + ".gz") { try files.moveItem(atPath: old + ".gz", toPath: new + ".gz") }
      guard files.fileExists(atPath: old) else { continue }
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: old)))
      try Data(gzip(bytes)).write(to: URL(fileURLWithPath: new + ".gz"))
      try files.removeItem(atPath: old)
    }
    try files.moveItem(atPath: path, toPath: path + ".1")
    rotations += 1
  }
}

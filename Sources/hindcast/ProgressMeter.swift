import Foundation

/// How far a long command is, on standard error, where that is a terminal: share, rate and time left.
struct ProgressMeter {
  private let isOn = isatty(2) == 1
  private let began = ContinuousClock.now
  private var shown = ContinuousClock.now
  private var wasShown = false

  mutating func show(bytes: Int64, of total: Int64) {
    guard isOn, ContinuousClock.now - shown > .milliseconds(200) else { return }
    shown = .now
    wasShown = true
    let seconds = Double((shown - began).components.seconds) + Double((shown - began).components.attoseconds) * 1e-18
    let rate = Double(bytes) / max(0.001, seconds)
    var line = "\(bytes / 1_000_000) MB, \(Int(rate / 1_000_000)) MB/s"
    // Compressed files hold more than their size.
    if total > bytes { line += ", \(bytes * 100 / total) %, \(Int(Double(total - bytes) / max(1, rate))) s left" }
    write("\r\u{1B}[K" + line)
  }

  mutating func clear() {
    if wasShown { write("\r\u{1B}[K") }
    wasShown = false
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

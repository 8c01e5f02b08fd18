import Control
import Incidents
import Records

/// The daemon's state as text: a line of its own, a row each source, and below it what is amiss.
struct StatusRendering {
  var clock: Clock
  var ink: Ink
  var width: Int

  func text(_ status: DaemonStatus) -> String {
    let degraded = status.sources.count { $0.degraded != nil }
    let state =
      degraded == 0
      ? ink.green("all sources read") : ink.yellow("\(degraded) \(degraded == 1 ? "source" : "sources") degraded")
    var text =
      "hindcastd \(status.version.controlsVisible), running since \(clock.dateAndTime(status.since)) "
      + "\(clock.zoneName(at: status.since)); \(state)\n"
      + "memory \(size(status.memoryBytes)), store \(size(status.store.bytes)) at \(status.store.path.controlsVisible)\n\n"
    if let reason = status.store.degraded { text += ink.yellow("! the store: \(reason.controlsVisible)") + "\n\n" }
    guard !status.sources.isEmpty else { return text + "No sources.\n" }
    var table = Table(["SOURCE", "FORMAT", "LAG", "LINES", "READ", "UNPARSED", "GAPS", "POSITION"])
    for source in status.sources {
      table.add([
        source.source, source.format.isEmpty ? source.kind.rawValue : source.format,
        source.lagSeconds.map { Duration.approximately(seconds: max(0, $0)).inWords } ?? "-", source.lines.grouped,
        size(source.bytes), source.unparsed.grouped, String(source.gaps.count), source.position ?? "-",
      ])
    }
    text += table.text(width: width, ink)
    for source in status.sources {
      if let journal = source.journal {
        text +=
          "\(source.source.controlsVisible): \(number(journal.files, "file")), \(number(journal.sequences, "sequence")); "
          + "its reader was heard \(Duration.approximately(seconds: max(0, journal.heardSeconds)).inWords) ago\n"
      }
      if let reason = source.degraded {
        text += ink.yellow("! \(source.source.controlsVisible): \(reason.controlsVisible)") + "\n"
      }
      for gap in source.gaps { text += "! \(source.source.controlsVisible): \(gap.reason.controlsVisible)\n" }
    }
    return text
  }

  private func number(_ count: Int, _ noun: String) -> String { "\(count.grouped) \(noun)\(count == 1 ? "" : "s")" }

  /// `17.3 MiB`
  private func size(_ bytes: Int) -> String {
    var value = Double(bytes)
    for unit in ["B", "KiB", "MiB", "GiB"] {
      if value < 1024 { return "\(value.figure(places: unit == "B" ? 0 : 1)) \(unit)" }
      value /= 1024
    }
    return "\(value.figure(places: 1)) TiB"
  }
}

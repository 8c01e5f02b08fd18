import Drafting
import Incidents
import Records

/// What was read, as a table: one row a source, and below it what could not be read.
struct CoverageRendering {
  var clock: Clock
  var ink: Ink
  var width: Int

  func text(_ coverage: Coverage) -> String {
    var table = Table(["SOURCE", "FORMAT", "FROM", "TO", "RECORDS", "UNPARSED", "LATE"])
    for source in coverage.sources {
      table.add([
        source.source, source.format, source.firstEventAt.map(clock.dateAndTime) ?? "-",
        source.lastEventAt.map(clock.dateAndTime) ?? "-", String(source.records), String(source.unparsed),
        String(source.late),
      ])
    }
    var text = table.text(width: width, ink)
    for source in coverage.sources {
      for gap in source.gaps { text += "! \(source.source.controlsVisible): \(gap.reason.controlsVisible)\n" }
      for remark in source.remarks {
        text += "  \(source.source.controlsVisible): \(remark.printingTimes(clock.dateTimeAndZone).controlsVisible)\n"
      }
    }
    return text
  }
}

/// The pictures of a draft as files beside it: `postmortem-nginx.svg` beside `postmortem.md`.
package struct ChartFiles: Sendable {
  /// Names of files, and the pictures in them.
  package let charts: [(name: String, chart: IncidentChart)]
  private let folder: String

  /// - Parameter draft: path of the draft.
  package init(_ charts: [IncidentChart], beside draft: String) {
    let end = draft.lastIndex(of: "/").map { draft.index(after: $0) } ?? draft.startIndex
    folder = String(draft[..<end])
    let name = draft[end...]
    let stem = name.lastIndex(of: ".").map { $0 > name.startIndex ? name[..<$0] : name } ?? name
    var used: Set<String> = []
    self.charts = charts.map { chart in
      var file = "\(stem)-\(chart.slug).svg"
      var number = 2
      while !used.insert(file).inserted {
        file = "\(stem)-\(chart.slug)-\(number).svg"
        number += 1
      }
      return (file, chart)
    }
  }

  private init(_ charts: [(name: String, chart: IncidentChart)], folder: String) {
    self.charts = charts
    self.folder = folder
  }

  package var names: [String] { charts.map(\.name) }

  /// Those that an edited draft still shows.
  package func linked(in draft: String) -> ChartFiles {
    ChartFiles(
      charts.filter { draft.contains(Self.link($0.name)) || draft.contains(MarkdownText.escape(Self.link($0.name))) },
      folder: folder)
  }

  /// What the draft shows of them, in the same order.
  package var links: [DraftChart] {
    charts.map { DraftChart(title: $0.chart.title, alternative: $0.chart.alternative, file: Self.link($0.name)) }
  }

  /// The pictures by what the draft's links say.
  package var byLink: [String: IncidentChart] {
    Dictionary(charts.map { (Self.link($0.name), $0.chart) }) { first, _ in first }
  }

  /// Writes all of them, or none where one may not be written.
  package func write(force: Bool) throws(DraftError) {
    for chart in charts { try DraftFile.check(folder + chart.name, force: force) }
    for chart in charts { try DraftFile.write(chart.chart.svg(), to: folder + chart.name, force: force) }
  }

  /// A file's name as a relative URL (RFC 3986): what ends a Markdown link is encoded.
  private static func link(_ name: String) -> String {
    var link = ""
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
        link.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        link += digits.count < 2 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return link
  }
}

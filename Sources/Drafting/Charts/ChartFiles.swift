/// The pictures of a draft as files beside it: `postmortem-nginx.svg` beside `postmortem.md`.
package struct ChartFiles: Sendable {
  /// Names of files, and the pictures in them.
  package let charts: [(name: String, chart: IncidentChart)]
  private let folder: String
  /// What all the names begin with.
  private let stem: String

  /// - Parameter draft: path of the draft.
  package init(_ charts: [IncidentChart], beside draft: String) {
    let end = draft.lastIndex(of: "/").map { draft.index(after: $0) } ?? draft.startIndex
    folder = String(draft[..<end])
    let name = draft[end...]
    let stem = name.lastIndex(of: ".").map { $0 > name.startIndex ? name[..<$0] : name } ?? name
    self.stem = String(stem)
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

  private init(_ charts: [(name: String, chart: IncidentChart)], of all: ChartFiles) {
    self.charts = charts
    (folder, stem) = (all.folder, all.stem)
  }

  package var names: [String] { charts.map(\.name) }

  /// Those that an edited draft still shows.
  package func linked(in draft: String) -> ChartFiles {
    ChartFiles(
      charts.filter { draft.contains(Self.link($0.name)) || draft.contains(MarkdownText.escape(Self.link($0.name))) },
      of: self)
  }

  /// What the draft shows of them, in the same order.
  package var links: [DraftChart] {
    charts.map { DraftChart(title: $0.chart.title, alternative: $0.chart.alternative, file: Self.link($0.name)) }
  }

  /// The picture that a draft's link names.
  /// - Parameter byEnding: whether the draft may have another name since: `-nginx.svg` tells the picture.
  func chart(of link: String, byEnding: Bool) -> IncidentChart? {
    charts.first { Self.link($0.name) == link }?.chart ?? (byEnding ? chart(byEndingOf: link) : nil)
  }

  private func chart(byEndingOf link: String) -> IncidentChart? {
    let fitting = charts.filter { link.hasSuffix(Self.link(String($0.name.dropFirst(stem.count)))) }
    return fitting.max { $0.name.count < $1.name.count }?.chart
  }

  /// Throws where a picture cannot be written: what is there is not of Hindcast's drawing, or somebody has changed it.
  package func check() throws(DraftError) {
    for chart in charts { _ = try Self.present(folder + chart.name) }
  }

  /// Writes the pictures, each over the one that Hindcast drew there before, and over nothing else.
  /// - Returns: why some of them were not.
  package func write() -> [DraftError] {
    charts.compactMap { name, chart in
      do throws(DraftError) {
        try Self.write(DrawnPicture.sealed(chart.svg()), to: folder + name)
        return nil
      } catch {
        return error
      }
    }
  }

  private static func write(_ content: String, to path: String) throws(DraftError) {
    guard let present = try present(path) else { return try DraftFile.write(content, to: path, force: false) }
    if present.text != content { try present.replace(with: content) }
  }

  /// The picture of Hindcast's that is there; nil where nothing is.
  private static func present(_ path: String) throws(DraftError) -> EditedDraft? {
    guard FileState.exists(path) else { return nil }
    let present = try EditedDraft(path)
    guard DrawnPicture.isOurs(present.text) else { throw DraftError(.foreignPicture, path) }
    return present
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

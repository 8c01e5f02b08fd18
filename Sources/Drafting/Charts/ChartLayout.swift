/// Sizes of a drawn chart in pixels.
package struct ChartLayout: Sendable {
  var width: Double
  /// Room for the values beside the axis and for the names at the ends of the lines.
  var left: Double
  var right: Double
  var fontSize: Double
  /// Whether a panel's figures stand below its title, not beside it.
  var isNarrow: Bool
  var mostTicks: Int
  /// Lines of what is said of a mark.
  var mostLines: Int

  /// For a page or a file beside Markdown.
  package static let wide = ChartLayout(
    width: 800, left: 64, right: 52, fontSize: 13, isNarrow: false, mostTicks: 9, mostLines: 2)
  /// For a phone.
  package static let narrow = ChartLayout(
    width: 360, left: 58, right: 40, fontSize: 12, isNarrow: true, mostTicks: 5, mostLines: 3)

  var plotWidth: Double { width - left - right }
  var line: Double { fontSize + 6 }

  func height(of measure: ChartPanel.Measure) -> Double {
    switch measure {
    case .failed: 92
    case .latency: 132
    case .requests: 76
    }
  }

  func x(_ fraction: Double) -> Double { left + fraction * plotWidth }
}

/// The look of charts: a palette that the colour-blind can tell apart (after M. Okabe and K. Ito, "Color Universal
/// Design"), other dashes for each line, light and dark by what the reader's system prefers. Plain rules instead of
/// variables, which not every renderer of SVG knows.
enum ChartStyle {
  static let css = """
    .hc{font-family:system-ui,sans-serif}.hc text{fill:#1b1f24}.hc .s{fill:#57606a}.hc .b{font-weight:600}\
    .hc .e{text-anchor:end}.hc .m{text-anchor:middle}\
    .hc .paper{fill:#fff}.hc path,.hc line{fill:none;stroke-width:1.6;stroke-linejoin:round;stroke-linecap:round}\
    .hc .grid{stroke:#d8dee4;stroke-width:1}.hc .axis{stroke:#8c959f;stroke-width:1}\
    .hc .phase{fill:#d55e00;fill-opacity:.1}.hc .usual{stroke:#57606a;stroke-width:1.2;stroke-dasharray:5 4}\
    .hc .band{fill:#57606a;fill-opacity:.13}\
    .hc .failed{stroke:#c24e00}.hc .failed-area{fill:#d55e00;fill-opacity:.28;stroke:none}\
    .hc .requests{stroke:#57606a}.hc .requests-area{fill:#57606a;fill-opacity:.16;stroke:none}\
    .hc .p50{stroke:#007a59;stroke-dasharray:1 4;stroke-width:2}.hc text.p50{fill:#007a59;stroke:none}\
    .hc .p95{stroke:#0062a3}.hc text.p95{fill:#0062a3;stroke:none}\
    .hc .p99{stroke:#a3417f;stroke-dasharray:7 3}.hc text.p99{fill:#a3417f;stroke:none}\
    .hc .bad,.hc .seen{stroke:#c24e00;stroke-width:1.4}.hc .seen{stroke-dasharray:3 2.5}.hc .good{stroke:#007a59;stroke-width:1.4}\
    .hc .change{stroke:#1b1f24;stroke-width:1.2;stroke-dasharray:6 3}\
    .hc .note{stroke:#1b1f24;stroke-width:1.2;stroke-dasharray:1.5 3}\
    .hc .pin{fill:#1b1f24}.hc .ring{fill:#fff;stroke:#1b1f24}.hc text.on{fill:#fff}\
    @media screen and (prefers-color-scheme:dark){\
    .hc text{fill:#e6edf3}.hc .s{fill:#9ea7b3}.hc .paper{fill:#12161c}\
    .hc .grid{stroke:#2b323b}.hc .axis{stroke:#6e7681}.hc .phase{fill:#ff8f40;fill-opacity:.13}\
    .hc .usual,.hc .requests{stroke:#9ea7b3}.hc .band,.hc .requests-area{fill:#9ea7b3}\
    .hc .failed{stroke:#ff9b54}.hc .failed-area{fill:#ff8f40}\
    .hc .p50{stroke:#34c79a}.hc text.p50{fill:#34c79a}.hc .p95{stroke:#56b4e9}.hc text.p95{fill:#56b4e9}\
    .hc .p99{stroke:#e59bc8}.hc text.p99{fill:#e59bc8}\
    .hc .bad,.hc .seen{stroke:#ff9b54}.hc .good{stroke:#34c79a}.hc .change,.hc .note,.hc .ring{stroke:#e6edf3}\
    .hc .pin{fill:#e6edf3}.hc .ring{fill:#12161c}.hc text.on{fill:#12161c}}
    """
}

/// Metrics as OpenMetrics text (OpenMetrics 1.0, "Text format").
package struct MetricSet: Sendable, Equatable {
  package static let contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8"

  package var families: [MetricFamily]

  package init(_ families: [MetricFamily]) { self.families = families }

  package var openMetrics: String { families.map(\.text).joined() + "# EOF\n" }
}

/// A metric and its samples.
package struct MetricFamily: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case counter, gauge
    /// What does not change, in labels; its value is 1.
    case info
  }

  package struct Sample: Sendable, Equatable {
    package var labels: [Label]
    package var value: Double

    package init(_ value: Double, _ labels: [Label] = []) {
      self.value = value
      self.labels = labels
    }
  }

  package struct Label: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package let name: String
  package let kind: Kind
  package let unit: String?
  package let help: String
  package var samples: [Sample]

  /// - Parameters:
  ///   - name: without the suffix that its kind gives it (`_total`, `_info`); ends in the unit if it has one.
  ///   - unit: a base unit: `seconds`, `bytes`, `ratio`.
  ///   - help: one sentence.
  package init(_ name: String, _ kind: Kind, unit: String? = nil, help: String, samples: [Sample]) {
    precondition(Self.isName(name), "no metric name: \(name)")
    precondition(unit.map { name.hasSuffix("_" + $0) } ?? true, "\(name) does not end in its unit")
    precondition(samples.allSatisfy { $0.labels.allSatisfy { Self.isName($0.name) } }, "no label name in \(name)")
    self.name = name
    self.kind = kind
    self.unit = unit
    self.help = help
    self.samples = samples
  }

  private static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
    return name.utf8.allSatisfy {
      (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 95
    }
  }

  fileprivate var text: String {
    var text = "# TYPE \(name) \(kind.rawValue)\n"
    if let unit { text += "# UNIT \(name) \(unit)\n" }
    text += "# HELP \(name) \(Self.escaped(help))\n"
    for sample in samples {
      text += name + (kind == .counter ? "_total" : kind == .info ? "_info" : "")
      if !sample.labels.isEmpty {
        text += "{" + sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
      }
      text += " \(Self.number(sample.value))\n"
    }
    return text
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return Int64(exactly: value).map(String.init) ?? String(value)
  }
}

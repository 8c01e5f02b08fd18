import Control
import Formats
import Pipeline
import Records

/// Records as one line each.
enum RecordPrinting {
  /// One JSON object (contract: `parse --json`); fields that the record lacks are left out.
  /// - Parameter source: named where records of several sources are printed; nil: not.
  static func json(_ record: ListedRecord, source: String?) -> String {
    var object = JSONLine()
    if let source { object.add("source", source) }
    object.add("line", record.line)
    if record.lines > 1 { object.add("lines", record.lines) }
    guard let format = record.format else {
      object.add("error", "no format matched")
      object.add(record.position)
      object.add("text", record.text)
      return object.text
    }
    object.add("format", format)
    object.add("time", record.time?.rfc3339)
    object.add("nanosecond", record.nanosecond)
    if record.isTimeAmbiguous { object.addTrue("time_ambiguous") }
    object.add("severity", record.severity.name)
    object.add("service", record.service.isEmpty ? nil : record.service)
    object.add("host", record.host)
    object.add("client", record.client)
    object.add("user", record.user)
    object.add("method", record.method)
    object.add("path", record.path)
    object.add("protocol", record.proto)
    object.add("status", record.status)
    object.add("bytes", record.bytes.map(Int.init))
    object.add("latency_ms", milliseconds: record.latency)
    object.add("upstream_ms", milliseconds: record.upstreamLatency)
    object.add("duration_ms", milliseconds: record.duration)
    object.add("referrer", record.referrer)
    object.add("agent", record.agent)
    object.add("agent_class", record.agent.flatMap(AgentClass.init(agent:))?.rawValue)
    object.add("pid", record.pid)
    object.add("logger", record.logger)
    object.add("code", record.code)
    object.add("message", record.message)
    object.add(record.position)
    return object.text
  }

  /// Time, severity, service and what happened.
  static func text(_ record: ListedRecord, source: String?, _ clock: Clock, _ ink: Ink, width: Int) -> String {
    let place = source.map { $0.controlsVisible + ":" } ?? ""
    guard record.format != nil else {
      return ink.dim(cut("\(place)\(record.line): no format matched: \(record.text.controlsVisible)", width))
    }
    let time = record.time.map(clock.dateAndTime) ?? "no time"
    let severity = pad(record.severity.name, 9)
    var what = record.message ?? ""
    if let status = record.status {
      what = [
        String(status), record.method, record.path,
        record.latency.map { "\((Double($0) / 1000).figure(places: 3)) ms" },
        record.client,
      ].compactMap(\.self).joined(separator: " ")
    }
    if record.lines > 1 { what += " (\(record.lines) lines)" }
    let text = cut("\(place)\(time) \(severity) \(record.service): \(what)".controlsVisible, width)
    return record.severity >= .error || record.status.map { $0 >= 500 } ?? false ? ink.red(text) : text
  }
}

/// A flat JSON object in one line, its members in the order in which they are added: millions of them are printed.
private struct JSONLine {
  private var members = ""

  var text: String { "{" + members + "}" }

  mutating func add(_ name: String, _ value: String?) {
    guard let value else { return }
    begin(name)
    members += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": members += "\\\""
      case "\\": members += "\\\\"
      case "\n": members += "\\n"
      case "\r": members += "\\r"
      case "\t": members += "\\t"
      case _ where scalar.isControlOrHidden: members += scalar.jsonEscape
      default: members.unicodeScalars.append(scalar)
      }
    }
    members += "\""
  }

  mutating func add(_ name: String, _ value: Int?) {
    guard let value else { return }
    begin(name)
    members += String(value)
  }

  mutating func addTrue(_ name: String) {
    begin(name)
    members += "true"
  }

  /// - Parameter microseconds: printed as milliseconds.
  mutating func add(_ name: String, milliseconds microseconds: Int64?) {
    guard let microseconds else { return }
    begin(name)
    members += String(Double(microseconds) / 1000)
  }

  mutating func add(_ position: SourcePosition) {
    switch position {
    case .offset(let offset): add("offset", Int(clamping: offset))
    case .cursor(let cursor): add("cursor", cursor)
    }
  }

  private mutating func begin(_ name: String) {
    if !members.isEmpty { members += "," }
    members += "\"\(name)\":"
  }
}

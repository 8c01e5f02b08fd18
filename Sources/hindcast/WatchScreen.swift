import Control
import Foundation
import Incidents
import Records

/// What `hindcast watch` shows at one moment.
struct WatchState: Sendable {
  var now: Timestamp
  /// The open incident that began last.
  var incident: Incident?
  /// Further ones that are open.
  var others = 0
  /// Where none is open: the one that began last.
  var latest: Incident?
  /// Whether a daemon is asked, not a store read.
  var asksDaemon = false
  /// nil: a store is read, or the daemon does not answer.
  var status: DaemonStatus?
  /// What to know of the connection; nil: all is well.
  var trouble: String?

  /// Takes what is known of the connection after news of the place.
  mutating func hear(isDaemonGone: Bool) {
    trouble = isDaemonGone ? "hindcastd is gone: waiting for it" : nil
    if isDaemonGone { status = nil }
  }
}

/// A screen of the open incident: never more lines than the terminal has, never a line that is wider.
struct WatchScreen {
  var clock: Clock
  var ink: Ink

  private static let signalRows = 5
  private static let causeRows = 3

  func lines(_ state: WatchState, width: Int, height: Int) -> [String] {
    guard width > 0, height > 1 else { return [] }
    let body = state.incident.map { incident($0, state, width, height - 1) } ?? quiet(state, width)
    let shown = Array(body.prefix(height - 1))
    return shown + Array(repeating: "", count: height - 1 - shown.count) + [footer(state, width)]
  }

  // MARK: Parts

  private func incident(_ incident: Incident, _ state: WatchState, _ width: Int, _ height: Int) -> [String] {
    let head = heading(incident, state, width)
    // What is left goes to the timeline first, for that is what changes.
    var room = height - head.count
    let signals = part(room - 5, signals(incident, width))
    room -= signals.count
    let causes = part(room - 5, causes(incident, width))
    room -= causes.count
    return head + signals + causes + timeline(incident, state.now, width, room)
  }

  /// The lines, or as many as there is room for; none where there is hardly any.
  private func part(_ room: Int, _ lines: [String]) -> [String] {
    room < 3 ? [] : Array(lines.prefix(room))
  }

  private func heading(_ incident: Incident, _ state: WatchState, _ width: Int) -> [String] {
    let mark = incident.severity == .critical ? ink.red : incident.severity == .major ? ink.yellow : ink.plain
    let lasted = state.now.duration(since: incident.startedAt).inWords
    let began = clock.dateAndTime(incident.startedAt)
    let others = state.others > 0 ? ", \(state.others) more open: 'hindcast list --status open'" : ""
    return [
      ink.bold(cut(incident.title, width)),
      mark(cut("\(incident.id)  \(incident.severity.rawValue), open for \(lasted)\(others)", width)),
      cut(
        "began \(began) \(clock.zoneName(at: incident.startedAt)), detected \(time(incident.detectedAt, on: incident.startedAt))"
          + (incident.phases.count > 1 ? ", phase \(incident.phases.count)" : ""), width),
      cut(incident.impactInWords, width),
    ]
  }

  private func signals(_ incident: Incident, _ width: Int) -> [String] {
    guard !incident.signals.isEmpty else { return [] }
    let shown = incident.signals.mostTelling(Self.signalRows)[...]
    let rows = SignalChart(clock: clock, width: max(40, width - 4)).lines(of: incident, signals: shown)
    return ["", ink.bold(cut("Signals", width))] + rows.map { cut($0, width) }
  }

  private func causes(_ incident: Incident, _ width: Int) -> [String] {
    guard !incident.causes.isEmpty else { return [] }
    let rows = incident.causes.prefix(Self.causeRows).map { cause in
      let when = cause.leadInWords(cause.leadSpan)
      return cut("  \(cause.rank). \(cause.headline), \(when): \(cause.summary)", width)
    }
    return ["", ink.bold(cut("Candidates for the cause", width))] + rows
  }

  /// The latest entries, as many as there is room for.
  private func timeline(_ incident: Incident, _ now: Timestamp, _ width: Int, _ room: Int) -> [String] {
    guard room >= 3 else { return [] }
    let shown = incident.timeline.foldingRepeats.suffix(room - 2)
    // Where they are of several days each says of which.
    let isOfDays = shown.contains { clock.date($0.at) != clock.date(now) }
    let rows = shown.map { entry in
      let at = isOfDays ? clock.dateAndTime(entry.at) : clock.time(entry.at)
      let head = "  \(at) \(entry.starred ? "*" : " ") "
      let kind = pad(entry.kind.rawValue, 15)
      let count = entry.count > 1 ? " (×\(entry.count.grouped))" : ""
      let rest = width - head.count - 15
      guard rest >= 10 else { return cut(head + entry.saying + count, width) }
      return head + ink.kind(kind, entry.kind) + cut(entry.saying + count, rest)
    }
    return ["", ink.bold(cut("Timeline", width))] + rows
  }

  /// The time, with its date where that is not the one of `day`.
  private func time(_ time: Timestamp, on day: Timestamp) -> String {
    clock.date(time) == clock.date(day) ? clock.time(time) : clock.dateAndTime(time)
  }

  private func quiet(_ state: WatchState, _ width: Int) -> [String] {
    var lines = [ink.bold(cut("No incident is open.", width)), cut("Waiting for one.", width)]
    if let latest = state.latest {
      let ended = latest.endedAt.map { ", over since \(clock.dateAndTime($0)) \(clock.zoneName(at: $0))" } ?? ""
      lines += ["", cut("The last one: \(latest.id)\(ended)", width), cut("  \(latest.title)", width)]
    }
    return lines
  }

  /// How far behind what is shown is, and how to leave.
  private func footer(_ state: WatchState, _ width: Int) -> String {
    var parts: [String] = []
    if let trouble = state.trouble {
      parts.append(trouble)
    } else if let status = state.status {
      let lag = status.sources.compactMap(\.lagSeconds).max()
      let behind = lag.map { "lag \(Duration.approximately(seconds: max(0, $0)).inWords)" } ?? "no event yet"
      let degraded = status.sources.count { $0.degraded != nil }
      parts.append("\(behind), \(status.sources.count) \(status.sources.count == 1 ? "source" : "sources")")
      if degraded > 0 { parts.append("\(degraded) degraded: 'hindcast status'") }
    } else {
      parts.append(state.asksDaemon ? "hindcastd does not answer" : "reading a store, without a daemon")
    }
    parts += ["q quits", clock.time(state.now)]
    let line = cut(parts.joined(separator: ", "), width)
    return state.trouble == nil ? ink.dim(line) : ink.yellow(line)
  }
}

import Records

/// What a line of a container's or a shipper's log says of the line within it. Ranges are of the outer line.
struct EnvelopedLine: BitwiseCopyable {
  /// The line that the program wrote, without its end; nothing of it where it is blank.
  var text = ByteRange.none
  /// The text is the inside of a JSON string.
  var isEscaped = false
  /// The program's line goes on in the next line of the same stream.
  var isPiece = false
  /// When the runtime took it, microseconds since the epoch; `LogRecord.absentTime` where it does not say.
  var time = LogRecord.absentTime
  /// Tells the streams of a file apart: stdout and stderr, the services of a compose project; 0 without any.
  var stream: UInt64 = 0
  /// Who wrote it, where the envelope says.
  var service = ByteRange.none
}

/// What container runtimes and log shippers put around each line that a program writes.
///
/// What is inside is a log of its own. It is taken out (`UnwrappedLines`), read as if it had been written to a file, and
/// gets the envelope's time where its own is missing or names no zone. The stream says nothing of severity: programs
/// write to stderr what they like.
enum Envelope: String, CaseIterable, Sendable {
  /// Docker's json-file driver: `{"log":"text\n","stream":"stderr","time":"..."}`; without the line end a piece.
  case docker = "docker-json"
  /// What containerd, CRI-O and podman's k8s-file driver write: `TIME stdout F text`, pieces marked `P`.
  case cri
  /// `docker compose logs`: `web-1  | text`, coloured or not, with times or not.
  case compose = "compose-logs"
  /// `kubectl logs --prefix`: `[pod/web-7d9f/nginx] text`; and stern: `web-7d9f8-x2x9z nginx text`.
  case pods = "kubectl-logs"
  /// `docker logs -t`, `kubectl logs --timestamps`: `TIME text`, nine digits behind the second; also CloudWatch's exports
  /// and `aws logs tail`, with fewer.
  case stamped = "stamped-lines"
  /// JSON objects of Loki (`logcli -o jsonl`), Vector, Fluent Bit, Filebeat, CloudWatch: a whole line is one member.
  case shipped = "shipped-json"
  /// Fluentd's `out_file`: `TIME<tab>tag<tab>{...}`, and Fluent Bit's: `tag: [seconds, {...}]`.
  case fluent = "fluent-file"
  /// What OpenTelemetry's file exporter writes: one object a line with the records of many programs.
  case otlp = "otlp-json"

  /// Whether a program's line may be written in several pieces (`EnvelopedLine.isPiece`).
  var hasPieces: Bool { self == .docker || self == .cri }

  /// Whether nothing else looks like one of its lines.
  var isUnmistakable: Bool { self == .docker || self == .cri }

  /// Nil where the line is neither in this envelope nor in one of its kin.
  func read(_ line: RawSpan, _ times: inout TimeReader) -> EnvelopedLine? {
    readOwn(line, &times) ?? readOfKin(line, &times)
  }

  /// Reads a line of the other runtime, where a host changed from one to the other.
  func readOfKin(_ line: RawSpan, _ times: inout TimeReader) -> EnvelopedLine? {
    switch self {
    case .docker: EnvelopeText.cri(line, &times)
    case .cri: EnvelopeJSON.docker(line, &times)
    default: nil
    }
  }

  /// Nil where the line is not in this envelope.
  func readOwn(_ line: RawSpan, _ times: inout TimeReader) -> EnvelopedLine? {
    switch self {
    case .docker: EnvelopeJSON.docker(line, &times)
    case .cri: EnvelopeText.cri(line, &times)
    case .compose: EnvelopeText.compose(line, &times)
    case .pods: EnvelopeText.pods(line, &times)
    case .stamped: EnvelopeText.stamped(line, 0, digits: nil, &times)
    case .shipped: EnvelopeJSON.shipped(line, &times)
    case .fluent: EnvelopeText.fluent(line, &times)
    case .otlp: EnvelopeOTLP.first(line)
    }
  }
}

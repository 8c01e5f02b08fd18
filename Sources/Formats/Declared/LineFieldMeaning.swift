/// What fields of patterns are, for people.
extension LineField {
  /// What such a field looks like in a line.
  var form: String {
    switch self {
    case .none: "anything"
    case .list: "anything, or a list of it with commas"
    case .time: "a time"
    case .utcTime: "a time that is UTC unless it says otherwise"
    case .accessTime: "a time as 05/Jun/2024:14:00:03 +0200"
    case .epoch: "seconds, milliseconds, microseconds or nanoseconds since 1970"
    case .date: "a date such as 2024-06-05, with $clock behind it"
    case .clock: "a time of day such as 14:00:03.250, with $date before it"
    case .forwarded: "the addresses that a proxy speaks for, as X-Forwarded-For lists them"
    case .latencyUnit: "how long a request took, with its unit: 1.5ms, 1m2.5s"
    case .client: "an IP address, with or without a port; of a list the last"
    case .user: "a user name"
    case .host: "a host name"
    case .service: "the name of a service"
    case .method: "a method such as GET"
    case .path: "a path, with or without a query"
    case .pathArguments: "a path with its query, or with - behind it, as nginx writes $uri$is_args$args"
    case .proto: "a protocol such as HTTP/1.1"
    case .referrer: "a referrer"
    case .agent: "a user agent"
    case .message: "a text; at the end of a pattern the rest of the line"
    case .logger: "the name of a logger, a class or a thread"
    case .code: "an error code"
    case .request: "a request line such as GET /cart HTTP/1.1"
    case .status: "an HTTP status"
    case .bytes: "a number of bytes"
    case .pid: "a process id"
    case .severity: "a severity: a word such as ERROR or a letter such as E"
    case .seconds: "how long a request took, in seconds; several are added up"
    case .milliseconds: "how long a request took, in milliseconds; several are added up"
    case .microseconds: "how long a request took, in microseconds; several are added up"
    case .upstreamSeconds: "how long the upstream took, in seconds; a list is added up"
    case .upstreamMilliseconds: "how long the upstream took, in milliseconds; a list is added up"
    case .durationSeconds: "how long a statement took, in seconds"
    case .durationMilliseconds: "how long a statement took, in milliseconds"
    }
  }

  /// The names of fields in patterns and what they look like, with the names that nginx has for them.
  package static var glossary: [(name: String, form: String)] {
    var namesOfField: [LineField: [String]] = [.none: ["_"]]
    for (name, field) in names { namesOfField[field, default: []].append(name) }
    return namesOfField.sorted { $0.key.rawValue < $1.key.rawValue }.map { field, names in
      let own = names.filter { !NginxLogFormat.isForeign($0) }.sorted()
      let others = (own.dropFirst() + names.filter(NginxLogFormat.isForeign).sorted()).map { "$\($0)" }
      let also = others.isEmpty ? "" : "; also " + others.joined(separator: ", ")
      return ("$" + (own.first ?? names[0]), field.form + also)
    }
  }
}

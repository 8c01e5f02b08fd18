/// Messages that say only that something else went wrong. They explain nothing and are no candidates.
enum Consequences {
  static let rows: [Signature.Row] = [
    .init(
      "upstream timed out", 1,
      [
        "upstream timed out", "upstream prematurely closed", "upstream request timeout", "504 gateway timeout",
        "502 bad gateway", "proxy error reading from remote server", "error reading status line from remote server",
        "error reading from remote server", "the timeout specified has expired", "gateway timeout", "request timed out",
        "request timeout", "reading response header from upstream", "sending request to upstream", "reading upstream",
      ]),
    .init(
      "statement timeout", 1,
      [
        "canceling statement due to statement timeout", "statement timeout", "query timeout", "query failed after",
        "querycanceled", "maximum statement execution time exceeded", "lock wait timeout exceeded",
        "query execution was interrupted", "canceling statement due to lock timeout", "context deadline exceeded",
        "canceling statement due to user request",
      ]),
    .init(
      "worker killed", 1,
      [
        "worker timeout", "worker + exited on signal", "worker process + exited", "booting worker", "killing process",
        "main process exited", "failed with result", "start request repeated too quickly", "scheduled restart job",
      ]),
    .init("slow request", 1, ["slow request", "request took", "slow sql", "slow query"]),
    .init(
      "client went away", 1,
      [
        "client prematurely closed connection", "client closed connection", "broken pipe", "unexpected eof on client",
        "could not receive data from client", "could not send data to client", "connection to client lost",
      ]),
  ]
}

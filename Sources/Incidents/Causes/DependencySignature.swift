extension Signature {
  /// Somebody else did not answer: weaker than every kind that says why.
  static let dependency = Signature(
    kind: .dependency, ceiling: 0.6,
    rows: [
      Row(
        "third party call failed", 1,
        [
          "payment provider", "payment gateway", "third party", "provider call failed", "external service",
          "remote api",
          "smtp + failed", "upstream api", "partner api", "webhook + failed", "stripe", "paypal", "adyen", "braintree",
        ]),
      Row(
        "connection refused", 0.9,
        [
          "connection refused", "econnrefused", "connect failed + refused", "could not connect to server",
          "no route to host",
          "network is unreachable", "failed to connect", "unable to connect", "connectexception", "could not connect",
          "host is unreachable", "ehostunreach", "communications link failure", "server has gone away",
          "lost connection to mysql server", "the database system is shutting down",
          "the database system is starting up",
          "can t connect to", "connection to server + failed", "server + is down", "attempt to connect to + failed",
        ]),
      Row(
        "connection reset", 0.7,
        [
          "connection reset", "econnreset", "socket hang up", "connection aborted", "remote end closed connection",
          "unexpected eof",
          "terminating connection due to administrator command", "server closed the connection unexpectedly",
        ]),
      Row(
        "connection timed out", 0.7,
        [
          "connection timed out", "etimedout", "connect timeout", "connecttimeout", "read timed out",
          "sockettimeoutexception", "i o timeout",
        ]),
    ])
}

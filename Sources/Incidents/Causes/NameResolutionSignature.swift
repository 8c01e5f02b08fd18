extension Signature {
  /// A host name could not be turned into an address.
  static let nameResolution = Signature(
    kind: .dns, ceiling: 0.93,
    rows: [
      Row(
        "name resolution failed", 1,
        [
          "temporary failure in name resolution", "name or service not known", "no such host", "could not be resolved",
          "could not resolve host", "could not resolve", "getaddrinfo", "gaierror", "enotfound", "eai again",
          "servfail",
          "nxdomain", "unknownhostexception", "host not found", "name resolution failed", "name resolution failure",
          "unable to resolve host", "failed to resolve", "dns lookup failed", "dns resolution failed", "dns failure",
          "nodename nor servname provided", "could not translate host name", "no address associated with hostname",
          "lookup + i o timeout", "lookup + server misbehaving", "unknown host", "nameresolutionerror",
          "cannot resolve",
          "php network getaddresses", "resolver + timed out", "resolve error", "dns error", "no resolver defined",
          "unknown mysql server host",
        ])
    ])
}

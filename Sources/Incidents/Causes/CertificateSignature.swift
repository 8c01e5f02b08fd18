extension Signature {
  /// A TLS connection could not be made.
  static let certificate = Signature(
    kind: .tls, ceiling: 0.96,
    rows: [
      Row(
        "certificate has expired", 1,
        [
          "certificate has expired", "certificate expired", "cert has expired",
          "certificate has expired or is not yet valid",
          "certificateexpiredexception", "certificate is expired", "notafter", "cert + expired",
          "certificate is not yet valid",
        ]),
      Row(
        "certificate verify failed", 0.97,
        [
          "certificate verify failed", "certificate verification failed", "sslcertverificationerror",
          "unable to get local issuer",
          "certificate signed by unknown authority", "unable to verify the first certificate",
          "self signed certificate",
          "pkix path building failed", "x509 certificate", "unknown ca", "hostname mismatch",
          "certificate + not valid for",
          "certificate unknown", "err tls cert altname invalid", "certificate is not trusted",
          "unable to find valid certification path",
          "upstream ssl certificate verify error", "certificate revoked", "cannot load certificate",
        ]),
      Row(
        "TLS handshake failed", 0.85,
        [
          "ssl do handshake failed", "ssl handshake failed", "tls handshake", "ssl handshake failure",
          "handshake failure",
          "sslhandshakeexception", "ssl handshaking to upstream", "sslv3 alert", "tlsv1 alert", "wrong version number",
          "ssl error", "unsupported protocol", "no shared cipher",
        ]),
    ])
}

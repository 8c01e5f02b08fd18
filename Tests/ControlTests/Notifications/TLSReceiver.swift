import Foundation
import LogLab

/// A web server with TLS on the loopback, its certificate by an authority of its own: both made by `openssl`.
///
/// `@unchecked Sendable`: its process is ended with it.
final class TLSReceiver: @unchecked Sendable {
  /// Why there can be none here; nil where there can.
  static let obstacle: String? = {
    for (program, arguments) in [("openssl", ["version"]), ("python3", ["-c", "import http.server, ssl"])]
    where (try? run([program] + arguments)) != 0 {
      return "\(program) is missing"
    }
    return nil
  }()

  /// Answers every POST with 204, and writes its head's lines and its body to standard output, one a line.
  private static let program = """
    import http.server, ssl, sys
    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            with open(sys.argv[2], "a") as log:
                log.write("\\n".join(["%s: %s" % item for item in self.headers.items()]) + "\\n" + body + "\\n")
            self.send_response(204)
            self.end_headers()
        def log_message(self, *_): pass
    server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_port, flush=True)
    server.serve_forever()
    """

  let port: Int
  /// The certificate of the authority.
  let authority: String
  private let folder: TemporaryFolder
  private let process = Process()

  /// - Parameter name: whose certificate it shows.
  init(name: String) throws {
    folder = try TemporaryFolder()
    authority = folder.file("ca.pem")
    let (key, request, server) = (folder.file("key"), folder.file("request"), folder.file("server.pem"))
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    let steps = [
      ["req", "-x509", "-days", "2", "-subj", "/CN=Lab", "-keyout", folder.file("ca.key"), "-out", authority] + curve,
      ["req", "-new", "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout", key, "-out", request]
        + curve,
      [
        "x509", "-req", "-days", "2", "-in", request, "-CA", authority, "-CAkey", folder.file("ca.key"),
        "-CAcreateserial", "-copy_extensions", "copy", "-out", server,
      ],
    ]
    for step in steps where try Self.run(["openssl"] + step) != 0 { throw POSIXError(.EINVAL) }
    try folder.append("server.pem", try String(contentsOfFile: key, encoding: .utf8))
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.program, server, folder.file("log")]
    process.standardOutput = output
    try process.run()
    let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(said.trimmingCharacters(in: .whitespacesAndNewlines)) else { throw POSIXError(.EIO) }
    self.port = port
  }

  deinit {
    // It inherits what the test's process ignores, which may be SIGTERM.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// What it was sent.
  var log: String { (try? String(contentsOfFile: folder.file("log"), encoding: .utf8)) ?? "" }

  private static func run(_ command: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}

extension TemporaryFolder {
  fileprivate func append(_ name: String, _ text: String) throws {
    try write(name, try String(contentsOfFile: file(name), encoding: .utf8) + text)
  }
}

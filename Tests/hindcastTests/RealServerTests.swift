import ArgumentParser
import DaemonLab
import Foundation
import LogLab
import Records
import Testing

@testable import hindcast

/// Servers that are installed write logs in formats that their configuration declares, and these are read.
@Suite(.serialized) struct RealServerTests {
  private let folder: TemporaryFolder
  private let surroundings = Surroundings(
    now: Timestamp(microseconds: 0), zone: .gmt, environment: [:], terminal: Terminal(isTerminal: false, width: .max))

  init() throws {
    folder = try TemporaryFolder()
    // A server started by root works as somebody else.
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    try folder.write("www/cart", "three\n")
  }

  private static func has(_ path: String) -> Bool { FileManager.default.isExecutableFile(atPath: path) }
  private static let nginx = "/usr/sbin/nginx"
  private static let apache = "/usr/sbin/apache2"
  private static let curl = "/usr/bin/curl"
  private static let modules = "/usr/lib/apache2/modules"

  /// Runs the server until it has answered and logged these requests.
  private func serve(_ program: String, _ arguments: [String], by way: [String], _ requests: [[String]]) async throws {
    let server = Process()
    server.executableURL = URL(fileURLWithPath: program)
    server.arguments = arguments
    try server.run()
    defer {
      // The signals that would end it may be blocked, as they are in this process.
      kill(server.processIdentifier, SIGKILL)
      server.waitUntilExit()
    }
    for request in requests {
      let curl = Process()
      curl.executableURL = URL(fileURLWithPath: Self.curl)
      curl.arguments =
        ["--silent", "--output", "/dev/null", "--retry", "30", "--retry-delay", "1", "--retry-all-errors"] + way
        + request
      try curl.run()
      curl.waitUntilExit()
      #expect(curl.terminationStatus == 0)
    }
    let log = folder.file("access.log")
    #expect(
      try await eventually {
        let lines = (try? String(contentsOfFile: log, encoding: .utf8))?.split(separator: "\n").count
        return lines == requests.count
      })
  }

  /// The records of the log, read with the formats that the configuration declares.
  private func records(_ log: String, by configuration: String) throws -> [[String: Any]] {
    let formats = try #require(try Hindcast.parseAsRoot(["formats", "--from", configuration]) as? FormatsCommand)
    try folder.write("formats/server.yaml", try formats.output(surroundings))
    let parse = try #require(
      try Hindcast.parseAsRoot(["parse", "--json", "--formats", folder.file("formats"), log]) as? ParseCommand)
    var records: [[String: Any]] = []
    #expect(
      try parse.read(surroundings) { said in
        guard case .line(let line) = said else { return }
        records.append(try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]))
      })
    return records
  }

  private static let requests = [
    ["--user-agent", "say \"hi\" | é", "--referer", "http://shop.example/", "http://shop.example/cart?item=7"],
    ["--header", "X-Forwarded-For: 203.0.113.7, 198.51.100.9", "--user", "anna:x", "http://shop.example/none"],
  ]

  private func expectRequests(_ records: [[String: Any]], format: String) {
    #expect(records.map { $0["format"] as? String } == [format, format])
    #expect(records.map { $0["status"] as? Int } == [200, 404])
    #expect(records.map { $0["path"] as? String } == ["/cart?item=7", "/none"])
    #expect(records.map { $0["method"] as? String } == ["GET", "GET"])
    #expect(records.allSatisfy { $0["time"] != nil && $0["latency_ms"] != nil })
  }

  @Test(
    .enabled(if: has(nginx) && has(curl), "needs nginx and curl"),
    arguments: [
      #"'$http_x_forwarded_for [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time $upstream_addr'"#,
      #"'$time_iso8601|$request_method $scheme://$host$uri$is_args$args|$status|$request_time|"$http_user_agent"|$pipe'"#,
      #"escape=json '{"ts":"$msec","who":"$http_x_forwarded_for","req":"$request","code":$status,"rt":$request_time,"ua":"$http_user_agent"}'"#,
    ])
  func nginxsLogsAreReadAsItsConfigurationSays(format: String) async throws {
    let socket = folder.file("nginx.sock")
    let configuration = try folder.write(
      "nginx.conf",
      """
      daemon off; master_process off; pid \(folder.file("nginx.pid")); error_log \(folder.file("error.log"));
      events {}
      http {
        client_body_temp_path \(folder.file("body")); proxy_temp_path \(folder.file("proxy"));
        fastcgi_temp_path \(folder.file("fastcgi")); uwsgi_temp_path \(folder.file("uwsgi"));
        scgi_temp_path \(folder.file("scgi"));
        log_format own \(format);
        access_log \(folder.file("access.log")) own;
        server { listen unix:\(socket); root \(folder.file("www")); }
      }
      """)
    try await serve(
      Self.nginx, ["-e", folder.file("error.log"), "-c", configuration], by: ["--unix-socket", socket], Self.requests)
    let records = try records(folder.file("access.log"), by: configuration)
    expectRequests(records, format: "nginx-own")
    if format.hasPrefix("escape") { #expect(records.first?["agent"] as? String == "say \"hi\" | é") }
    if format.contains("forwarded") { #expect(records.last?["client"] as? String == "198.51.100.9") }
  }

  @Test(
    .enabled(if: has(apache) && has(curl), "needs Apache and curl"),
    arguments: [
      #"%h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\" %D"#,
      #"%v %a [%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t] \"%m %U%q %H\" %>s %T/%{us}T \"%{X-Forwarded-For}i\" %k%%"#,
      #"%{%Y-%m-%d %H:%M:%S}t.%{usec_frac}t %s %{ms}Tms %m %U%q %{c}a"#,
    ])
  func apachesLogsAreReadAsItsConfigurationSays(format: String) async throws {
    let port = try Self.freePort()
    let configuration = try folder.write(
      "apache2.conf",
      """
      ServerRoot \(folder.path)
      ServerName shop.example
      PidFile \(folder.file("apache.pid"))
      ErrorLog \(folder.file("error.log"))
      DefaultRuntimeDir \(folder.path)
      Listen 127.0.0.1:\(port)
      LoadModule mpm_event_module \(Self.modules)/mod_mpm_event.so
      LoadModule authz_core_module \(Self.modules)/mod_authz_core.so
      User www-data
      DocumentRoot \(folder.file("www"))
      LogFormat "\(format)" own
      CustomLog \(folder.file("access.log")) own
      """)
    try await serve(
      Self.apache, ["-X", "-f", configuration], by: ["--connect-to", "::127.0.0.1:\(port)"], Self.requests)
    let records = try records(folder.file("access.log"), by: configuration)
    expectRequests(records, format: "apache-own")
    #expect(records.first?["client"] as? String == "127.0.0.1")
  }

  /// A port of loopback that is free now.
  private static func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        unsafe bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
      }
    }
    try #require(isBound)
    return UInt16(bigEndian: address.sin_port)
  }
}

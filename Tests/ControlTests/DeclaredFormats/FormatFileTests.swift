import Formats
import Foundation
import LogLab
import Testing

@testable import Control

@Suite struct FormatFileTests {
  private func read(_ text: String) throws -> [FormatDeclaration] {
    try FormatFile(path: "shop.yaml", text: text).declarations().map(\.declaration)
  }

  private static let shop = """
    name: shop
    service: shop
    lines: ['$time [$severity] $logger: $message']
    severities: {notice: [N, NOTE], critical: [DOOM]}
    joins: true
    samples:
      - line: "2024-06-05 14:00:03 [doom] till: out of paper\\n  at Printer.feed"
        fields: {time: 2024-06-05T14:00:03Z, severity: critical, logger: till, message: "out of paper\\n  at Printer.feed"}
      - line: "2024-06-05 14:00:04 [N] till: paper is back"
        fields: {severity: notice}
      - line: "2024-06-05 14:00:05 [WARN] till: paper is low"
        fields: {severity: warning}

    """

  @Test func everyKeyIsRead() throws {
    let declaration = try #require(try read(Self.shop).first)
    #expect(declaration.name == "shop" && declaration.service == "shop" && declaration.samples.count == 3)
    #expect(declaration.format.joinsLines)
  }

  @Test func aFileMayDeclareSeveral() throws {
    let other = Self.shop.replacing("name: shop", with: "name: till")
    #expect(try read("---\n\(Self.shop)---\n\(other)---\n").map(\.name) == ["shop", "till"])
  }

  @Test(arguments: [
    ("nmae: x", 1, "unknown key \"nmae\"; allowed are apache, directives, joins"), ("nmae: x", 1, "did you mean name?"),
    ("name: a b", 1, "name must be a name of letters"), ("name: x", 1, "must have service"),
    ("name: x\nservice: x", 1, "must have lines, a list of patterns, or nginx or apache with a directive"),
    ("name: x\nservice: x\nlines: ['$time $mesage']", 3, "no known field $mesage: did you mean $message?"),
    ("name: x\nservice: x\nlines:\n  - '$time'\n  - '$time $host$user'", 5, "two fields with nothing between them"),
    ("name: x\nservice: x\nlines: ['$client $message']", 3, "has no time"),
    ("name: x\nservice: x\nlines: ['$time $ x']", 3, "a $ without a name"),
    ("name: x\nservice: x\nlines: $time", 3, "lines must be a list of patterns"),
    ("name: x\nservice: x\nlines: ['$time $message']\nkeys: {addr: cleint}", 4, "did you mean client?"),
    (
      "name: x\nservice: x\nlines: ['$time $message']\nseverities: {bad: [B]}", 4,
      "there is no severity \"bad\": they are trace"
    ),
    ("name: x\nservice: x\nlines: ['$time $message']\nseverities: {error: [B]}", 1, "no pattern has $severity"),
    ("name: x\nservice: x\nlines: ['$time $message']\njoins: perhaps", 4, "joins must be true or false"),
    (
      "name: x\nservice: x\nlines: ['$time $message']\ndirectives: true\njoins: true", 5,
      "joins would take directives for lines of the records before them"
    ),
    ("name: x\nservice: x\nlines: ['$time $message']\nstamp: end", 4, "stamp must be one of start, completion"),
    ("", 1, "declares no format"), ("- a", 1, "must be keys with values"), ("name: [", 2, "is no YAML here"),
  ])
  func aMistakeIsRefusedWhereItStands(text: String, line: Int, message: String) throws {
    let error = try #require(throws: ConfigurationError.self) { try read(text) }
    #expect(error.description.contains(message), "\(error)")
    #expect(error.line == nil || error.line == line, "\(error)")
  }

  @Test(arguments: [
    (
      "today order 7", "{message: x}",
      "shop.yaml:5: the sample \"today order 7\" is not read: at byte 0, before \"today order 7\", the pattern "
        + "wants a time"
    ),
    (
      "2024-06-05 14:00:03 order 7 failed", "{status: 502}",
      "is not read: at byte 28, before \"failed\", the pattern wants an HTTP status"
    ),
    (
      "2024-06-05 14:00:03 order 7 500", "{status: 502}",
      "the sample \"2024-06-05 14:00:03 order 7 500\" expects status to be \"502\", and it is read as \"500\""
    ),
    ("2024-06-05 14:00:03 order 7 500", "{statsu: 502}", "did you mean status?"),
    ("2024-06-05 14:00:03 order 7 500", "{user: anna}", "expects user to be \"anna\", and it is read as nothing"),
  ])
  func aSampleThatIsNotReadAsItSaysIsRefused(line: String, fields: String, message: String) throws {
    let text =
      "name: x\nservice: x\nlines: ['$time order $_ $status']\nsamples:\n  - {line: '\(line)', fields: \(fields)}"
    let error = try #require(throws: ConfigurationError.self) { try read(text) }
    #expect(error.description.contains(message), "\(error)")
  }

  @Test(arguments: FormatDeclaration.shipped)
  func whatShipsWouldBeTakenFromUsers(declaration: FormatDeclaration) {
    // Some have no time of their own, but only that of what is around them: of syslog, of a container's runtime.
    for pattern in declaration.lines where LinePattern.problem(pattern)?.hasPrefix("has no time") != true {
      #expect(LinePattern.problem(pattern) == nil, "\(declaration.name): \(pattern)")
    }
    for sample in declaration.samples { #expect(declaration.problem(of: sample) == nil, "\(declaration.name)") }
  }

  @Test func aDirectiveOfAServerIsADeclaration() throws {
    let declared = try read(
      """
      nginx: |
        log_format shop '$remote_addr [$time_local] "$request" '
                        '$status $request_time';
      samples:
        - line: '203.0.113.7 [05/Jun/2024:14:00:03 +0200] "GET /cart HTTP/1.1" 502 0.250'
          fields: {status: 502, latency_ms: 250, path: /cart, time: 2024-06-05T12:00:03Z}
      ---
      name: till
      service: shop
      apache: LogFormat "%h %t \\"%r\\" %>s %D" timed
      """)
    #expect(declared.map(\.name) == ["nginx-shop", "till"])
    #expect(declared.map(\.service) == ["nginx", "shop"])
    let error = try #require(throws: ConfigurationError.self) {
      try read("nginx: log_format a '$remote_addr $status';")
    }
    #expect(
      error.description.contains("shop.yaml:1: nginx declares a format that cannot be read: its pattern has no time"))
  }
}

@Suite struct FormatFolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static func declaration(_ name: String) -> String {
    "name: \(name)\nservice: shop\nlines: ['$time $client $message']\n"
  }

  @Test func whatItsFilesDeclareGoesBeforeWhatIsBuiltIn() throws {
    try folder.write("b.yaml", Self.declaration("shop"))
    try folder.write("a.yaml", Self.declaration("combined"))
    try folder.write("c.yaml.dpkg-old", "nothing of it")
    let formats = try FormatFolder.load(folder.path)
    #expect(formats.all.prefix(3).map(\.name) == ["combined", "shop", "nginx-combined-timed"])
    #expect(formats.all.count { $0.name == "combined" } == 1)
    #expect(formats.named("combined")?.service == "shop")
  }

  @Test func aNameIsTakenOnce() throws {
    try folder.write("a.yaml", Self.declaration("shop"))
    try folder.write("b.yaml", Self.declaration("till") + "---\n" + Self.declaration("shop"))
    let error = try #require(throws: ConfigurationError.self) { try FormatFolder.load(folder.path) }
    #expect(
      error.description == "\(folder.path)/b.yaml:5: a format \"shop\" is declared in \(folder.path)/a.yaml:1 already: "
        + "give one of them another name")
  }

  @Test func aFolderThatIsNamedMustBeThere() throws {
    #expect(throws: ConfigurationError.self) { try FormatFolder.load(folder.file("none")) }
    #expect(try FormatFolder.load(nil, system: folder.file("none")) == .builtIn)
  }
}

/// What can never be read.
extension FormatFileTests {
  @Test(arguments: [
    ("$time$severity $message", "two fields with nothing between them"),
    ("$time $status $status $message", "has $status twice"),
    ("$time " + String(repeating: "x", count: 9000), "xxx…"),
  ])
  func patternsThatCanNeverFitAreRefused(pattern: String, message: String) throws {
    let error = #expect(throws: ConfigurationError.self) {
      try read("name: x\nservice: x\nlines:\n  - '\(pattern)'")
    }
    #expect(error?.description.contains(message) == true)
    #expect(error?.line == 4)
    #expect((error?.description.count ?? 0) < 400)
  }

  @Test(
    arguments: [
      ("nginx: |\n  log_format x '$remote_addr [$time_local] $status';", nil),
      ("nginx: |\n  log_format x '$remote_addr [$time_local] $status", "a quote (') that is not closed"),
      ("nginx: |\n  log_format x '$remote_addr [$time_local] $status'", "a ; is missing"),
      ("nginx: |\n  log_format x '$remote_addr [$time_local] $status' access_log /x;", "missing before access_log"),
      ("apache: LogFormat \"%h %t %s", "a quote (\") that is not closed"),
    ] as [(String, String?)])
  func directivesThatDoNotEndAreRefused(text: String, message: String?) throws {
    guard let message else {
      #expect(try read(text).first?.name == "nginx-x")
      return
    }
    let error = #expect(throws: ConfigurationError.self) { try read(text) }
    #expect(error?.description.contains(message) == true)
    #expect(error?.line != nil)
  }

  @Test func aServersConfigurationMayBeNamed() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("nginx.conf")
    try """
    log_format timed '$remote_addr [$time_local] "$request" $status $request_time';
    log_format broken '$remote_addr $status';
    """.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try read("server_configuration: \(path)\n---\n\(Self.shop)").map(\.name) == ["nginx-timed", "shop"])
    for (text, message) in [
      ("server_configuration: \(path)x", "there is no such file"),
      ("server_configuration: nginx.conf", "must be the path"),
      ("server_configuration: \(path)\nname: x", "unknown key"),
    ] {
      let error = #expect(throws: ConfigurationError.self) { try read(text) }
      #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
  }

  @Test func formatsOfTheSameLinesInOtherUnitsAreDoubtful() throws {
    func doubts(_ letters: [String]) throws -> [String] {
      let folder = try TemporaryFolder()
      let path = folder.file("apache2.conf")
      let directives = letters.map { #"LogFormat "%h %t \"%r\" %s %b %\#($0)" with\#($0)"# + "\n" }
      try directives.joined().write(toFile: path, atomically: true, encoding: .utf8)
      return try ServerConfiguration(path: path).doubts
    }
    #expect(try doubts(["D", "T"]).count == 1)
    #expect(try doubts(["D", "k"]).isEmpty)
  }
}

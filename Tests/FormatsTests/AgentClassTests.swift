import Testing

@testable import Formats

@Suite struct AgentClassTests {
  private static let agents: [(String, AgentClass?)] = [
    ("Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0", .person),
    ("Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Mobile Safari/537.36", .person),
    ("Shop/7 CFNetwork/1490.0.4 Darwin/23.2.0", .person),
    ("Mozilla/5.0 (compatible; ExampleBot/2.1; +http://bot.example/)", .bot), ("Uptime-Example/1.23", .bot),
    ("kube-probe/1.30", .bot), ("Mozilla/5.0 HeadlessChrome/125.0", .bot), ("curl/8.1", .tool),
    ("python-requests/2.32.3", .tool), ("Go-http-client/2.0", .tool), ("shop-sync", nil), ("", nil),
  ]

  @Test(arguments: agents)
  func whoIsBehindAnAgent(agent: String, expected: AgentClass?) { #expect(AgentClass(agent: agent) == expected) }
}

/// Who is behind a user agent: whom an incident hurt are persons.
///
/// For presentation only: nothing on the hot path looks at agents.
package enum AgentClass: String, Sendable {
  /// A browser or an app.
  case person
  /// A crawler, a monitor or a scanner.
  case bot
  /// A library or a command, which may act for anybody.
  case tool

  /// Nil where the agent does not tell.
  package init?(agent: String) {
    let agent = agent.lowercased()
    if Self.bots.contains(where: agent.contains), !agent.contains("cubot") {
      self = .bot
    } else if Self.tools.contains(where: agent.hasPrefix) {
      self = .tool
    } else if Self.persons.contains(where: agent.contains) {
      self = .person
    } else {
      return nil
    }
  }

  /// What crawlers, monitors and scanners call themselves; most give an address to ask at.
  private static let bots = [
    "bot", "crawl", "spider", "slurp", "+http", "monitor", "uptime", "pingdom", "probe", "healthcheck", "health-check",
    "healthchecker", "check_http", "site24x7", "statuscake", "headless", "lighthouse", "pagespeed", "externalhit",
    "preview", "feedfetcher", "feedly", "scanner", "nikto", "nmap", "masscan", "zgrab", "sqlmap", "nuclei", "censys",
    "archiver", "validator",
  ]
  /// What libraries and commands begin with.
  private static let tools = [
    "curl/", "wget/", "python", "aiohttp", "httpx", "go-http-client", "java/", "apache-httpclient", "okhttp",
    "libwww", "lwp", "ruby", "faraday", "axios", "node", "undici", "got ", "php", "guzzle", "postman", "httpie",
    "insomnia", "powershell", "winhttp", "restsharp", "dart/", "reqwest", "hyper/", "perl", "ab/", "apachebench", "wrk",
    "k6/", "vegeta", "hey/", "boto", "aws-", "git/", "apt", "debian apt", "rclone", "lua-resty",
  ]
  private static let persons = [
    "mozilla/", "opera/", "applewebkit", "cfnetwork", "dalvik", "darwin/", "iphone", "android",
  ]
}

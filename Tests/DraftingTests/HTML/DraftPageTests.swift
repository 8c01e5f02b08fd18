import Foundation
import Incidents
import SampleIncidents
import Testing

@testable import Drafting

@Suite struct DraftPageTests {
  private func page(_ markdown: String) -> String { DraftPage().html(of: markdown) }

  private func draft(_ incident: Incident) throws -> String {
    let files = ChartFiles(IncidentChart.charts(of: incident, zone: .gmt), beside: "draft.html")
    let style = try DraftStyle.named("standard", folder: "/nonexistent")
    let markdown = Draft.markdown(of: incident, style: style, options: DraftOptions())
    let pictures = files.links.map { "![\(MarkdownText.escape($0.alternative))](\($0.file))\n\n" }.joined()
    return DraftPage(files).html(of: pictures + markdown)
  }

  @Test func isOneFileThatNeedsNothingElse() throws {
    let html = try draft(SampleIncidents.finelyCharted)
    #expect(html.contains(#"<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src"#))
    #expect(html.contains("<title>Postmortem: 5xx and latency on nginx, GET /product/* worst (2024-06-05)</title>"))
    #expect(html.contains("prefers-color-scheme"))
    for foreign in ["<script", "<link", "<img", "src=", "@import", "url(", "<iframe", " onerror", "javascript:"] {
      #expect(!html.contains(foreign), "\(foreign)")
    }
  }

  @Test func chartsAreDrawnWithinItForWideAndNarrowPages() throws {
    let html = try draft(SampleIncidents.finelyCharted)
    #expect(html.components(separatedBy: "<svg ").count == 3)
    #expect(html.contains("<figure><span class=\"wide\"><svg"))
    #expect(html.contains("aria-labelledby=\"nginx-wide-t nginx-wide-d\""))
    #expect(html.contains("aria-labelledby=\"nginx-narrow-t nginx-narrow-d\""))
    #expect(html.contains("</figcaption></figure>"))
  }

  @Test func blanksAreMarkedAndCounted() {
    let html = page("# A\n\n**TODO (lead):** why\n\n| a | b | c |\n|--|--|--|\n| **TODO:** x | | y |\n\n**not one**\n")
    #expect(html.contains("<mark id=\"todo-1\">TODO (lead):</mark> why"))
    #expect(html.contains("<mark id=\"todo-2\">TODO:</mark> x"))
    #expect(html.contains("<a href=\"#todo-1\">2 blanks are still to be filled in</a>"))
    #expect(html.contains("<strong>not one</strong>"))
    #expect(!page("# A\n").contains("blanks are"))
  }

  @Test func headingsHaveIDs() {
    let html = page("# A *b*\n\n## Root Cause & `x`\n\n## Root cause x\n\n## 日本\n\n## !\n")
    for heading in [
      "<h1 id=\"a-b\">", "<h2 id=\"root-cause-x\">", "<h2 id=\"root-cause-x-1\">", "<h2 id=\"日本\">",
      "<h2 id=\"section\">",
    ] {
      #expect(html.contains(heading), "\(heading)")
    }
  }

  @Test func footnotesLeadThereAndBack() {
    let html = page("Here[^e1] and | there[^e1].\n\n[^e1]: line\n")
    #expect(html.contains("<a href=\"#fn-e1\" id=\"fnref-e1\""))
    #expect(html.contains("<li id=\"fn-e1\">"))
    #expect(html.contains("href=\"#fnref-e1\"") && html.contains("href=\"#fnref-e1-2\""))
  }

  @Test func cellsKnowTheirColumn() {
    let html = page("| Time \"x\" | What |\n|--|--|\n| 14:00 | |\n")
    #expect(html.contains("<td data-label=\"Time &quot;x&quot;\">"))
    #expect(html.contains("<td class=\"empty\" data-label=\"What\">"))
    let list = page("| | |\n|--|--|\n| Start | 14:00 |\n")
    #expect(list.contains("<table class=\"list\">"))
    #expect(list.contains("<th scope=\"row\">"))
  }

  @Test(arguments: [
    "<img src=x onerror=alert(1)>", "a <b onclick=x>b</b>", "<details><summary>x</summary>", "<!-- x -->",
    "<style>*{}</style>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](data:text/html,x)",
    "[x](vbscript:x)", "![x](http://203.0.113.9/x.png)", "![x](data:image/png;base64,AAAA)", "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]", "![**TODO** a](http://203.0.113.9/)", "[![x](y.png)](javascript:x)",
    "| <b> |\n|--|\n| ![x](y) <img> [a](file:///etc/passwd) |", "[^1]\n\n[^1]: <img src=x> [x](javascript:x)",
  ])
  func markupOfOthersNeitherRunsNorFetches(markdown: String) throws {
    let html = page("# A\n\n\(markdown)\n")
    let body = try #require(html.range(of: "<main>")).upperBound
    let shown = html[body...].lowercased()
    for foreign in [
      "<img", "<b>", "<details", "<style", "<!--", "onerror=", "\"javascript:", "\"vbscript:", "\"data:", "\"file:",
      "http://203.0.113.9",
    ] {
      #expect(!shown.contains(foreign), "\(foreign)")
    }
  }

  @Test(arguments: [
    "<img src=x onerror=alert(1)>", "![](http://evil)", "[x](javascript:alert(1))", "a | b", "`<b>`", "<details>",
    "</style><script>", "**TODO** x", "&lt;b&gt;", "http://evil.example/", "[^e1]: x",
  ])
  func logTextIsShownAsItIs(text: String) throws {
    var incident = SampleIncidents.shop(withLogText: text)
    incident.series = [SampleIncidents.fineSeries]
    incident.series[0].service = text
    let html = try draft(incident)
    let shown = SVGText.escape(text).replacing("&#39;", with: "'")
    let code = "<code>&lt;b&gt;</code>"
    #expect(html.contains(text == "`<b>`" ? code : shown), "\(shown)")
    for foreign in ["<script", "<img", "<details", "href=\"javascript", "href=\"http", "<b>"] {
      #expect(!html.contains(foreign), "\(foreign)")
    }
  }

  @Test func isTheSameEveryTime() throws {
    #expect(try draft(SampleIncidents.finelyCharted) == draft(SampleIncidents.finelyCharted))
  }
}

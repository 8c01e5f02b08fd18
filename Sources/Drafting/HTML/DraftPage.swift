/// A draft as one HTML file that needs nothing else: no script, nothing fetched, pictures drawn within it.
package struct DraftPage {
  private let charts: ChartFiles?
  private let byEnding: Bool

  /// - Parameters:
  ///   - charts: the pictures that the Markdown's images name. All other images become their text.
  ///   - byEnding: whether the draft may have been named otherwise when its images were.
  package init(_ charts: ChartFiles? = nil, byEnding: Bool = false) {
    self.charts = charts
    self.byEnding = byEnding
  }

  private func chart(of url: String) -> IncidentChart? { charts?.chart(of: url, byEnding: byEnding) }

  package func html(of markdown: String) -> String {
    let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)
    let markdown = lines.dropFirst(FrontMatter.lineCount(of: lines)).joined(separator: "\n")
    var title = "Postmortem"
    var blanks = 0
    let body = MarkdownTree.html(of: markdown) { nodes in
      if let first = nodes.first(where: { $0.kind == "heading" }) { title = first.text }
      blanks = change(nodes)
    }
    let note = blanks == 0 ? "" : "<p class=\"blanks\"><a href=\"#todo-1\">\(Self.blanks(blanks))</a></p>\n"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <title>\(SVGText.escape(title))</title>
      <style>
      \(EmbeddedConfig.files["draft.css"] ?? "")</style>
      </head>
      <body>
      <main>
      \(note)\(body)</main>
      </body>
      </html>

      """
  }

  /// Even if markup came through, it could neither run nor fetch anything.
  private static let policy =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

  private static func blanks(_ count: Int) -> String {
    count == 1 ? "1 blank is still to be filled in" : "\(count) blanks are still to be filled in"
  }

  /// Makes the tree what the page shows; the number of blanks.
  private func change(_ nodes: [MarkdownNode]) -> Int {
    for node in nodes {
      switch node.kind {
      case "html_block", "html_inline": node.remove()
      case "image" where chart(of: node.url) == nil: node.dissolve()
      case "link" where !Self.isHarmless(node.url): node.dissolve()
      default: break
      }
    }
    // Before what stands in them: a cell of cmark-gfm takes no HTML.
    for node in nodes where node.kind == "table" { ResponsiveTable(node).replace() }
    var ids = HeadingIDs()
    var blanks = 0
    for node in nodes {
      switch node.kind {
      case "image": if let chart = chart(of: node.url) { show(chart, at: node) }
      case "heading":
        let tag = "h\(node.level)"
        node.replace(by: "<\(tag) id=\"\(ids.id(for: node.text))\">", closing: "</\(tag)>", isBlock: true)
      case "strong" where node.firstText.hasPrefix("TODO"):
        blanks += 1
        node.replace(by: "<mark id=\"todo-\(blanks)\">", closing: "</mark>", isBlock: false)
      default: break
      }
    }
    return blanks
  }

  /// Draws a chart in the place of the image that names it, also as a narrow page shows it.
  private func show(_ chart: IncidentChart, at image: MarkdownNode) {
    let id = SVGText.escape(chart.slug)
    let pictures = """
      <span class="wide">\(chart.svg(.wide, id: "\(id)-wide"))</span>\
      <span class="narrow">\(chart.svg(.narrow, id: "\(id)-narrow"))</span>
      """
    if let parent = image.parent, parent.kind == "paragraph", parent.children.count == 1 {
      parent.replace(
        by: "<figure>\(pictures)<figcaption>\(SVGText.escape(chart.title))</figcaption></figure>", isBlock: true)
    } else {
      image.replace(by: pictures, isBlock: false)
    }
  }

  /// A page, a mail, a place in this page or a file beside it.
  private static func isHarmless(_ url: String) -> Bool {
    let lower = url.lowercased()
    return ["http://", "https://", "mailto:", "#"].contains { lower.hasPrefix($0) } || !lower.contains(":")
  }
}

import Formats
import Pipeline
import Records

/// Mined templates in the forms that `hindcast templates` prints.
struct TemplatesRendering {
  private let result: TemplateMining.Result

  init(_ result: TemplateMining.Result) { self.result = result }

  /// What was not read, one line each.
  var remarks: [String] {
    var remarks = result.sources.flatMap { source in
      source.remarks.map { "\(source.name.controlsVisible): \($0.controlsVisible)" }
    }
    if result.forgotten > 0 {
      remarks.append("\(result.forgotten) messages are of rare templates that were left out: there are too many")
    }
    return remarks
  }

  /// The most frequent template first, and below the table what was not read.
  func table(width: Int, _ ink: Ink) -> String {
    var table = Table(["COUNT", "ID", "SEVERITY", "TEMPLATE"])
    for template in result.templates.templates {
      table.add([String(template.count), template.id, template.severity.name, template.text])
    }
    let text = table.isEmpty ? "No messages.\n" : table.text(width: width, ink)
    return text + remarks.map { "! \($0)\n" }.joined()
  }

  /// `line<TAB>template id` for every line that is of one, in the order of the files' names.
  func assignments(_ write: (String) throws -> Void) rethrows {
    let isOne = result.sources.count == 1
    var text = ""
    for source in result.sources {
      let place = isOne ? "" : source.name.controlsVisible + ":"
      for assignment in source.assignments {
        text += "\(place)\(assignment.line)\t\(result.templates.id(of: assignment.template))\n"
        if text.utf8.count >= 1 << 16 {
          try write(text)
          text = ""
        }
      }
    }
    try write(text)
  }

  /// The document of `--json`.
  struct Document: Encodable {
    struct Template: Encodable {
      let id: String
      let count: Int
      let severity: String
      let template: String
      let variables: [String]
    }

    struct Source: Encodable {
      let source: String
      let format: String
      let records: Int
      let remarks: [String]
    }

    let templates: [Template]
    let sources: [Source]
    let forgotten: Int
  }

  var document: Document {
    Document(
      templates: result.templates.templates.map {
        Document.Template(
          id: $0.id, count: $0.count, severity: $0.severity.name, template: $0.text, variables: $0.variables)
      },
      sources: result.sources.map {
        Document.Source(source: $0.name, format: $0.format, records: $0.records, remarks: $0.remarks)
      },
      forgotten: result.forgotten)
  }
}

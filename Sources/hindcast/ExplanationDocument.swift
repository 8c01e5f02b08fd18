import Formats
import Pipeline
import Records

/// What `hindcast explain --json` prints.
struct ExplanationDocument: Encodable {
  struct Log: Encodable {
    var source: String
    var format: String?
    var trouble: String?
    var candidates: [Candidate]
    var service: String
    var serviceOrigin: String
    var zone: String
    var lines: [Line]
    var advice: String?
    var declaration: String?

    private enum CodingKeys: String, CodingKey {
      case source, format, trouble, candidates, service, zone, lines, advice, declaration
      case serviceOrigin = "service_origin"
    }
  }

  struct Candidate: Encodable {
    var format: String
    var read: Int
    var of: Int
    var declared: Bool
    /// Lines that are read together with other formats, of the file's own format.
    var together: Int?
  }

  struct Line: Encodable {
    var line: Int
    var lines: Int
    var text: String
    var format: String?
    var fields: [Field]
    var template: String?
    var mismatches: [Mismatch]
  }

  struct Field: Encodable {
    var name: String
    var value: String
    /// Bytes of the text that it was read from: the first, and the one behind the last.
    var from: [[Int]]
  }

  struct Mismatch: Encodable {
    var format: String
    var at: Int
    var wanted: String
  }

  var logs: [Log]

  init(_ explanations: [LogExplanation]) {
    logs = explanations.map { log in
      Log(
        source: log.source, format: log.format, trouble: log.trouble,
        candidates: log.candidates.map {
          Candidate(
            format: $0.format, read: $0.read, of: $0.of, declared: $0.isDeclared, together: $0.together?.read)
        }, service: log.service, serviceOrigin: log.serviceOrigin, zone: log.zone,
        lines: log.lines.map(Line.init), advice: log.advice, declaration: log.beginning)
    }
  }
}

extension ExplanationDocument.Line {
  fileprivate init(_ line: LogExplanation.Line) {
    self.init(
      line: line.number, lines: line.lines, text: String(decoding: line.bytes, as: UTF8.self), format: line.format,
      fields: line.fields.map { origin in
        ExplanationDocument.Field(
          name: origin.field.name, value: origin.field.value,
          from: origin.pieces.map { [$0.range.lowerBound, $0.range.upperBound] })
      }, template: line.template,
      mismatches: line.mismatches.map {
        ExplanationDocument.Mismatch(format: $0.format, at: $0.at, wanted: $0.wanted)
      })
  }
}

import Foundation
import Mustache
import Records

/// A Mustache template that drafts are rendered with: what ships in `Config/styles`, with a folder laid over it.
///
/// A style is a file `NAME.mustache`; one whose name begins with `_` is a partial that styles share. The comment that a
/// style begins with says what it is like.
package struct DraftStyle: Sendable {
  package static let standardName = "standard"
  package static let systemFolder = "/etc/hindcast/styles"

  package let name: String
  /// What it is like, in a sentence.
  package let summary: String
  /// Its file where it is a user's own; nil of those that are built in.
  package let file: String?
  /// Whether it, or a partial of it, is a user's own.
  package let isOwn: Bool
  /// The headings below the title, in their order.
  package let sections: [String]
  private let template: MustacheTemplate
  private let partials: MustacheLibrary

  /// The style of that name: the folder's file, else the embedded one.
  package static func named(_ name: String, folder: String = systemFolder) throws(DraftError) -> DraftStyle {
    let files = StyleFiles(folder: folder)
    guard !name.isEmpty, name.utf8.count <= 64, name.utf8.allSatisfy(StyleFiles.isNameByte) else {
      throw DraftError(.invalidName, String(name.prefix(64)).debugDescription)
    }
    guard !name.hasPrefix("_"), let found = try files.file(name) else {
      throw DraftError(.unknown(known: files.styleNames), name)
    }
    return try DraftStyle(name: name, text: found.text, file: found.path, files: files)
  }

  /// All styles, by name; those that cannot be used with the reason.
  package static func all(
    folder: String = systemFolder
  ) -> [(name: String, style: Result<DraftStyle, DraftError>)] {
    StyleFiles(folder: folder).styleNames.map { name in
      do throws(DraftError) {
        return (name, .success(try named(name, folder: folder)))
      } catch {
        return (name, .failure(error))
      }
    }
  }

  private init(name: String, text: String, file: String?, files: StyleFiles) throws(DraftError) {
    Self.registerContentType
    self.name = name
    self.file = file
    let origin = file ?? name
    var texts: [String: (text: String, origin: String)] = [:]
    var isOwn = file != nil
    if Self.isEmpty(text) { throw DraftError(.empty, origin) }
    var check = StyleCheck { partial throws(DraftError) in
      if let known = texts[partial] { return known }
      guard partial.hasPrefix("_"), let found = try files.file(partial) else {
        throw DraftError(.unknownPartial(partial, known: files.partialNames), origin)
      }
      if found.path != nil { isOwn = true }
      let named = (found.text, found.path ?? partial)
      texts[partial] = named
      return named
    }
    try check.check(text, origin: origin)
    self.isOwn = isOwn
    template = try Self.template(text, origin)
    var library = MustacheLibrary()
    for (name, partial) in texts { library.register(try Self.template(partial.text, partial.origin), named: name) }
    partials = library
    summary = Self.summary(of: text)
    sections = StyleHeadings.sections(of: text) { texts[$0]?.text ?? "" }
  }

  func render(_ fields: [String: Any]) -> String { template.render(fields, library: partials) }

  /// Each file says for itself that it is Markdown: a partial would otherwise be taken for HTML. A file of one line is
  /// without its line's end, so that it can stand amid others.
  private static func template(_ text: String, _ origin: String) throws(DraftError) -> MustacheTemplate {
    let isOneLine = text.count(where: \.isNewline) == 1 && text.last?.isNewline == true
    let text = isOneLine ? String(text.dropLast()) : text
    do {
      return try MustacheTemplate(string: "{{% CONTENT_TYPE:\(MarkdownContentType.name)}}\n" + text)
    } catch {
      let line = (error as? MustacheTemplate.ParserError).map { $0.context.lineNumber - 1 }
      throw DraftError(.malformed(line: line), origin)
    }
  }

  /// Whether there is nothing in it but comments.
  private static func isEmpty(_ text: String) -> Bool {
    text.replacing(/\{\{![^}]*\}\}/, with: "").allSatisfy { $0.isWhitespace || $0 == "\u{FEFF}" }
  }

  private static func summary(of text: String) -> String {
    guard text.hasPrefix("{{!"), let end = text.firstRange(of: "}}") else { return "" }
    return text[..<end.lowerBound].dropFirst(3).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static let registerContentType: Void = MustacheContentTypes.register(
    MarkdownContentType(), named: MarkdownContentType.name)
}

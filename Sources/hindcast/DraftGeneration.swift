import Control
import Drafting
import Foundation
import Incidents
import Store

extension DraftCommand {
  /// A draft, and the pictures that are written beside it.
  struct Drafted {
    var text: String
    var pictures: ChartFiles?
  }

  /// What the command writes of an incident.
  func drafted(_ surroundings: Surroundings) throws -> Drafted {
    let access = try surroundings.incidents(store: store)
    if form.format(of: file) == .html {
      let made = try make(id ?? "", as: nil, beside: file ?? "draft.html", access, surroundings)
      return Drafted(text: DraftPage(made.pictures).html(of: made.markdown))
    }
    let (draft, incident) = try generate(id ?? "", as: nil, beside: file, access, surroundings)
    guard file == nil else { return draft }
    return Drafted(text: form.written(incident, zone: zone(nil, surroundings), surroundings) + draft.text)
  }

  /// Generates a draft, and has it kept for the time when it is to be renewed.
  /// - Parameters:
  ///   - stamp: how the draft was made that is renewed.
  ///   - file: the draft's file; without one it shows no pictures.
  func generate(
    _ id: String, as stamp: DraftStamp?, beside file: String?, _ access: any IncidentAccess,
    _ surroundings: Surroundings
  ) throws -> (draft: Drafted, incident: Incident) {
    let (markdown, incident, pictures) = try make(id, as: stamp, beside: file, access, surroundings)
    let draft = StoredDraft(incident: incident.id, text: markdown)
    do { try access.keep(draft) } catch {
      say(["This draft is not kept, so that renewing it will take --base: \(error.localizedDescription)"])
    }
    return (Drafted(text: DraftStamp.sealed(draft.text, base: draft.hash), pictures: pictures), incident)
  }

  private func make(
    _ id: String, as stamp: DraftStamp?, beside file: String?, _ access: any IncidentAccess,
    _ surroundings: Surroundings
  ) throws -> (markdown: String, incident: Incident, pictures: ChartFiles?) {
    // Before the incident is read: a style that is wrong is told at once.
    let style = try DraftStyle.named(template ?? stamp?.style ?? DraftStyle.standardName, folder: styles.folder)
    if template == nil, let stamp, stamp.isOwnStyle, !style.isOwn {
      throw DraftError(.otherStyle(style.name, folder: styles.folder), update ?? "")
    }
    let (incident, similar, policy) = try disclosed(id, as: stamp, access)
    let zone = zone(stamp, surroundings)
    let pictures = form.pictures(of: incident, zone: zone, beside: file)
    let options = DraftOptions(
      zone: zone, evidence: evidence ?? stamp?.evidence ?? .footnotes, charts: pictures?.links ?? [],
      similar: similar, disclosed: policy.byName)
    let markdown = Draft.markdown(of: incident, style: style, options: options)
    if DraftStamp.isAll(of: markdown) { throw DraftError(.style(.saysNothing), style.file ?? style.name) }
    // A style of one's own need not show them.
    return (markdown, incident, pictures?.linked(in: markdown))
  }

  /// The incident as it may be passed on: as the options say, else as the draft was made, else as the configuration says.
  func disclosed(
    _ id: String, as stamp: DraftStamp?, _ access: any IncidentAccess
  ) throws -> (incident: Incident, similar: [PastIncident], policy: RedactionPolicy) {
    let policy = try disclosure.policy(access, recorded: stamp?.disclosed ?? [:])
    let document = try access.disclosed(by: policy).document(
      id, includingHidden: false, entries: IncidentDocument.shownEntries)
    return (document.incident, document.similar, policy)
  }

  /// How the draft was made, if it says so; what it says must mean something.
  func stamp(of text: String, _ name: String) throws -> DraftStamp? {
    guard let stamp = DraftStamp(of: text) else { return nil }
    let strange = stamp.disclosed.sorted { $0.key < $1.key }.first {
      RedactionPolicy.Treatment(rawValue: $0.value) == nil
    }
    if let unknown = stamp.unknown ?? strange.map({ "\($0.key) \($0.value)" }) {
      throw DraftError(.unknownStamp(unknown), name)
    }
    return stamp
  }
}

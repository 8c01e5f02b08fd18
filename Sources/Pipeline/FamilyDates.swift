import Formats
import Tailing

/// Reads the dates in digits of a rotated log's files in one order: `05/06/2026` is of the same month in all of them,
/// and the files of a month's first twelve days do not say which.
///
/// A file whose lines do not tell has the order of the nearest file before it that does, as where it is followed; the
/// oldest ones that of the first that does; and where none does, the order that puts the files' dates closest together.
enum FamilyDates {
  static func settle(_ found: inout [(ReplayInput, FileInspection)], among formats: FormatSet) {
    var places: [String: Int] = [:]
    for (index, (input, inspection)) in found.enumerated() where inspection.parser != nil {
      if case .file(let path) = input, path != "-" { places[path] = index }
    }
    for family in FileFamily.families(of: Array(places.keys)) where family.count > 1 {
      let members = family.compactMap { places[$0] }
      let known = members.map { found[$0].1.parser?.format }
      guard known.contains(where: { $0?.isGeneric == true }) else { continue }
      var before = known.first { $0?.knowsDates == true } ?? together(members.map { found[$0].1 }, formats)
      for (index, path) in zip(members, family) {
        guard let own = found[index].1.parser else { continue }
        if own.format.knowsDates { before = own.format }
        guard let before, !own.format.knowsDates else { continue }
        found[index].1 = found[index].1.dated(as: before, path: path)
      }
    }
  }

  /// What the files' first lines tell together; nil where they do not.
  private static func together(_ family: [FileInspection], _ formats: FormatSet) -> (any LogFormat)? {
    let lines = family.flatMap { $0.firstLine + [UInt8(ascii: "\n")] }
    guard case .format(let format) = FormatSniffer(lines, among: formats).verdict(), format.knowsDates else {
      return nil
    }
    return format
  }
}

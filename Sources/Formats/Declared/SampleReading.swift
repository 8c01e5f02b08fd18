import Records

extension FormatDeclaration {
  /// The fields that are read of a sample's line, times without a zone as UTC; nil where no pattern fits.
  package func read(_ sample: Sample) -> [RecordField]? {
    let bytes = Array(sample.line.utf8)
    let line = unsafe bytes.span.bytes
    // A year that the line does not name is the one that the sample expects.
    let expected = sample.fields["time"].flatMap { Timestamp(rfc3339: $0) }
    var times = TimeReader(zone: .utc, newest: expected?.second ?? 4_000_000_000)
    var record = LogRecord()
    guard format.parse(line, &times, into: &record) else { return nil }
    return RecordField.all(of: record, line)
  }

  /// What of a sample is not read as it says, in words; nil where all is.
  package func problem(of sample: Sample) -> String? {
    guard let fields = read(sample) else {
      let bytes = Array(sample.line.utf8)
      let plans = lines.map { LinePlan($0) }
      let times = TimeReader(zone: .utc, newest: 4_000_000_000)
      guard let mismatch = unsafe LineMismatch.of(bytes.span.bytes, name, plans, times) else { return "is not read" }
      let rest = String(decoding: bytes.dropFirst(mismatch.at).prefix(40), as: UTF8.self)
      let place = rest.isEmpty ? "at its end" : "at byte \(mismatch.at), before \(rest.debugDescription)"
      return "is not read: \(place), the pattern wants \(mismatch.wanted)"
    }
    for (name, expected) in sample.fields.sorted(by: { $0.key < $1.key }) {
      guard RecordField.names.contains(name) else {
        let meant = NearestNames.meant(by: name, among: RecordField.names).map { "; did you mean \($0)?" } ?? ""
        return "expects \(name), which is no field of a record: these are "
          + RecordField.names.joined(separator: ", ") + meant
      }
      let field = fields.first { $0.name == name }
      guard let field, field.isEqual(to: expected) else {
        return "expects \(name) to be \(expected.debugDescription), and it is read as "
          + (field.map { $0.value.debugDescription } ?? "nothing")
      }
    }
    return nil
  }
}

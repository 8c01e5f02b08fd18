import Records

extension FormatDeclaration {
  /// Sentences about declarations that fit the same lines and measure their durations otherwise, as Apache's `%D` and `%T`
  /// in one place: nothing in a line tells which of them it is of.
  package static func doubts(among declarations: [FormatDeclaration]) -> [String] {
    var doubts: [String] = []
    for (index, former) in declarations.enumerated() {
      for latter in declarations.dropFirst(index + 1) where former.mistakes(latter) || latter.mistakes(former) {
        doubts.append(
          "\(former.name) and \(latter.name) fit the same lines and count their durations in different units: "
            + "the lines of both are read as \(former.name)'s; keep the one that the logs are written in")
      }
    }
    return doubts
  }

  /// Whether it reads a line of the other, but finds another duration in it.
  private func mistakes(_ other: FormatDeclaration) -> Bool {
    other.samples.contains { sample in
      guard let own = read(sample), let meant = other.read(sample) else { return false }
      return ["latency_ms", "upstream_ms"].contains { name in
        own.first { $0.name == name }?.value != meant.first { $0.name == name }?.value
          && own.contains { $0.name == name }
      }
    }
  }
}

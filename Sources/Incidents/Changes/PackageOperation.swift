/// What a package manager did in one go: `shop-web` to `5.0.0`, and what that brought with it.
struct PackageOperation: Sendable, Equatable {
  struct Package: Sendable, Equatable {
    var name: String
    /// Empty where it is not known.
    var version = ""
    /// Named by the command, and not only changed along with what was.
    var isNamed = false
  }

  /// At most `limit`; none where a command such as `apt upgrade` says all that is known.
  var packages: [Package]
  /// The command line that did it, where one was logged.
  var command = ""

  /// Names come from the log: bounded.
  static let limit = 64

  /// What was asked for, or all that was changed where nobody asked for any by name.
  var main: [Package] {
    let named = packages.filter(\.isNamed)
    return named.isEmpty ? packages : named
  }

  /// The names of `main`, cut after sixteen.
  var name: String {
    let names = main.map(\.name)
    return names.prefix(16).joined(separator: ", ") + (names.count > 16 ? ", and \(names.count - 16) more" : "")
  }

  /// Of the one package that was changed, else empty.
  var version: String { main.count == 1 ? main[0].version : "" }

  /// Notes what a later line of the same operation tells.
  mutating func add(_ told: [Package]) {
    for package in told {
      if let index = packages.firstIndex(where: { $0.name == package.name }) {
        if packages[index].version.isEmpty { packages[index].version = package.version }
      } else if packages.count < Self.limit {
        packages.append(package)
      }
    }
  }
}

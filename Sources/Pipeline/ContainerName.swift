import Foundation

/// The name of the container that a log is of, told by where container runtimes and the kubelet put logs.
enum ContainerName {
  /// Nil where the path is none of theirs.
  static func of(_ path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    guard let file = parts.last else { return nil }
    return pod(parts) ?? linked(parts, file) ?? docker(path, parts, file)
  }

  /// `.../pods/<namespace>_<pod>_<uid>/<container>/0.log`, rotated or not.
  private static func pod(_ parts: [String]) -> String? {
    guard parts.count >= 4, parts[parts.count - 4] == "pods",
      parts[parts.count - 3].split(separator: "_").count == 3
    else { return nil }
    return parts[parts.count - 2]
  }

  /// `.../containers/<pod>_<namespace>_<container>-<id>.log`.
  private static func linked(_ parts: [String], _ file: String) -> String? {
    guard parts.count >= 2, parts[parts.count - 2] == "containers", let end = file.range(of: ".log") else { return nil }
    let fields = file[..<end.lowerBound].split(separator: "_")
    guard fields.count == 3, let dash = fields[2].lastIndex(of: "-"), isIdentifier(fields[2][dash...].dropFirst())
    else {
      return nil
    }
    return String(fields[2][..<dash])
  }

  /// `.../containers/<id>/<id>-json.log`: the name stands in `config.v2.json` beside it, where that may be read.
  private static func docker(_ path: String, _ parts: [String], _ file: String) -> String? {
    guard parts.count >= 2, isIdentifier(parts[parts.count - 2][...]), file.hasPrefix(parts[parts.count - 2]) else {
      return nil
    }
    let config = URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent("config.v2.json")
    guard let data = try? Data(contentsOf: config), let found = try? JSONDecoder().decode(Config.self, from: data)
    else {
      return nil
    }
    let name = found.config?.labels?["com.docker.compose.service"] ?? found.name.map { String($0.trimmingPrefix("/")) }
    return name?.isEmpty == false ? name : nil
  }

  /// What Docker keeps of a container.
  private struct Config: Decodable {
    struct Container: Decodable {
      var labels: [String: String]?
      enum CodingKeys: String, CodingKey { case labels = "Labels" }
    }
    var name: String?
    var config: Container?
    enum CodingKeys: String, CodingKey {
      case name = "Name"
      case config = "Config"
    }
  }

  private static func isIdentifier(_ text: Substring) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { ($0 >= 48 && $0 <= 57) || ($0 >= 97 && $0 <= 102) }
  }
}

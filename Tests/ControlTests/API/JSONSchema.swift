import Foundation

/// As much of JSON Schema 2020-12 as `Config/openapi.json` uses, and stricter: a field that no schema names is wrong.
struct JSONSchema {
  /// The whole description, in which references are found.
  let document: [String: Any]

  /// What is wrong with the value, a line each: where, and why.
  func faults(_ value: Any, _ schema: [String: Any], at place: String = "$") -> [String] {
    if let reference = schema["$ref"] as? String {
      guard let target = resolve(reference) else { return ["\(place): no schema \(reference)"] }
      return faults(value, target, at: place)
    }
    if let choices = schema["anyOf"] as? [[String: Any]] {
      let all = choices.map { faults(value, $0, at: place) }
      return all.contains([]) ? [] : all[0]
    }
    let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map { [$0] } ?? []
    guard types.contains(where: { isOf($0, value) }) else { return ["\(place): is no \(types)"] }
    switch value {
    case let text as String: return stringFaults(text, schema, place)
    case let list as [Any]:
      guard let items = schema["items"] as? [String: Any] else { return ["\(place): items of no schema"] }
      return list.enumerated().flatMap { faults($1, items, at: "\(place)[\($0)]") }
    case let object as [String: Any]: return objectFaults(object, schema, place)
    case let number as NSNumber where isOf("number", value):
      let least = schema["minimum"] as? Double ?? -.infinity
      let most = schema["maximum"] as? Double ?? .infinity
      return (least...most).contains(number.doubleValue) ? [] : ["\(place): \(number) is out of range"]
    default: return []
    }
  }

  func resolve(_ reference: String) -> [String: Any]? {
    reference.split(separator: "/").dropFirst().reduce(document as [String: Any]?) { object, key in
      object?[String(key)] as? [String: Any]
    }
  }

  private func stringFaults(_ text: String, _ schema: [String: Any], _ place: String) -> [String] {
    if let choices = schema["enum"] as? [String], !choices.contains(text) {
      return ["\(place): '\(text)' is no choice"]
    }
    if let pattern = schema["pattern"] as? String, text.range(of: pattern, options: .regularExpression) == nil {
      return ["\(place): '\(text)' is not like \(pattern)"]
    }
    return []
  }

  private func objectFaults(_ object: [String: Any], _ schema: [String: Any], _ place: String) -> [String] {
    guard let properties = schema["properties"] as? [String: [String: Any]] else { return [] }
    let missing = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }.map { "\(place): lacks \($0)" }
    return missing
      + object.flatMap { name, value in
        properties[name].map { faults(value, $0, at: "\(place).\(name)") } ?? ["\(place): \(name) is not described"]
      }
  }

  private func isOf(_ type: String, _ value: Any) -> Bool {
    switch type {
    case "null": value is NSNull
    case "string": value is String
    case "array": value is [Any]
    case "object": value is [String: Any]
    case "boolean": (value as? NSNumber).map(isBoolean) ?? false
    case "integer": (value as? NSNumber).map { !isBoolean($0) && $0.doubleValue == $0.doubleValue.rounded() } ?? false
    case "number": (value as? NSNumber).map { !isBoolean($0) } ?? false
    default: false
    }
  }

  private func isBoolean(_ number: NSNumber) -> Bool { unsafe String(cString: number.objCType) == "c" }
}

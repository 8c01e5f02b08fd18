/// Ids of headings as GitHub makes them: words in lower case with `-` between, numbered where they repeat.
struct HeadingIDs {
  private var used: [String: Int] = [:]

  mutating func id(for text: String) -> String {
    let words = text.lowercased().unicodeScalars.split {
      !($0.properties.isAlphabetic || ("0"..."9").contains($0))
    }
    let slug = words.isEmpty ? "section" : words.map { String($0) }.joined(separator: "-")
    let count = used[slug, default: 0]
    used[slug] = count + 1
    return count == 0 ? slug : "\(slug)-\(count)"
  }
}

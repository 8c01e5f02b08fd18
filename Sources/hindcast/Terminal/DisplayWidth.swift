import Records

/// Columns that a terminal gives to a text: two to wide characters, none to combining ones (UAX #11, approximated by blocks).
func displayWidth(_ text: some StringProtocol) -> Int {
  text.reduce(0) { $0 + displayWidth($1) }
}

func displayWidth(_ character: Character) -> Int {
  guard let first = character.unicodeScalars.first else { return 0 }
  switch first.value {
  case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
    0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
    return 2
  default: return first.properties.generalCategory == .nonspacingMark ? 0 : 1
  }
}

/// The text with control characters visible, cut to `width` columns with an ellipsis.
func cut(_ text: some StringProtocol, _ width: Int) -> String {
  let text = text.controlsVisible
  if text.utf8.count <= width || displayWidth(text) <= width { return text }
  var kept = ""
  var used = 0
  for character in text {
    used += displayWidth(character)
    if used > width - 1 { break }
    kept.append(character)
  }
  return kept + "…"
}

/// The text and spaces up to `width` columns.
func pad(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - displayWidth(text)))
}

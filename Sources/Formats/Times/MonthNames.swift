/// The names of months and of days of the week that times are written with.
enum MonthNames {
  /// The month whose name, short or in full, is at `at`, and the index behind it and its full stop.
  static func read(_ line: RawSpan, _ at: Int) -> (month: Int, end: Int)? {
    var end = at
    while end < line.byteCount, end &- at < 20, Ascii.isLetter(line.byte(end)) || line.byte(end) >= 0x80 { end &+= 1 }
    guard end &- at >= 3 else { return nil }
    let found: Int?
    if end &- at == 3, let month = TimeReader.month(line, at) {
      found = month
    } else {
      // Only a day of the month makes a name of one: words are looked up rarely.
      found = digitFollows(line, end) ? others[line.packedLowercase(at, end)].map(Int.init) : nil
    }
    guard let found else { return nil }
    // A full stop closes what is cut short.
    let next = line.byteOrZero(end &+ 1)
    let isCut = line.byteOrZero(end) == Ascii.dot && (next == Ascii.space || next == Ascii.slash || next == Ascii.minus)
    return (found, isCut ? end &+ 1 : end)
  }

  private static func digitFollows(_ line: RawSpan, _ end: Int) -> Bool {
    var at = end
    while at < end &+ 3, at < line.byteCount, !Ascii.isAlphanumeric(line.byte(at)) { at &+= 1 }
    return Ascii.isDigit(line.byteOrZero(at))
  }

  /// The index behind the English name of a day of the week, short or in full, at `at`.
  static func behindWeekday(_ line: RawSpan, _ at: Int) -> Int? {
    guard at &+ 3 < line.byteCount, DateWords.isWeekday(line.packedLowercase(at, at &+ 3)) else { return nil }
    var end = at &+ 3
    while end < line.byteCount, end &- at < 10, Ascii.isLetter(line.byte(end)) { end &+= 1 }
    let isWhole = end &- at == 3 || line.matches("day", at: end &- 3)
    return isWhole ? end : nil
  }

  /// By their first eight bytes as `packedLowercase` gives them: English in full, and what the locales of glibc and of
  /// the JDK write in other languages.
  private static let others: [UInt64: UInt8] = {
    let names = """
      january janvier janv jän januar enero ene gennaio gen janeiro januari sty led ledna oca янв янв января
      february février févr fév februar febrero febbraio fevereiro fev februari lut úno února şub фев февраля
      march mars mär mrz märz marzo março maart mrt maa bře března мар марта
      april avril avr abril abr aprile kwi dub dubna nis huhti апр апреля
      may mai mayo maggio mag maio mei maj kvě května touko мая май
      june juin juni junio giugno giu junho cze čer června haz kesä июн июня
      july juillet juil juli julio luglio lug julho lip čvc července tem heinä июл июля
      august août aou agosto ago augustus aug sie srp srpna ağu elo авг августа
      september septembre sept septiembre settembre set setembro wrz zář září eyl syys сен сентября
      october octobre oktober okt octubre ottobre ott outubro out paź říj října eki loka окт октября
      november novembre noviembre novembro lis listopadu kas marras ноя ноября
      december décembre déc dezember dez diciembre dic dicembre dezembro des gru pro prosince ara joulu дек декабря
      """
    var table: [UInt64: UInt8] = [:]
    for (index, line) in names.split(separator: "\n").enumerated() {
      for name in line.split(separator: " ") {
        let bytes = Array(name.utf8)
        let key = unsafe bytes.span.bytes.packedLowercase(0, bytes.count)
        if table[key] == nil { table[key] = UInt8(index + 1) }
      }
    }
    return table
  }()
}

import Records

/// Names of services met in a block, by hash.
struct ServiceTable {
  private var indices: [UInt64: UInt32] = [:]
  private var last: (hash: UInt64, index: UInt32)

  init(first: String) {
    last = (0, 0)
  }

  mutating func index(of range: ByteRange, in line: RawSpan, _ names: inout [String]) -> UInt32 {
    let hash = ByteHash.of(line, Int(range.start), Int(range.end))
    if hash == last.hash { return last.index }
    var index = indices[hash]
    if index == nil {
      index = UInt32(names.count)
      names.append(line.text(range))
      indices[hash] = index
    }
    last = (hash, index ?? 0)
    return last.index
  }
}

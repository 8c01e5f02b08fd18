import Foundation
import Records
import Synchronization

/// What a command says beside its output: each remark once, however often there is reason for it.
final class Remarks: Sendable {
  private let said = Mutex<[String]>([])
  private let tell: @Sendable (String) -> Void

  init(tell: @escaping @Sendable (String) -> Void = Remarks.onStandardError) { self.tell = tell }

  var all: [String] { said.withLock(\.self) }

  func say(_ remark: String) {
    let isNew = said.withLock { said in
      if said.contains(remark) { return false }
      said.append(remark)
      return true
    }
    if isNew { tell(remark) }
  }

  static let onStandardError: @Sendable (String) -> Void = { remark in
    FileHandle.standardError.write(Data("hindcast: \(remark.controlsVisible)\n".utf8))
  }
}

import Store

/// The answer that lists corrections.
struct CorrectionList: Codable, Sendable {
  var corrections: [ListedCorrection]
}

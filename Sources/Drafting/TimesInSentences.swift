import Foundation
package import Records

extension String {
  /// The sentence with the times in it, which incidents hold as `2024-06-05T14:00:03.000Z`, as they are printed.
  package func printingTimes(_ printed: (Timestamp) -> String) -> String {
    replacing(/[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?Z/) { found in
      Timestamp(rfc3339: String(found.output)).map(printed) ?? String(found.output)
    }
  }
}

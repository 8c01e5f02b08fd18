import Foundation

/// Places values between the bottom (0) and the top (1) of a chart, and knows the round values to write beside it.
package struct ValueScale: Sendable, Equatable {
  package let isLogarithmic: Bool
  private let low: Double
  private let high: Double
  package let ticks: [Double]

  /// From zero to a round value above the largest.
  /// - Parameters:
  ///   - ticks: about so many steps.
  ///   - cap: no tick lies above it, such as 1 for a share.
  ///   - unit: the smallest step, such as 1 for counts.
  package static func linear(to largest: Double, ticks: Int, cap: Double = .infinity, unit: Double = 0) -> ValueScale {
    let step = max(unit, roundedUp(max(largest, 1e-9) / Double(ticks)))
    var count = max(1, Int((largest / step - 1e-9).rounded(.up)))
    while count > 1, Double(count) * step > cap + 1e-9 { count -= 1 }
    let values = (0...count).map { Double($0) * step }
    let top = min(cap, max(largest, values[count]))
    return ValueScale(isLogarithmic: false, low: 0, high: top, ticks: values.filter { $0 <= top + 1e-9 })
  }

  /// Logarithmic where the values differ by more than thirty times, so that the usual is not flat on the ground.
  package static func fitting(_ values: [Double], ticks: Int) -> ValueScale {
    let positive = values.filter { $0 > 0 && $0.isFinite }
    guard let smallest = positive.min(), let largest = positive.max() else { return linear(to: 1, ticks: ticks) }
    guard largest / smallest > 30 else { return linear(to: largest, ticks: ticks) }
    let low = roundedDown(smallest)
    let high = roundedUp(largest)
    var tens: [Double] = []
    var ten = power(of: low)
    while ten <= high * 1.0001 {
      if ten >= low * 0.9999 { tens.append(ten) }
      ten *= 10
    }
    return ValueScale(isLogarithmic: true, low: low, high: high, ticks: tens)
  }

  /// The values at both ends.
  package var bottom: Double { low }
  package var top: Double { high }

  package func fraction(_ value: Double) -> Double {
    if isLogarithmic {
      return min(1, max(0, log(max(value, low) / low) / log(high / low)))
    }
    return min(1, max(0, value / high))
  }

  /// The least of 1, 2, 5, 10, ... that is not below the value.
  private static func roundedUp(_ value: Double) -> Double {
    let ten = power(of: value)
    return [1, 2, 5].map { $0 * ten }.first { $0 >= value * 0.999_999 } ?? ten * 10
  }

  private static func roundedDown(_ value: Double) -> Double {
    let ten = power(of: value)
    return [5, 2].map { $0 * ten }.first { $0 <= value * 1.000_001 } ?? ten
  }

  /// The power of ten at or below the value.
  private static func power(of value: Double) -> Double {
    var ten = 1.0
    while ten * 10 <= value * 1.000_001 { ten *= 10 }
    while ten > value * 1.000_001, ten > 1e-12 { ten /= 10 }
    return ten
  }
}

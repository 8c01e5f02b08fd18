import Records
import Testing

@Suite struct FigureTextTests {
  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
  func groupsThousands(number: Int, text: String) {
    #expect(number.grouped == text)
  }

  @Test(arguments: [
    (0.352, 1, "0.4"), (2340.5, 1, "2,340.5"), (6.17, 2, "6.17"), (25.0, 2, "25"), (-0.001, 2, "0"),
    (.infinity, 1, "beyond measure"), (.nan, 1, "unknown"),
  ])
  func rounds(value: Double, places: Int, text: String) {
    #expect(value.figure(places: places) == text)
  }

  @Test func boundsWhatIsNoDuration() {
    #expect(Duration.approximately(seconds: 1.25) == .milliseconds(1250))
    #expect(Duration.approximately(seconds: .nan) == Duration.approximately(seconds: .infinity))
  }

  @Test(arguments: [
    (Duration.milliseconds(400), "0.4 s"), (.seconds(16), "16 s"), (.seconds(1897), "31 min 37 s"),
    (.seconds(60), "1 min"), (.seconds(11_520), "3 h 12 min"), (.seconds(183_600), "2 d 3 h"),
    (.milliseconds(59_600), "1 min"), (.seconds(-75), "-1 min 15 s"),
  ])
  func saysDurations(duration: Duration, text: String) {
    #expect(duration.inWords == text)
  }
}

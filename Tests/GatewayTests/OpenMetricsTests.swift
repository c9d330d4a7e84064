import Testing

@testable import Gateway

/// Numbers of the metrics are exact.
@Suite struct OpenMetricsTests {
  @Test(
    "1 µWh is 3.6 mJ, to the last digit, over the whole range",
    arguments: [
      (0 as Int64, "0.0000"), (1, "0.0036"), (-1, "-0.0036"), (10_000, "36.0000"), (277_778, "1000.0008"),
      (.max, "33204139332677192.9052"),
    ])
  func joules(microwattHours: Int64, text: String) {
    #expect(OpenMetricsText.joules(microwattHours) == text)
  }
}

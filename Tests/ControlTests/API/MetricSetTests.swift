import Control
import Testing

@Suite struct MetricSetTests {
  @Test func metricsAreOpenMetricsText() {
    let metrics = MetricSet([
      MetricFamily(
        "hindcast_source_lines", .counter, help: "Lines read.",
        samples: [.init(90_000, [.init("source", "/var/log/a.log")]), .init(1.5, [.init("source", "a\\b\"c\nd")])]),
      MetricFamily(
        "hindcast_source_lag_seconds", .gauge, unit: "seconds", help: "From an event to now,\nby \"source\".",
        samples: [.init(.infinity), .init(.nan), .init(-0.25)]),
      MetricFamily("hindcast_build", .info, help: "This build.", samples: [.init(1, [.init("version", "0.1.0")])]),
      MetricFamily("hindcast_gaps", .counter, help: "None yet.", samples: []),
    ])
    #expect(
      metrics.openMetrics == #"""
        # TYPE hindcast_source_lines counter
        # HELP hindcast_source_lines Lines read.
        hindcast_source_lines_total{source="/var/log/a.log"} 90000
        hindcast_source_lines_total{source="a\\b\"c\nd"} 1.5
        # TYPE hindcast_source_lag_seconds gauge
        # UNIT hindcast_source_lag_seconds seconds
        # HELP hindcast_source_lag_seconds From an event to now,\nby \"source\".
        hindcast_source_lag_seconds +Inf
        hindcast_source_lag_seconds NaN
        hindcast_source_lag_seconds -0.25
        # TYPE hindcast_build info
        # HELP hindcast_build This build.
        hindcast_build_info{version="0.1.0"} 1
        # TYPE hindcast_gaps counter
        # HELP hindcast_gaps None yet.
        # EOF

        """#)
  }
}

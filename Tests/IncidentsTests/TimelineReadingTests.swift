import Incidents
import Records
import Testing

/// How an incident of many services and signals reads.
@Suite struct TimelineReadingTests {
  /// Four tiers fail and slow down, each on three routes, and log errors.
  private func wide() -> Story {
    var story = Story(length: 10_800)
    for (number, service) in ["gunicorn", "haproxy", "apache"].enumerated() {
      for route in ["/", "/search", "/cart"] {
        story.signal(.latency, route, service: service, unit: "ms", baseline: 4, peak: 3000 + Double(number), at: 5)
        story.signal(.serverErrors, route, service: service, baseline: 0, peak: 0.2, at: 5)
      }
    }
    for service in ["app", "nginx"] {
      story.message("no live upstreams in \(service) at all", service, count: 400)
      story.signal(
        .newError, "no live upstreams in \(service) at all", service: service, unit: "per_minute", baseline: 0,
        peak: 90, at: 8)
    }
    return story
  }

  @Test func theOnsetIsOneSentenceOfKindsAndServices() {
    let onset = wide().assembled().timeline.first { $0.kind == .onset }
    #expect(
      onset?.summary
        == "It began: 5xx of apache, gunicorn and 2 more; slow responses of apache, gunicorn and 2 more; "
        + "unusual errors of app and nginx")
  }

  @Test func anOnsetOfOneSignalHasItsFigures() {
    var story = Story()
    story.facts.signals.removeLast(2)
    let onset = story.assembled().timeline.first { $0.kind == .onset }
    #expect(onset?.summary == "It began: 5xx share of nginx /product/{id} rose (usual 0.1 %)")
  }

  @Test func eachFamilyHasOnePeakAndErrorsWithAnEntryHaveNone() {
    let peaks = wide().assembled().timeline.filter { $0.kind == .peak }
    #expect(
      peaks.map(\.summary) == [
        "5xx share of nginx /product/{id} reached 34 % (usual 0.1 %)",
        "95th percentile of the latency of apache / reached 3,002 ms (usual 4 ms)",
      ])
  }

  @Test func errorsWithoutAnEntryHaveAPeak() {
    var story = Story()
    story.signal(.errorBurst, "rare", service: "app", unit: "per_minute", baseline: 0, peak: 3)
    #expect(story.assembled().timeline.filter { $0.kind == .peak }.map(\.service) == ["nginx", "nginx", "app"])
  }

  @Test func nothingMeasuredStandsBeforeTheOnset() {
    var story = Story()
    for i in story.facts.signals.indices { story.facts.signals[i].peakAt = Story.at(-5) }
    story.facts.detectedAt = Story.onset
    let measured = story.assembled().timeline.filter { $0.origin == .measured }
    #expect(measured.map(\.kind) == [.onset, .detected, .peak, .peak, .end])
    #expect(measured.allSatisfy { $0.at >= Story.onset })
  }

  @Test func threeHoursOfManySignalsAreTwoDozenRowsWithAllNotesAndChanges() {
    var story = wide()
    for hour in 0..<3 {
      story.event(.note, "ops", "looking at tier \(hour)", at: Double(hour) * 3000 + 600)
      story.restart("shop-\(hour).service", at: Double(hour) * 3000 + 900)
      story.event(.command, "ops", "systemctl restart shop-\(hour)", at: Double(hour) * 3000 + 899)
    }
    let timeline = story.assembled().timeline
    #expect((15...25).contains(timeline.count))
    #expect(timeline.count { $0.origin == .noted } == 3)
    #expect(timeline.count { $0.kind == .restart || $0.kind == .command } >= 3)
  }

  @Test func whatBeganLaterWithinAMinuteIsOneEntry() {
    var story = Story()
    for (service, at) in [("apache", 600.0), ("haproxy", 610), ("gunicorn", 900)] {
      story.signal(.serverErrors, nil, service: service, baseline: 0, peak: 0.3, at: at)
    }
    let later = story.assembled().timeline.filter { $0.kind == .onset }.dropFirst()
    #expect(
      later.map(\.summary) == ["Also: 5xx of apache and haproxy", "Also 5xx share of gunicorn rose (usual 0 %)"])
  }

  @Test func messagesThatDifferInAPrefixAreOneEntry() {
    var story = Story()
    story.message("request failed rid=<*>: pool limit reached", "app", count: 16, first: 4)
    story.message("<*> ERROR [<*>] shop: request failed rid=<*>: pool limit reached", "shop-2", count: 15, first: 3)
    story.message("<*> ERROR [<*>] shop: request failed rid=<*>: pool limit reached", "shop-1", count: 1, first: 3)
    story.message("out of pencils, cannot go on", "office", count: 7)
    let errors = story.assembled().timeline.filter { $0.kind == .error && $0.service == "app" }
    #expect(
      errors.map(\.summary) == [
        "app began to log `request failed rid=<*>: pool limit reached` (16 times, 0 would be usual); the same in longer "
          + "lines of shop-2 15 times and shop-1 1 time"
      ])
    #expect(errors.map(\.count) == [16])
    #expect(errors.map(\.at) == [Story.at(3)])
    #expect(story.assembled().timeline.count { $0.kind == .error } == 2)
  }

  @Test func aWordThatEndsManyMessagesFoldsNone() {
    var story = Story()
    story.message("timeout", "app", count: 20)
    story.message("upstream connection ended with timeout", "nginx", count: 20)
    #expect(story.assembled().timeline.count { $0.kind == .error } == 2)
  }

  @Test func theServiceIsNamedOnce() {
    var entry = TimelineEntry(
      id: "x", at: Story.onset, kind: .peak, origin: .measured, service: "nginx", summary: "5xx share of nginx rose")
    #expect(entry.saying == "5xx share of nginx rose")
    entry.service = "shop"
    #expect(entry.saying == "shop: 5xx share of nginx rose")
  }

  @Test func theMostTellingSignalsShowEveryKindAndService() {
    let signals = wide().assembled().signals
    let few = signals.mostTelling(8)
    #expect(Set(few.map { "\($0.kind.rawValue) \($0.service)" }).count == 8)
    #expect(few.allSatisfy { $0.kind != .newError })
    #expect(signals.mostTelling(1000) == signals)
  }
}

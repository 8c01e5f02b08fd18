package import Records

/// An instant by the two clocks of a live run: that of the wall, which events are dated by, and one that never steps.
package struct Moment: Sendable {
  package var wall: Timestamp
  /// Since any fixed moment.
  package var elapsed: Duration

  package init(wall: Timestamp, elapsed: Duration) {
    self.wall = wall
    self.elapsed = elapsed
  }
}

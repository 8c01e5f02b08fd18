import Detection
import Incidents

/// What users set, by one name each, so that a configuration need not know which part of the engine it is for.
extension EngineSettings {
  package var falseAlarmsPerMonth: Double {
    get { detection.falseAlarmsPerMonth }
    set { detection.falseAlarmsPerMonth = newValue }
  }

  /// Shares are 0 to 1.
  package var failedShareFloor: Double {
    get { detection.failedShareFloor }
    set { detection.failedShareFloor = newValue }
  }

  package var failedCountFloor: Int {
    get { detection.failedCountFloor }
    set { detection.failedCountFloor = newValue }
  }

  package var slowShareFloor: Double {
    get { detection.slowShareFloor }
    set { detection.slowShareFloor = newValue }
  }

  package var slowCountFloor: Int {
    get { detection.slowCountFloor }
    set { detection.slowCountFloor = newValue }
  }

  package var slowMarginMicroseconds: UInt32 {
    get { detection.slowMarginMicroseconds }
    set { detection.slowMarginMicroseconds = newValue }
  }

  /// Pauses are seconds.
  package var phasePause: Int64 {
    get { grouping.phasePause }
    set { grouping.phasePause = newValue }
  }

  package var incidentPause: Int64 {
    get { grouping.incidentPause }
    set { grouping.incidentPause = newValue }
  }
}

/// What plays a load plan and sends its readings: the simulator in this module, or a real charge point behind an
/// adapter that steps through the plan and collects what it sent.
public protocol ScenarioSource {
  /// Name and version, for the report.
  var name: String { get }
  /// Plays `plan` on a connector and returns everything that was sent, in the order of delivery.
  func play(_ plan: LoadPlan, on unit: ScenarioUnit, behaviour: SourceBehaviour) -> [Transmission]
}

/// A source whose charge points all have one fault.
struct FaultySource: ScenarioSource {
  let source: any ScenarioSource
  let fault: SourceFault

  var name: String { "\(source.name), with a fault: \(fault.name)" }

  func play(_ plan: LoadPlan, on unit: ScenarioUnit, behaviour: SourceBehaviour) -> [Transmission] {
    var behaviour = behaviour
    fault.change(&behaviour)
    return source.play(plan, on: unit, behaviour: behaviour)
  }
}

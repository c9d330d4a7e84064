import Foundation

/// Limits that the published texts set but that could not be read: each is a setting, labelled *unverified* in the
/// file and in every output until somebody enters the clause it was taken from as its `source`.
public struct CMSPolicy: Codable, Equatable, Sendable {
  /// Greatest difference between the virtual meter and the reference, percent of the energy.
  public var accuracyLimit = PolicyValue(2, "%")
  /// Greatest offset of a charge point's clock before its values count as estimated.
  public var clockLimit = PolicyValue(20, "s")
  /// Days after the settlement date for which revised data are still sent.
  public var lateDataCutOff = PolicyValue(14, "days")
  /// Longest time between two readings over which a half hour still counts as actual.
  public var greatestGap = PolicyValue(1800, "s")
  /// Greatest power of one connector.
  public var greatestPower = PolicyValue(43_500, "W")
  /// Power taken for a unit that sent nothing (default data), 0 for none.
  public var defaultLoad = PolicyValue(0, "W")
  /// Greatest difference of a load from its mean, in windows of five minutes, that still counts as steady.
  public var steadyLoadLimit = PolicyValue(5, "%")
  /// Sum of half hours against the register's advance: one Wh is the resolution of the file.
  public var sumTolerance = PolicyValue(1, "Wh")
  /// Role letter of the Meter Administrator in ZHV.
  public var administratorRole = PolicyText("Z")
  /// Supplier Validated Flag (64L) that a Meter Administrator sends: T or F.
  public var validatedFlag = PolicyText("F")

  /// The defaults.
  public init() {}

  /// Reads a policy file (JSON); fields that are missing keep their default. Throws `PolicyError`.
  public init(parsing data: Data) throws(PolicyError) {
    let known = CMSPolicy().values.map(\.name)
    do {
      let defaults =
        try JSONSerialization.jsonObject(with: JSONEncoder().encode(CMSPolicy())) as? [String: Any]
      guard var all = defaults, let given = try JSONSerialization.jsonObject(with: data) as? [String: Any]
      else {
        throw PolicyError(reason: "is no JSON object")
      }
      for (name, value) in given {
        guard known.contains(name) else {
          throw PolicyError(reason: "'\(name)' is no setting; known are \(known.joined(separator: ", "))")
        }
        all[name] = value
      }
      self = try JSONDecoder().decode(CMSPolicy.self, from: JSONSerialization.data(withJSONObject: all))
      try check()
    } catch let error as PolicyError {
      throw error
    } catch {
      throw PolicyError(reason: "\(error)")
    }
  }

  private var numbers: [(name: String, value: PolicyValue)] {
    [
      ("accuracyLimit", accuracyLimit), ("clockLimit", clockLimit), ("lateDataCutOff", lateDataCutOff),
      ("greatestGap", greatestGap), ("greatestPower", greatestPower), ("defaultLoad", defaultLoad),
      ("steadyLoadLimit", steadyLoadLimit), ("sumTolerance", sumTolerance),
    ]
  }

  /// A number in another unit would be taken for a thousand times as much; one out of range for anything.
  private func check() throws(PolicyError) {
    for ((name, found), (_, wanted)) in zip(numbers, CMSPolicy().numbers) {
      guard found.unit == wanted.unit else {
        throw PolicyError(reason: "'\(name)' is in '\(found.unit)', expected '\(wanted.unit)'")
      }
      guard found.value.isFinite, (0...1e9).contains(found.value) else {
        throw PolicyError(reason: "'\(name)' is \(found.value), expected 0 to 1000000000 \(wanted.unit)")
      }
    }
    guard administratorRole.value.utf8.count == 1 else {
      throw PolicyError(reason: "'administratorRole' is '\(administratorRole.value)', expected one letter")
    }
    guard ["T", "F"].contains(validatedFlag.value) else {
      throw PolicyError(reason: "'validatedFlag' is '\(validatedFlag.value)', expected T or F")
    }
  }

  /// Every setting with its value and source, for reports.
  public var values: [(name: String, text: String)] {
    [
      ("accuracyLimit", accuracyLimit.text), ("clockLimit", clockLimit.text),
      ("lateDataCutOff", lateDataCutOff.text), ("greatestGap", greatestGap.text),
      ("greatestPower", greatestPower.text), ("defaultLoad", defaultLoad.text),
      ("steadyLoadLimit", steadyLoadLimit.text), ("sumTolerance", sumTolerance.text),
      ("administratorRole", administratorRole.text),
      ("validatedFlag", validatedFlag.text),
    ]
  }
}

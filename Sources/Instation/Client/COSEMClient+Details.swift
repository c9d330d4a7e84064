import COSEM

extension COSEMClient {
  /// An attribute's value; nil where it is refused or no data.
  package func value(
    _ classID: UInt16, _ name: OBIS, _ attribute: Int8
  ) throws(MeterReadError) -> COSEMValue? {
    do throws(MeterReadError) {
      let octets = try get(AttributeDescriptor(classID: classID, name: name, attribute: attribute))
      return try? COSEMValue(octets)
    } catch {
      if case .refused = error.kind { return nil }
      throw error
    }
  }

  /// What a meter of `driver` tells of its technical details, but for its channels.
  package func technicalDetails(
    _ driver: ReadingDriver
  ) throws(MeterReadError) -> MeterTechnicalDetails {
    var details = MeterTechnicalDetails()
    details.serial = try value(1, OBIS(0, 0, 96, 1, 0), 2)?.words
    details.outstation = try value(1, OBIS(0, 0, 96, 1, 2), 2)?.words
    details.currentRatio = try ratio(2, 5)
    details.voltageRatio = try ratio(3, 6)
    if driver.name == ReadingDriver.prometer100.name { details.outstationType = "PRO" }
    return details
  }

  /// A ratio as `200/5`, by value group E of its numerator and denominator.
  private func ratio(_ numerator: UInt8, _ denominator: UInt8) throws(MeterReadError) -> String? {
    guard let high = try value(1, OBIS(1, 0, 0, 4, numerator), 2)?.integer else { return nil }
    guard let low = try value(1, OBIS(1, 0, 0, 4, denominator), 2)?.integer else { return "\(high)" }
    return "\(high)/\(low)"
  }
}

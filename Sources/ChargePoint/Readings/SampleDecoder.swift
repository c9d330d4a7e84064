import MeterCore

/// Turns `meterValue` arrays of both versions into samples: defaults filled in, digits kept.
struct SampleDecoder {
  /// What all samples of a message share.
  struct Origin {
    var chargePoint: String
    var connector: Int?
    var transaction: String?
    var isOffline: Bool
    var receivedAt: Instant
    var source: String
    var sequence: Int64?
  }

  /// Samples and what was refused, in the order of the message.
  struct Outcome {
    var samples: [MeterSample] = []
    /// Facts of each refused value; the message itself is still accepted, or it would be sent for ever.
    var refused: [JSONValue] = []
  }

  let version: OCPPVersion

  /// Decodes a `meterValue` (1.6: also `transactionData`) array.
  func decode(_ meterValues: [JSONValue], _ origin: Origin) -> Outcome {
    var outcome = Outcome()
    for meterValue in meterValues {
      guard let stamp = meterValue["timestamp"]?.text, let time = RFC3339.instant(stamp) else {
        outcome.refused.append(["reason": "timestamp missing or not RFC 3339", "meter_value": meterValue])
        continue
      }
      guard let sampled = meterValue["sampledValue"]?.elements else {
        outcome.refused.append(["reason": "sampledValue missing", "meter_value": meterValue])
        continue
      }
      for value in sampled {
        if let sample = sample(value, at: time.instant, origin) {
          outcome.samples.append(sample)
          if let reason = doubt(about: sample) {
            outcome.refused.append(["reason": .string(reason), "timestamp": .string(stamp), "value": value])
          }
        } else {
          outcome.refused.append(["reason": "value missing", "timestamp": .string(stamp), "value": value])
        }
      }
    }
    return outcome
  }

  private func sample(_ fields: JSONValue, at instant: Instant, _ origin: Origin) -> MeterSample? {
    // 1.6 says string, 2.0.1 says number; charge points do either.
    let text: String
    switch fields["value"] {
    case .string(let string)?: text = string
    case .number(let digits)?: text = digits
    default: return nil
    }
    let measurand = fields["measurand"]?.text ?? Measurand.activeImportRegister
    let unitOfMeasure = fields["unitOfMeasure"]
    let unit =
      (version == .v16 ? fields["unit"] : unitOfMeasure?["unit"])?.text ?? Measurand.defaultUnit(measurand)
    let multiplier = version == .v16 ? 0 : Int(clamping: unitOfMeasure?["multiplier"]?.integer ?? 0)
    var sample = MeterSample(
      chargePoint: origin.chargePoint, connector: origin.connector, instant: instant,
      receivedAt: origin.receivedAt, measurand: measurand,
      context: fields["context"]?.text ?? "Sample.Periodic", location: fields["location"]?.text ?? "Outlet",
      phase: fields["phase"]?.text, unit: unit, multiplier: multiplier, text: text, value: nil, energy: nil,
      isExact: true, signed: nil, transaction: origin.transaction, isOffline: origin.isOffline,
      sequence: origin.sequence, source: origin.source)
    if version == .v16, fields["format"]?.text == "SignedData" {
      sample.signed = SignedMeterValue(data: text, signingMethod: nil, encodingMethod: nil, publicKey: nil)
      return sample
    }
    if let signed = fields["signedMeterValue"], let data = signed["signedMeterData"]?.text {
      sample.signed = SignedMeterValue(
        data: data, signingMethod: signed["signingMethod"]?.text,
        encodingMethod: signed["encodingMethod"]?.text, publicKey: signed["publicKey"]?.text)
    }
    guard (-18...18).contains(multiplier), var number = ExactDecimal(text) else { return sample }
    if number.significand != 0 { number.exponent += multiplier }
    sample.value = number
    if Measurand.isEnergy(measurand), let power = Measurand.powerOfTenToMicro(energyUnit: unit),
      let scaled = number.scaled(byPowerOfTen: power)
    {
      sample.energy = Energy(microwattHours: scaled.value)
      sample.isExact = scaled.isExact
    }
    return sample
  }

  /// Why a sample of an energy cannot be used as one.
  private func doubt(about sample: MeterSample) -> String? {
    guard Measurand.isEnergy(sample.measurand), sample.signed == nil, sample.energy == nil else { return nil }
    if sample.value == nil { return "not a decimal number" }
    return Measurand.powerOfTenToMicro(energyUnit: sample.unit) == nil
      ? "unit '\(sample.unit)' is no energy" : "does not fit 64 bits of µWh"
  }
}

extension MeterSample {
  /// The sample as a JSON object: the text as it came, and the energy derived from it.
  public var json: JSONValue {
    .members(
      ("time", .string(RFC3339.text(instant))), ("received", .string(RFC3339.text(receivedAt))),
      ("charge_point", .string(chargePoint)), ("connector", connector.map { .integer($0) }),
      ("measurand", .string(measurand)), ("context", .string(context)), ("location", .string(location)),
      ("phase", phase.map { .string($0) }), ("unit", .string(unit)),
      ("multiplier", multiplier == 0 ? nil : .integer(multiplier)), ("value", .string(text)),
      ("energy_microwatt_hours", energy.map { .integer($0.microwattHours) }),
      ("exact", isExact ? nil : false), ("transaction", transaction.map { .string($0) }),
      ("offline", isOffline ? true : nil), ("sequence", sequence.map { .integer($0) }),
      (
        "signed",
        signed.map {
          .members(
            ("data", .string($0.data)), ("signing_method", $0.signingMethod.map { .string($0) }),
            ("encoding_method", $0.encodingMethod.map { .string($0) }),
            ("public_key", $0.publicKey.map { .string($0) }))
        }
      ), ("source", .string(source)))
  }
}

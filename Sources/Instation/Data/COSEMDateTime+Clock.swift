import COSEM

extension COSEMDateTime {
  /// A UTC time as a meter's clock writes times: with the deviation and the mark of `clock`, or without deviation
  /// where the clock has none.
  public init(utcSeconds seconds: Int64, as clock: COSEMDateTime?, localOffsetMinutes: Int) {
    guard let clock else {
      self.init(utcSeconds: seconds)
      return
    }
    if clock.deviationMinutes == -0x8000 {
      self.init(utcSeconds: seconds - Int64(localOffsetMinutes) * 60)
      deviationMinutes = -0x8000
      return
    }
    // Local time plus the deviation is UTC.
    self.init(utcSeconds: seconds - Int64(clock.deviationMinutes) * 60)
    deviationMinutes = clock.deviationMinutes
    status = clock.status & 0x80
  }
}

import MeterCore

/// What flows through a twin-element meter of a house, as a function of time and seed alone: a simulation that was
/// stopped anywhere goes on exactly as if it had not been.
///
/// The primary element has the household's load and an electric car that gives back to the grid on some evenings. The
/// secondary element has solar panels, and a battery that charges from the grid at night and gives back in the
/// evening: the arrangement MP184 is for. Each element has one direction at a time; nothing is netted over time.
public struct SimulatedHousehold: Codable, Equatable, Sendable {
  /// Makes different houses and different weather.
  public var seed: UInt64
  /// Peaks in watts; 0 leaves a part out.
  public var loadWatts: Int64
  public var solarWatts: Int64
  public var batteryWatts: Int64
  public var carWatts: Int64

  /// Creates a house.
  public init(
    seed: UInt64 = 1, loadWatts: Int64 = 4200, solarWatts: Int64 = 3900, batteryWatts: Int64 = 1900,
    carWatts: Int64 = 2600
  ) {
    self.seed = seed
    self.loadWatts = loadWatts
    self.solarWatts = solarWatts
    self.batteryWatts = batteryWatts
    self.carWatts = carWatts
  }

  enum CodingKeys: String, CodingKey {
    case seed
    case loadWatts = "load_watts"
    case solarWatts = "solar_watts"
    case batteryWatts = "battery_watts"
    case carWatts = "car_watts"
  }

  /// Energy in µWh (µvarh) of each register, by `TwinRegister`, in the minute `minute` after 1970-01-01T00:00Z.
  public func microwattHours(inMinute minute: Int64) -> InlineArray<7, Int64> {
    let primary = load(minute) - car(minute)
    let secondary = solar(minute) + battery(minute) - Self.inverterStandbyWatts
    var watts = InlineArray<7, Int64>(repeating: 0)
    func set(_ register: TwinRegister, _ power: Int64) { watts[Int(register.rawValue)] = power }
    set(primary >= 0 ? .primaryActiveImport : .primaryActiveExport, abs(primary))
    set(secondary >= 0 ? .secondaryActiveExport : .secondaryActiveImport, abs(secondary))
    // Motors and fridges take reactive power; the car's inverter gives some back.
    set(.primaryReactiveImport, load(minute) / 5)
    set(.primaryReactiveExport, car(minute) / 9)
    set(.secondaryReactiveExport, solar(minute) / 11)
    var energies = InlineArray<7, Int64>(repeating: 0)
    for index in 0..<7 { energies[index] = (watts[index] * 1_000_000 + 59) / 60 }
    return energies
  }

  /// RMS voltage in 0.1 V.
  public func decivolts(inMinute minute: Int64) -> UInt16 {
    let evening = Self.bump(minute % 1440, centre: 1110, half: 240)
    return UInt16(2405 - 60 * evening / 1000 + (noise(minute / 3, 5) - 500) / 25)
  }

  private static let inverterStandbyWatts: Int64 = 9

  /// Night base, morning and evening peaks, appliances that switch.
  private func load(_ minute: Int64) -> Int64 {
    let day = minute % 1440
    let morning = Self.bump(day, centre: 450, half: 110)
    let evening = Self.bump(day, centre: 1110, half: 200)
    let appliance = noise(minute / 17, 1) > 820 ? 260 + noise(minute / 5, 2) / 8 : 0
    return loadWatts * (55 + 250 * morning / 1000 + 430 * evening / 1000 + appliance) / 1000
  }

  /// A day from 06:00 to 20:00 UTC, duller days and passing clouds.
  private func solar(_ minute: Int64) -> Int64 {
    let day = minute % 1440
    guard day > 360, day < 1200 else { return 0 }
    let height = 1000 - (day - 780) * (day - 780) * 1000 / (420 * 420)
    let weather = 450 + noise(minute / 1440, 3) * 55 / 100
    let cloud = 700 + noise(minute / 6, 4) * 3 / 10
    return max(solarWatts * height / 1000 * weather / 1000 * cloud / 1000, 0)
  }

  /// Positive while it gives back: in from the grid 01:00 to 04:30, out 16:30 to 20:00 with what is left after losses.
  private func battery(_ minute: Int64) -> Int64 {
    switch minute % 1440 {
    case 60..<270: -batteryWatts
    case 990..<1200: batteryWatts * 88 / 100
    default: 0
    }
  }

  /// Positive while the car gives back: 18:00 to 19:30, two evenings in three.
  private func car(_ minute: Int64) -> Int64 {
    guard noise(minute / 1440, 6) >= 333 else { return 0 }
    return (1080..<1170).contains(minute % 1440) ? carWatts : 0
  }

  /// 1000 at `centre`, falling to 0 at `half` minutes from it.
  private static func bump(_ minute: Int64, centre: Int64, half: Int64) -> Int64 {
    let distance = abs(minute - centre)
    guard distance < half else { return 0 }
    return 1000 - distance * distance * 1000 / (half * half)
  }

  /// 0 to 999, of the index, a part's number and the seed only (SplitMix64).
  private func noise(_ index: Int64, _ part: UInt64) -> Int64 {
    var z = UInt64(bitPattern: index) &+ (seed &* 8 &+ part) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int64((z ^ (z >> 31)) % 1000)
  }
}

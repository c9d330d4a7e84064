/// A fault of a simulated meter that one rule of the Codes of Practice must find: `OST-STO-1=short`.
public struct SimulatedFault: Hashable, Sendable, CustomStringConvertible {
  /// The rule that must find it.
  public let rule: String
  /// Its name among the faults of the rule.
  public let kind: String
  /// What the meter does wrong.
  public let meaning: String

  init(_ rule: String, _ kind: String, _ meaning: String) {
    self.rule = rule
    self.kind = kind
    self.meaning = meaning
  }

  /// The fault of a text `RULE=kind`; nil for an unknown one.
  public init?(_ text: String) {
    guard let fault = Self.all.first(where: { $0.description == text }) else { return nil }
    self = fault
  }

  public var description: String { "\(rule)=\(kind)" }

  private static let flags = ["PF", "RST", "BAT", "TIM", "TRU", "CFG", "REV", "ERR"]

  /// All faults.
  public static let all: [SimulatedFault] =
    [
      SimulatedFault("OST-ID-1", "changes", "the outstation ID is another in every session"),
      SimulatedFault("OST-STO-1", "short", "stores 4000 records"),
      SimulatedFault("OST-STO-2", "short", "stores 900 records"),
      SimulatedFault("OST-STO-3", "swap", "gives two stored rows in the wrong order"),
      SimulatedFault("OST-STO-3", "gap", "a stored row is missing"),
      SimulatedFault("OST-INT-1", "fixed", "refuses every other period"),
      SimulatedFault("OST-INT-1", "hourly", "stores hours"),
      SimulatedFault("OST-INT-2", "shifted", "periods end 7 minutes late"),
      SimulatedFault("OST-RES-1", "coarse", "stores steps of 500 Wh"),
      SimulatedFault("OST-ADV-1", "leak", "stores 3 % less than the register counts"),
      SimulatedFault("OST-ADV-2", "slight", "stores 0.2 % more than the register counts"),
      SimulatedFault("OST-RPT-1", "changes", "a stored value is another at every second read"),
      SimulatedFault("OST-RD-1", "clears", "reading the present flags clears them"),
      SimulatedFault("TIM-1", "offset", "the clock is 25 s fast"),
      SimulatedFault("TIM-2", "fast", "the clock gains 60 ppm"),
      SimulatedFault("TIM-3", "uneven", "a period is 7 s longer and the next one shorter, without a flag"),
      SimulatedFault("TIM-4", "summer", "follows daylight saving"),
      SimulatedFault("TIM-5", "accepts", "level 1 may set the clock"),
      SimulatedFault("TIM-6", "wrong", "setting the clock leaves it 40 s fast"),
      SimulatedFault("SEC-1", "short", "takes passwords of 5 characters"),
      SimulatedFault("SEC-1", "cut", "takes passwords of up to 10 characters only"),
      SimulatedFault("SEC-2", "programs", "level 1 may change data"),
      SimulatedFault("SEC-2", "open", "everything can be read without a password"),
      SimulatedFault("SEC-3", "unlogged", "wrong passwords are not logged"),
      SimulatedFault("SEC-3", "locks", "a wrong password keeps the right one out for 20 s"),
      SimulatedFault("SEC-4", "tells", "the communications firmware is named after the password of level 1"),
    ]
    + flags.indices.map {
      SimulatedFault("ALM-\($0 + 1)", "missing", "\(flags[$0]) is never shown")
    }
    + flags.indices.map {
      SimulatedFault("ALM-\($0 + 1)", "sticks", "\(flags[$0]) stays once it was shown")
    } + [
      SimulatedFault("ALM-9", "unseen", "a supply failure leaves no trace"),
      SimulatedFault("REG-1", "rollback", "a register goes back once"),
      SimulatedFault("REG-2", "rates", "a rate register has 10 Wh too much"),
      SimulatedFault("REG-3", "maximum", "the maximum demand is 5 % high"),
      SimulatedFault("MTD-1", "ratio", "the current ratio is 100/5 instead of 200/5"),
      SimulatedFault("ACC-*", "gain", "pulses and registers count 5 % more than flowed"),
      SimulatedFault("PUL-1", "short", "pulses are 20 ms long"),
      SimulatedFault("PUL-2", "lost", "one pulse in 50 is missing"),
      SimulatedFault("COM-1", "accepts", "frames with a wrong check sequence are accepted (HDLC)"),
      SimulatedFault("COM-2", "loses", "a read that breaks off loses a row"),
    ]
}

/// Key slots of the meter besides those of parties with services of their own.
public enum KeySlot: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// The access control broker: makes the MAC of every command, and speaks for unknown remote parties.
  case accessControlBroker = 0
  /// The load controller.
  case loadController = 1
}

import COSEM
import HAL

/// An outstation: a meter, its settings and how it behaves. Sessions (one a link) work on it.
public struct Outstation<
  Meter: OutstationMeter & ~Copyable, Cipher: Crypto & ~Copyable, Store: SettingsStore & ~Copyable
>: ~Copyable {
  /// The meter.
  public var meter: Meter
  /// Ciphers and random octets.
  public var crypto: Cipher
  /// What is kept; change it through `change`.
  public private(set) var settings: OutstationSettings
  /// How the outstation behaves.
  public let personality: OutstationPersonality

  /// Where settings are kept; for mounting it, nothing else.
  public var store: Store
  /// Messages sent up to this number are covered by the stored counter.
  private var savedSendCounter: UInt32 = 0
  private var savedReceiveCounter: UInt32 = 0
  /// Failed attempts in a row, and when the next is taken: at ports of the site, and from afar. Whoever tries passwords
  /// over a network keeps nobody out who stands before the meter.
  private var failures = InlineArray<2, UInt8>(repeating: 0)
  private var notBefore = InlineArray<2, Int64>(repeating: 0)
  /// The highest level that failed, 0 for none, and when the last did.
  private var failedLevel = InlineArray<2, UInt8>(repeating: 0)
  private var lastFailure = InlineArray<2, Int64>(repeating: 0)
  /// Attempts refused unseen since the last one judged. The first is entered in the log, of the others only the number, with
  /// the next entry: a log in flash would wear out, and forget what matters.
  private var unseen = InlineArray<2, UInt32>(repeating: 0)

  /// Counter numbers reserved by one save.
  static var counterReserve: UInt32 { 256 }

  /// Starts with the settings kept in `store`, or with `initial` where there are none. Where `initial` was made with
  /// other credentials than those kept, its credentials count.
  public init(
    meter: consuming Meter, crypto: consuming Cipher, store: consuming Store,
    initial: OutstationSettings, personality: OutstationPersonality
  ) {
    self.init(unloaded: meter, crypto: crypto, store: store, initial: initial, personality: personality)
    load()
  }

  /// An outstation whose meter and store are to be mounted, and whose settings to be loaded, before anything else: made
  /// in place, where the stack has no room for two of them.
  public init(
    unloaded meter: consuming Meter, crypto: consuming Cipher, store: consuming Store,
    initial: OutstationSettings, personality: OutstationPersonality
  ) {
    self.meter = meter
    self.crypto = crypto
    settings = initial
    self.personality = personality
    self.store = store
  }

  /// Loads the settings of an outstation made by `init(unloaded:crypto:store:initial:personality:)`. Once.
  @inline(never)
  public mutating func load() {
    let initial = settings
    let kept = store.load()
    if let kept { settings = kept }
    let hasNewCredentials = settings.credentialsMark != initial.credentialsMark
    if hasNewCredentials { settings.takeCredentials(of: initial) }
    settings.sendCounter = max(settings.sendCounter, 1)
    settings.receiveCounter = max(settings.receiveCounter, 1)
    // Numbers up to the reserve may have been seen since the last save: they count as used.
    let mayHaveReceived = settings.hasReceived
    if mayHaveReceived { settings.receiveCounter = Self.ahead(of: settings.receiveCounter) }
    settings.hasReceived = false
    if kept == nil || hasNewCredentials || mayHaveReceived { _ = store.save(settings) }
    savedSendCounter = settings.sendCounter
    savedReceiveCounter = settings.receiveCounter
  }

  /// Changes settings and keeps them; false where they could not be kept (then nothing is changed).
  public mutating func change(_ body: (inout OutstationSettings) -> Void) -> Bool {
    var changed = settings
    body(&changed)
    guard store.save(kept(changed)) else { return false }
    settings = changed
    savedSendCounter = Self.ahead(of: changed.sendCounter)
    savedReceiveCounter = changed.receiveCounter
    return true
  }

  /// What is stored: the send counter ahead of use.
  private func kept(_ settings: OutstationSettings) -> OutstationSettings {
    var kept = settings
    kept.sendCounter = Self.ahead(of: settings.sendCounter)
    return kept
  }

  /// A counter with the reserve added; numbers end, they never begin again.
  private static func ahead(of counter: UInt32) -> UInt32 {
    counter > .max - counterReserve ? .max : counter + counterReserve
  }

  /// The number of the next message sent, used up; nil where it could not be reserved, or no number is left: a number
  /// used twice with a key would give the key away.
  mutating func nextSendCounter() -> UInt32? {
    let counter = settings.sendCounter
    guard counter < .max else { return nil }
    if counter >= savedSendCounter {
      guard store.save(kept(settings)) else { return nil }
      savedSendCounter = Self.ahead(of: counter)
    }
    settings.sendCounter += 1
    return counter
  }

  /// A client's message number, below the last one there is, was used. `isChanging` saves at once.
  mutating func received(_ counter: UInt32, isChanging: Bool) {
    settings.receiveCounter = max(settings.receiveCounter, counter + 1)
    let isFirst = !settings.hasReceived
    settings.hasReceived = true
    guard isChanging || isFirst || counter &- savedReceiveCounter >= Self.counterReserve else { return }
    if store.save(kept(settings)) {
      savedReceiveCounter = settings.receiveCounter
    } else if isFirst {
      settings.hasReceived = false
    }
  }

  // MARK: Passwords

  /// Judges a password of a client that asks for `wanted` (255 for any level). Returns the level granted, nil
  /// when refused. Every attempt is logged.
  mutating func authenticate(
    _ password: RawSpan, wanted: UInt8, client: UInt16, isRemote: Bool, now: Int64
  ) -> UInt8? {
    let level = settings.level(of: password)
    var isGood = level > 0 && (wanted == 255 || wanted == level) && !isSlowed(isRemote: isRemote, now: now)
    if level == 4 && !meter.isSealBroken { isGood = false }
    note(isGood, level: wanted == 255 ? level : wanted, client: client, isRemote: isRemote, now: now)
    return isGood ? level : nil
  }

  /// Notes an attempt: lengthens the delay, or ends it, and logs. A password ends delays of its own level and below only:
  /// who holds level 1 guesses level 3 no faster. Failures are forgotten ten minutes after the last.
  mutating func note(_ isGood: Bool, level: UInt8, client: UInt16, isRemote: Bool, now: Int64) {
    let place = isRemote ? 1 : 0
    let isUnseen = isSlowed(isRemote: isRemote, now: now)
    if isUnseen {
      unseen[place] &+= 1
      if unseen[place] > 1 { return }
    }
    if now - lastFailure[place] > 600_000_000_000 { failedLevel[place] = 0 }
    if isGood {
      if level >= failedLevel[place] {
        failures[place] = 0
        failedLevel[place] = 0
        notBefore[place] = 0
      }
    } else if !isUnseen {
      if failedLevel[place] == 0 { failures[place] = 0 }
      // A password of no level, where the client did not say which it wants, may have been meant for the highest.
      failedLevel[place] = max(failedLevel[place], level == 0 ? 4 : level)
      lastFailure[place] = now
      failures[place] = failures[place] == 255 ? 255 : failures[place] + 1
      if failures[place] > personality.freeAttempts {
        let doublings = min(Int(failures[place] - personality.freeAttempts) - 1, 20)
        let delay = personality.firstDelayNanoseconds << Int64(doublings)
        notBefore[place] = now + min(delay, personality.longestDelayNanoseconds)
      }
    }
    var event = AccessEvent(isGood ? .granted : .refused, level: level, client: client)
    if !isUnseen {
      event.before = Int64(max(unseen[place], 1) - 1)
      unseen[place] = 0
    }
    meter.log(event, now: now)
  }

  /// Level 4 changes nothing once the seal is whole again, whatever was open before.
  mutating func isSealGood(for level: UInt8) -> Bool { level < 4 || meter.isSealBroken }

  /// True while attempts over a network, or at the meter's own ports, are refused unseen; `now` is monotonic, in nanoseconds.
  public func isSlowed(isRemote: Bool, now: Int64) -> Bool { now < notBefore[isRemote ? 1 : 0] }
}

import COSEM
import DataLink
import Glibc
import HAL
import Outstation

/// One outstation for many links. Everything happens on the thread of `OutstationServer.run`.
public final class SharedOutstation<
  Meter: OutstationMeter & ~Copyable, Cipher: Crypto & ~Copyable, Store: SettingsStore & ~Copyable
> {
  /// The outstation.
  public var outstation: Outstation<Meter, Cipher, Store>
  /// Answers by general block transfer even where GET blocks are agreed.
  public var prefersGeneralBlocks = false

  /// Shares an outstation.
  public init(_ outstation: consuming Outstation<Meter, Cipher, Store>) { self.outstation = outstation }
}

extension SharedOutstation where Cipher == SoftwareCrypto, Store == VolatileSettings, Meter: ~Copyable {
  /// Shares an outstation that keeps nothing, such as a simulated one.
  public convenience init(
    meter: consuming Meter, settings: OutstationSettings, personality: OutstationPersonality
  ) {
    var source = SystemRandomNumberGenerator()
    let entropy = Key128(InlineArray { _ in UInt8.random(in: 0...255, using: &source) })
    self.init(
      Outstation(
        meter: meter, crypto: SoftwareCrypto(entropy: entropy), store: VolatileSettings(), initial: settings,
        personality: personality))
  }
}

/// A link's handler on a shared outstation.
struct LinkHandler<
  Meter: OutstationMeter & ~Copyable, Cipher: Crypto & ~Copyable, Store: SettingsStore & ~Copyable
>: MessageHandler, FlagHandler, ~Copyable {
  let shared: SharedOutstation<Meter, Cipher, Store>
  var session = OutstationSession<2048, 4096>()
  var flag = FlagReadout()

  init(_ shared: SharedOutstation<Meter, Cipher, Store>) {
    self.shared = shared
    session.prefersGeneralBlocks = shared.prefersGeneralBlocks
  }

  mutating func linkEnded(client: UInt16, server: UInt16) { session.end() }

  mutating func respond(
    client: UInt16, server: UInt16, request: inout MutableRawSpan, count: Int,
    response: inout MutableRawSpan, now: Int64
  ) -> Int {
    session.respond(
      client: client, request: &request, count: count, response: &response,
      outstation: &shared.outstation, now: now)
  }

  mutating func followUp(response: inout MutableRawSpan, now: Int64) -> Int {
    session.followUp(response: &response, outstation: &shared.outstation, now: now)
  }

  mutating func readoutLine(_ index: Int, into octets: inout MutableRawSpan) -> Int {
    flag.line(index, into: &octets, outstation: &shared.outstation, now: MonotonicNow.nanoseconds())
  }

  mutating func isAccepted(password: RawSpan, type: UInt8, now: Int64) -> Bool {
    flag.isAccepted(
      password: password, isRemote: session.link.isRemote, outstation: &shared.outstation, now: now)
  }

  mutating func read(_ dataSet: RawSpan, into octets: inout MutableRawSpan, now: Int64) -> Int {
    flag.read(dataSet, into: &octets, outstation: &shared.outstation, now: now)
  }

  mutating func write(_ dataSet: RawSpan, now: Int64) -> Bool { false }

  mutating func flagSessionEnded() { flag.end() }
}

/// The monotonic clock.
enum MonotonicNow {
  static func nanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

import COSEM
import HAL
import Testing

@testable import Outstation
@testable import OutstationService

/// Invocation counters where somebody wants them to go wrong.
@Suite struct CounterTests {
  /// Messages whose number has no tag to prove it move nothing.
  @Test("A message that is encrypted but not authenticated is refused, and its number not believed")
  func withoutTag() {
    var talk = CipheredClient()
    talk.rig.client = 16
    // Anybody can write this: no key is needed for it.
    let answer = talk.rig.send(
      "6023 A109060760857405080103 A60A04084142434445464748 BE0A0408 2106 20FFFFFFFF00")
    #expect((try? AssociationResponse(answer.span.bytes, 0..<answer.count))?.result == .rejectedPermanent)
    #expect(talk.rig.outstation.settings.receiveCounter == 1)
    #expect(talk.associate()?.result == .accepted)
    let known = talk.rig.outstation.settings.receiveCounter
    let sealed = talk.protect(CipheringConformanceTests.get, tag: .gloGetRequest, control: .encrypted)
    #expect(talk.rig.send(sealed) == hex("D80105"))
    #expect(talk.rig.outstation.settings.receiveCounter == known)
    // Authenticated alone is enough where no policy asks for more.
    let open = talk.protect(CipheringConformanceTests.get, tag: .gloGetRequest, control: .authenticated)
    #expect(talk.rig.send(open).first == APDUTag.gloGetResponse.rawValue)
  }

  @Test("The last number there is is never taken, so that nothing can be sent twice with it")
  func lastNumber() {
    var talk = CipheredClient()
    #expect(talk.associate()?.result == .accepted)
    talk.counter = .max - 1
    let last = talk.protect(CipheringConformanceTests.get, tag: .gloGetRequest)
    let taken = talk.rig.send(last)
    #expect(talk.open(taken) == CipheringConformanceTests.answer)
    #expect(talk.rig.send(last).prefix(3) == hex("D80106")[...])
    #expect(talk.rig.outstation.settings.receiveCounter == .max)
    // A number further: by hand, since a client has none.
    var beyond = talk.protect(CipheringConformanceTests.get, tag: .gloGetRequest, key: CipheredClient.key)
    beyond.replaceSubrange(3..<7, with: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(talk.rig.send(beyond).prefix(3) == hex("D80106")[...])
  }

  @Test("After a restart the counter is higher, at its end too")
  func restart() {
    for counter in [UInt32(1), 4_000_000_000, .max - 100, .max] {
      var settings = OutstationSettings()
      settings.receiveCounter = counter
      settings.sendCounter = counter
      settings.hasReceived = true
      let store = FailingStore(kept: settings)
      var outstation = Outstation(
        meter: SimulatedMeter(.cop, days: 1, startSeconds: OutstationRig.start, seed: 1),
        crypto: SoftwareCrypto(entropy: Key128(InlineArray(repeating: 7))), store: store,
        initial: OutstationSettings(), personality: .codeOfPractice)
      #expect(outstation.settings.receiveCounter == counter &+ min(256, .max - counter), "\(counter)")
      let sent = outstation.nextSendCounter()
      #expect(sent == (counter == .max ? nil : counter))
    }
  }

  @Test("Where the number of an answer cannot be reserved nothing is ciphered")
  func storeFails() {
    let store = FailingStore(kept: nil)
    var outstation = Outstation(
      meter: SimulatedMeter(.cop, days: 1, startSeconds: OutstationRig.start, seed: 1),
      crypto: SoftwareCrypto(entropy: Key128(InlineArray(repeating: 7))), store: store,
      initial: OutstationSettings(), personality: .codeOfPractice)
    // One reserve is there from the start; the next cannot be had.
    store.state.isFailing = true
    var numbers: [UInt32] = []
    for _ in 0..<600 { if let number = outstation.nextSendCounter() { numbers.append(number) } }
    #expect(Set(numbers).count == numbers.count && numbers.count <= 256)
    let highest = store.state.kept?.sendCounter
    #expect(numbers.allSatisfy { $0 < highest ?? 1 })
    store.state.isFailing = false
    let next = outstation.nextSendCounter()
    #expect(next == 1 + UInt32(numbers.count))
  }
}

/// A store that can be told to fail.
struct FailingStore: SettingsStore {
  final class State {
    var kept: OutstationSettings?
    var isFailing = false
    init(_ kept: OutstationSettings?) { self.kept = kept }
  }
  let state: State
  init(kept: OutstationSettings?) { state = State(kept) }
  mutating func load() -> OutstationSettings? { state.kept }
  mutating func save(_ settings: OutstationSettings) -> Bool {
    guard !state.isFailing else { return false }
    state.kept = settings
    return true
  }
}

import COSEM
import HAL
import MockHAL
import Testing

@testable import Outstation
@testable import OutstationService

@Suite struct SettingsTests {
  static func settings() -> OutstationSettings {
    var settings = OutstationSettings()
    for level in 1...3 {
      let octets = Array("secret\(level)".utf8)
      _ = settings.setPassword(octets.span.bytes, level: level)
    }
    settings.sendCounter = 77
    settings.receiveCounter = 4_000_000_000
    settings.currentRatio = OutstationSettings.Ratio(600, 5)
    settings.policy = 3
    settings.hasKeys = true
    settings.title = SystemTitle([1, 2, 3, 4, 5, 6, 7, 8])
    return settings
  }

  @Test("A record comes back; a cut or unknown record is none")
  func record() {
    let octets = written { bytes in
      Self.settings().encode(into: &bytes)
      return OutstationSettings.recordOctets
    }
    let back = OutstationSettings(decoding: octets.span.bytes)
    #expect(back?.sendCounter == 77 && back?.receiveCounter == 4_000_000_000 && back?.policy == 3)
    #expect(back?.currentRatio == OutstationSettings.Ratio(600, 5))
    #expect(back?.hasKeys == true && back?.title.octets[7] == 8)
    for wrong in [Array(octets.prefix(90)), [9] + Array(octets.dropFirst())] {
      let isNone = OutstationSettings(decoding: wrong.span.bytes) == nil
      #expect(isNone)
    }
  }

  @Test("A record of before the compensation moved to the meter is read as it was meant")
  func earlierRecord() {
    var settings = Self.settings()
    settings.demandResets = 5
    settings.credentialsMark = 0x0102_0304_0506_0708
    var octets = written { bytes in
      settings.encode(into: &bytes)
      return OutstationSettings.recordOctets
    }
    // Compensation -25 stood before the number of resets.
    let place = octets.firstRange(of: hex("00000005 0102030405060708"))
    #expect(place != nil)
    guard let place else { return }
    octets.replaceSubrange((place.lowerBound - 4)..<place.lowerBound, with: hex("FFFFFFE7"))
    let back = OutstationSettings(decoding: octets.span.bytes)
    #expect(back?.demandResets == 5 && back?.credentialsMark == 0x0102_0304_0506_0708)
  }

  @Test("Kept in flash: the newest record counts, a restart never repeats a number")
  func kept() throws {
    let medium = EmulatedMedium(
      NonVolatileGeometry(
        sizeBytes: 16_384, eraseBlockBytes: 1024, programUnitBytes: 8, isOverwritable: false))
    var used: Set<UInt32> = []
    var lowest: UInt32 = 1
    for start in 0..<5 {
      let store = try RingSettings(EmulatedMemory(medium))
      var outstation = Outstation(
        meter: SimulatedMeter(.cop, days: 1, startSeconds: OutstationRig.start, seed: 1),
        crypto: SoftwareCrypto(entropy: Key128(InlineArray(repeating: 7))), store: store,
        initial: OutstationSettings(), personality: .codeOfPractice)
      let floor = outstation.settings.receiveCounter
      #expect(floor >= lowest, "start \(start)")
      for _ in 0..<600 {
        let number = outstation.nextSendCounter()
        #expect(used.insert(try #require(number)).inserted)
      }
      // Reads save seldom, changes at once: none of the numbers is taken again after a restart.
      for _ in 0..<300 { outstation.received(outstation.settings.receiveCounter, isChanging: false) }
      outstation.received(outstation.settings.receiveCounter, isChanging: true)
      for _ in 0..<100 { outstation.received(outstation.settings.receiveCounter, isChanging: false) }
      lowest = outstation.settings.receiveCounter
    }
    #expect(used.min() == 1)
  }
}

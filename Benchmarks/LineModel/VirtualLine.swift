import DataLink
import Instation

/// The client's end of a virtual line. Nothing sleeps: time passes with the octets.
public final class VirtualLine: MeterLine {
  private let place: VirtualInstallation
  private let meter: MeterEnd
  private var baud: UInt32
  private var isEightBit: Bool
  private var isClosed = false
  private var echoed: [UInt8] = []
  private var echo: EchoFilter<4096>?

  init(_ place: VirtualInstallation, _ meter: MeterEnd, baud: UInt32, isEightBit: Bool, filtersEcho: Bool) {
    self.place = place
    self.meter = meter
    self.baud = baud
    self.isEightBit = isEightBit
    echo = filtersEcho ? EchoFilter() : nil
  }

  public var nowNanoseconds: Int64 { place.clock.nanoseconds }

  public func send(_ octets: [UInt8]) throws(LineError) {
    guard !isClosed else { throw .closed }
    let (arrived, isCut) = place.carry(octets[...], .toMeter, isEightBit: isEightBit)
    place.clock.pass(Int64(octets.count) * LinePace.octetNanoseconds(baud))
    place.requests += 1
    meter.advance(now: nowNanoseconds)
    if place.faults.hasEcho { echoed += octets }
    echo?.sent(octets.span.bytes)
    if place.faults.restartAfterRequests == place.requests {
      meter.restart()
    } else if baud == meter.baud && isEightBit == meter.isEightBit {
      meter.receive(arrived, now: nowNanoseconds)
    }
    if isCut {
      isClosed = true
      throw .closed
    }
  }

  /// Hands over what is no echo.
  private func pass(_ arrived: some Sequence<UInt8>, into octets: inout [UInt8]) {
    for octet in arrived {
      if echo != nil {
        echo?.take(octet) { octets.append($0) }
      } else {
        octets.append(octet)
      }
    }
  }

  public func receive(into octets: inout [UInt8], until deadline: Int64) throws(LineError) {
    octets.removeAll(keepingCapacity: true)
    if !echoed.isEmpty {
      pass(echoed, into: &octets)
      echoed.removeAll()
      if !octets.isEmpty { return }
    }
    while octets.isEmpty {
      guard !isClosed else { throw .closed }
      if let burst = meter.bursts.first {
        let step = LinePace.octetNanoseconds(burst.baud)
        guard burst.start + step <= deadline else { return place.clock.pass(until: deadline) }
        // What a serial port hands over at a time.
        let most = step == 0 ? burst.octets.count : min(Int((deadline - burst.start) / step), 64)
        let part = burst.octets.prefix(max(most, 1))
        if part.count == burst.octets.count {
          meter.bursts.removeFirst()
        } else {
          meter.bursts[0].octets = burst.octets.dropFirst(part.count)
          meter.bursts[0].start = burst.start + Int64(part.count) * step
        }
        place.clock.pass(until: burst.start + Int64(part.count) * step)
        let (arrived, isCut) = place.carry(part, .toClient, isEightBit: burst.isEightBit)
        if burst.baud == baud && burst.isEightBit == isEightBit {
          pass(arrived, into: &octets)
        }
        if isCut {
          isClosed = true
          meter.bursts.removeAll()
        }
      } else if meter.hasHungUp {
        isClosed = true
      } else if let due = meter.nextDeadline, due <= deadline {
        // A millisecond more where the meter's time stands still.
        place.clock.pass(until: max(due, nowNanoseconds + (due <= nowNanoseconds ? 1_000_000 : 0)))
        meter.advance(now: nowNanoseconds)
      } else {
        return place.clock.pass(until: deadline)
      }
      if nowNanoseconds >= deadline { return }
    }
  }

  public func changeSpeed(baud: UInt32, isEightBit: Bool) {
    self.baud = place.pace.baud == 0 ? 0 : baud
    self.isEightBit = isEightBit
  }

  public func wait(until time: Int64) { place.clock.pass(until: time) }

  public func close() { isClosed = true }
}

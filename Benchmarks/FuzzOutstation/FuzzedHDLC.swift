import DataLink
import Outstation

/// A line of octets into an HDLC server with a whole outstation behind it, and into a client that waits for an answer.
/// Every frame taken as good encodes to octets that stood on the line; every frame sent is a good one.
///
/// Octet 0, bit 0: the rest is the line as it is, else frames whose check sequences are made right, so that what is
/// behind them is reached too: control, length of the information (bit 7: segmented), information.
enum FuzzedHDLC {
  static func run(_ input: [UInt8]) {
    guard let choice = input.first else { return }
    let rest = input.dropFirst()
    if choice & 1 != 0 {
      let line = Array(rest)
      deframe(line)
      serve(line)
      read(line)
    } else {
      serve(
        frames(
          rest, destination: choice & 2 != 0 ? HDLCAddress(logical: 1, physical: 1) : HDLCAddress(1),
          HDLCAddress(19)))
      read(frames(rest, destination: HDLCAddress(17), HDLCAddress(1)))
    }
  }

  private static func frames(
    _ input: ArraySlice<UInt8>, destination: HDLCAddress, _ source: HDLCAddress
  ) -> [UInt8] {
    var line: [UInt8] = []
    var position = input.startIndex
    var frame = [UInt8](repeating: 0, count: 256)
    while position + 2 <= input.endIndex {
      let control = HDLCControl(input[position])
      let length = input[position + 1]
      position += 2
      let count = min(Int(length & 0x7F), input.endIndex - position)
      let information = Array(input[position..<(position + count)])
      position += count
      var written = 0
      do {
        var span = frame.mutableSpan
        var bytes = span.mutableBytes
        written = HDLCFrame.write(
          destination: destination, source: source, control: control, isSegmented: length & 0x80 != 0,
          information: information.span.bytes, into: &bytes)
      }
      line += frame[..<written]
    }
    return line
  }

  private static func deframe(_ input: [UInt8]) {
    var deframer = HDLCDeframer<600>()
    var taken: [UInt8] = []
    for octet in input {
      deframer.take(octet)
      taken.append(octet)
      while let frame = deframer.next() {
        var field = [UInt8](repeating: 0, count: frame.informationCount)
        for index in field.indices { field[index] = deframer.information(of: frame, at: index) }
        var again = [UInt8](repeating: 0, count: 700)
        var count = 0
        do {
          var span = again.mutableSpan
          var bytes = span.mutableBytes
          count = HDLCFrame.write(
            destination: frame.destination, source: frame.source, control: frame.control,
            isSegmented: frame.isSegmented, information: field.span.bytes, into: &bytes)
        }
        // The opening flag may have been the closing one of the frame before; a frame that a damaged one had swallowed
        // stands further back.
        guard count > 0, contains(taken, again[1..<count]) else {
          fatalError("a frame that did not stand on the line")
        }
      }
    }
  }

  private static func contains(_ octets: [UInt8], _ wanted: ArraySlice<UInt8>) -> Bool {
    guard octets.count >= wanted.count else { return false }
    return (0...(octets.count - wanted.count)).reversed().contains {
      octets[$0..<($0 + wanted.count)].elementsEqual(wanted)
    }
  }

  private static func serve(_ input: [UInt8]) {
    var server = HDLCServer<600, 700>(
      HDLCServerConfiguration(
        limits: HDLCParameters(
          maximumInformationTransmit: 128, maximumInformationReceive: 512, windowTransmit: 3, windowReceive: 3
        )))
    var port = OutstationPort<512, 700, _, _, _>(FuzzedSession.outstation())
    var check = HDLCDeframer<2064>()
    var now: Int64 = 0
    var position = 0
    // The line brings up to 64 octets at a time.
    while position < input.count {
      let count = min(Int(input[position]) % 64 + 1, input.count - position)
      let part = Array(input[position..<(position + count)])
      position += count
      now += 1_000_000
      server.receive(part.span.bytes, handler: &port, now: now)
      var frame = [UInt8](repeating: 0, count: 2064)
      for _ in 0..<64 {
        var sent = 0
        do {
          var span = frame.mutableSpan
          var bytes = span.mutableBytes
          sent = server.transmit(into: &bytes)
        }
        if sent == 0 { break }
        var isGood = false
        for octet in frame[..<sent] {
          check.take(octet)
          while check.next() != nil { isGood = true }
        }
        guard isGood else { fatalError("sent a damaged frame") }
      }
    }
    server.advance(handler: &port, now: now + 1_000_000_000_000)
    guard server.client == nil else { fatalError("a silent link stays open") }
  }

  private static func read(_ input: [UInt8]) {
    var client = HDLCClient<600, 700>(
      HDLCClientConfiguration(client: 17, server: HDLCAddress(1), proposal: .standard))
    var frame = [UInt8](repeating: 0, count: 700)
    let request = [UInt8](repeating: 0xC0, count: 13)
    client.connect()
    var now: Int64 = 0
    var position = 0
    while position < input.count {
      do {
        var span = frame.mutableSpan
        var bytes = span.mutableBytes
        _ = client.transmit(into: &bytes, now: now)
      }
      let count = min(Int(input[position]) % 64 + 1, input.count - position)
      let part = Array(input[position..<(position + count)])
      position += count
      now += 10_000_000
      client.receive(part.span.bytes, now: now)
      if client.takeEvent() == .connected { _ = client.send(request.span.bytes) }
    }
  }
}

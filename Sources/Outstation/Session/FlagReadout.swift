import COSEM
import DataLink
import HAL

/// The outstation on a flag port: readout of the registers, passwords of the access levels, single registers
/// in programming mode. Nothing is written this way; changes go through HDLC (mode E).
public struct FlagReadout: ~Copyable {
  /// The level that a password of this session granted.
  public private(set) var level: UInt8 = 0

  /// A session without rights.
  public init() {}

  /// The session ended.
  public mutating func end() { level = 0 }

  /// See `FlagHandler.readoutLine`: device address, date and time, then every register.
  public mutating func line<Meter, Cipher, Store>(
    _ index: Int, into octets: inout MutableRawSpan, outstation: inout Outstation<Meter, Cipher, Store>,
    now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    var writer = OctetWriter()
    let time = COSEMDateTime(utcSeconds: outstation.meter.time(now: now).seconds)
    switch index {
    case 0:
      writer.copy("0.0.0(", &octets)
      let serial = outstation.meter.identity.serial
      writer.copy(serial.characters.span.bytes.extracting(0..<Int(serial.count)), &octets)
      writer.put(0x29, &octets)
    case 1:
      writer.copy("0.9.1(", &octets)
      writer.digits(Int64(time.hour), 2, &octets)
      writer.digits(Int64(time.minute), 2, &octets)
      writer.digits(Int64(time.second), 2, &octets)
      writer.put(0x29, &octets)
    case 2:
      writer.copy("0.9.2(", &octets)
      writer.digits(Int64(time.year) % 100, 2, &octets)
      writer.digits(Int64(time.month), 2, &octets)
      writer.digits(Int64(time.day), 2, &octets)
      writer.put(0x29, &octets)
    default:
      let register = index - 3
      guard register < outstation.meter.registerCount else { return 0 }
      let description = outstation.meter.register(at: register)
      writer.code(description.name, &octets)
      writeValue(register, description, &writer, &octets, outstation: &outstation, now: now)
    }
    return writer.isOverrun(octets) ? 0 : writer.position
  }

  /// See `FlagHandler.isAccepted`.
  public mutating func isAccepted<Meter, Cipher, Store>(
    password: RawSpan, isRemote: Bool = false, outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Bool
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    level = outstation.authenticate(password, wanted: 255, client: 0, isRemote: isRemote, now: now) ?? 0
    return level > 0
  }

  /// See `FlagHandler.read`: a register by its code, such as `1.8.0()`, once a password was given.
  public mutating func read<Meter, Cipher, Store>(
    _ dataSet: RawSpan, into octets: inout MutableRawSpan,
    outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  ) -> Int
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    guard level > 0 else { return 0 }
    for register in 0..<outstation.meter.registerCount {
      let description = outstation.meter.register(at: register)
      var name = InlineArray<16, UInt8>(repeating: 0)
      var span = name.mutableSpan
      var nameOctets = span.mutableBytes
      var writer = OctetWriter()
      writer.code(description.name, &nameOctets)
      guard writer.position <= dataSet.byteCount else { continue }
      var isSame = true
      for index in 0..<writer.position
      where nameOctets.unsafeLoad(fromByteOffset: index, as: UInt8.self)
        != dataSet.unsafeLoad(fromByteOffset: index, as: UInt8.self)
      { isSame = false }
      let next = writer.position
      guard isSame,
        next == dataSet.byteCount || dataSet.unsafeLoad(fromByteOffset: next, as: UInt8.self) == 0x28
      else { continue }
      var answer = OctetWriter()
      writeValue(register, description, &answer, &octets, outstation: &outstation, now: now)
      return answer.isOverrun(octets) ? 0 : answer.position
    }
    return 0
  }

  private func writeValue<Meter, Cipher, Store>(
    _ register: Int, _ description: RegisterDescription, _ writer: inout OctetWriter,
    _ octets: inout MutableRawSpan, outstation: inout Outstation<Meter, Cipher, Store>, now: Int64
  )
  where Meter: ~Copyable, Cipher: ~Copyable, Store: ~Copyable {
    writer.put(0x28, &octets)
    if let value = outstation.meter.registerValue(at: register, now: now) {
      writer.decimal(value.value, scaler: Int(description.scaler), &octets)
      switch description.unit {
      case 27: writer.copy("*W", &octets)
      case 29: writer.copy("*var", &octets)
      case 30: writer.copy("*Wh", &octets)
      case 32: writer.copy("*varh", &octets)
      case 33: writer.copy("*A", &octets)
      case 35: writer.copy("*V", &octets)
      case 44: writer.copy("*Hz", &octets)
      default: break
      }
    }
    writer.put(0x29, &octets)
  }
}

extension OctetWriter {
  /// At least `width` digits.
  mutating func digits(_ value: Int64, _ width: Int, _ octets: inout MutableRawSpan) {
    var divisor: Int64 = 1
    var count = 1
    while count < width || (divisor <= .max / 10 && value / divisor >= 10) {
      divisor *= 10
      count += 1
    }
    var rest = value
    while divisor > 0 {
      put(UInt8(0x30 + rest / divisor % 10), &octets)
      rest %= divisor
      divisor /= 10
    }
  }

  /// A number times ten to the power of `scaler`.
  mutating func decimal(_ value: Int64, scaler: Int, _ octets: inout MutableRawSpan) {
    if value < 0 { put(0x2D, &octets) }
    let size = value < 0 ? 0 - value : value
    guard scaler < 0 else {
      digits(size, 1, &octets)
      for _ in 0..<(size == 0 ? 0 : scaler) { put(0x30, &octets) }
      return
    }
    var divisor: Int64 = 1
    for _ in 0..<min(-scaler, 18) { divisor *= 10 }
    digits(size / divisor, 1, &octets)
    put(0x2E, &octets)
    digits(size % divisor, min(-scaler, 18), &octets)
  }

  /// Value groups C, D and E.
  mutating func code(_ name: OBIS, _ octets: inout MutableRawSpan) {
    for group in 2...4 {
      if group > 2 { put(0x2E, &octets) }
      digits(Int64(name[group]), 1, &octets)
    }
  }
}

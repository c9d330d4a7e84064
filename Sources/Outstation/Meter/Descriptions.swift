import COSEM

/// Who a meter is.
public struct OutstationIdentity: Sendable, BitwiseCopyable {
  /// Logical device name, up to 16 characters.
  public var logicalDevice: ShortText
  /// Serial number.
  public var serial: ShortText
  /// Manufacturer.
  public var manufacturer: ShortText
  /// Outstation identification of the Codes of Practice.
  public var outstation: ShortText
  /// Firmware that measures.
  public var metrologyFirmware: ShortText
  /// Firmware that stores and settles.
  public var applicationFirmware: ShortText
  /// Firmware that communicates.
  public var communicationsFirmware: ShortText

  /// Creates an identity.
  public init(
    logicalDevice: ShortText, serial: ShortText, manufacturer: ShortText, outstation: ShortText,
    metrologyFirmware: ShortText, applicationFirmware: ShortText, communicationsFirmware: ShortText
  ) {
    self.logicalDevice = logicalDevice
    self.serial = serial
    self.manufacturer = manufacturer
    self.outstation = outstation
    self.metrologyFirmware = metrologyFirmware
    self.applicationFirmware = applicationFirmware
    self.communicationsFirmware = communicationsFirmware
  }
}

/// How a number is written; the low seven bits of a raw value are its tag of COSEM data.
public enum CellType: UInt8, Sendable, BitwiseCopyable {
  /// UTC seconds since 1970, written as date and time in an octet string.
  case dateTime = 9
  case uint8 = 17
  case uint16 = 18
  case uint32 = 6
  case uint64 = 21
  case int32 = 5
  case int64 = 20
  /// The code of a logical name, written as an octet string.
  case logicalName = 0x89

  /// Tag of the COSEM data.
  var tag: UInt8 { rawValue & 0x7F }

  /// Octets of a value without its tag: always the same number.
  var contentOctets: Int {
    switch self {
    case .dateTime: 13
    case .logicalName: 7
    case .uint8: 1
    case .uint16: 2
    case .uint32, .int32: 4
    case .uint64, .int64: 8
    }
  }
}

/// Which interface class a register has.
public enum RegisterKind: UInt8, Sendable, BitwiseCopyable {
  /// Class 1: a value without unit.
  case data
  /// Class 3.
  case register
  /// Class 4: with status and capture time.
  case extended
  /// Class 5: current and last average.
  case demand

  /// The class.
  public var classID: UInt16 {
    switch self {
    case .data: 1
    case .register: 3
    case .extended: 4
    case .demand: 5
    }
  }

  /// The attribute that holds scaler and unit; 0 for none.
  public var scalerAttribute: Int8 { self == .demand ? 4 : self == .data ? 0 : 3 }
}

/// A register of a meter.
public struct RegisterDescription: Sendable, BitwiseCopyable {
  /// Logical name.
  public var name: OBIS
  /// Interface class.
  public var kind: RegisterKind
  /// How its value is written.
  public var type: CellType
  /// Power of ten that the value is multiplied with.
  public var scaler: Int8
  /// Unit by DLMS number: 30 Wh, 32 varh, 27 W, 35 V, 33 A, 44 Hz, 255 none.
  public var unit: UInt8
  /// Scaler and unit are refused at this address (met on real meters).
  public var isScalerDenied: Bool

  /// Creates a description.
  public init(
    name: OBIS, kind: RegisterKind = .register, type: CellType, scaler: Int8, unit: UInt8,
    isScalerDenied: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.type = type
    self.scaler = scaler
    self.unit = unit
    self.isScalerDenied = isScalerDenied
  }
}

/// What a register holds.
public struct RegisterValue: Equatable, Sendable, BitwiseCopyable {
  /// The value; of a demand register the current average.
  public var value: Int64
  /// Demand register: the last average.
  public var last: Int64 = 0
  /// Extended and demand register: status.
  public var status: UInt8 = 0
  /// Extended and demand register: UTC seconds of the capture, 0 for never.
  public var capturedSeconds: Int64 = 0

  /// Creates a value.
  public init(_ value: Int64) { self.value = value }
}

/// A profile of a meter.
public struct ProfileDescription: Sendable, BitwiseCopyable {
  /// Logical name.
  public var name: OBIS
  /// Capture period in seconds; 0 where rows are captured by events.
  public var periodSeconds: UInt32
  /// Rows it can hold.
  public var capacity: UInt32
  /// Columns; at most 64 can be selected singly.
  public var columnCount: Int
  /// The period cannot be read (met on real meters).
  public var isPeriodDenied: Bool

  /// Creates a description.
  public init(
    name: OBIS, periodSeconds: UInt32, capacity: UInt32, columnCount: Int, isPeriodDenied: Bool = false
  ) {
    self.name = name
    self.periodSeconds = periodSeconds
    self.capacity = capacity
    self.columnCount = columnCount
    self.isPeriodDenied = isPeriodDenied
  }
}

/// A column of a profile.
public struct ColumnDescription: Sendable, BitwiseCopyable {
  /// What is captured.
  public var source: AttributeDescriptor
  /// How its cells are written.
  public var type: CellType

  /// Creates a description.
  public init(source: AttributeDescriptor, type: CellType) {
    self.source = source
    self.type = type
  }
}

/// The rows that a selection found.
public struct RowSelection: Equatable, Sendable, BitwiseCopyable {
  /// Id of the first row.
  public var first: UInt32
  /// Id after the last row.
  public var end: UInt32
  /// Rows that can be read among them.
  public var count: Int
  /// Only rows stamped from here on; nil for all.
  public var fromSeconds: Int64?
  /// Only rows stamped up to here; nil for all.
  public var toSeconds: Int64?

  /// Creates a selection.
  public init(first: UInt32, end: UInt32, count: Int, fromSeconds: Int64? = nil, toSeconds: Int64? = nil) {
    self.first = first
    self.end = end
    self.count = count
    self.fromSeconds = fromSeconds
    self.toSeconds = toSeconds
  }
}

/// What a meter's clock says.
public struct OutstationTime: Equatable, Sendable, BitwiseCopyable {
  /// UTC seconds since 1970.
  public var seconds: Int64
  /// Hundredths of a second.
  public var hundredths: UInt8
  /// COSEM clock status: bit 0 invalid, bit 1 doubtful.
  public var status: UInt8

  /// Creates a time.
  public init(seconds: Int64, hundredths: UInt8 = 0, status: UInt8 = 0) {
    self.seconds = seconds
    self.hundredths = hundredths
    self.status = status
  }
}

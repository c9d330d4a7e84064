import Glibc

/// A device of the kernel's industrial I/O as sysfs shows it. The roots of sysfs and of the device files are
/// given, so that tests and containers have their own.
public struct IIODevice: Sendable {
  /// The device as it was named.
  public let name: String
  /// Its folder in sysfs.
  public let folder: String
  /// Its character device.
  public let devicePath: String
  private let devicesFolder: String

  /// Finds a device by its `name` attribute or as `iio:device0`.
  public init(
    finding device: String, sysfs: String = "/sys", devices: String = "/dev"
  ) throws(IIOError) {
    let root = sysfs + "/bus/iio/devices"
    let entries = Self.entries(of: root).filter { $0.hasPrefix("iio:device") }
    var names: [String] = []
    var found: [String] = []
    for entry in entries {
      let name = Self.text(at: root + "/" + entry + "/name") ?? ""
      names.append(name.isEmpty ? entry : "\(name) (\(entry))")
      if entry == device || name == device { found.append(entry) }
    }
    guard let entry = found.first else {
      throw IIOError(
        device, path: root,
        names.isEmpty
          ? "is not there: the kernel shows no industrial I/O device; load its driver"
          : "is not there; there are: \(names.joined(separator: ", "))")
    }
    guard found.count == 1 else {
      throw IIOError(
        device, path: root, "names \(found.count) devices; use one of \(found.joined(separator: ", "))")
    }
    name = device
    folder = root + "/" + entry
    devicePath = devices + "/" + entry
    devicesFolder = root
  }

  /// Names of the scan elements, without `in_`.
  public var scanElements: [String] {
    Self.entries(of: folder + "/scan_elements").filter { $0.hasPrefix("in_") && $0.hasSuffix("_en") }
      .map { String($0.dropFirst(3).dropLast(3)) }
  }

  /// Index and type of a scan element.
  public func element(_ element: String) throws(IIOError) -> IIOScanLayout.Element {
    let base = "scan_elements/in_\(element)"
    guard let index = Int(try read(base + "_index")) else {
      throw IIOError(name, path: "\(folder)/\(base)_index", "has a scan index that is no number")
    }
    let text = try read(base + "_type")
    guard let type = IIOElementType(parsing: text) else {
      throw IIOError(
        name, path: "\(folder)/\(base)_type", "has a type '\(text)' that is not like le:s24/32>>8")
    }
    return IIOScanLayout.Element(name: element, index: index, type: type)
  }

  /// True when the device has this attribute.
  public func has(_ attribute: String) -> Bool { access(folder + "/" + attribute, F_OK) == 0 }

  /// Reads an attribute, without its line end.
  public func read(_ attribute: String) throws(IIOError) -> String {
    let path = folder + "/" + attribute
    guard let text = Self.text(at: path) else {
      throw IIOError(name, path: path, errorNumber: errno, "an attribute cannot be read")
    }
    return text
  }

  /// Writes an attribute.
  public func write(_ value: String, to attribute: String) throws(IIOError) {
    try write(value, path: folder + "/" + attribute)
  }

  private func write(_ value: String, path: String) throws(IIOError) {
    let descriptor = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
    guard descriptor >= 0 else {
      let advice = errno == EACCES ? "; the user needs write access to the device's attributes" : ""
      throw IIOError(name, path: path, errorNumber: errno, "'\(value)' cannot be written\(advice)")
    }
    defer { close(descriptor) }
    let bytes = Array(value.utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
      let advice = errno == EBUSY ? "; another program uses the buffer" : ""
      throw IIOError(name, path: path, errorNumber: errno, "'\(value)' is refused\(advice)")
    }
  }

  /// Sets the rate where the device, its channels or its trigger has one, and returns what it then is.
  /// Nil when nothing states the rate.
  public func setRate(_ hertz: Double) throws(IIOError) -> Double? {
    var path: String?
    for attribute in ["sampling_frequency", "in_voltage_sampling_frequency"] where has(attribute) {
      path = folder + "/" + attribute
    }
    if path == nil, let trigger = Self.text(at: folder + "/trigger/current_trigger"), !trigger.isEmpty {
      for entry in Self.entries(of: devicesFolder) where entry.hasPrefix("trigger") {
        let base = devicesFolder + "/" + entry
        if Self.text(at: base + "/name") == trigger, access(base + "/sampling_frequency", F_OK) == 0 {
          path = base + "/sampling_frequency"
        }
      }
    }
    guard let path else { return nil }
    // The kernel reads decimals, without an exponent.
    let whole = hertz == hertz.rounded()
    try write(whole ? "\(Int(hertz))" : "\(hertz)", path: path)
    guard let text = Self.text(at: path), let rate = Double(text) else {
      throw IIOError(name, path: path, "the rate cannot be read back")
    }
    return rate
  }

  static func text(at path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let got = Glibc.read(descriptor, &buffer, buffer.count)
    guard got >= 0 else { return nil }
    var text = Substring(decoding: buffer[..<got], as: UTF8.self)
    while let last = text.last, last.isNewline || last == " " { text.removeLast() }
    return String(text)
  }

  static func entries(of folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
  }
}

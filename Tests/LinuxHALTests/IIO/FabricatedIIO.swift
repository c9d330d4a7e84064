import Foundation
import Glibc

/// A sysfs tree with one device, and a FIFO as its character device.
final class FabricatedIIO {
  let root: String

  init(
    elements: [(name: String, index: Int, type: String)], clock: String? = "realtime", rate: String? = "1000"
  ) throws {
    root = NSTemporaryDirectory() + "iio-" + UUID().uuidString
    let device = "bus/iio/devices/iio:device3/"
    try put("ad7768\n", device + "name")
    try put("0\n", device + "buffer/enable")
    try put("2\n", device + "buffer/length")
    try put("1\n", device + "buffer/watermark")
    try put("\n", device + "trigger/current_trigger")
    if let clock { try put(clock + "\n", device + "current_timestamp_clock") }
    if let rate { try put(rate + "\n", device + "sampling_frequency") }
    for element in elements {
      let base = device + "scan_elements/in_" + element.name
      try put("0\n", base + "_en")
      try put("\(element.index)\n", base + "_index")
      try put(element.type + "\n", base + "_type")
    }
    try FileManager.default.createDirectory(atPath: devices, withIntermediateDirectories: true)
    mkfifo(devices + "/iio:device3", 0o600)
    // Held open for reading too, so that the FIFO has a writer before the source opens it.
    descriptor = open(devices + "/iio:device3", O_RDWR | O_NONBLOCK)
  }

  private var descriptor: Int32 = -1
  var sysfs: String { root }
  var devices: String { root + "/dev" }

  deinit {
    unplug()
    try? FileManager.default.removeItem(atPath: root)
  }

  func put(_ text: String, _ path: String) throws {
    let file = URL(fileURLWithPath: root + "/" + path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: false, encoding: .utf8)
  }

  func attribute(_ path: String) throws -> String {
    try String(contentsOfFile: root + "/bus/iio/devices/iio:device3/" + path, encoding: .utf8)
  }

  func send(_ bytes: [UInt8]) { _ = write(descriptor, bytes, bytes.count) }

  func unplug() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }
}

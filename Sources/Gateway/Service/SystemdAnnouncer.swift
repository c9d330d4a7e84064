import CSystemd
import Glibc

/// Speaks systemd's notify protocol: ready, watchdog, stopping, and the file-descriptor store, which keeps
/// the GPIO line requests (and the kernel's queue of edges) over a restart of the service.
///
/// Without a service manager (`NOTIFY_SOCKET` not set) every call does nothing.
public struct SystemdAnnouncer: ServiceAnnouncer {
  /// Creates it.
  public init() {}

  public var watchdogNanoseconds: Int64? {
    var microseconds: UInt64 = 0
    return sd_watchdog_enabled(0, &microseconds) > 0 ? Int64(microseconds) * 1000 : nil
  }

  public func ready() { sd_notify(0, "READY=1\nSTATUS=Metering") }
  public func alive() { sd_notify(0, "WATCHDOG=1") }
  public func stopping() { sd_notify(0, "STOPPING=1\nSTATUS=Committing") }

  public func keep(descriptor: Int32, name: String) {
    var descriptors = [descriptor]
    sd_pid_notify_with_fds(0, 0, "FDSTORE=1\nFDNAME=\(name)", &descriptors, 1)
  }

  public func release(name: String) { sd_notify(0, "FDSTOREREMOVE=1\nFDNAME=\(name)") }

  /// Descriptors handed over by the service manager, by name.
  public static func keptDescriptors() -> [String: Int32] {
    var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    let count = sd_listen_fds_with_names(1, &names)
    guard count > 0, let names else { return [:] }
    var kept: [String: Int32] = [:]
    for index in 0..<Int(count) {
      guard let name = names[index] else { continue }
      // A name stored twice (several restarts): all refer to the same request, the first is kept.
      let descriptor = Int32(3 + index)
      if kept[String(cString: name)] == nil {
        kept[String(cString: name)] = descriptor
      } else {
        close(descriptor)
      }
      free(name)
    }
    free(names)
    return kept
  }
}

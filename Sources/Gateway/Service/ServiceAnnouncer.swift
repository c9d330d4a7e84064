/// Tells the service manager how the service is.
public protocol ServiceAnnouncer: Sendable {
  /// Longest silence the service manager allows, nil when it does not watch.
  var watchdogNanoseconds: Int64? { get }
  /// Lines are requested and the registers restored.
  func ready()
  /// The main loop turned.
  func alive()
  /// The service is ending in order.
  func stopping()
  /// Keep this descriptor open over a restart and hand it back under `name`.
  func keep(descriptor: Int32, name: String)
  /// Let go of what was kept under `name`.
  func release(name: String)
}

/// Tells nobody.
public struct SilentAnnouncer: ServiceAnnouncer {
  /// Creates it.
  public init() {}
  public var watchdogNanoseconds: Int64? { nil }
  public func ready() {}
  public func alive() {}
  public func stopping() {}
  public func keep(descriptor: Int32, name: String) {}
  public func release(name: String) {}
}

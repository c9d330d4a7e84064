/// What one connection may take of the service, so that it can harm only itself.
public struct ServerLimits: Equatable, Sendable {
  /// Largest message in bytes.
  public var maximumMessageBytes = 65_536
  /// Frames a second that are read from one connection, on average.
  public var framesPerSecond = 100
  /// Frames that may come at once.
  public var burstFrames = 500
  /// Connections at once.
  public var maximumConnections = 2000
  /// Seconds a handshake may take.
  public var handshakeSeconds = 10
  /// Seconds between WebSocket pings.
  public var pingSeconds = 60
  /// Seconds of silence (not even pongs) after which a connection counts as dead.
  public var silenceSeconds = 180

  /// The defaults above.
  public init() {}
}

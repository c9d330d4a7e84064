import HAL

/// What the customer may see.
extension TwinElementMeter where Memory: ~Copyable {
  /// Sets the privacy PIN, 0 to 9999; nil ends protection (locally, or remotely by ECS14). False for another number.
  public mutating func setPrivacyPIN(_ pin: UInt16?, at tick: Tick) -> Bool {
    if let pin, pin > 9999 { return false }
    pass(to: tick)
    state.consumer.pin = pin ?? 0xFFFF
    state.consumer.failures = 0
    state.consumer.lockedUntil = Int64.min
    return commit()
  }

  /// What an entered PIN came to.
  public enum PINResult: Equatable, Sendable, BitwiseCopyable {
    /// Protected items may be shown.
    case accepted
    /// Wrong; this many attempts are left before the lock.
    case wrong(attemptsLeft: UInt8)
    /// Too many were wrong: none is taken until this tick.
    case locked(until: Tick)
  }

  /// Judges an entered PIN. Attempts and lock survive a restart.
  public mutating func enterPIN(_ pin: UInt16, at tick: Tick) -> PINResult {
    pass(to: tick)
    guard state.consumer.isProtected else { return .accepted }
    if tick.nanoseconds < state.consumer.lockedUntil {
      return .locked(until: Tick(nanoseconds: state.consumer.lockedUntil))
    }
    if pin == state.consumer.pin {
      state.consumer.failures = 0
      state.consumer.lockedUntil = Int64.min
      record(.events, EventCode.userCommandActioned)
      commit()
      return .accepted
    }
    state.consumer.failures += 1
    record(.events, EventCode.userCommandRefused)
    if state.consumer.failures >= configuration.pinAttempts {
      state.consumer.failures = 0
      state.consumer.lockedUntil = tick.nanoseconds + configuration.pinLockNanoseconds
      commit()
      return .locked(until: Tick(nanoseconds: state.consumer.lockedUntil))
    }
    commit()
    return .wrong(attemptsLeft: configuration.pinAttempts - state.consumer.failures)
  }

  /// Sets the change of tenancy (ECS12): the customer no longer sees what is older. It may lie ahead.
  public mutating func setChangeOfTenancy(_ instant: Instant, at tick: Tick) {
    pass(to: tick)
    state.consumer.tenancySeconds = UInt32(truncatingIfNeeded: max(instant.seconds, 0))
    commit()
  }

  /// True where the customer may see an entry that began at `seconds` UTC since 1970. A change of tenancy that lies
  /// ahead hides nothing yet.
  public func isVisibleToConsumer(startSeconds seconds: UInt32) -> Bool {
    let tenancy = state.consumer.tenancySeconds
    return tenancy == 0 || Int64(tenancy) > nowSeconds || seconds >= tenancy
  }
}

/// What a schedule remembers between runs; `state.json` in its folder.
struct ScheduleState: Codable, Equatable {
  /// The scheduled time that was worked off last: seconds UTC; 0 before the first.
  var workedOff: Int64 = 0
  /// Number of the last file made.
  var lastFile = 0
}

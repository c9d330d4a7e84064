import Archive

extension MeterStatus {
  /// What a schedule needs to know.
  var progress: CollectionSchedule.Progress {
    var progress = CollectionSchedule.Progress()
    progress.lastComplete = lastComplete
    progress.lastDaily = lastDaily
    progress.lastAttempt = lastAttempt
    progress.failures = failures
    return progress
  }
}

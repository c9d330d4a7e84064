import CLinux

/// The process's standard output.
public enum StandardOutput {
  /// Flushes at every line end, also into a pipe, so that scripts see lines as they happen.
  public static func flushAtLineEnds() { lc_line_buffered_output() }
}

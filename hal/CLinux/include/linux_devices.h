#ifndef SWIFT_METER_LINUX_DEVICES_H
#define SWIFT_METER_LINUX_DEVICES_H
#include <stdint.h>

/* Kernel clock discipline (adjtimex, read only). Returns 0, or -errno. */
int lc_discipline(int *is_synchronised, int64_t *maximum_error_us);

/* The battery of a real-time clock: 1 low, empty or its data invalid, 0 good, or -errno (-EINVAL, -ENOTTY: not told). */
int lc_rtc_backup_low(const char *path);

/* A non-blocking, close-on-exec eventfd: wakes a poll. */
int lc_event_descriptor(void);

/* Waits until the eventfd is written to, and takes that, or until so many nanoseconds have passed; below 0: no limit. */
void lc_wait_for_event(int descriptor, int64_t nanoseconds);

/* Standard output is flushed at every line end, also into a pipe. */
void lc_line_buffered_output(void);

/* Exclusive use of a terminal: TIOCEXCL and an advisory lock. 0, or -errno (-EWOULDBLOCK: locked). */
int lc_serial_lock(int descriptor);
void lc_serial_unlock(int descriptor);

/* A raw pseudo terminal: its own side's descriptor and the number N of /dev/pts/N, or -errno. */
int lc_open_pseudo_terminal(int *number);
#endif

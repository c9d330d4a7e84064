#define _GNU_SOURCE
#include "linux_devices.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/rtc.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/timex.h>
#include <string.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

int lc_discipline(int *is_synchronised, int64_t *maximum_error_us) {
  struct timex state;
  memset(&state, 0, sizeof state);
  int result = adjtimex(&state);
  if (result < 0) return -errno;
  *is_synchronised = result != TIME_ERROR && !(state.status & STA_UNSYNC);
  *maximum_error_us = state.maxerror;
  return 0;
}

int lc_rtc_backup_low(const char *path) {
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return -errno;
  unsigned int state = 0;
  int result = ioctl(descriptor, RTC_VL_READ, &state) < 0 ? -errno : 0;
  close(descriptor);
  /* Bits 0 data invalid, 1 low, 2 empty; 3 and 4 (accuracy, switched to the battery) say nothing of the battery's end. */
  return result < 0 ? result : (state & 7) != 0;
}

int lc_event_descriptor(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

void lc_wait_for_event(int descriptor, int64_t nanoseconds) {
  struct pollfd entry = {.fd = descriptor, .events = POLLIN};
  struct timespec time = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
  uint64_t count;
  if (ppoll(&entry, 1, nanoseconds < 0 ? NULL : &time, NULL) > 0 && read(descriptor, &count, sizeof count) < 0) return;
}

void lc_line_buffered_output(void) { setlinebuf(stdout); }

int lc_serial_lock(int descriptor) {
  if (flock(descriptor, LOCK_EX | LOCK_NB) < 0) return -errno;
  if (ioctl(descriptor, TIOCEXCL) < 0) return -errno;
  return 0;
}

void lc_serial_unlock(int descriptor) {
  ioctl(descriptor, TIOCNXCL);
  flock(descriptor, LOCK_UN);
}

int lc_open_pseudo_terminal(int *number) {
  int unlocked = 0;
  int master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (master < 0) return -errno;
  if (ioctl(master, TIOCSPTLCK, &unlocked) < 0 || ioctl(master, TIOCGPTN, number) < 0) {
    int error = errno;
    close(master);
    return -error;
  }
  return master;
}

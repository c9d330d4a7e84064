/* libgpiod 1.x (Debian 12). */
#include "internal.h"
#ifdef GL_LIBGPIOD_1
#include <errno.h>
#include <stdio.h>
#include <string.h>

int gl_library_major(void) { return 1; }

int gl_chip_describe(const char *path, gl_chip *out) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return -errno;
  memset(out, 0, sizeof *out);
  snprintf(out->path, sizeof out->path, "%s", path);
  snprintf(out->name, sizeof out->name, "%s", gpiod_chip_name(chip));
  snprintf(out->label, sizeof out->label, "%s", gpiod_chip_label(chip));
  out->lines = gpiod_chip_num_lines(chip);
  gpiod_chip_close(chip);
  return 0;
}

int gl_line_find(const char *path, const char *name) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return -errno;
  struct gpiod_line *line = gpiod_chip_find_line(chip, name);
  int offset = line ? (int)gpiod_line_offset(line) : -ENOENT;
  gpiod_chip_close(chip);
  return offset;
}

int gl_line_consumer(const char *path, unsigned offset, char *consumer, size_t size) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return -errno;
  struct gpiod_line *line = gpiod_chip_get_line(chip, offset);
  int result = line ? 0 : -errno;
  if (line) {
    const char *name = gpiod_line_consumer(line);
    snprintf(consumer, size, "%s", gpiod_line_is_used(line) ? (name ? name : "kernel") : "");
  }
  gpiod_chip_close(chip);
  return result;
}

int gl_library_open(gl_input *in, const char *path, unsigned offset, const char *consumer, int active_low,
                    int bias) {
  int flags = active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0;
  if (bias == GL_BIAS_DISABLED) flags |= GPIOD_LINE_REQUEST_FLAG_BIAS_DISABLE;
  if (bias == GL_BIAS_PULL_UP) flags |= GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP;
  if (bias == GL_BIAS_PULL_DOWN) flags |= GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN;
  in->chip = gpiod_chip_open(path);
  if (!in->chip) return -errno;
  in->line = gpiod_chip_get_line(in->chip, offset);
  if (!in->line || gpiod_line_request_both_edges_events_flags(in->line, consumer, flags) < 0) {
    int error = errno;
    gpiod_chip_close(in->chip);
    return -error;
  }
  in->descriptor = gpiod_line_event_get_fd(in->line);
  return 0;
}

int gl_library_is_active(gl_input *in) {
  int value = gpiod_line_get_value(in->line);
  return value < 0 ? -errno : value;
}

int gl_library_read(gl_input *in, gl_event *events, int max) {
  struct gpiod_line_event raw[16];
  struct timespec now = {0, 0};
  if (max > 16) max = 16;
  int ready = gpiod_line_event_wait(in->line, &now);
  if (ready <= 0) return ready < 0 && errno != EINTR ? -errno : 0;
  int count = gpiod_line_event_read_multiple(in->line, raw, (unsigned)max);
  if (count < 0) return -errno;
  for (int i = 0; i < count; i++) {
    events[i].tick_ns = (uint64_t)raw[i].ts.tv_sec * 1000000000u + (uint64_t)raw[i].ts.tv_nsec;
    events[i].line_seqno = 0; /* the v1 interface does not number edges: losses cannot be seen */
    events[i].active = raw[i].event_type == GPIOD_LINE_EVENT_RISING_EDGE;
  }
  return count;
}

void gl_library_close(gl_input *in) {
  if (in->chip) gpiod_chip_close(in->chip);
}
#endif

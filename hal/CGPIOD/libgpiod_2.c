/* libgpiod 2.x (Debian 13, current Raspberry Pi OS). */
#include "internal.h"
#ifndef GL_LIBGPIOD_1
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

int gl_library_major(void) { return 2; }

int gl_chip_describe(const char *path, gl_chip *out) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return -errno;
  struct gpiod_chip_info *info = gpiod_chip_get_info(chip);
  int result = info ? 0 : -errno;
  if (info) {
    memset(out, 0, sizeof *out);
    snprintf(out->path, sizeof out->path, "%s", path);
    snprintf(out->name, sizeof out->name, "%s", gpiod_chip_info_get_name(info));
    snprintf(out->label, sizeof out->label, "%s", gpiod_chip_info_get_label(info));
    out->lines = (unsigned)gpiod_chip_info_get_num_lines(info);
    gpiod_chip_info_free(info);
  }
  gpiod_chip_close(chip);
  return result;
}

int gl_line_find(const char *path, const char *name) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return -errno;
  int offset = gpiod_chip_get_line_offset_from_name(chip, name);
  if (offset < 0) offset = -errno;
  gpiod_chip_close(chip);
  return offset;
}

int gl_line_consumer(const char *path, unsigned offset, char *consumer, size_t size) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return -errno;
  struct gpiod_line_info *info = gpiod_chip_get_line_info(chip, offset);
  int result = info ? 0 : -errno;
  if (info) {
    const char *name = gpiod_line_info_get_consumer(info);
    snprintf(consumer, size, "%s", gpiod_line_info_is_used(info) ? (name ? name : "kernel") : "");
    gpiod_line_info_free(info);
  }
  gpiod_chip_close(chip);
  return result;
}

int gl_library_open(gl_input *in, const char *path, unsigned offset, const char *consumer, int active_low,
                    int bias) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return -errno;
  struct gpiod_line_settings *settings = gpiod_line_settings_new();
  struct gpiod_line_config *lines = gpiod_line_config_new();
  struct gpiod_request_config *config = gpiod_request_config_new();
  if (settings && lines && config) {
    gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT);
    gpiod_line_settings_set_edge_detection(settings, GPIOD_LINE_EDGE_BOTH);
    gpiod_line_settings_set_event_clock(settings, GPIOD_LINE_CLOCK_MONOTONIC);
    gpiod_line_settings_set_active_low(settings, active_low != 0);
    if (bias == GL_BIAS_DISABLED) gpiod_line_settings_set_bias(settings, GPIOD_LINE_BIAS_DISABLED);
    if (bias == GL_BIAS_PULL_UP) gpiod_line_settings_set_bias(settings, GPIOD_LINE_BIAS_PULL_UP);
    if (bias == GL_BIAS_PULL_DOWN) gpiod_line_settings_set_bias(settings, GPIOD_LINE_BIAS_PULL_DOWN);
    gpiod_request_config_set_consumer(config, consumer);
    gpiod_request_config_set_event_buffer_size(config, 1024);
    if (gpiod_line_config_add_line_settings(lines, &offset, 1, settings) == 0)
      in->request = gpiod_chip_request_lines(chip, config, lines);
  }
  int error = errno;
  if (config) gpiod_request_config_free(config);
  if (lines) gpiod_line_config_free(lines);
  if (settings) gpiod_line_settings_free(settings);
  gpiod_chip_close(chip);
  if (!in->request) return error ? -error : -ENOMEM;
  in->buffer = gpiod_edge_event_buffer_new(32);
  if (!in->buffer) {
    gpiod_line_request_release(in->request);
    return -ENOMEM;
  }
  in->offset = offset;
  in->descriptor = gpiod_line_request_get_fd(in->request);
  fcntl(in->descriptor, F_SETFL, fcntl(in->descriptor, F_GETFL) | O_NONBLOCK);
  return 0;
}

int gl_library_is_active(gl_input *in) {
  enum gpiod_line_value value = gpiod_line_request_get_value(in->request, in->offset);
  return value == GPIOD_LINE_VALUE_ERROR ? -errno : value == GPIOD_LINE_VALUE_ACTIVE;
}

int gl_library_read(gl_input *in, gl_event *events, int max) {
  if (max > 32) max = 32;
  int ready = gpiod_line_request_wait_edge_events(in->request, 0);
  if (ready <= 0) return ready < 0 && errno != EINTR ? -errno : 0;
  int count = gpiod_line_request_read_edge_events(in->request, in->buffer, (size_t)max);
  if (count < 0) return -errno;
  for (int i = 0; i < count; i++) {
    struct gpiod_edge_event *event = gpiod_edge_event_buffer_get_event(in->buffer, (unsigned long)i);
    events[i].tick_ns = gpiod_edge_event_get_timestamp_ns(event);
    events[i].line_seqno = (uint32_t)gpiod_edge_event_get_line_seqno(event);
    events[i].active = gpiod_edge_event_get_event_type(event) == GPIOD_EDGE_EVENT_RISING_EDGE;
  }
  return count;
}

void gl_library_close(gl_input *in) {
  if (in->buffer) gpiod_edge_event_buffer_free(in->buffer);
  if (in->request) gpiod_line_request_release(in->request);
}
#endif

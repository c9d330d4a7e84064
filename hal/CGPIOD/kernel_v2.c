/* Edge requests through the kernel's GPIO v2 interface: numbered edges and a queue of 1024. */
#include "internal.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int gl_kernel_open(gl_input *in, const char *path, unsigned offset, const char *consumer, int active_low,
                   int bias) {
  int chip = open(path, O_RDWR | O_CLOEXEC);
  if (chip < 0) return -errno;
  struct gpio_v2_line_request request;
  memset(&request, 0, sizeof request);
  request.offsets[0] = offset;
  request.num_lines = 1;
  request.event_buffer_size = 1024; /* the kernel's largest: 30 s of the fastest S0 output */
  strncpy(request.consumer, consumer, sizeof request.consumer - 1);
  request.config.flags =
      GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING;
  if (active_low) request.config.flags |= GPIO_V2_LINE_FLAG_ACTIVE_LOW;
  if (bias == GL_BIAS_DISABLED) request.config.flags |= GPIO_V2_LINE_FLAG_BIAS_DISABLED;
  if (bias == GL_BIAS_PULL_UP) request.config.flags |= GPIO_V2_LINE_FLAG_BIAS_PULL_UP;
  if (bias == GL_BIAS_PULL_DOWN) request.config.flags |= GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN;
  int result = ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &request) < 0 ? -errno : 0;
  close(chip);
  if (result < 0) return result;
  in->descriptor = request.fd;
  in->is_kernel = 1;
  fcntl(request.fd, F_SETFL, fcntl(request.fd, F_GETFL) | O_NONBLOCK);
  fcntl(request.fd, F_SETFD, FD_CLOEXEC);
  return 0;
}

int gl_kernel_is_active(const gl_input *in) {
  struct gpio_v2_line_values values = {.bits = 0, .mask = 1};
  if (ioctl(in->descriptor, GPIO_V2_LINE_GET_VALUES_IOCTL, &values) < 0) return -errno;
  return (int)(values.bits & 1);
}

static void unpack(const struct gpio_v2_line_event *raw, gl_event *event) {
  event->tick_ns = raw->timestamp_ns;
  event->line_seqno = raw->line_seqno;
  event->active = raw->id == GPIO_V2_LINE_EVENT_RISING_EDGE;
}

int gl_kernel_read(gl_input *in, gl_event *events, int max) {
  struct gpio_v2_line_event local[32], *raw = local;
  if (max > 32) max = 32;
  if (in->tray) {
    /* A full tray leaves the rest in the kernel's queue until the tray is emptied. */
    if (max > GL_TRAY_EDGES - in->tray_used) max = GL_TRAY_EDGES - in->tray_used;
    if (max == 0) return 0;
    raw = in->tray + in->tray_used;
  }
  ssize_t got = read(in->descriptor, raw, (size_t)max * sizeof raw[0]);
  if (got < 0) return errno == EAGAIN || errno == EINTR ? 0 : -errno;
  int count = (int)((size_t)got / sizeof raw[0]);
  for (int i = 0; i < count; i++) unpack(&raw[i], &events[i]);
  if (in->tray) in->tray_used += count;
  return count;
}

size_t gl_tray_bytes(void) { return GL_TRAY_EDGES * sizeof(struct gpio_v2_line_event); }

int gl_tray_edge(const void *tray, int index, gl_event *event) {
  const struct gpio_v2_line_event *raw = (const struct gpio_v2_line_event *)tray + index;
  if (raw->timestamp_ns == 0) return 0;
  unpack(raw, event);
  return 1;
}

void gl_read_into_tray(gl_input *in, void *tray) {
  in->tray = tray;
  in->tray_used = GL_TRAY_EDGES; /* whatever an earlier process left, until it is emptied */
}

void gl_empty_tray(gl_input *in) {
  if (!in->tray || in->tray_used == 0) return;
  memset(in->tray, 0, (size_t)in->tray_used * sizeof *in->tray);
  in->tray_used = 0;
}

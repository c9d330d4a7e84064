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

int gl_kernel_read(const gl_input *in, gl_event *events, int max) {
  struct gpio_v2_line_event raw[32];
  if (max > 32) max = 32;
  ssize_t got = read(in->descriptor, raw, (size_t)max * sizeof raw[0]);
  if (got < 0) return errno == EAGAIN || errno == EINTR ? 0 : -errno;
  int count = (int)((size_t)got / sizeof raw[0]);
  for (int i = 0; i < count; i++) {
    events[i].tick_ns = raw[i].timestamp_ns;
    events[i].line_seqno = raw[i].line_seqno;
    events[i].active = raw[i].id == GPIO_V2_LINE_EVENT_RISING_EDGE;
  }
  return count;
}

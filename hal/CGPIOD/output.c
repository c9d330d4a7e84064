/* Output lines through the kernel's GPIO v2 interface. */
#include "gpio_lines.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int gl_output_open(const char *path, unsigned offset, const char *consumer, int active_low) {
  int chip = open(path, O_RDWR | O_CLOEXEC);
  if (chip < 0) return -errno;
  struct gpio_v2_line_request request;
  memset(&request, 0, sizeof request);
  request.offsets[0] = offset;
  request.num_lines = 1;
  strncpy(request.consumer, consumer, sizeof request.consumer - 1);
  request.config.flags = GPIO_V2_LINE_FLAG_OUTPUT;
  if (active_low) request.config.flags |= GPIO_V2_LINE_FLAG_ACTIVE_LOW;
  int result = ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &request) < 0 ? -errno : request.fd;
  close(chip);
  if (result >= 0) fcntl(result, F_SETFD, FD_CLOEXEC);
  return result;
}

int gl_output_set(int descriptor, int active) {
  struct gpio_v2_line_values values = {.bits = active ? 1 : 0, .mask = 1};
  return ioctl(descriptor, GPIO_V2_LINE_SET_VALUES_IOCTL, &values) < 0 ? -errno : 0;
}

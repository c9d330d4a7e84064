#ifndef SWIFT_METER_GPIO_INTERNAL_H
#define SWIFT_METER_GPIO_INTERNAL_H
#include "gpio_lines.h"
#include <linux/gpio.h>

/* libgpiod has no version macro; only its 1.x header defines this one. */
#include <gpiod.h>
#ifdef GPIOD_LINE_BULK_MAX_LINES
#define GL_LIBGPIOD_1 1
#endif

struct gl_input {
  int descriptor;
  int is_kernel;  /* requested through the kernel's v2 interface, or adopted */
  struct gpio_v2_line_event *tray; /* read(2) puts edges here, so that they outlive the process; may be NULL */
  int tray_used;
#ifdef GL_LIBGPIOD_1
  struct gpiod_chip *chip;
  struct gpiod_line *line;
#else
  struct gpiod_line_request *request;
  struct gpiod_edge_event_buffer *buffer;
  unsigned offset;
#endif
};

int gl_kernel_open(gl_input *in, const char *path, unsigned offset, const char *consumer, int active_low,
                   int bias);
int gl_kernel_is_active(const gl_input *in);
int gl_kernel_read(gl_input *in, gl_event *events, int max);

int gl_library_open(gl_input *in, const char *path, unsigned offset, const char *consumer, int active_low,
                    int bias);
int gl_library_is_active(gl_input *in);
int gl_library_read(gl_input *in, gl_event *events, int max);
void gl_library_close(gl_input *in);
#endif

#ifndef SWIFT_METER_GPIO_LINES_H
#define SWIFT_METER_GPIO_LINES_H
#include <stddef.h>
#include <stdint.h>

/* One small API for GPIO input lines over libgpiod 1.x and 2.x and the kernel's GPIO v2 interface.
   All functions return a negative errno on failure. Levels and edges are logical (polarity applied). */

typedef struct gl_input gl_input;

typedef struct {
  uint64_t tick_ns;      /* CLOCK_MONOTONIC, stamped in the interrupt */
  uint32_t line_seqno;   /* running number of the line's edges, 0 where unknown */
  int32_t active;        /* 1: became active, 0: became idle */
} gl_event;

typedef struct {
  char path[64];
  char name[32];
  char label[32];
  unsigned lines;
} gl_chip;

enum { GL_BACKEND_AUTO = 0, GL_BACKEND_LIBGPIOD = 1, GL_BACKEND_KERNEL = 2 };
enum { GL_BIAS_AS_IS = 0, GL_BIAS_DISABLED = 1, GL_BIAS_PULL_UP = 2, GL_BIAS_PULL_DOWN = 3 };

/* 1 or 2: the libgpiod series this was compiled with. */
int gl_library_major(void);

/* Describes the chip at `path` (/dev/gpiochipN). */
int gl_chip_describe(const char *path, gl_chip *out);

/* Finds a chip by path, by name (gpiochip0) or by label; the first that matches. -ENOENT when none. */
int gl_chip_find(const char *which, gl_chip *out);

/* Offset of the line named `name` on the chip at `path`. -ENOENT when none. */
int gl_line_find(const char *path, const char *name);

/* Program that holds the line, into `consumer` ("" when free). */
int gl_line_consumer(const char *path, unsigned offset, char *consumer, size_t size);

/* Requests a line for both edges; NULL with *error = -errno on failure. */
gl_input *gl_open(const char *path, unsigned offset, const char *consumer, int active_low, int bias,
                  int backend, int *error);

/* Takes over a line request (kernel v2 interface) that another process opened. */
gl_input *gl_adopt(int descriptor, int *error);

int gl_descriptor(const gl_input *input);
/* 1 when edges carry line_seqno, so that lost edges are counted exactly. */
int gl_numbers_edges(const gl_input *input);
/* 1 active, 0 idle. */
int gl_is_active(gl_input *input);
/* Reads up to `max` waiting edges without blocking; 0 when there are none. */
int gl_read(gl_input *input, gl_event *events, int max);
void gl_close(gl_input *input);

/* Requests a line as an idle output (kernel v2 interface); its descriptor, or a negative errno. */
int gl_output_open(const char *path, unsigned offset, const char *consumer, int active_low);
int gl_output_set(int descriptor, int active);

/* A tray is zeroed memory, one a line, that outlives the process (a shared mapping of a file). The kernel copies
   edges straight into it, so there is no moment at which an edge exists in a process only. */
enum { GL_TRAY_EDGES = 1024 };
size_t gl_tray_bytes(void);
/* Edge `index` of a tray; 0 where the place is empty. */
int gl_tray_edge(const void *tray, int index, gl_event *event);
/* Reads into `tray` from now on; it must be emptied before the first read. Only for numbered edges. */
void gl_read_into_tray(gl_input *input, void *tray);
/* Everything read so far is kept elsewhere. */
void gl_empty_tray(gl_input *input);
#endif

/* Chooses the back end: libgpiod 2 or the kernel's v2 interface where edges are numbered, else libgpiod 1. */
#include "internal.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int gl_chip_find(const char *which, gl_chip *out) {
  if (which[0] == '/') return gl_chip_describe(which, out);
  DIR *directory = opendir("/dev");
  if (!directory) return -errno;
  struct dirent *entry;
  int result = -ENOENT;
  while ((entry = readdir(directory))) {
    if (strncmp(entry->d_name, "gpiochip", 8) != 0) continue;
    char path[64];
    snprintf(path, sizeof path, "/dev/%.32s", entry->d_name);
    gl_chip chip;
    int described = gl_chip_describe(path, &chip);
    if (described == 0 && (!strcmp(chip.label, which) || !strcmp(chip.name, which))) {
      *out = chip;
      result = 0;
      break;
    }
    if (described == -EACCES && result == -ENOENT) result = -EACCES;
  }
  closedir(directory);
  return result;
}

gl_input *gl_open(const char *path, unsigned offset, const char *consumer, int active_low, int bias,
                  int backend, int *error) {
  gl_input *in = calloc(1, sizeof *in);
  if (!in) {
    *error = -ENOMEM;
    return NULL;
  }
  int result;
  if (backend == GL_BACKEND_KERNEL || (backend == GL_BACKEND_AUTO && gl_library_major() == 1)) {
    result = gl_kernel_open(in, path, offset, consumer, active_low, bias);
    /* A kernel before 5.10 does not know the v2 request. */
    if (backend == GL_BACKEND_AUTO && (result == -ENOTTY || result == -EINVAL))
      result = gl_library_open(in, path, offset, consumer, active_low, bias);
  } else {
    result = gl_library_open(in, path, offset, consumer, active_low, bias);
  }
  *error = result;
  if (result < 0) {
    free(in);
    return NULL;
  }
  return in;
}

gl_input *gl_adopt(int descriptor, int *error) {
  gl_input *in = calloc(1, sizeof *in);
  if (!in) {
    *error = -ENOMEM;
    return NULL;
  }
  in->descriptor = descriptor;
  in->is_kernel = 1;
  fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
  fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  *error = gl_kernel_is_active(in); /* proves that it is a v2 line request */
  if (*error < 0) {
    free(in);
    return NULL;
  }
  *error = 0;
  return in;
}

int gl_descriptor(const gl_input *in) { return in->descriptor; }

int gl_numbers_edges(const gl_input *in) { return in->is_kernel || gl_library_major() == 2; }

int gl_is_active(gl_input *in) { return in->is_kernel ? gl_kernel_is_active(in) : gl_library_is_active(in); }

int gl_read(gl_input *in, gl_event *events, int max) {
  /* libgpiod 2 requests through the same kernel interface; its own read has a buffer that dies with us. */
  return in->is_kernel || in->tray ? gl_kernel_read(in, events, max) : gl_library_read(in, events, max);
}

void gl_close(gl_input *in) {
  if (!in) return;
  if (in->is_kernel)
    close(in->descriptor);
  else
    gl_library_close(in);
  free(in);
}

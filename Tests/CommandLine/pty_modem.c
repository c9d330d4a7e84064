/* Preloaded into the meter under test: gives pseudo terminals what libserialport expects of a port
   (modem lines, an entry in /sys/class/tty). Tests only. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/types.h>

static int modem = TIOCM_DTR | TIOCM_RTS | TIOCM_CTS | TIOCM_DSR | TIOCM_CAR;

int ioctl(int fd, unsigned long request, ...) {
  static int (*real)(int, unsigned long, ...);
  if (!real) real = dlsym(RTLD_NEXT, "ioctl");
  va_list arguments;
  va_start(arguments, request);
  void *p = va_arg(arguments, void *);
  va_end(arguments);
  int result = real(fd, request, p);
  if (result < 0 && (errno == ENOTTY || errno == EINVAL)) switch (request) {
    case TIOCMGET: *(int *)p = modem; return 0;
    case TIOCMSET: modem = *(int *)p | TIOCM_CTS | TIOCM_DSR | TIOCM_CAR; return 0;
    case TIOCMBIS: modem |= *(int *)p; return 0;
    case TIOCMBIC: modem &= ~*(int *)p; return 0;
    case TIOCSBRK: case TIOCCBRK: return 0;
  }
  return result;
}

static int is_port(const char *name) { return !strncmp(name, "/sys/class/tty/", 15); }

int __lxstat(int version, const char *name, struct stat *s) {
  static int (*real)(int, const char *, struct stat *);
  if (!real) real = dlsym(RTLD_NEXT, "__lxstat");
  if (is_port(name) && (!real || real(version, name, s) < 0)) {
    memset(s, 0, sizeof *s);
    s->st_mode = S_IFREG;
    return 0;
  }
  return real(version, name, s);
}

int lstat(const char *name, struct stat *s) {
  static int (*real)(const char *, struct stat *);
  if (!real) real = dlsym(RTLD_NEXT, "lstat");
  if (is_port(name) && real(name, s) < 0) {
    memset(s, 0, sizeof *s);
    s->st_mode = S_IFREG;
    return 0;
  }
  return real(name, s);
}

ssize_t readlink(const char *name, char *buffer, size_t size) {
  static ssize_t (*real)(const char *, char *, size_t);
  if (!real) real = dlsym(RTLD_NEXT, "readlink");
  char copy[256]; /* libserialport passes one buffer as both */
  strncpy(copy, name, 255);
  copy[255] = 0;
  ssize_t result = real(copy, buffer, size);
  if (result < 0 && is_port(copy)) {
    memcpy(buffer, "virtual", 7);
    return 7;
  }
  return result;
}

#include <math.h>

#include "kernel.h"

void kernel_signal(int32_t *block, int16_t *short_block, int32_t sets) {
  uint32_t random = 1;
  for (int32_t n = 0; n < sets; n++)
    for (int channel = 0; channel < 2 * KERNEL_ELEMENTS; channel++) {
      double t = 2 * M_PI * n / 80 - 2 * M_PI / 3 * (channel / 2);
      bool is_current = channel & 1;
      double x = (is_current ? sin(t - 0.6435) + 0.2 * sin(5 * t) : sin(t) + 0.03 * sin(5 * t)) * 5.0e6;
      random = random * 1664525 + 1013904223;
      *block = (int32_t)lround(x) + (int32_t)(random >> 26) - 32;
      *short_block++ = (int16_t)(*block++ >> 8);
    }
}

void *kernel_memory(uint32_t bytes) {
  static _Alignas(8) uint8_t memory[20000];
  static uint32_t used;
  void *start = memory + used;
  used += (bytes + 7) / 8 * 8;
  return used <= sizeof memory ? start : 0;
}

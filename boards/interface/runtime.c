#include "board.h"

// The few library functions a compiler calls by itself, fault report and stack mark: the same on every board.
#if !__STDC_HOSTED__

#include <stddef.h>

typedef uint32_t __attribute__((may_alias)) word;
// Keeps the compiler from turning a copying loop into a call of the function it implements.
#define OPAQUE __asm__ volatile("" ::: "memory")

static bool aligned(const void *a, const void *b) { return (((uintptr_t)a | (uintptr_t)b) & 3) == 0; }

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
  uint8_t *d = to;
  const uint8_t *s = from;
  if (aligned(d, s)) {
    for (; count >= 16; count -= 16, d += 16, s += 16) {
      word a = ((const word *)s)[0], b = ((const word *)s)[1], c = ((const word *)s)[2];
      word e = ((const word *)s)[3];
      ((word *)d)[0] = a, ((word *)d)[1] = b, ((word *)d)[2] = c, ((word *)d)[3] = e;
      OPAQUE;
    }
    for (; count >= 4; count -= 4, d += 4, s += 4) {
      *(word *)d = *(const word *)s;
      OPAQUE;
    }
  }
  for (; count > 0; count--) {
    *d++ = *s++;
    OPAQUE;
  }
  return to;
}

void *memmove(void *to, const void *from, size_t count) {
  uint8_t *d = to;
  const uint8_t *s = from;
  if (d <= s || d >= s + count) return memcpy(to, from, count);
  if (aligned(d + count, s + count)) {
    while (count >= 4) {
      count -= 4;
      *(word *)(d + count) = *(const word *)(s + count);
      OPAQUE;
    }
  }
  while (count > 0) {
    count--;
    d[count] = s[count];
    OPAQUE;
  }
  return to;
}

void *memset(void *to, int value, size_t count) {
  uint8_t *d = to;
  if (aligned(d, d)) {
    word v = (uint8_t)value * 0x01010101u;
    for (; count >= 4; count -= 4, d += 4) {
      *(word *)d = v;
      OPAQUE;
    }
  }
  for (; count > 0; count--) {
    *d++ = (uint8_t)value;
    OPAQUE;
  }
  return to;
}

int memcmp(const void *a, const void *b, size_t count) {
  const uint8_t *x = a, *y = b;
  for (; count > 0; count--, x++, y++)
    if (*x != *y) return *x - *y;
  return 0;
}

#if defined(__riscv) && __riscv_xlen == 32
// libgcc has the whole division of 64 bits in each of these; here they share one.
uint64_t __udivdi3(uint64_t, uint64_t);

static uint64_t magnitude(int64_t value) { return value < 0 ? -(uint64_t)value : (uint64_t)value; }

uint64_t __umoddi3(uint64_t a, uint64_t b) { return a - __udivdi3(a, b) * b; }

int64_t __divdi3(int64_t a, int64_t b) {
  uint64_t quotient = __udivdi3(magnitude(a), magnitude(b));
  return (int64_t)((a < 0) != (b < 0) ? -quotient : quotient);
}

int64_t __moddi3(int64_t a, int64_t b) {
  uint64_t rest = __umoddi3(magnitude(a), magnitude(b));
  return (int64_t)(a < 0 ? -rest : rest);
}
#endif

#if defined(__arm__)
void __aeabi_memcpy(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memcpy4(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memcpy8(void *to, const void *from, size_t count) { memcpy(to, from, count); }
void __aeabi_memmove(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memmove4(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memmove8(void *to, const void *from, size_t count) { memmove(to, from, count); }
void __aeabi_memset(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memset4(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memset8(void *to, size_t count, int value) { memset(to, value, count); }
void __aeabi_memclr(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memclr4(void *to, size_t count) { memset(to, 0, count); }
void __aeabi_memclr8(void *to, size_t count) { memset(to, 0, count); }
#endif

_Noreturn void board_fault(uint32_t address) {
  for (const char *text = "fault at="; *text; text++) board_putc((uint8_t)*text);
  for (int shift = 28; shift >= 0; shift -= 4) board_putc((uint8_t)"0123456789abcdef"[address >> shift & 15]);
  board_putc('\n');
  board_exit(99);
}

// From the linker script: the stack grows down from _estack to _sstack.
extern uint32_t _sstack[], _estack[];
static const uint32_t unused = 0x5AFE57AC;

void board_stack_paint(void) {
  uint32_t here;
  for (volatile uint32_t *p = _sstack; p < &here - 16; p++) *p = unused;
}

uint32_t board_stack_used(void) {
  volatile uint32_t *p = _sstack;
  while (p < _estack && *p == unused) p++;
  return (uint32_t)((uintptr_t)_estack - (uintptr_t)p);
}

uint32_t board_stack_size(void) { return (uint32_t)((uintptr_t)_estack - (uintptr_t)_sstack); }

#endif

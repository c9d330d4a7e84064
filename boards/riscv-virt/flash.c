#include "board.h"

// The second flash bank of QEMU's virt machine: two 16-bit chips with the Intel command set (CFI 01) side by
// side on a 32-bit bus. Backed by a file it survives the simulator, as a chip survives a supply cut.
#if defined(__riscv) && !__STDC_HOSTED__

enum { size = 4 * 1024 * 1024, block = 256 * 1024, unit = 4, attempts = 10000000 };
static volatile uint32_t *const bank = (volatile uint32_t *)0x22000000;

// A command or status bit, for both chips.
#define BOTH(value) ((uint32_t)(value) * 0x00010001u)
enum { readArray = 0xFF, clearStatus = 0x50, bufferedProgram = 0xE8, erase = 0x20, lockSetup = 0x60 };
enum { confirm = 0xD0, bufferBytes = 128 };
enum { ready = 0x80, failure = 0x3A };

uint32_t board_flash_size(void) { return size; }
uint32_t board_flash_erase_block(void) { return block; }
uint32_t board_flash_program_unit(void) { return unit; }

static bool isInside(uint32_t offset, uint32_t count) { return offset <= size && count <= size - offset; }

// Waits for both chips and returns to reading.
static int32_t finish(volatile uint32_t *at) {
  uint32_t status = 0;
  for (uint32_t n = 0; n < attempts; n++) {
    status = *at;
    if ((status & BOTH(ready)) == BOTH(ready)) break;
  }
  bool done = (status & BOTH(ready)) == BOTH(ready) && (status & BOTH(failure)) == 0;
  *at = BOTH(clearStatus);
  *at = BOTH(readArray);
  return done ? BOARD_FLASH_OK : BOARD_FLASH_FAILED;
}

// Blocks of these chips may be locked after power-up.
static int32_t unlock(volatile uint32_t *at) {
  *at = BOTH(lockSetup);
  *at = BOTH(confirm);
  return finish(at);
}

static void unlockOnce(void) {
  static bool done;
  if (done) return;
  done = true;
  for (uint32_t offset = 0; offset < size; offset += block) unlock(bank + offset / 4);
}

int32_t board_flash_read(uint32_t offset, void *bytes, uint32_t count) {
  if (!isInside(offset, count)) return BOARD_FLASH_OUT_OF_BOUNDS;
  const volatile uint8_t *from = (const volatile uint8_t *)bank + offset;
  for (uint32_t i = 0; i < count; i++) ((uint8_t *)bytes)[i] = from[i];
  return BOARD_FLASH_OK;
}

static uint32_t wordAt(const uint8_t *bytes) {
  uint32_t word;
  __builtin_memcpy(&word, bytes, 4);
  return word;
}

// Programs up to one write buffer, which lies in one buffer-sized stretch of the bank.
static int32_t programBuffer(volatile uint32_t *to, const uint8_t *from, uint32_t words) {
  *to = BOTH(bufferedProgram);
  *to = BOTH(words - 1);
  for (uint32_t i = 0; i < words; i++) to[i] = wordAt(from + 4 * i);
  *to = BOTH(confirm);
  int32_t result = finish(to);
  for (uint32_t i = 0; i < words && result == BOARD_FLASH_OK; i++)
    if (to[i] != wordAt(from + 4 * i)) result = BOARD_FLASH_FAILED;
  return result;
}

int32_t board_flash_program(uint32_t offset, const void *bytes, uint32_t count) {
  if (!isInside(offset, count) || offset % unit || count % unit) return BOARD_FLASH_OUT_OF_BOUNDS;
  const uint8_t *from = bytes;
  for (uint32_t i = 0; i < count; i += 4)
    if (wordAt(from + i) & ~bank[(offset + i) / 4]) return BOARD_FLASH_NOT_ERASED;
  unlockOnce();
  while (count > 0) {
    uint32_t part = bufferBytes - offset % bufferBytes;
    if (part > count) part = count;
    int32_t result = programBuffer(bank + offset / 4, from, part / 4);
    if (result != BOARD_FLASH_OK) return result;
    offset += part, from += part, count -= part;
  }
  return BOARD_FLASH_OK;
}

int32_t board_flash_erase(uint32_t offset) {
  if (!isInside(offset, block) || offset % block) return BOARD_FLASH_OUT_OF_BOUNDS;
  unlockOnce();
  volatile uint32_t *at = bank + offset / 4;
  *at = BOTH(erase);
  *at = BOTH(confirm);
  return finish(at);
}

#endif

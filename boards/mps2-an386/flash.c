#include "board.h"

// NOR flash emulated in the board's PSRAM, outside the loaded image: it survives a system reset, not the
// simulator. It holds the complement, so the zeroes of a fresh PSRAM read as an erased chip.
#if defined(__arm__) && !__STDC_HOSTED__

enum { size = 512 * 1024, block = 4096, unit = 8 };
static volatile uint8_t *const cells = (volatile uint8_t *)0x21000000;

uint32_t board_flash_size(void) { return size; }
uint32_t board_flash_erase_block(void) { return block; }
uint32_t board_flash_program_unit(void) { return unit; }

static bool isInside(uint32_t offset, uint32_t count) { return offset <= size && count <= size - offset; }

int32_t board_flash_read(uint32_t offset, void *bytes, uint32_t count) {
  if (!isInside(offset, count)) return BOARD_FLASH_OUT_OF_BOUNDS;
  for (uint32_t i = 0; i < count; i++) ((uint8_t *)bytes)[i] = (uint8_t)~cells[offset + i];
  return BOARD_FLASH_OK;
}

int32_t board_flash_program(uint32_t offset, const void *bytes, uint32_t count) {
  if (!isInside(offset, count) || offset % unit || count % unit) return BOARD_FLASH_OUT_OF_BOUNDS;
  const uint8_t *from = bytes;
  for (uint32_t i = 0; i < count; i++)
    if (from[i] & cells[offset + i]) return BOARD_FLASH_NOT_ERASED;
  for (uint32_t i = 0; i < count; i++) cells[offset + i] = (uint8_t)~from[i];
  return BOARD_FLASH_OK;
}

int32_t board_flash_erase(uint32_t offset) {
  if (!isInside(offset, block) || offset % block) return BOARD_FLASH_OUT_OF_BOUNDS;
  volatile uint32_t *word = (volatile uint32_t *)(cells + offset);
  for (uint32_t i = 0; i < block / 4; i++) word[i] = 0;
  return BOARD_FLASH_OK;
}

#endif

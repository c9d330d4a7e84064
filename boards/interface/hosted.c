#include "board.h"

// No board: lets the package build as a whole under an operating system. Nothing here meters.
#if __STDC_HOSTED__

#include <stdio.h>
#include <stdlib.h>

void board_putc(uint8_t byte) { putchar(byte); }
int32_t board_getc(void) { return -1; }
void board_idle(void) {}
_Noreturn void board_reset(void) { exit(2); }
_Noreturn void board_exit(int32_t code) { exit(code); }
bool board_was_reset(void) { return false; }
uint32_t board_ticks(void) { return 0; }
uint32_t board_instructions_per_tick(void) { return 0; }
uint32_t board_stack_used(void) { return 0; }
uint32_t board_stack_size(void) { return 0; }
uint32_t board_flash_size(void) { return 0; }
uint32_t board_flash_erase_block(void) { return 1; }
uint32_t board_flash_program_unit(void) { return 1; }
int32_t board_flash_read(uint32_t offset, void *bytes, uint32_t count) {
  (void)offset, (void)bytes, (void)count;
  return BOARD_FLASH_OUT_OF_BOUNDS;
}
int32_t board_flash_program(uint32_t offset, const void *bytes, uint32_t count) {
  (void)offset, (void)bytes, (void)count;
  return BOARD_FLASH_OUT_OF_BOUNDS;
}
int32_t board_flash_erase(uint32_t offset) {
  (void)offset;
  return BOARD_FLASH_OUT_OF_BOUNDS;
}

#endif

#ifndef BOARD_H
#define BOARD_H
#include <stdbool.h>
#include <stdint.h>

/// What a board gives the firmware. A new board implements these functions and a linker script.

/// Sends one byte on the console; waits while the transmitter is full.
void board_putc(uint8_t byte);
/// Takes one received byte, -1 when there is none.
int32_t board_getc(void);
/// Sleeps until something may have been received; may return early.
void board_idle(void);

/// Resets the processor. Non-volatile memory keeps its content; nothing is committed.
_Noreturn void board_reset(void);
/// Ends the simulation with an exit code; a real board has nothing to end and resets.
_Noreturn void board_exit(int32_t code);
/// True when the present run began with a reset while the supply was on.
bool board_was_reset(void);

/// A free-running counter for measuring code, in units of `board_instructions_per_tick`; wraps.
/// Must be read at least every 0.5 s while measuring.
uint32_t board_ticks(void);
/// Instructions in one tick where the simulator counts them (QEMU with -icount shift=0).
uint32_t board_instructions_per_tick(void);

/// Most bytes of stack in use at any time so far.
uint32_t board_stack_used(void);
/// Bytes of stack there are.
uint32_t board_stack_size(void);

/// Result of a flash call.
enum {
  BOARD_FLASH_OK = 0,
  BOARD_FLASH_OUT_OF_BOUNDS = 1,
  BOARD_FLASH_NOT_ERASED = 2,
  BOARD_FLASH_FAILED = 3,
};

/// Bytes of flash for the meter; the first byte is offset 0.
uint32_t board_flash_size(void);
/// Smallest erasable unit in bytes.
uint32_t board_flash_erase_block(void);
/// Smallest programmable unit in bytes.
uint32_t board_flash_program_unit(void);
/// Copies `count` bytes from `offset`.
int32_t board_flash_read(uint32_t offset, void *bytes, uint32_t count);
/// Programs whole units; only clears bits, and checks that first.
int32_t board_flash_program(uint32_t offset, const void *bytes, uint32_t count);
/// Erases the block that starts at `offset` to 0xFF.
int32_t board_flash_erase(uint32_t offset);

/// For the boards: reports an unexpected exception at `address` and ends.
_Noreturn void board_fault(uint32_t address);
/// For the boards: fills the unused stack so that `board_stack_used` can find the mark.
void board_stack_paint(void);

#endif

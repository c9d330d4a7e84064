#include "board.h"

// Start-up, console, instruction counter and reset of QEMU's RISC-V virt machine (rv32imac).
#if defined(__riscv) && !__STDC_HOSTED__

#define BYTE(address) (*(volatile uint8_t *)(address))
#define WORD(address) (*(volatile uint32_t *)(address))

// 16550 UART, interrupt 10.
#define UART_DATA BYTE(0x10000000)
#define UART_INTERRUPT_ENABLE BYTE(0x10000001)
#define UART_FIFO_CONTROL BYTE(0x10000002)
#define UART_LINE_STATUS BYTE(0x10000005)
// Interrupt controller, context 0 (machine mode of hart 0).
#define PLIC_PRIORITY_UART WORD(0x0C000000 + 4 * 10)
#define PLIC_ENABLE WORD(0x0C002000)
#define PLIC_THRESHOLD WORD(0x0C200000)
#define PLIC_CLAIM WORD(0x0C200004)
// Test device: power off with a code, reset.
#define TEST_DEVICE WORD(0x00100000)

extern volatile uint32_t _resetCause[];
extern uint32_t _sidata[], _sdata[], _edata[], _sbss[], _ebss[];
extern int main(int, char **);

static const uint32_t resetMark = 0x52535421;
static bool wasReset;

void board_putc(uint8_t byte) {
  while (!(UART_LINE_STATUS & 0x20)) {}
  UART_DATA = byte;
}

int32_t board_getc(void) { return UART_LINE_STATUS & 1 ? (int32_t)UART_DATA : -1; }

// Interrupts stay masked: a pending one only ends the sleep.
void board_idle(void) {
  __asm__ volatile("wfi" ::: "memory");
  uint32_t source = PLIC_CLAIM;
  if (source) PLIC_CLAIM = source;
}

_Noreturn void board_reset(void) {
  _resetCause[0] = resetMark;
  TEST_DEVICE = 0x7777;
  for (;;) __asm__ volatile("wfi");
}

_Noreturn void board_exit(int32_t code) {
  TEST_DEVICE = code ? (uint32_t)code << 16 | 0x3333 : 0x5555;
  for (;;) __asm__ volatile("wfi");
}

bool board_was_reset(void) { return wasReset; }

uint32_t board_ticks(void) {
  uint32_t count;
  __asm__ volatile("csrr %0, minstret" : "=r"(count));
  return count;
}

uint32_t board_instructions_per_tick(void) { return 1; }

__attribute__((naked, section(".isr_vector"), used)) void _start(void) {
  __asm__ volatile(
      "la sp, _estack\n"
      "la t0, trap\n"
      "csrw mtvec, t0\n"
      "j start\n");
}

__attribute__((used, aligned(4))) static void trap(void) {
  uint32_t address;
  __asm__ volatile("csrr %0, mepc" : "=r"(address));
  board_fault(address);
}

__attribute__((used)) static void start(void) {
  const uint32_t *from = _sidata;
  for (volatile uint32_t *p = _sdata; p < _edata;) *p++ = *from++;
  for (volatile uint32_t *p = _sbss; p < _ebss;) *p++ = 0;
  wasReset = _resetCause[0] == resetMark;
  _resetCause[0] = 0;
  UART_FIFO_CONTROL = 1;
  UART_INTERRUPT_ENABLE = 1;
  PLIC_PRIORITY_UART = 1;
  PLIC_ENABLE = 1 << 10;
  PLIC_THRESHOLD = 0;
  uint32_t external = 1 << 11;
  __asm__ volatile("csrs mie, %0" ::"r"(external));
  board_stack_paint();
  board_exit(main(0, 0));
}

#endif

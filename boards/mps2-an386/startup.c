#include "board.h"

// Start-up, console, time base and reset of the MPS2 AN386 (Cortex-M4).
#if defined(__arm__) && !__STDC_HOSTED__

#define REG(address) (*(volatile uint32_t *)(address))

// CMSDK UART 0, receive interrupt 0.
#define UART_DATA REG(0x40004000)
#define UART_STATE REG(0x40004004)
#define UART_CONTROL REG(0x40004008)
#define UART_INTERRUPT REG(0x4000400C)
#define UART_DIVIDER REG(0x40004010)
// System control space.
#define SYSTICK_CONTROL REG(0xE000E010)
#define SYSTICK_RELOAD REG(0xE000E014)
#define SYSTICK_VALUE REG(0xE000E018)
#define NVIC_ENABLE REG(0xE000E100)
#define NVIC_CLEAR_PENDING REG(0xE000E280)
#define SCB_AIRCR REG(0xE000ED0C)

extern volatile uint32_t _resetCause[];
extern uint32_t _estack[], _sidata[], _sdata[], _edata[], _sbss[], _ebss[];
extern int main(int, char **);

static const uint32_t resetMark = 0x52535421;
static bool wasReset;

void board_putc(uint8_t byte) {
  while (UART_STATE & 1) {}
  UART_DATA = byte;
}

int32_t board_getc(void) { return UART_STATE & 2 ? (int32_t)(UART_DATA & 0xFF) : -1; }

// Interrupts stay masked: a pending one only ends the sleep.
void board_idle(void) {
  __asm__ volatile("dsb\n wfi" ::: "memory");
  UART_INTERRUPT = 3;
  NVIC_CLEAR_PENDING = 1;
}

_Noreturn void board_reset(void) {
  _resetCause[0] = resetMark;
  __asm__ volatile("dsb" ::: "memory");
  SCB_AIRCR = 0x05FA0004;
  for (;;) __asm__ volatile("dsb");
}

// Semihosting SYS_EXIT_EXTENDED: the simulator ends with this code.
_Noreturn void board_exit(int32_t code) {
  struct {
    uint32_t reason, code;
  } block = {0x20026, (uint32_t)code};
  register uint32_t r0 __asm__("r0") = 0x20;
  register void *r1 __asm__("r1") = &block;
  __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  for (;;) __asm__ volatile("wfi");
}

bool board_was_reset(void) { return wasReset; }

// SysTick counts down 24 bits at 25 MHz.
uint32_t board_ticks(void) {
  static uint32_t total, last = 0xFFFFFF;
  uint32_t now = SYSTICK_VALUE;
  total += (last - now) & 0xFFFFFF;
  last = now;
  return total;
}

uint32_t board_instructions_per_tick(void) { return 40; }

__attribute__((used)) static void fault(const uint32_t *frame) { board_fault(frame[6]); }

__attribute__((naked)) static void faultHandler(void) {
  __asm__ volatile("mov r0, sp\n b fault");
}

void Reset_Handler(void) {
  const uint32_t *from = _sidata;
  for (volatile uint32_t *p = _sdata; p < _edata;) *p++ = *from++;
  for (volatile uint32_t *p = _sbss; p < _ebss;) *p++ = 0;
  wasReset = _resetCause[0] == resetMark;
  _resetCause[0] = 0;
  __asm__ volatile("cpsid i");
  UART_DIVIDER = 16;
  UART_CONTROL = 1 | 2 | 8;  // transmitter, receiver, receive interrupt
  NVIC_ENABLE = 1;
  SYSTICK_RELOAD = 0xFFFFFF;
  SYSTICK_VALUE = 0;
  SYSTICK_CONTROL = 5;
  board_stack_paint();
  board_exit(main(0, 0));
}

typedef void (*Vector)(void);
__attribute__((section(".isr_vector"), used)) static const Vector vectors[16] = {
    (Vector)_estack, Reset_Handler, faultHandler, faultHandler, faultHandler, faultHandler, faultHandler,
};

#endif

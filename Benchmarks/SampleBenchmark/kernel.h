// The C kernels that tools/bench samples runs beside the Swift kernel: three elements, interleaved V I V I V I, 24 bits.
#ifndef KERNEL_H
#define KERNEL_H
#include <stdbool.h>
#include <stdint.h>

enum { KERNEL_ELEMENTS = 3, KERNEL_LAG_MOST = 40 };

// Sums of one element over one window, exactly those of Swift's ElementSums.
struct kernel_sums {
  int64_t v, i, vv, ii, vi, qi;
  int64_t vc, vs, ic, is;
  int32_t history_sum;
  uint32_t v_over, i_over;
};

struct kernel_values {
  double p, q, v, i;      // W, var, V, A
  double p1, q1, v1, i1;  // of the fundamental
};

struct kernel_window {
  uint32_t count;
  double frequency;
  struct kernel_sums sums[KERNEL_ELEMENTS];
  struct kernel_values values[KERNEL_ELEMENTS];
};

struct kernel {
  struct kernel_sums sums[KERNEL_ELEMENTS];
  int32_t history[KERNEL_ELEMENTS][KERNEL_LAG_MOST];
  int32_t lag, position, lacking;
  uint32_t count, cycles;
  int32_t limit, hysteresis;
  // Crossing of the first voltage.
  int32_t previous, below, above, place;
  uint32_t streak;
  bool armed, synchronised;
  int64_t start_crossing;
  // Phasor in 2^-30, its steps in 2^-32, their change in 2^-34.
  int32_t c, s, step_c, step_s, curvature;
  double phasor_omega;
  double omega, sample_rate, volts, amperes;
};

void kernel_init(struct kernel *k, double sample_rate, double nominal, double volts, double amperes, int32_t limit,
                 int32_t hysteresis);
// Each takes sets until the block or a window ends; returns the sets taken. `window` is written when one ended (*ended).
// One sample set after the other, all elements at once; without and with the fundamental.
int32_t kernel_take_sets(struct kernel *k, const int32_t *block, int32_t sets, struct kernel_window *window, bool *ended);
int32_t kernel_take_sets_fundamental(struct kernel *k, const int32_t *block, int32_t sets, struct kernel_window *window,
                                     bool *ended);
// In runs of at most a quarter period, element by element: the order of the Swift kernel.
int32_t kernel_take_runs(struct kernel *k, const int32_t *block, int32_t sets, struct kernel_window *window, bool *ended);
int32_t kernel_take_runs_fundamental(struct kernel *k, const int32_t *block, int32_t sets, struct kernel_window *window,
                                     bool *ended);

// Memory for the benchmark, from a fixed buffer; never given back.
void *kernel_memory(uint32_t bytes);

// The benchmark's signal: `sets` sets of three elements at 50 Hz and 4 kS/s, PF 0.8, 5th harmonic, noise, 24 bits; or
// the same in 16 bits.
void kernel_signal(int32_t *block, int16_t *short_block, int32_t sets);
#endif

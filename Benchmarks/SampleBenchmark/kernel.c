// Plain C for comparison: the same sums as the Swift kernel, bit for bit, and the same outputs (P, Q, V, I, f, with the
// fundamental P1, Q1, V1, I1), the window's end in double. The anchor is always the first voltage, its offset 0.
#include "kernel.h"

#include <math.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

static void begin(struct kernel *k) {
  for (int e = 0; e < KERNEL_ELEMENTS; e++) {
    memset(&k->sums[e], 0, sizeof k->sums[e]);
    for (int n = 0; n < k->lag; n++) k->sums[e].history_sum += k->history[e][n];
  }
  double half = sin(k->omega / 2), square = half * half;
  k->c = 1 << 30, k->s = 0;
  k->curvature = (int32_t)lround(ldexp(square, 36));
  k->step_c = (int32_t)lround(ldexp(square, 33));
  k->step_s = (int32_t)lround(ldexp(half * cos(k->omega / 2), 33));
  k->phasor_omega = k->omega;
}

void kernel_init(struct kernel *k, double sample_rate, double nominal, double volts, double amperes, int32_t limit,
                 int32_t hysteresis) {
  memset(k, 0, sizeof *k);
  k->sample_rate = sample_rate, k->volts = volts, k->amperes = amperes, k->limit = limit, k->hysteresis = hysteresis;
  k->lag = k->lacking = (int32_t)lround(sample_rate / (4 * nominal));
  k->omega = 2 * M_PI * nominal / sample_rate;
  begin(k);
}

static void fill(struct kernel *k, const int32_t *block) {
  for (int e = 0; e < KERNEL_ELEMENTS; e++) k->history[e][k->position] = block[2 * e];
  if (++k->position == k->lag) k->position = 0;
  if (--k->lacking == 0) begin(k);
}

// True when this sample confirms a crossing: three below, then three above the hysteresis.
INLINE bool crossing(struct kernel *k, int32_t v, int32_t place) {
  if (!k->armed) {
    k->streak = v < -k->hysteresis ? k->streak + 1 : 0;
    if (k->streak == 3) k->armed = true, k->streak = 0, k->previous = v;
    return false;
  }
  bool confirmed = false;
  if (v >= 0) {
    if (k->previous < 0) k->below = k->previous, k->above = v, k->place = place;
    k->streak = v > k->hysteresis ? k->streak + 1 : 0;
    if (k->streak == 3) k->armed = false, k->streak = 0, confirmed = true;
  } else {
    k->streak = 0;
  }
  k->previous = v;
  return confirmed;
}

static int64_t crossing_time(const struct kernel *k) {
  return ((int64_t)k->place << 24) - ((int64_t)k->above << 24) / ((int64_t)k->above - k->below);
}

// The whole window's end: measured values, then the next window. Not per sample.
static __attribute__((noinline)) void end(struct kernel *k, struct kernel_window *window, bool cycles, bool fundamental) {
  double n = k->count, length = n;
  window->count = k->count, window->frequency = 0;
  if (cycles) {
    length = (double)(crossing_time(k) - k->start_crossing) / (1 << 24);
    k->omega = 2 * M_PI * 10 / length;
    window->frequency = 10 * k->sample_rate / length;
  }
  double sine = sin(k->omega * k->lag), cosine = cos(k->omega * k->lag);
  double c = 0, s = 0, cc = 0, ss = 0, cs = 0, determinant = 1;
  if (fundamental) {
    // Sums of the phasor and of its products over the window.
    double w = k->phasor_omega, single = sin(w * n / 2) / sin(w / 2), twice = sin(w * n) / sin(w);
    c = cos(w * (n - 1) / 2) * single, s = sin(w * (n - 1) / 2) * single;
    cc = (n + cos(w * (n - 1)) * twice) / 2 - c * c / n, ss = (n - cos(w * (n - 1)) * twice) / 2 - s * s / n;
    cs = sin(w * (n - 1)) * twice / 2 - c * s / n;
    determinant = cc * ss - cs * cs;
  }
  for (int e = 0; e < KERNEL_ELEMENTS; e++) {
    struct kernel_sums *x = &k->sums[e];
    struct kernel_values *y = &window->values[e];
    window->sums[e] = *x;
    int32_t ring = 0;
    for (int j = 0; j < k->lag; j++) ring += k->history[e][j];
    double mean_v = cycles ? (double)x->v / n : 0, mean_i = cycles ? (double)x->i / n : 0;
    double direct = (double)x->vi - mean_v * (double)x->i;
    double lagged = (double)x->qi - mean_i * (double)(x->v + x->history_sum - ring);
    double unit = k->volts * k->amperes / n;
    y->p = direct * unit;
    y->q = (lagged - direct * cosine) / sine * unit;
    y->v = sqrt(((double)x->vv - mean_v * (double)x->v) / length) * k->volts;
    y->i = sqrt(((double)x->ii - mean_i * (double)x->i) / length) * k->amperes;
    if (!fundamental) continue;
    double vc = ldexp((double)x->vc, -22) - mean_v * c, vs = ldexp((double)x->vs, -22) - mean_v * s;
    double ic = ldexp((double)x->ic, -22) - mean_i * c, is = ldexp((double)x->is, -22) - mean_i * s;
    double va = (vc * ss - vs * cs) / determinant, vb = (vs * cc - vc * cs) / determinant;
    double ia = (ic * ss - is * cs) / determinant, ib = (is * cc - ic * cs) / determinant;
    y->p1 = (va * ia + vb * ib) / 2 * k->volts * k->amperes;
    y->q1 = (va * ib - vb * ia) / 2 * k->volts * k->amperes;
    y->v1 = sqrt((va * va + vb * vb) / 2) * k->volts;
    y->i1 = sqrt((ia * ia + ib * ib) / 2) * k->amperes;
  }
  k->place -= (int32_t)k->count;
  k->start_crossing = crossing_time(k);
  k->count = k->cycles = 0;
  begin(k);
}

// What a crossing means: 0 nothing, 1 the first one, 2 the end of ten cycles.
INLINE int after_crossing(struct kernel *k) {
  if (!k->synchronised) {
    k->synchronised = true;
    return 1;
  }
  return ++k->cycles == 10 ? 2 : 0;
}

INLINE int32_t over(int32_t x, int32_t limit) { return limit - (x ^ x >> 31); }

INLINE void turn(struct kernel *k, int32_t *c, int32_t *s) {
  *c = (k->c + 128) >> 8, *s = (k->s + 128) >> 8;
  k->step_c -= (int32_t)((int64_t)k->curvature * k->c >> 32);
  k->step_s -= (int32_t)((int64_t)k->curvature * k->s >> 32);
  k->c += k->step_c >> 2, k->s += k->step_s >> 2;
}

// --- one set after the other ----------------------------------------------------------------------------------------

INLINE int32_t take_sets(struct kernel *k, const int32_t *block, int32_t sets, struct kernel_window *window, bool *ended,
                         bool fundamental) {
  int32_t set = 0;
  *ended = false;
  for (; set < sets && k->lacking; set++, block += 2 * KERNEL_ELEMENTS) fill(k, block);
  for (; set < sets; block += 2 * KERNEL_ELEMENTS) {
    int32_t c = 0, s = 0, excess = 0;
    if (fundamental) turn(k, &c, &s);
    for (int e = 0; e < KERNEL_ELEMENTS; e++) {
      struct kernel_sums *x = &k->sums[e];
      int32_t v = block[2 * e], i = block[2 * e + 1], old = k->history[e][k->position];
      k->history[e][k->position] = v;
      excess |= over(v, k->limit) | over(i, k->limit);
      x->v += v, x->i += i;
      x->vv += (int64_t)v * v, x->ii += (int64_t)i * i;
      x->vi += (int64_t)v * i, x->qi += (int64_t)old * i;
      if (fundamental) {
        x->vc += (int64_t)v * c, x->vs += (int64_t)v * s;
        x->ic += (int64_t)i * c, x->is += (int64_t)i * s;
      }
    }
    if (excess < 0)
      for (int e = 0; e < KERNEL_ELEMENTS; e++) {
        k->sums[e].v_over += over(block[2 * e], k->limit) < 0;
        k->sums[e].i_over += over(block[2 * e + 1], k->limit) < 0;
      }
    if (++k->position == k->lag) k->position = 0;
    bool crossed = crossing(k, block[0], (int32_t)k->count);
    k->count++, set++;
    if (crossed) {
      int kind = after_crossing(k);
      if (kind) {
        end(k, window, kind == 2, fundamental);
        *ended = true;
        break;
      }
    }
  }
  return set;
}

int32_t kernel_take_sets(struct kernel *k, const int32_t *block, int32_t sets, struct kernel_window *window, bool *ended) {
  return take_sets(k, block, sets, window, ended, false);
}

int32_t kernel_take_sets_fundamental(struct kernel *k, const int32_t *block, int32_t sets, struct kernel_window *window,
                                     bool *ended) {
  return take_sets(k, block, sets, window, ended, true);
}

// --- in runs --------------------------------------------------------------------------------------------------------

INLINE int32_t take_runs(struct kernel *k, const int32_t *block, int32_t sets, struct kernel_window *window, bool *ended,
                         bool fundamental) {
  enum { stride = 2 * KERNEL_ELEMENTS };
  int32_t set = 0;
  *ended = false;
  for (; set < sets && k->lacking; set++) fill(k, block + set * stride);
  while (set < sets) {
    const int32_t *first = block + set * stride;
    int32_t run = k->lag - k->position, seen = 0;
    if (run > sets - set) run = sets - set;
    bool crossed = false;
    while (seen < run && !crossed) {
      crossed = crossing(k, first[seen * stride], (int32_t)k->count + seen);
      seen++;
    }
    run = seen;
    for (int e = 0; e < KERNEL_ELEMENTS; e++) {
      struct kernel_sums *x = &k->sums[e];
      int64_t vv = x->vv, ii = x->ii;
      int32_t sum_v = 0, sum_i = 0, excess = 0;
      const int32_t *at = first + 2 * e, *stop = at + run * stride;
      for (; at < stop; at += stride) {
        int32_t v = at[0], i = at[1];
        excess |= over(v, k->limit) | over(i, k->limit);
        sum_v += v, sum_i += i;
        vv += (int64_t)v * v, ii += (int64_t)i * i;
      }
      x->vv = vv, x->ii = ii, x->v += sum_v, x->i += sum_i;
      if (excess < 0)
        for (at = first + 2 * e; at < stop; at += stride) {
          x->v_over += over(at[0], k->limit) < 0;
          x->i_over += over(at[1], k->limit) < 0;
        }
      int64_t vi = x->vi, qi = x->qi;
      int32_t *history = k->history[e] + k->position;
      for (at = first + 2 * e; at < stop; at += stride, history++) {
        int32_t v = at[0], i = at[1], old = *history;
        *history = v;
        vi += (int64_t)v * i, qi += (int64_t)old * i;
      }
      x->vi = vi, x->qi = qi;
    }
    if (fundamental) {
      int32_t table[2 * KERNEL_LAG_MOST];
      for (int n = 0; n < run; n++) turn(k, &table[2 * n], &table[2 * n + 1]);
      for (int e = 0; e < KERNEL_ELEMENTS; e++) {
        struct kernel_sums *x = &k->sums[e];
        const int32_t *at = first + 2 * e;
        int64_t c = x->vc, s = x->vs;
        for (int n = 0; n < run; n++, at += stride) c += (int64_t)at[0] * table[2 * n], s += (int64_t)at[0] * table[2 * n + 1];
        x->vc = c, x->vs = s;
        c = x->ic, s = x->is, at = first + 2 * e;
        for (int n = 0; n < run; n++, at += stride) c += (int64_t)at[1] * table[2 * n], s += (int64_t)at[1] * table[2 * n + 1];
        x->ic = c, x->is = s;
      }
    }
    set += run;
    k->position = k->position + run == k->lag ? 0 : k->position + run;
    k->count += (uint32_t)run;
    if (crossed) {
      int kind = after_crossing(k);
      if (kind) {
        end(k, window, kind == 2, fundamental);
        *ended = true;
        break;
      }
    }
  }
  return set;
}

int32_t kernel_take_runs(struct kernel *k, const int32_t *block, int32_t sets, struct kernel_window *window, bool *ended) {
  return take_runs(k, block, sets, window, ended, false);
}

int32_t kernel_take_runs_fundamental(struct kernel *k, const int32_t *block, int32_t sets, struct kernel_window *window,
                                     bool *ended) {
  return take_runs(k, block, sets, window, ended, true);
}

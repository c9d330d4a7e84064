"""Sums of a window of V/I samples in Python's integers: what SampleKernel must have, bit for bit.

Usage: sample_sums.py SAMPLES CHANNELS V I SECOND START COUNT LAG RATE NOMINAL
SAMPLES holds little-endian int32 sets; SECOND is a subtracted voltage's channel or -1; the window is sets
START..<START+COUNT, RATE sets a second. Prints one number a line: the sums, then those with the phasor."""

import math
import struct
import sys


def sums(samples, channels, v_channel, i_channel, second, start, count, lag, rate, nominal):
    def voltage(n):
        value = samples[n * channels + v_channel]
        return value - samples[n * channels + second] if second >= 0 else value

    def current(n):
        return samples[n * channels + i_channel]

    window = range(start, start + count)
    yield sum(voltage(n) for n in window)
    yield sum(current(n) for n in window)
    yield sum(voltage(n) ** 2 for n in window)
    yield sum(current(n) ** 2 for n in window)
    yield sum(voltage(n) * current(n) for n in window)
    yield sum(voltage(n - lag) * current(n) for n in window)
    # The phasor in 2^-30, its steps in 2^-32; rounded to 2^-22 for the sums.
    step = 2 * math.pi * nominal / rate
    half = math.sin(step / 2)
    curvature = round(half * half * 2**36)
    step_c, step_s = round(half * half * 2**33), round(half * math.cos(step / 2) * 2**33)
    c, s, totals = 1 << 30, 0, [0, 0, 0, 0]
    for n in window:
        short_c, short_s = (c + 128) >> 8, (s + 128) >> 8
        for k, product in enumerate((voltage(n) * short_c, voltage(n) * short_s,
                                     current(n) * short_c, current(n) * short_s)):
            totals[k] += product
        step_c -= curvature * c >> 32
        step_s -= curvature * s >> 32
        c, s = c + (step_c >> 2), s + (step_s >> 2)
    yield from totals


if __name__ == "__main__":
    path, *numbers = sys.argv[1:]
    data = open(path, "rb").read()
    for value in sums(struct.unpack(f"<{len(data) // 4}i", data), *map(int, numbers)):
        print(value)

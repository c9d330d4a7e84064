"""What the meter must show, worked out another way: a sampled up/down counter and whole-number arithmetic."""

from fractions import Fraction
from math import floor

# Micro-watt-hours of one pulse, for each channel of boards/firmware.
PULSE_ENERGY = [Fraction(10**9, 1000), Fraction(10**9, 1200)]
THRESHOLD = 100  # samples of 100 µs: 10 ms


class Line:
    """One pulse line, sampled every 100 µs."""

    def __init__(self):
        self.count, self.raw, self.filtered = 0, 0, 0
        self.now = self.run_start = 0
        self.pulses, self.rejected, self.suspect = [], 0, 0

    def run(self, edges, end):
        """Takes edges [(time, level)] and lets time pass to `end`."""
        for time, level in edges:
            self.sample_until(time)
            at_rest = self.count == (THRESHOLD if self.filtered else 0)
            if level != self.raw and at_rest and level != self.filtered:
                self.run_start = time
            self.raw = level
        self.sample_until(end)
        return self

    def sample_until(self, time):
        while self.now < time:
            before = self.count
            if self.raw and before == THRESHOLD or not self.raw and before == 0:
                self.now = time
                return
            self.count += 1 if self.raw else -1
            self.now += 1
            if self.count == THRESHOLD:
                self.reach(1)
            elif self.count == 0:
                self.reach(0)

    def reach(self, level):
        if self.filtered == level:
            self.rejected += 1
            return
        self.filtered = level
        if level:
            self.pulses.append(self.run_start)
        elif not 200 <= self.run_start - self.pulses[-1] <= 20_000:
            self.suspect += 1


def energy(channel, pulses):
    """Register in whole µWh after so many pulses."""
    return floor(pulses * PULSE_ENERGY[channel])


def rest(channel, pulses):
    """The carried rest, in parts of the denominator."""
    value = pulses * PULSE_ENERGY[channel]
    return int((value - floor(value)) * PULSE_ENERGY[channel].denominator)


def row(channel, pulses, start, end, before=0):
    """(energy, register, pulses) of the period [start, end); `before`: pulses earlier than the list."""
    first = before + sum(1 for time in pulses if time < start)
    last = before + sum(1 for time in pulses if time < end)
    return energy(channel, last) - energy(channel, first), energy(channel, last), last - first

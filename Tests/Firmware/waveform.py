"""The stored waveform of boards/firmware-samples, made independently: the table from its definition, the samples by
the same integer rules. `waveform.py` prints the table as the firmware keeps it.

A table of one cycle (80 points of six channels, V1 I1 V2 I2 V3 I3) is read by a 32-bit phase with linear
interpolation, scaled as the script says, and a little noise is added. Every change falls on a multiple of 40 sets.
"""

import array
import math
import re

RATE, POINTS, CHANNELS = 4000, 80, 6
VOLTS_PER_COUNT, AMPERES_PER_COUNT = 0.0001, 0.000002
END_STOP = 1 << 23
GAP_INDEX, GAP_SETS = 120 * RATE, 1000
STEPS = {50.0: (1 << 32) // POINTS, 50.4: (1 << 32) * 504 // (POINTS * 500)}

# amplitude (rms), angle of the fundamental, harmonics {order: (part, angle)}, mean in counts
CURVES = [
    (230.0, 0, {5: (0.02, 0)}, 900),
    (5.0, -25.84, {3: (0.08, 20), 5: (0.05, 30)}, 400),
    (228.0, -120, {5: (0.02, 0)}, -1200),
    (3.0, -120 - 60, {3: (0.10, 0), 7: (0.03, 45)}, -300),
    (233.0, 120, {3: (0.01, 90)}, 0),
    (2.0, 120 + 30, {3: (0.12, -40)}, 700),
]
# seconds from, to (exclusive), channel, scale in 1/256
SCRIPT = [
    (30, 30.3, 2, 102),  # a sag of L2 to 40 %
    (45, 50, 0, 0),  # L1 fails: the anchor moves
    (60, 70, 3, -256),  # L2 runs in reverse
    (65, 70, 1, -256), (65, 70, 5, -256),  # so does the sum
    (80, 84, 5, 0),  # no load on L3
    (100, 101, 4, 320),  # a swell of L3
    (112, 112.5, 1, 700),  # I1 beyond the end stops
]
FASTER = (90, 110)  # seconds at 50.4 Hz


def table():
    """One cycle, set by set."""
    points = []
    for k in range(POINTS):
        for channel, (rms, angle, harmonics, mean) in enumerate(CURVES):
            peak = math.sqrt(2) * rms / (AMPERES_PER_COUNT if channel % 2 else VOLTS_PER_COUNT)
            turn = 2 * math.pi * k / POINTS
            value = math.sin(turn + math.radians(angle))
            for order, (part, shift) in harmonics.items():
                value += part * math.sin(order * (turn + math.radians(angle)) + math.radians(shift))
            points.append(round(peak * value) + mean)
    return points


def sets(count):
    """Yields (index, samples) of the first `count` sets that are not lost."""
    points = table()
    # Of every channel: value and the way to the next, point by point.
    curves = [[(points[k * CHANNELS + c], points[(k + 1) % POINTS * CHANNELS + c] - points[k * CHANNELS + c])
               for k in range(POINTS)] for c in range(CHANNELS)]
    changes = [(round(a * RATE), round(b * RATE), channel, scale) for a, b, channel, scale in SCRIPT]
    index, phase, noise = 0, 0, 1
    scales, step = [256] * CHANNELS, STEPS[50.0]
    for _ in range(count):
        if index == GAP_INDEX:
            index += GAP_SETS
            phase = (phase + GAP_SETS * step) & 0xFFFFFFFF
        if index % 40 == 0:
            scales = [256] * CHANNELS
            for begin, end, channel, scale in changes:
                if begin <= index < end:
                    scales[channel] = scale
            step = STEPS[50.4 if FASTER[0] * RATE <= index < FASTER[1] * RATE else 50.0]
        place = (phase >> 8) * POINTS
        k, part = place >> 24, place >> 8 & 0xFFFF
        samples = []
        for curve, scale in zip(curves, scales):
            value, way = curve[k]
            noise = (noise * 1664525 + 1013904223) & 0xFFFFFFFF
            value = ((value + (way * part >> 16)) * scale >> 8) + (((noise ^ 0x80000000) >> 26) - 32)
            samples.append(min(max(value, -END_STOP), END_STOP - 1))
        yield index, samples
        index += 1
        phase = (phase + step) & 0xFFFFFFFF


def capture(count):
    """(indices, interleaved samples) of the first `count` sets."""
    indices, samples = array.array("q"), array.array("i")
    for index, values in sets(count):
        indices.append(index)
        samples.extend(values)
    return indices, samples


def stored_table(path):
    """The numbers of the table in a Swift source."""
    text = open(path).read()
    return [int(n.replace("_", "")) for n in re.findall(r"-?\d[\d_]*", text[text.index("= [") :])]


if __name__ == "__main__":
    words = [f"{value}," for value in table()]
    for k in range(0, len(words), CHANNELS):
        print("    " + " ".join(words[k:k + CHANNELS]))

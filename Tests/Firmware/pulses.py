"""Edges of pulse lines, drawn from a seed, on a grid of 100 µs (the unit of every time here)."""

import random

MILLISECOND = 10
SECOND = 10_000


def clean(seed, start, end, shortest=3 * SECOND, longest=40 * SECOND):
    """Pulses of 30 to 120 ms without bounce. Returns [(time, level)]."""
    draw = random.Random(seed)
    edges, now = [], start + draw.randrange(SECOND)
    while True:
        width = draw.randrange(30 * MILLISECOND, 120 * MILLISECOND)
        if now + width + 30 * MILLISECOND >= end:
            return edges
        edges += [(now, 1), (now + width, 0)]
        now += width + draw.randrange(shortest, longest)


def bouncing(seed, start, end):
    """Pulses whose contacts bounce for up to 5 ms, with spikes of up to 3 ms before, in and after them, and
    now and then one too short to count."""
    draw = random.Random(seed)
    edges, now = [], start + SECOND

    def toggle(duration, level):
        # Ends at `level` after an even number of further changes.
        nonlocal now
        stop = now + duration
        edges.append((now, level))
        while draw.random() < 0.75:
            first = now + draw.randrange(1, 2 * MILLISECOND)
            second = first + draw.randrange(1, MILLISECOND)
            if second >= stop:
                break
            edges.extend([(first, 1 - level), (second, level)])
            now = second
        now = stop

    def spike(level):
        nonlocal now
        now += draw.randrange(15 * MILLISECOND, 40 * MILLISECOND)
        edges.append((now, 1 - level))
        now += draw.randrange(1, 3 * MILLISECOND)
        edges.append((now, level))
        now += 1

    while now + 2 * SECOND < end:
        for _ in range(draw.choice([0, 0, 1, 3])):
            spike(0)
        now += 20 * MILLISECOND
        if draw.random() < 0.1:
            edges.append((now, 1))
            now += draw.randrange(1, 25 * MILLISECOND)
            edges.append((now, 0))
            now += 40 * MILLISECOND
            continue
        toggle(5 * MILLISECOND, 1)
        if draw.random() < 0.3:
            spike(1)
        now += draw.randrange(20 * MILLISECOND, 90 * MILLISECOND)
        toggle(5 * MILLISECOND, 0)
        now += draw.randrange(2 * SECOND, 30 * SECOND)
    return edges


def commands(seed, lines, end):
    """Console commands for the edges of all channels, with time passing in between.

    Time passes at any moment, also just after a period's end. Returns [(time, text)].
    """
    draw = random.Random(seed)
    merged = sorted((time, channel, level) for channel, line in enumerate(lines) for time, level in line)
    result, passed = [], 0
    for i, (time, channel, level) in enumerate(merged):
        result.append((time, f"e {channel} {level} {time * 100}"))
        newest = max(t for t, _, _ in merged[max(i - 2, 0):i + 1])
        following = min((t for t, _, _ in merged[i + 1:i + 4]), default=end)
        if following - newest > SECOND and newest - passed > 5 * SECOND:
            passed = newest + draw.randrange(1, following - newest)
            result.append((passed, f"t {passed * 100}"))
    return result + [(end, f"t {end * 100}")]

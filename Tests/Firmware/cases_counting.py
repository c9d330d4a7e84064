"""Registers, counters and profile rows against the oracle."""

import events
import oracle
import pulses
from harness import case, equal
from pulses import SECOND

BEGIN = 1_767_225_600  # 2026-01-01T00:00:00Z, a period's start
PERIOD = 1800


def expect(console, lines, begin_seconds, tick_of_begin, end):
    """Compares registers and every closed row with oracle lines that began with an empty meter."""
    for channel, (line, register) in enumerate(zip(lines, console.registers())):
        count = len(line.pulses)
        equal(register["pulses"], count, f"pulses of channel {channel}")
        equal(register["energy_uwh"], oracle.energy(channel, count), f"register of channel {channel}")
        equal(register["rest"], oracle.rest(channel, count), f"rest of channel {channel}")
        equal(register["rejected"], line.rejected, f"rejected runs of channel {channel}")
        equal(register["suspect"], line.suspect, f"suspect pulses of channel {channel}")
        equal(register["late"], 0, f"late pulses of channel {channel}")
    rows = console.rows()
    first_end = (begin_seconds // PERIOD + 1) * PERIOD
    last = begin_seconds + (end - tick_of_begin) // SECOND
    equal(len(rows), (last - first_end) // PERIOD + 1, "number of rows")
    for index, row in enumerate(rows):
        start = first_end + (index - 1) * PERIOD
        from_tick = tick_of_begin + (start - begin_seconds) * SECOND
        equal(row["id"], index, "row id")
        equal(row["start"], start, f"start of row {index}")
        equal(row["flags"], 1 << 13 if index == 0 else 0, f"flags of row {index}")
        covered = PERIOD if index else first_end - begin_seconds
        equal(row["covered"], covered, f"time in row {index}")
        for channel, line in enumerate(lines):
            found = tuple(row[f"{name}{channel}"] for name in ("energy", "register", "pulses"))
            wanted = oracle.row(channel, line.pulses, from_tick, from_tick + PERIOD * SECOND)
            equal(found, wanted, f"row {index}, channel {channel}")


def run(bench, make, seed, begin_seconds=BEGIN, periods=4):
    tick = 3 * SECOND
    end = tick + periods * PERIOD * SECOND + 77 * SECOND
    edges = [make(seed + channel, tick, end) for channel in range(2)]
    lines = [oracle.Line().run(edges[channel], end) for channel in range(2)]
    texts = pulses.commands(seed, edges, end)
    with bench.start() as console:
        equal(console.start["formatted"], 1, "new chip")
        console.do(f"w {begin_seconds} {tick * 100} 1", *(text for _, text in texts))
        expect(console, lines, begin_seconds, tick, end)
        equal(console.quit(), 0, "exit code")


@case()
def clean_edges(bench):
    """Clean pulses are all counted, to the half-hour they belong to."""
    run(bench, pulses.clean, 11)


@case()
def clean_edges_from_mid_period(bench):
    """A first period that began before the meter is partial; the others are clean."""
    run(bench, pulses.clean, 12, begin_seconds=BEGIN + 1234)


@case()
def bouncing_edges(bench):
    """Bounce and spikes are swallowed and counted as such."""
    run(bench, pulses.bouncing, 21)


@case()
def bouncing_edges_again(bench):
    """The same with another seed: other bounces fall on the ends of periods."""
    run(bench, pulses.bouncing, 31)


@case()
def fast_pulses(bench):
    """Pulses of 30 ms every 60 ms are counted across period ends."""
    def make(seed, start, end):
        shift = seed % 7
        times = range(start + shift, start + 120 * SECOND, 600)
        return [edge for time in times for edge in ((time, 1), (time + 300, 0))]
    run(bench, make, 41, begin_seconds=BEGIN + PERIOD - 60, periods=1)


@case()
def lost_edges(bench):
    """A gap in the source's numbers is counted as lost edges and flags the period."""
    with bench.start() as console:
        console.do(f"w {BEGIN} 1000000 1", "e 0 1 2000000 7", "e 0 0 2050000 8", "e 0 1 3000000 13",
                   "e 0 0 3050000 14", "e 1 1 3100000 4294967295", "e 1 0 3150000 1", "t 1801200000")
        first, second = console.registers()
        equal((first["lost"], first["pulses"]), (4, 2), "channel 0")
        equal((second["lost"], second["pulses"]), (1, 1), "channel 1, over the wrap")
        equal(console.rows()[0]["flags"], 1 << 9 | 1 << 13, "flags")
        equal([e["value"] for e in console.events() if e["code"] == events.EDGES_LOST], [4, 1], "events")


@case()
def registers_add_up(bench):
    """Every row's register is the one before plus its energy, also over many days."""
    with bench.start() as console:
        tick = 1_000_000
        console.do(f"w {BEGIN} {tick} 1")
        for _ in range(20):
            for minute in range(0, 1440, 45):
                at = tick + minute * 60_000_000
                console.do(f"e 1 1 {at + 500000}", f"e 1 0 {at + 540000}", f"t {at + 1_000_000}")
            tick += 86_400_000_000
            console.do(f"t {tick}")
        rows = console.rows()
        equal(len(rows), 960, "rows")
        register = 0
        for row in rows:
            register += row["energy1"]
            equal(row["register1"], register, f"register of row {row['id']}")
        equal(register, oracle.energy(1, 640), "all of it")

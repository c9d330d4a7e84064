"""Time: no wall clock, corrections and changes."""

import events
from harness import case, equal

BEGIN = 1_767_225_600
PARTIAL, UNSYNCED, CHANGED, TRUNCATED, RECOVERED = 1 << 13, 1 << 8, 1 << 3, 1 << 4, 1 << 11


def flags(console):
    return [row["flags"] for row in console.rows()]


@case()
def no_time_yet(bench):
    """Without a time pulses are counted, and booked to the first period as recovered."""
    with bench.start() as console:
        console.do("e 0 1 1000000", "e 0 0 1050000", "t 2000000")
        equal(console.clock()["quality"], "unset", "clock")
        equal(console.registers()[0]["pulses"], 1, "pulses")
        console.do(f"w {BEGIN} 5000000 1", "t 1805100000")
        rows = console.rows()
        equal((rows[0]["start"], rows[0]["energy0"]), (BEGIN, 1_000_000), "first row")
        equal(rows[0]["flags"] & ~PARTIAL, RECOVERED, "flags")


@case()
def unsynchronised_time(bench):
    """A source that is not disciplined flags the periods; it may not turn time back."""
    with bench.start() as console:
        console.do(f"w {BEGIN} 1000000 0", "t 1801000000", f"w {BEGIN + 1700} 1900000000 0", "t 3601000000")
        equal(flags(console), [UNSYNCED | PARTIAL, UNSYNCED], "flags")
        equal([row["start"] for row in console.rows()], [BEGIN, BEGIN + 1800], "starts")
        equal([e["code"] for e in console.events()].count(events.CLOCK_REFUSED), 1, "refusals in the log")


@case()
def small_corrections(bench):
    """A correction of 1 s leaves a half-hour clean, one of 5 s truncates it."""
    with bench.start() as console:
        console.do(f"w {BEGIN} 1000000 1", f"w {BEGIN + 101} 101000000 1", "t 1800000000",
                   f"w {BEGIN + 1905} 1900000000 1", "t 3596000000")
        equal(flags(console), [PARTIAL, TRUNCATED], "flags")
        equal([e["code"] for e in console.events()].count(events.PERIOD_TRUNCATED), 1, "truncations in the log")


@case()
def change_of_time(bench):
    """A step of 100 s closes the period, flags both pieces and never merges them."""
    with bench.start() as console:
        console.do(f"w {BEGIN} 1000000 1", "e 0 1 2000000", "e 0 0 2050000", f"w {BEGIN + 700} 601000000 1",
                   "e 0 1 602000000", "e 0 0 602050000", "t 1701000000", "t 3501000000")
        rows = console.rows()
        equal([row["start"] for row in rows], [BEGIN, BEGIN, BEGIN + 1800], "starts")
        equal([row["pulses0"] for row in rows], [1, 1, 0], "pulses")
        pieces = [CHANGED | TRUNCATED | PARTIAL, CHANGED | TRUNCATED | PARTIAL, 0]
        equal(flags(console), pieces, "flags")
        equal([row["covered"] for row in rows], [600, 1100, 1800], "seconds covered")
        equal([e["value"] for e in console.events() if e["code"] == events.CLOCK_CHANGED], [100_000], "changes in the log")

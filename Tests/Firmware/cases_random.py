"""Random but well-formed commands: whatever happens, the books balance."""

import random

import oracle
from harness import case, check, equal

BEGIN = 1_767_225_600
CLOCK_FLAGS = 1 << 3 | 1 << 4  # time changed, truncated


def command(draw, now):
    """A command and the tick it ends at, in µs."""
    kind = draw.random()
    if kind < 0.70:
        now += draw.choice([1, 900, 9_999, 10_000, 10_001, 30_000, 60_000, 5_000_000])
        return f"e {draw.randrange(2)} {draw.randrange(2)} {now}", now
    if kind < 0.90:
        now += draw.choice([0, 1, 10_000, 200_000, 61_000_000, 1_800_000_000, 7_000_000_000])
        return f"t {now}", now
    if kind < 0.96:
        now += draw.choice([0, 1_000_000])
        drift = draw.choice([0, 0, 0, 1, -1, 15, -15, 25, -25, 4000, -4000, 90_000])
        return f"w {BEGIN + now // 1_000_000 + drift} {now} {draw.randrange(2)}", now
    return draw.choice("crc"), now


def balance(console):
    """Register, rest and count agree, and every readable row continues the one before."""
    for channel, register in enumerate(console.registers()):
        equal(register["energy_uwh"], oracle.energy(channel, register["pulses"]), f"register {channel}")
        equal(register["rest"], oracle.rest(channel, register["pulses"]), f"rest {channel}")
    rows = console.rows()
    for before, row in zip(rows, rows[1:]):
        equal(row["id"], before["id"] + 1, "row id")
        for name in ("0", "1"):
            equal(row["register" + name], before["register" + name] + row["energy" + name], f"row {row['id']}")
        if row["start"] <= before["start"]:
            check(row["flags"] & CLOCK_FLAGS, f"row {row['id']} goes back in time without a flag")
        # Small corrections stretch a row by up to a thousandth.
        check(row["covered"] <= 1802 or row["flags"] & CLOCK_FLAGS, f"row {row['id']} is too long")
    return rows


@case()
def any_order_of_commands(bench):
    """Edges, times, clock readings and resets in any order never break the books."""
    for seed in range(5):
        draw = random.Random(seed)
        bench.new_chip()
        with bench.start() as console:
            now, rows = 0, []
            for _ in range(6):
                for _ in range(draw.randrange(1, 150)):
                    text, now = command(draw, now)
                    check(console.ask(text).is_ok, f"seed {seed}: {text!r} refused")
                rows = balance(console)
                console.reset()
                equal(balance(console)[:len(rows)], rows, f"seed {seed}: rows after a reset")

"""Resets and supply cuts."""

import random

import events
import oracle
from harness import case, check, equal
from life import Life

BEGIN = 1_767_225_600
PARTIAL, RESET = 1 << 13, 1 << 1


@case()
def reset_after_commit(bench):
    """A reset right after a commit loses nothing."""
    life = Life(1, BEGIN)
    with bench.start() as console:
        console.do(*(text for _, text in life.plan(2000)), "c")
        before = console.registers(), console.rows(), console.events()
        equal(console.reset()["cause"], "reset", "cause")
        equal(console.start["restored"], 1, "restored")
        equal((console.registers(), console.rows(), console.events()), before, "after the reset")


@case()
def reset_within_a_period(bench):
    """The half-hour of a reset holds what was counted on both sides of it, flagged."""
    with bench.start() as console:
        console.do(f"w {BEGIN} 1000000 1", "e 1 1 2000000", "e 1 0 2050000", "t 300000000")
        console.reset()
        console.do(f"w {BEGIN + 400} 1000000 1", "e 1 1 2000000", "e 1 0 2050000", "t 1401000000")
        row, = console.rows()
        equal((row["pulses1"], row["energy1"]), (2, oracle.energy(1, 2)), "energy of the row")
        equal(row["flags"], PARTIAL | RESET, "flags")
        equal(row["covered"], 239 + 1400 + 60, "seconds covered")


@case()
def active_line_at_restart(bench):
    """A pulse in progress at a restart is not counted twice."""
    with bench.start() as console:
        console.do(f"w {BEGIN} 1000000 1", "e 0 1 2000000", "t 2030000", "c")
        equal(console.registers()[0]["pulses"], 1, "pulses before")
        console.reset()
        console.do("v 0 1", f"w {BEGIN + 3} 1000000 1", "e 0 0 1040000", "e 0 1 2000000", "e 0 0 2050000",
                   "t 3000000")
        equal(console.registers()[0]["pulses"], 2, "pulses after")
        equal(console.registers()[0]["merged"], 0, "merged edges")


@case()
def stop_in_order(bench):
    """A stop commits everything."""
    with bench.start() as console:
        console.do(f"w {BEGIN} 1000000 1", "e 0 1 2000000", "e 0 0 2050000", "s 3000000")
        console.reset()
        equal(console.registers()[0]["pulses"], 1, "pulses")


@case()
def resets_anywhere(bench):
    """After resets between commits every register lies between the last commit and the truth."""
    life = Life(2, BEGIN)
    draw = random.Random(3)
    lost = 0
    with bench.start() as console:
        for _ in range(20):
            commands = life.plan(draw.choice([40, 200, 900, 2500]))
            commands = commands[:draw.randrange(1, len(commands) + 1)]
            if draw.random() < 0.3:
                commands.append((commands[-1][0], "c"))
            console.do(*(text for _, text in commands))
            truth = [register["pulses"] for register in console.registers()]
            lowest = life.committed(commands[:-1]) if commands[-1][1] != "c" else truth
            life.rows = console.rows()
            life.end_run(console, draw.choice([1, 30, 700, 4000]) - 1)
            life.last_event -= 1  # nothing new need be logged between this and the next start
            console.reset()
            life.judge(console, lowest, truth)
            lost += sum(truth) - sum(life.counts)
    check(lost > 0, "no reset fell between commits")


@case("riscv-virt")
def supply_cuts(bench):
    """After QEMU is killed anywhere, a restart with the same flash finds all that was committed."""
    life = Life(4, BEGIN)
    draw = random.Random(5)
    truth, lowest = [0, 0], [0, 0]
    for round in range(25):
        with bench.start() as console:
            equal(console.start["cause"], "supply", "cause")
            equal(console.start["restored"], 0 if round == 0 else 1, "restored")
            if round > 0:
                life.judge(console, lowest, truth)
            commands = life.plan(draw.choice([60, 600, 2500]))
            if draw.random() < 0.5:
                commands.insert(at := draw.randrange(2, len(commands)), (commands[at - 1][0], "c"))
            sent = commands[:draw.randrange(2, len(commands) + 1)]
            answered = draw.randrange(1, len(sent) + 1)
            console.do(*(text for _, text in sent[:answered]))
            # The rest is on its way when the supply goes.
            console.send("".join(text + "\n" for _, text in sent[answered:answered + 60]))
            for _ in range(draw.randrange(3)):
                if answered < len(sent):
                    console.expect_ok(sent[answered][1])
                    answered += 1
            console.kill()
            lowest = life.committed(sent[:answered])
            truth = life.decided(sent[-1][0] + 200)
            life.end_run(None, draw.choice([0, 50, 5000]))
    with bench.start() as console:
        life.judge(console, lowest, truth)
        equal(console.start["damaged"] <= 25, True, "damaged slots")


@case("riscv-virt")
def supply_cut_is_told_from_reset(bench):
    """A half-hour with a supply cut is partial, but not flagged as a reset."""
    with bench.start() as console:
        console.do(f"w {BEGIN} 1000000 1", "t 100000000", "c")
    with bench.start() as console:
        console.do(f"w {BEGIN + 200} 1000000 1", "t 1601000000")
        equal(console.rows()[0]["flags"], PARTIAL, "flags")
        equal([e["value"] for e in console.events() if e["code"] == events.SUPPLY_RESTORED], [101], "seconds off in the log")

"""The console itself: wrong input, and instruction counts."""

import random

from harness import case, check, equal

BEGIN = 1_767_225_600
WRONG = [
    "", " ", "e", "e 0", "e 0 1", "e 2 1 5000000", "e 0 2 5000000", "e -1 1 5000000", "e 0 1 x",
    "e 0 1 5000000 1 1", "e 0 1 5000000 4294967296", "e 0 1 99999999999999999999999", "e 0 1 -5",
    "e 0 1 1", "t", "t 1", "t 5000000 1", "t 999999999999999999", "t 86500000000", "t 0x10", "t 5e6", "w",
    "w 1 2 3", "w 0 5000000 1", f"w {BEGIN}", f"w {BEGIN} 1 1", f"w {BEGIN} 5000000 2", "w 9999999999 5000000 1",
    "v 0 1", "p 1", "p 5 1", "p a b", "p 0 99999999999", "p 4294967295 4294967295", "r r", "l 1", "i 1", "c 1", "x 1", "q 1", "q0", "b 100",
    "s", "s 1", "z", "ee 0 1 5000000", "R", "e\t0\t1\t5000000", "r" * 79, "r" * 81, "r " + " " * 500,
]


def state(console):
    return console.registers(), console.rows(), console.events(), console.clock()


@case()
def wrong_commands(bench):
    """Wrong commands are refused and change nothing."""
    with bench.start() as console:
        console.do(f"w {BEGIN} 1000000 1", "e 0 1 2000000", "e 0 0 2050000", "t 3000000")
        before = state(console)
        for text in WRONG:
            answer = console.ask(text)
            check(answer.end.startswith("error") and not answer.lines, f"{text!r} answered {answer.end!r}")
        equal(state(console), before, "the meter after wrong commands")
        equal(console.quit(), 0, "exit code")


@case()
def cut_and_random_input(bench):
    """Cut lines and random bytes do no harm."""
    draw = random.Random(5)
    # Nothing here can be a command: a line never starts with a letter that is one.
    alphabet = [byte for byte in range(256) if chr(byte) not in "\n\retwvrplicsbxqf "]
    with bench.start() as console:
        console.do(f"w {BEGIN} 1000000 1", "e 1 1 2000000", "e 1 0 2050000", "t 3000000")
        before = state(console)
        for _ in range(300):
            noise = bytes(draw.choice(alphabet) for _ in range(draw.randrange(1, 200)))
            console.send(noise + b"\n")
            check(console.read_answer().end.startswith("error"), f"{noise!r} was taken")
        whole = "e 0 1 4000000"
        for length in range(1, len("e 0 1")):
            console.send(whole[:length] + "\n")
            check(not console.read_answer().is_ok, f"{whole[:length]!r} was taken")
        equal(state(console), before, "the meter after noise")
        console.do(whole, "e 0 0 4050000", "t 5000000")
        equal(console.registers()[0]["pulses"], 1, "pulses afterwards")


@case()
def row_ranges(bench):
    """Any range of rows may be asked for; what is not there is left out."""
    with bench.start() as console:
        equal(console.rows(0, 10), [], "rows of an empty log")
        console.do(f"w {BEGIN} 1000000 1", "t 9001000000")
        for first, last, wanted in ((0, 0, [0]), (3, 99, [3, 4]), (4, 4294967294, [4]), (5, 5, []),
                                    (4294967294, 4294967294, []), (0, 4294967294, [0, 1, 2, 3, 4])):
            equal([row["id"] for row in console.rows(first, last)], wanted, f"rows {first} to {last}")


@case()
def line_ends(bench):
    """A carriage return before the line end is ignored."""
    with bench.start() as console:
        console.send("e 0 1 1000000\r\ne 0 0 1050000\r\nt 2000000\r\n")
        for _ in range(3):
            check(console.read_answer().is_ok, "refused")
        equal(console.registers()[0]["pulses"], 1, "pulses")


@case(product="firmware-samples")
def instruction_counts(bench):
    """Instructions of an edge are the same in every run, and few."""
    counts = []
    for _ in range(2):
        with bench.start(count_instructions=True) as console:
            counts.append(console.ask("b 2000").records("bench")[0])
    difference = abs(counts[0]["ticks"] - counts[1]["ticks"])
    check(difference <= 1, f"two runs differ by {difference} ticks")
    equal(counts[0]["pulses"], 1000, "pulses")
    instructions = counts[0]["ticks"] * counts[0]["instructions_per_tick"] / 2000
    print(f"        {instructions:.0f} instructions an edge")
    check(instructions < 1000, f"{instructions} instructions an edge")


@case()
def room(bench):
    """A day of pulses leaves room on the stack."""
    with bench.start() as console:
        console.do(f"w {BEGIN} 1000000 1", "e 0 1 2000000", "e 0 0 2050000")
        for hour in range(24):
            console.do(f"t {(hour + 1) * 3_600_000_000}")
        room = console.ask("i").records("board")[0]
    print(f"        meter {room['meter_bytes']} bytes, stack {room['stack_used_bytes']} of {room['stack_bytes']} bytes, "
          f"{room['profile_rows']} rows")
    check(room["stack_used_bytes"] < room["stack_bytes"], "the stack is full")
    check(room["profile_rows"] >= 4320, f"{room['profile_rows']} rows: less than 90 days of half hours")


@case(product="firmware-samples")
def bench_leaves_the_meter_alone(bench):
    """A benchmark touches neither registers nor logs."""
    def shown(console):
        return [console.ask(command).lines for command in ("r", "p", "l")]
    with bench.start() as console:
        console.do(f"w {BEGIN} 1", "f 4000", "c")
        before = shown(console)
        check(console.ask("b 100").is_ok, "no benchmark")
        equal(shown(console), before, "after the benchmark")

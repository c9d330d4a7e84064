"""Flash: full rings, torn and damaged records, chips with something else in them."""

import events
from harness import case, check, equal
from qemu import METER_FLASH

BEGIN = 1_767_225_600
BLOCK = 256 * 1024
STATE, PROFILE = 2 * BLOCK, 4 * BLOCK  # regions of the store on riscv-virt: after two header blocks each
STATE_SLOT, ROW_SLOT = 504, 60


def chip(bench):
    with open(bench.flash, "rb") as file:
        return bytearray(file.read(METER_FLASH))


def write(bench, offset, data):
    with open(bench.flash, "r+b") as file:
        file.seek(offset)
        file.write(data)


def slots(data, region, size):
    """Slots in use in the first block of a region."""
    count = 0
    while data[region + count * size:region + (count + 1) * size].strip(b"\xff"):
        count += 1
    return count


def feed(bench):
    """Two pulses, each committed, and a closed row."""
    with bench.start() as console:
        console.do(f"w {BEGIN} 1000000 1", "t 1801000000", "e 0 1 1802000000", "e 0 0 1802050000",
                   "t 1803000000", "c", "e 0 1 1804000000", "e 0 0 1804050000", "t 1805000000", "c")


@case("mps2-an386")
def full_profile(bench):
    """A full profile overwrites its oldest rows; ids and registers go on, over a reset too."""
    with bench.start() as console:
        room = console.ask("i").records("board")[0]["profile_rows"]
        tick = 1_000_000
        console.do(f"w {BEGIN} {tick} 1")
        days = room // 48 + 3
        for _ in range(days):
            console.do(f"e 0 1 {tick + 1000000}", f"e 0 0 {tick + 1050000}", f"t {tick + 86_400_000_000}")
            tick += 86_400_000_000
        last = days * 48 - 1
        for _ in range(2):
            equal(console.rows(0, last - room), [], "overwritten rows")
            oldest, = console.rows(last - room + 1, last - room + 1)
            newest = console.rows(last, last + 100)
            equal((oldest["id"], newest[0]["id"], len(newest)), (last - room + 1, last, 1), "ids")
            equal(newest[0]["register0"], days * 1_000_000, "register of the newest row")
            equal(newest[0]["start"], BEGIN + last * 1800, "start of the newest row")
            console.do("c")
            console.reset()
        equal(console.registers()[0]["energy_uwh"], days * 1_000_000, "register")


@case()
def full_event_log(bench):
    """The event log keeps the newest 64 and goes on counting."""
    with bench.start() as console:
        for i in range(100):
            console.do(f"w {BEGIN + 1000 * i} {1_000_000 * (i + 1)} 1")
        ids = [event["id"] for event in console.events()]
        equal((len(ids), ids[-1]), (64, 100), "events kept, newest id")
        equal(ids, list(range(37, 101)), "ids")


@case("riscv-virt")
def torn_state_record(bench):
    """A torn newest record costs that commit only; 0 is never shown."""
    feed(bench)
    data = chip(bench)
    newest = slots(data, STATE, STATE_SLOT) - 1
    offset = STATE + newest * STATE_SLOT
    write(bench, offset + 200, b"\xff" * (STATE_SLOT - 200))
    with bench.start() as console:
        equal(console.start["damaged"], 1, "damaged slots")
        equal(console.registers()[0]["energy_uwh"], 1_000_000, "register")
        console.do(f"w {BEGIN + 2000} 1000000 1", "e 0 1 2000000", "e 0 0 2050000", "t 3000000", "c")
    with bench.start() as console:
        equal(console.registers()[0]["energy_uwh"], 2_000_000, "register after the next commit")


@case("riscv-virt")
def no_state_record(bench):
    """Without any valid state the registers continue from the newest row."""
    feed(bench)
    with bench.start() as console:
        console.do(f"w {BEGIN + 2000} 1000000 1", "t 1801000000")
        row = console.rows()[-1]
    data = chip(bench)
    for slot in range(slots(data, STATE, STATE_SLOT)):
        write(bench, STATE + slot * STATE_SLOT + 8, b"\xa5" * 8)
    with bench.start() as console:
        equal(console.registers()[0]["energy_uwh"], row["register0"], "register")
        check(row["register0"] == 2_000_000, "the row's register")
        equal([e["code"] for e in console.events()].count(events.REGISTERS_FROM_PROFILE), 1, "noted in the log")
        console.do(f"w {BEGIN + 5000} 1000000 1", "t 3001000000")
        check(console.rows()[-1]["id"] > row["id"], "ids go on")


@case("riscv-virt")
def damaged_row(bench):
    """A damaged row costs that row only."""
    with bench.start() as console:
        console.do(f"w {BEGIN} 1000000 1", "t 9001000000")
        before = console.rows()
    write(bench, PROFILE + 2 * ROW_SLOT + 8, b"\0\0\0\0")
    with bench.start() as console:
        rows = console.rows()
        equal(rows[2], {"id": 2, "state": "damaged"}, "the damaged row")
        equal(rows[:2] + rows[3:], before[:2] + before[3:], "the others")
        equal([e["value"] for e in console.events() if e["code"] == events.STORAGE_DAMAGED], [], "events before metering begins")
        console.do(f"w {BEGIN + 9100} 1000000 1")
        equal([e["value"] for e in console.events() if e["code"] == events.STORAGE_DAMAGED], [1], "damage in the log")


@case("riscv-virt")
def foreign_chip(bench):
    """A chip with something else in it is left alone until someone says so."""
    for fill in (0x00, 0x5A):
        bench.new_chip(fill)
        before = chip(bench)
        with bench.start() as console:
            equal(console.start, {"storage": "damaged"}, "start")
            for text in ("r", "e 0 1 1000000", "c", "f 1", "t 1"):
                check(console.ask(text).end.startswith("error"), f"{text} was taken")
            equal(chip(bench), before, "the chip")
            console.send("f\n")
            equal(console.read_start()["formatted"], 1, "after f")
            console.do(f"w {BEGIN} 1000000 1", "e 0 1 2000000", "e 0 0 2050000", "t 3000000", "c")
        with bench.start() as console:
            equal(console.registers()[0]["pulses"], 1, "pulses")

"""The sample path on bare metal: registers, events and rows are those of the meter on Linux, bit for bit."""

import functools
import os
import struct
import tempfile

import events
import linux_meter
import waveform
from harness import case, check, equal, skip
from stored_meter import crc32c

# The first period ends 75 s after the start, while L2 runs in reverse.
BEGIN = 1_767_225_600 + 300 - 75
SETS = 130 * waveform.RATE  # sets that are metered; in the long run 1000 more are lost
SHORT = 20 * waveform.RATE


@functools.cache
def capture():
    """The samples of the long run, made once."""
    return waveform.capture(SETS)


def part(count):
    indices, samples = capture()
    return indices[:count], samples[:count * waveform.CHANNELS]


@functools.cache
def linux(count, *begins):
    """Stores of the Linux meter after each run of the first `count` sets, and its own report after the first."""
    if linux_meter.program() is None:
        skip("no meter is built for this machine to compare with; run: swift build")
    stores = []
    with tempfile.TemporaryDirectory(prefix="linux-meter-") as folder:
        meter = linux_meter.LinuxMeter(folder, part(count), has_gap=part(count)[0][-1] >= count)
        for begin in begins:
            meter.run(begin)
            stores.append(meter.store())
        reports = [meter.report("registers"), meter.report("log")]
    return stores, reports


def clock(console):
    found = console.clock()
    return {name: found[name] for name in ("quality", "utc_ns", "open", "flags")}


def compare(console, stored, what, codes=None):
    """Everything the two meters hold; `codes` renames an event that must differ."""
    for found, wanted in zip(console.registers(), stored.registers, strict=True):
        equal(found, wanted, f"register {wanted['channel']} {what}")
    equal(console.rows(), stored.rows, f"rows {what}")
    found = [{**event, "code": (codes or {}).get(event["code"], event["code"])} for event in console.events()]
    equal(found, stored.events, f"events {what}")
    equal(clock(console), stored.clock, f"clock {what}")


@case(product="firmware-samples")
def table_is_the_waveform(bench):
    """The table in the firmware is what the generator computes."""
    source = linux_meter.ROOT / "boards/firmware-samples/WaveformTable.swift"
    equal(waveform.stored_table(source), waveform.table(), "table")


@case(product="firmware-samples")
def same_registers_as_linux(bench):
    """130 s of stored waveform: every register, row and event is that of the meter on Linux, to 2^-32 µWh."""
    (stored,), (registers, log) = linux(SETS, BEGIN)
    with bench.start() as console:
        console.do(f"w {BEGIN} 1", f"f {SETS}", "s")
        compare(console, stored, "of the long run")
        room = console.ask("i").records("board")[0]
    # What a user of the Linux meter sees are the same numbers.
    shown = [c.get("energy_microwatt_hours", c.get("energy_microvar_hours")) for c in registers["channels"]]
    equal(shown, [r["energy_uwh"] for r in stored.registers], "registers as the program shows them")
    equal(len(log["events"]), len(stored.events), "events as the program shows them")
    seen = {event["code"] for event in stored.events}
    wanted = {events.VOLTAGE_SAG, events.VOLTAGE_SWELL, events.PHASE_FAILED, events.PHASE_RESTORED,
              events.REVERSE_RUNNING, events.FORWARD_RUNNING, events.SAMPLES_LOST, events.OVER_RANGE}
    check(wanted <= seen, f"the script did not make events {wanted - seen}")
    check(len(stored.rows) == 1, f"{len(stored.rows)} rows")
    used = [r for r in stored.registers if r["energy_uwh"] > 0]
    print(f"        {len(stored.registers)} registers ({len(used)} with energy), {len(stored.events)} events, "
          f"{len(stored.rows)} row; stack {room['stack_used_bytes']} of {room['stack_bytes']} bytes, meter "
          f"{room['meter_bytes']}, kernel {room['kernel_bytes']}, {room['profile_rows']} rows")
    check(room["stack_used_bytes"] < room["stack_bytes"], "the stack is full")


@case(product="firmware-samples")
def energies_are_the_sums(bench):
    """Active energy of every element agrees with the sums of the samples, to 1 ppm."""
    count = 28 * waveform.RATE  # before anything disturbs the waveform
    indices, samples = part(count)
    with bench.start() as console:
        console.do(f"w {BEGIN} 1", f"f {count}")
        registers = {(r["quantity"], r["element"]): r for r in console.registers()}
        window = console.ask("n").records("window")[0]
    first, end = waveform.RATE // 200, window["first"] + window["sets"]  # a quarter period fills the histories
    total = 0
    for element in range(3):
        v = samples[first * 6 + 2 * element:end * 6:6]
        i = samples[first * 6 + 2 * element + 1:end * 6:6]
        # Whole numbers; only the last step rounds.
        sums = (end - first) * sum(map(int.__mul__, v, i)) - sum(v) * sum(i)
        exact = sums / (end - first) * 100 * 2000 / (waveform.RATE * 3.6e12)
        found = registers[1, element + 1]["energy_uwh"] - registers[2, element + 1]["energy_uwh"]
        check(abs(found / exact - 1) <= 1e-6, f"element {element + 1}: {found} µWh, the samples say {exact:.3f}")
        total += exact
        print(f"        L{element + 1}: {found} µWh, {1e6 * (found / exact - 1):+.3f} ppm of the samples' sum")
    found = registers[1, 0]["energy_uwh"]
    check(abs(found / total - 1) <= 1e-6, f"total: {found} µWh, the samples say {total:.3f}")


@case(product="firmware-samples")
def reset_restores_from_flash(bench):
    """A reset after a commit loses nothing, and metering goes on as on Linux after a restart."""
    again = BEGIN + 600
    stores, _ = linux(SHORT, BEGIN, again)
    with bench.start() as console:
        console.do(f"w {BEGIN} 1", f"f {SHORT}", "s")
        compare(console, stores[0], "before the reset")
        before = console.registers(), console.rows(), console.events()
        equal(console.reset()["cause"], "reset", "cause")
        equal(console.start["restored"], 1, "restored")
        equal((console.registers(), console.rows(), console.events()), before, "after the reset")
        # The short run once more, ten minutes later: only how it was interrupted differs.
        console.do(f"w {again} 1", f"f {SHORT}", "s")
        equal(console.registers(), stores[1].registers, "registers after the second run")
        codes = {events.RESTARTED: events.SUPPLY_RESTORED}
        found = [{**event, "code": codes.get(event["code"], event["code"])} for event in console.events()]
        equal(found, stores[1].events, "events after the second run")
    if bench.flash:
        bench.new_chip()
        with bench.start() as console:
            console.do(f"w {BEGIN} 1", f"f {SHORT}", "s")
        with bench.start() as console:
            equal(console.start["cause"], "supply", "cause")
            console.do(f"w {again} 1", f"f {SHORT}", "s")
            compare(console, stores[1], "after a supply cut")


@case(product="firmware-samples")
def reset_without_commit(bench):
    """A reset between commits falls back to the last one, never to zero."""
    with bench.start() as console:
        console.do(f"w {BEGIN} 1", f"f {SHORT}", "c")
        committed = [r["energy_uwh"] for r in console.registers()]
        console.do(f"f {SHORT}")
        later = [r["energy_uwh"] for r in console.registers()]
        check(later[0] > committed[0] > 0, "nothing was metered")
        console.reset()
        equal([r["energy_uwh"] for r in console.registers()], committed, "registers after the reset")


@case(product="firmware-samples")
def any_portion(bench):
    """However the sets are portioned, the registers are the same."""
    with bench.start() as console:
        console.do(f"w {BEGIN} 1", f"f {SHORT}", "s")
        whole = console.registers(), console.events(), console.ask("o").lines
    portions = [1, 2, 39, 40, 41, 7, 3999, 4000, 4001, 799, 801]
    sizes = [portions[n % len(portions)] for n in range(14)]
    with bench.start() as console:
        if bench.flash:
            console.kill()
    bench.new_chip()
    with bench.start() as console:
        console.do(f"w {BEGIN} 1", *(f"f {size}" for size in sizes), f"f {SHORT - sum(sizes)}", "s")
        equal((console.registers(), console.events(), console.ask("o").lines), whole, "in portions")


def frames(count, size=20):
    """The first `count` sets as frames of docs/sample-stream.md."""
    indices, samples = part(count)
    made = []
    for first in range(0, count, size):
        sets = min(size, count - first)
        head = struct.pack("<BBBBBBHIIIQ", 0xA5, 0x5A, 1, 6, 24, sets, 0, waveform.RATE, 1, 0x7FFFFF, indices[first])
        body = b"".join(value.to_bytes(3, "little", signed=True)
                        for value in samples[first * 6:(first + sets) * 6])
        made.append(head + body + struct.pack("<I", crc32c(head + body, 0)))
    return made


@case(product="firmware-samples")
def frames_over_the_line(bench):
    """The same samples as frames over the console give the same registers; a damaged frame is a gap."""
    count = 3 * waveform.RATE
    with bench.start() as console:
        console.do(f"w {BEGIN} 1", f"f {count}", "s")
        stored = console.registers(), console.events(), console.ask("o").lines
    bench.new_chip()
    sent = frames(count)
    with bench.start() as console:
        console.do(f"w {BEGIN} 1")
        console.send(f"u {count}\n")
        console.send(b"".join(sent))
        answer = console.read_answer()
        check(answer.is_ok, answer.end)
        equal(answer.records("frames"), [{"rejected": 0, "skipped": 0}], "frames")
        console.do("s")
        equal((console.registers(), console.events(), console.ask("o").lines), stored, "by frames")
    bench.new_chip()
    sent[200] = sent[200][:100] + bytes([sent[200][100] ^ 4]) + sent[200][101:]
    with bench.start() as console:
        console.do(f"w {BEGIN} 1")
        console.send(f"u {count}\n")
        console.send(b"".join(sent))
        answer = console.read_answer()
        equal(answer.records("frames"), [{"rejected": 1, "skipped": len(sent[200])}], "frames")
        lost = [e["value"] for e in console.events() if e["code"] == events.SAMPLES_LOST]
        equal(lost, [20 + waveform.RATE // 200], "sets lost, with those that filled the histories again")


@case(product="firmware-samples")
def test_pulses(bench):
    """Test pulses: as many as the energy that was shown, evenly spaced to a set."""
    count = 28 * waveform.RATE
    with bench.start() as console:
        console.do(f"w {BEGIN} 1", f"f {count}")
        registers = {(r["quantity"], r["element"]): r for r in console.registers()}
        answer = console.ask("o")
        window = console.ask("n").records("window")[0]
    output, starts = answer.records("output")[0], [p["set"] for p in answer.records("pulse")]
    energy = registers[1, 0]["energy_uwh"] + registers[2, 0]["energy_uwh"]
    weight = 10**9 // 10_000
    power = energy / (window["first"] + window["sets"])  # µWh a set
    shown = energy - power * (window["first"] + 2 * window["sets"] - count)  # the newest window is under way
    check(abs(output["pulses"] - shown / weight) <= 1.5, f"{output['pulses']} pulses, energy for {shown / weight:.2f}")
    equal(len(starts), min(output["pulses"], 32), "sets of the first pulses")
    # The first windows are booked together when the load is recognised.
    gaps = [b - a for a, b in zip(starts, starts[1:]) if a > 3 * waveform.RATE]
    check(gaps and all(abs(gap - weight / power) <= 2 for gap in gaps), f"pulses every {weight / power:.1f} sets: {gaps}")
    print(f"        {output['pulses']} pulses, the first with set {starts[0]}, then every {gaps[0]} sets")


@case(product="firmware-samples")
def wrong_commands_of_samples(bench):
    """Wrong commands are refused and change nothing."""
    with bench.start() as console:
        console.do(f"w {BEGIN} 1", "f 8000")
        before = console.registers(), console.events()
        for text in ("", "f", "f 0", "f -1", "f x", "f 14400001", "f 1 1", "u", "u 0", "w", "w 1 1", f"w {BEGIN} 2",
                     "r r", "n 1", "o 1", "k 1", "p 1", "l 1", "c 1", "s 1", "x 1", "q 1", "z", "r" * 81):
            answer = console.ask(text)
            check(answer.end.startswith("error") and not answer.lines, f"{text!r} answered {answer.end!r}")
        equal((console.registers(), console.events()), before, "the meter after wrong commands")
        equal(console.quit(), 0, "exit code")


@case(product="firmware-samples")
def instructions_of_samples(bench):
    """Instructions of a set and of a window's end are the same in every run."""
    costs = []
    for _ in range(2):
        bench.new_chip()
        with bench.start(count_instructions=True) as console:
            console.do(f"w {BEGIN} 1", "f 40000")
            costs.append(console.ask("k").records("cost")[0])
    tick = costs[0]["instructions_per_tick"]
    figures = []
    for cost in costs:
        plain = cost["plain_ticks"] * tick / cost["plain_sets"]
        ends = (cost["window_ticks"] * tick - plain * cost["window_sets"]) / cost["windows"]
        pulse = cost["pulse_ticks"] * tick / cost["sets"]
        book = cost["book_ticks"] * tick / cost["windows"]
        all_of_it = (cost["plain_ticks"] + cost["window_ticks"] + cost["pulse_ticks"] + cost["book_ticks"]) * tick
        figures.append((plain, ends, pulse, book, all_of_it / cost["sets"]))
    for first, second in zip(*figures):
        check(abs(first - second) <= 0.01 * first + 1, f"two runs differ: {figures}")
    plain, ends, pulse, book, mean = figures[0]
    print(f"        kernel {plain:.0f} instructions a set, {ends:.0f} a window's end; test pulse {pulse:.0f} a set; "
          f"booking {book:.0f} a window; all of it {mean:.0f} a set")

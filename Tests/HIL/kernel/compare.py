"""compare.py KIND SCENARIO SEED FOLDER: what was driven against what the meter says. Prints one result line.

Exit status: 0 equal, 1 broken, 4 different, 5 ambiguous (the guest was too slow to tell; run again with another seed).
"""

import collections
import datetime
import glob
import json
import os
import re
import sys

import oracle

BROKEN, DIFFERENT, AMBIGUOUS = 1, 4, 5
MICRO_HOURS_PER_PULSE = 1_000_000  # of watt or var, at 1000 pulses a kWh or kvarh
HALF_HOUR = 1800

# How long after the write a kernel stamps the edge: QEMU at once, User-Mode Linux at its next 100 Hz tick.
DELAY_NS = {"qemu": 0, "uml": 10_500_000}


def energy(register: dict) -> int:
    """µWh or µvarh."""
    return register["energy_microwatt_hours" if "energy_microwatt_hours" in register else "energy_microvar_hours"]


class Run:
    def __init__(self, kind: str, scenario: str, seed: str, folder: str):
        self.name = f"{'kill' if scenario == 'kill' else 'kernel'} {kind}" + (" travel" if scenario == "travel" else "")
        self.kind, self.scenario, self.seed, self.folder = kind, scenario, seed, folder
        self.problems: list[str] = []
        self.doubts: list[str] = []
        self.board = self.text("board.yaml")
        self.filter_ns = int(re.search(r"filter_ms: (\d+)", self.board).group(1)) * oracle.MILLISECOND
        traces = sorted(glob.glob(os.path.join(folder, "trace*")))
        self.lines, self.utc_offset = oracle.read_trace(traces, DELAY_NS[kind])
        self.registers = self.channels(json.loads(self.text("registers.json")))
        self.delivered = self.interrupts()

    def text(self, name: str) -> str:
        with open(os.path.join(self.folder, name), encoding="utf-8", errors="replace") as file:
            return file.read()

    @staticmethod
    def channels(document: dict) -> dict[int, dict]:
        return {int(channel["name"].removeprefix("line")): channel for channel in document["channels"]}

    def interrupts(self) -> dict[int, int]:
        """Edges the kernel saw, by line. Fewer than were written: the guest stood still at the wrong moment. As many:
        each was queued on its own, as the kernel's interrupt threads come before the feeder on the only processor."""
        counts = {}
        for text in self.text("interrupts").splitlines():
            if match := re.match(r"\s*\d+:\s+(\d+)\s.*irq_sim\S*\s+(\d+)\b", text):
                counts[int(match.group(2))] = int(match.group(1))
        return counts

    def common_checks(self) -> None:
        status = self.text("exit-status").strip()
        if status != "0":
            self.problems.append(f"exit status {status} after SIGTERM, expected 0")
        for number, line in self.lines.items():
            if number not in self.registers:
                self.problems.append(f"line{number} is missing from the registers")
                continue
            register = self.registers[number]
            if energy(register) != register["pulses"] * MICRO_HOURS_PER_PULSE:
                self.problems.append(f"line{number}: energy {energy(register)} µWh for {register['pulses']} pulses")
            seen = self.delivered.get(number, 0)
            if seen != len(line.edges):
                self.doubts.append(f"line{number}: the kernel saw {seen} of {len(line.edges)} edges")

    def describe(self, number: int, expected: int) -> str:
        line, register = self.lines[number], self.registers.get(number, {})
        counters = ", ".join(f"{key} {register.get(key)}" for key in ("rejected", "lost_edges", "suspect", "merged_edges"))
        return (
            f"line{number} ({line.shape}): expected {expected}, meter {register.get('pulses')}, nominal {line.nominal}, "
            f"{len(line.edges)} edges driven, {self.delivered.get(number)} seen by the kernel; {counters}"
        )

    def finish(self, summary: str) -> int:
        for doubt in self.doubts:
            print(f"{self.name}: ambiguous: {doubt} (seed {self.seed})", file=sys.stderr)
        if self.doubts:
            return AMBIGUOUS
        for problem in self.problems:
            print(f"{self.name}: {problem} (seed {self.seed}, scenario {self.scenario})", file=sys.stderr)
        print(f"{self.name}: {summary}")
        return DIFFERENT if self.problems else 0


def compare_counts(run: Run) -> int:
    """The registers, line by line, and in the travel scenario the profile, period by period."""
    run.common_checks()
    verdicts = {number: oracle.judge(line, run.filter_ns) for number, line in run.lines.items()}
    difference = 0
    for number, verdict in sorted(verdicts.items()):
        if len(verdict.counts) > 1:
            run.doubts.append(f"line{number}: {min(verdict.counts)} or {max(verdict.counts)} pulses, runs too close to the filter time")
        counted = run.registers.get(number, {}).get("pulses", 0)
        difference += abs(counted - verdict.pulses)
        if counted != verdict.pulses:
            run.problems.append(run.describe(number, verdict.pulses))
    running = run.channels(json.loads(run.text("registers-running.json")))
    for number, register in sorted(run.registers.items()):
        if running.get(number, {}).get("pulses") != register["pulses"]:
            run.problems.append(f"line{number}: {running.get(number, {}).get('pulses')} pulses while running, {register['pulses']} after")
    total = sum(verdict.pulses for verdict in verdicts.values())
    nominal = sum(line.nominal for line in run.lines.values())
    edges = sum(len(line.edges) for line in run.lines.values())
    summary = f"{len(run.lines)} lines, {total} pulses, {difference} difference (nominal {nominal}, {edges} edges)"
    if run.scenario == "travel":
        summary += f", {compare_profile(run, verdicts)}"
    return run.finish(summary)


def compare_profile(run: Run, verdicts: dict[int, oracle.Verdict]) -> str:
    rows = json.loads(run.text("profile.json"))["rows"]
    order = [int(name) for name in re.findall(r"name: line(\d+)", run.board)]
    expected: dict[int, collections.Counter] = {number: collections.Counter() for number in order}
    for number, verdict in verdicts.items():
        for time in verdict.times.values():
            expected[number][(time + run.utc_offset) // 1_000_000_000 // HALF_HOUR * HALF_HOUR] += 1
    previous, wrong = None, 0
    for row in rows:
        start = int(datetime.datetime.fromisoformat(row["start"]).timestamp())
        if start % HALF_HOUR and previous is not None:
            run.problems.append(f"row {row['start']} does not start on a half hour")
        if previous is not None and start // HALF_HOUR != previous // HALF_HOUR + 1:
            run.problems.append(f"row {row['start']} does not follow the one before")
        previous = start
        for position, number in enumerate(order):
            pulses = expected[number].pop(start // HALF_HOUR * HALF_HOUR, 0)
            if row["energy_microwatt_hours"][position] != pulses * MICRO_HOURS_PER_PULSE:
                wrong += 1
                run.problems.append(
                    f"row {row['start']} line{number}: {row['energy_microwatt_hours'][position]} µWh, {pulses} pulses driven"
                )
    for number in order:
        if missing := sum(expected[number].values()):
            wrong += 1
            run.problems.append(f"line{number}: {missing} pulses fall in periods without a row")
        booked = sum(row["energy_microwatt_hours"][order.index(number)] for row in rows)
        if booked != energy(run.registers[number]):
            run.problems.append(f"line{number}: the rows sum to {booked} µWh, the register holds {energy(run.registers[number])}")
    return f"{len(rows)} rows, {wrong} wrong"


def compare_kills(run: Run) -> int:
    """Nothing acknowledged may be lost, and every edge must be accounted for.

    An edge is in the kernel's queue, in the tray the kernel copies it to, or in the store: there is no moment at
    which only the process has it. So, per line, with E edges driven (E/2 pulses, the line starts and ends idle):

        booked edges = E        lost_edges = 0        pulses = E/2
    """
    run.common_checks()
    cycles = [text.split(maxsplit=2) for text in run.text("kills").splitlines()]
    kills = [words for words in cycles if words[0] == "kill"]
    early = sum(1 for words in kills if words[2].startswith("early"))
    restarts = [int(words[2]) for words in cycles if words[0] == "start"]
    for words in cycles:
        if words[0] in ("died", "slow"):
            run.problems.append(f"cycle {words[1]}: " + ("the meter ended by itself" if words[0] == "died" else "no READY=1 in a minute"))
    for words in kills:
        if int(words[2].split()[2]) != len(run.lines):
            run.problems.append(f"cycle {words[1]}: {words[2].split()[2]} stored descriptors for {len(run.lines)} lines")
            break

    readings = [(int(words[1]), words[2] if len(words) > 2 else "") for words in cycles if words[0] == "reading"]
    before: dict[int, dict] = {}
    for cycle, text in readings + [(len(kills), json.dumps({"channels": list(run.registers.values())}))]:
        try:
            now = run.channels(json.loads(text))
        except (ValueError, KeyError):
            run.problems.append(f"cycle {cycle}: no registers, but {text[:80]!r}")
            continue
        for number, register in before.items():
            later = now.get(number)
            if not later:
                run.problems.append(f"cycle {cycle} line{number}: gone from the registers")
                continue
            if energy(later) < energy(register):
                run.problems.append(f"cycle {cycle} line{number}: energy fell from {energy(register)} to {energy(later)}")
            for key in ("pulses", "lost_edges"):
                if later[key] < register[key]:
                    run.problems.append(f"cycle {cycle} line{number}: {key} fell from {register[key]} to {later[key]}")
        before = now

    difference = lost_edges = pulses = 0
    driven = sum(line.nominal for line in run.lines.values())
    for number, line in sorted(run.lines.items()):
        register = run.registers.get(number, {})
        lost, counted = register.get("lost_edges", 0), register.get("pulses", 0)
        lost_edges += lost
        pulses += counted
        error = max(abs(counted - line.nominal), abs(len(line.edges) - register.get("edges", 0)), lost)
        if error:
            run.problems.append(f"{error} not accounted for; " + run.describe(number, line.nominal))
        difference += error
    summary = (
        f"{len(kills)} kills ({early} before ready), {len(run.lines)} lines, {pulses} of {driven} pulses, {lost_edges} lost edges, "
        f"{difference} difference; {len(readings)} readings"
    )
    if restarts:
        summary += f"; start {sum(restarts) // len(restarts)} ms on average, {max(restarts)} ms at most"
    return run.finish(summary)


def main() -> int:
    if len(sys.argv) != 5:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        run = Run(*sys.argv[1:])
        return compare_kills(run) if run.scenario == "kill" else compare_counts(run)
    except (OSError, KeyError, TypeError, ValueError) as error:
        print(f"compare: {sys.argv[2]}: unusable result: {error!r}", file=sys.stderr)
        return BROKEN


if __name__ == "__main__":
    sys.exit(main())

"""A meter's life over many restarts: what it was told, and the bounds of what it must still know."""

import random

import oracle
import pulses
from harness import check, equal
from pulses import SECOND

PERIOD = 1800
COMMIT = 60 * SECOND


class Life:
    """Feeds a board with pulses, run after run, and judges what it restores."""

    def __init__(self, seed, begin_seconds):
        self.draw = random.Random(seed)
        self.utc = begin_seconds
        self.counts = [0, 0]  # pulses at the start of the present run, as the meter restored them
        self.rows = []  # rows the meter has shown
        self.last_event = -1

    def plan(self, seconds):
        """Draws one run's edges; returns its commands [(time, text)]. Every run's ticks begin anew."""
        self.end = seconds * SECOND
        seed = self.draw.randrange(1 << 30)
        self.edges = [pulses.clean(seed + channel, 2 * SECOND, self.end, SECOND, 9 * SECOND)
                      for channel in range(2)]
        begin = SECOND
        texts = pulses.commands(seed, self.edges, self.end)
        return [(begin, f"w {self.utc} {begin * 100} 1")] + texts

    def decided(self, time):
        """Pulses of each channel that the meter must have booked when it was told that `time` has passed."""
        return [base + len(oracle.Line().run([e for e in edges if e[0] <= time], time).pulses)
                for base, edges in zip(self.counts, self.edges)]

    def committed(self, commands):
        """Pulses that are certainly stored after `commands` have been answered."""
        last, stored = SECOND, SECOND
        for time, text in commands:
            if text == "c" or text.startswith("t") and time - last >= COMMIT:
                stored = time
                last = time if text != "c" else last
        return self.decided(stored)

    def judge(self, console, lowest, highest):
        """Checks what the meter restored against the bounds and takes it as the truth from here."""
        for channel, register in enumerate(console.registers()):
            count = register["pulses"]
            check(lowest[channel] <= count <= highest[channel],
                  f"channel {channel} restored {count}, not within {lowest[channel]}...{highest[channel]}")
            equal(register["energy_uwh"], oracle.energy(channel, count), f"register of channel {channel}")
            equal(register["rest"], oracle.rest(channel, count), f"rest of channel {channel}")
            self.counts[channel] = count
        self.judge_logs(console)

    def judge_logs(self, console):
        """Rows stay as they were shown, ids go on, every row continues the register."""
        rows = console.rows()
        equal(rows[:len(self.rows)], self.rows, "rows shown before")
        self.rows = rows
        registers = [0, 0]
        for index, row in enumerate(rows):
            equal(row["id"], index, "row id")
            for channel in range(2):
                registers[channel] += row[f"energy{channel}"]
                equal(row[f"register{channel}"], registers[channel], f"register of row {index}")
        starts = [row["start"] for row in rows]
        equal(starts, sorted(set(starts)), "starts of the rows")
        ids = [event["id"] for event in console.events()]
        check(ids and ids[-1] > self.last_event, f"event ids did not go on: {ids[-1:]} after {self.last_event}")
        check(all("state" not in event for event in console.events()), "a damaged event")

    def end_run(self, console, seconds_off):
        """Notes how far the logs got; the next run begins `seconds_off` after this one's planned end."""
        self.last_event = console.events()[-1]["id"] if console else self.last_event
        self.utc += self.end // SECOND + seconds_off

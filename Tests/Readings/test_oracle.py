"""Virtual meters against exact fractions, in a process of their own: seeded readings with everything that goes wrong.

Usage: tools/python Tests/Readings/test_oracle.py   (needs: swift build --product settlement-peer)
SWIFT_METER_SEED=n replays one case."""
import os
import pathlib
import random
import subprocess
import unittest

from oracle import Oracle

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEER = os.environ.get("SWIFT_METER_PEER", str(ROOT / ".build/debug/settlement-peer"))
SEEDS = [int(os.environ["SWIFT_METER_SEED"])] if "SWIFT_METER_SEED" in os.environ else range(1, 401)
DAY = 1_767_571_200_000


def case(seed):
    """Rules and events of a seed: ('r', ms, value, quality) or ('x', ms, final, initial)."""
    rng = random.Random(seed)
    load = seed % 4 == 0
    rollover = rng.choice([0, 0, 10**12])
    rules = (load, rollover, 43_500_000, 100_000_000, rng.choice([900, 1800, 3600]), 32 * 86400)
    time = DAY + rng.randrange(0, 3_600_000) * rng.choice([0, 1])
    value = rng.choice([0, rng.randrange(10**12), 10**12 - rng.randrange(1, 3 * 10**9)])
    if rollover:
        value %= rollover
    step = rng.choice([60_000, 300_000, 900_000])
    events, recent = [], []
    # Few enough for the window of the meter, so that nothing is too late.
    while time < DAY + 14 * 3_600_000 and len(events) < (70 if load else 300):
        if load:
            event = ("r", time, rng.choice([0, 7_000_000, rng.randrange(43_500_001)]), 0)
        else:
            event = ("r", time, value, 0)
        kind = rng.random()
        if kind < 0.04:
            event = event[:3] + (rng.choice([1, 2, 4]),)
        if kind > 0.97 and not load:  # glitch
            event = ("r", time, rng.choice([0, value + 10**12, max(value - 10**9, 0)]), 0)
        elif kind > 0.955 and not load:  # reset
            value = rng.randrange(10**6)
        elif kind > 0.94 and not load:
            events.append(event)
            event = ("x", time + 1000, value, rng.randrange(10**9))
            value = event[3]
            time += 2000
        recent.append(event)
        if rng.random() < 0.12:
            pass  # kept for later: out of order, or an offline replay
        else:
            events.append(event)
            if rng.random() < 0.1:
                events.append(event)
        if len(recent) > 12 or rng.random() < 0.05:
            missing = [e for e in recent if e not in events and e[0] != "x"]
            rng.shuffle(missing)
            events += [e[:3] + (e[3] | 8,) for e in missing]
            recent = []
        if rng.random() < 0.04 and events:
            bad = rng.choice(events)
            if bad[0] == "r":
                events.append(("r", bad[1], bad[2] + rng.choice([-1, 1, 10**9]), 0))
        elapsed = max(1, int(rng.expovariate(1 / step)))
        if rng.random() < 0.05:
            elapsed = 900_000 - time % 900_000  # exactly on the grid
        if rng.random() < 0.02:
            elapsed += rng.randrange(7_200_000)
        time += elapsed
        value += rng.choice([0, 1, elapsed * 1944, rng.randrange(elapsed * 12_000)])
        if rollover:
            value %= rollover
    return rules, events


class Peer:
    def __init__(self):
        self.process = subprocess.Popen([PEER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, lines, stop="done"):
        self.process.stdin.write("\n".join(lines) + "\n")
        self.process.stdin.flush()
        answers = []
        while True:
            line = self.process.stdout.readline()
            assert line, "the peer ended"
            if line.strip() == stop:
                return answers
            answers.append(line.split())


class AgainstFractions(unittest.TestCase):
    def test_cases(self):
        peer, seen, periods = Peer(), {}, 0
        for seed in SEEDS:
            rules, events = case(seed)
            oracle = Oracle(*rules)
            lines = ["meter %s %d %d %d %d %d" % (("load" if rules[0] else "register",) + rules[1:])]
            for e in events:
                if e[0] == "r":
                    oracle.take(*e[1:])
                else:
                    oracle.exchange(*e[1:])
                lines.append(" ".join(map(str, e)))
            answers = peer.ask(lines + ["end"])
            for word, in answers[:len(events)]:
                seen[word] = seen.get(word, 0) + 1
            rows = [(int(a), int(b), int(c), int(d), e) for a, b, c, d, e, _, _ in answers[len(events):]]
            # The register of an issued half hour is that of its issue: late data before it may move it by whole Wh.
            rows = [(a, b, c, d % 10**6, e) for a, b, c, d, e in rows]
            wanted = [(a, b, c, d % 10**6, e) for a, b, c, d, e in oracle.periods()]
            if rows != wanted:
                for got, want in zip(rows, wanted):
                    self.assertEqual(got, want, f"seed {seed}")
            self.assertEqual(rows, wanted, f"seed {seed}")
            if rows:
                last, first = oracle.periods()[-1], oracle.periods()[0]
                self.assertEqual(sum(r[2] for r in rows), last[3] // 10**6 - (first[3] - first[1]) // 10**6, f"seed {seed}")
            periods += len(rows)
        print(f"{len(list(SEEDS))} cases, {periods} half hours equal to exact fractions; outcomes {seen}")
        if len(list(SEEDS)) > 100:
            for word in ("booked", "bookedLate", "duplicate", "rolledOver", "reset", "contradictory", "held"):
                self.assertGreater(seen.get(word, 0), 20, word)
        peer.process.communicate()


if __name__ == "__main__":
    unittest.main(argv=["test_oracle"], verbosity=2)

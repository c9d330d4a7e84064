"""From a foreign charge point's frames to settlement half hours: every one as exact fractions say."""
import asyncio
import csv
import io
import math
import random
import subprocess
import tempfile
import unittest
from bisect import bisect_right
from fractions import Fraction

import oracle
import peers
import wire
from peers import Client16, Client201
from service import METER, Service

DAY = 1_767_571_200  # 2026-01-05T00:00:00Z


def mpan(core):
    """A number with its check digit: weights are the primes from 3 without 11."""
    digits = [int(d) for d in core]
    return core + str(sum(d * p for d, p in zip(digits, (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43))) % 11 % 10)


def text(instant):
    """RFC 3339 of seconds (a fraction of milliseconds)."""
    return (wire.dt.datetime(1970, 1, 1, tzinfo=wire.dt.timezone.utc)
            + wire.dt.timedelta(milliseconds=int(instant * 1000))).isoformat(timespec="milliseconds").replace(
                "+00:00", "Z")


async def day(kind, url, identity, seed, sent, received):
    """A day of irregular readings: sessions, a lost connection, whole-Wh boundaries in 1.6."""
    source = random.Random(seed)
    now, register = DAY - 400, source.randrange(10**12)  # s, µWh
    watts, in_session = 5, False
    client = peers.client(kind, url, identity, sent, received)
    point = await client.__aenter__()
    await point.boot()
    wire.stamp, original = (lambda seconds: text(seconds)), wire.stamp
    try:
        while now < DAY + 86_400 + 400:
            value = f"{register // 10**6}.{register % 10**6:06}"
            sampled = {"value": value, "unit": "Wh"} if kind is Client16 else {"value": float(value)}
            event = source.random()
            if event < 0.05 and not in_session:
                await point.begin(register // 10**6 if kind is Client16 else float(value), now)
                in_session, watts = True, source.randrange(1000, 40_000)
            elif event < 0.08 and in_session:
                await point.end(register // 10**6 if kind is Client16 else float(value), now)
                in_session, watts = False, 5
            elif event < 0.1 and in_session:
                # The connection is lost; what follows is told later, stamps unchanged.
                kept = {k: getattr(point, k) for k in ("transaction", "sequence", "count") if hasattr(point, k)}
                await client.__aexit__(None, None, None)
                client = peers.client(kind, url, identity, sent, received)
                point = await client.__aenter__()
                for name, is_kept in kept.items():
                    setattr(point, name, is_kept)
                point.offline = True
                await point.values(now, [sampled])
                point.offline = False
            else:
                await point.values(now, [sampled], idle=not in_session)
            step = Fraction(source.randrange(15_000, 1_200_000), 1000)
            register += int(watts * step * 10**6 / 3600)
            now += step
    finally:
        wire.stamp = original
        await client.__aexit__(None, None, None)


def half_hours(samples):
    """48 values in Wh and the register's advance, from the samples, by exact interpolation."""
    points = []
    for sample in samples:
        instant, register = Fraction(sample["time"], 10**9), Fraction(sample["energy"])
        is_whole = sample["source"] in ("StartTransaction.meterStart", "StopTransaction.meterStop")
        if is_whole and points and 0 < points[-1][1] - register < 10**6:
            register = points[-1][1]
        if not points or instant > points[-1][0]:
            points.append((instant, register))
        else:
            assert points[-1] == (instant, register), "the same instant twice with another value"
    instants = [p[0] for p in points]
    assert max(b - a for a, b in zip(instants, instants[1:])) <= 1800

    def whole_watt_hours(boundary):
        index = bisect_right(instants, boundary)
        (a, before), (b, after) = points[index - 1], points[index]
        return math.floor(math.floor(before + (after - before) * (boundary - a) / (b - a)) / 10**6)

    marks = [whole_watt_hours(DAY + 1800 * n) for n in range(49)]
    return [b - a for a, b in zip(marks, marks[1:])], marks[-1] - marks[0]


class HalfHours(unittest.TestCase):
    def test_every_half_hour_is_exact(self):
        mpans = {"1.6": mpan("227868623278"), "2.0.1": mpan("227868623279")}
        self.assertEqual(mpans["1.6"], "2278686232789")
        for seed in (1, 2):
            with self.subTest(seed=seed):
                register = io.StringIO()
                rows = csv.writer(register, lineterminator="\n")
                rows.writerow("meter_id charge_point connector cms_unit_reference sub_meter mpan".split())
                for index, version in enumerate(mpans):
                    rows.writerow([f"M{index}", f"EV-{version}", 1, f"CP000000000{index}", f"EVCP00{index}",
                                   mpans[version]])
                frames = {}
                with tempfile.TemporaryDirectory() as folder:
                    with open(f"{folder}/register.csv", "w") as file:
                        file.write(register.getvalue())
                    service = Service("serve", "--register", f"{folder}/register.csv", "--event-log",
                                      f"{folder}/events.csv", "--max-frame-rate", 100_000)
                    try:
                        for kind in (Client16, Client201):
                            sent, received = frames.setdefault(kind.version, ([], []))
                            asyncio.run(day(kind, service.url(f"EV-{kind.version}"), f"EV-{kind.version}", seed,
                                            sent, received))
                    finally:
                        service.close()
                    run = subprocess.run(
                        [METER, "settle", "d0379", "--register", f"{folder}/register.csv", "--events",
                         f"{folder}/events.csv", "--date", "2026-01-05"], capture_output=True, text=True)
                    self.assertEqual(run.returncode, 0, run.stderr)
                    self.assertNotIn("refused", run.stderr)
                flow, current = {}, None
                for line in run.stdout.splitlines():
                    cells = line.split("|")
                    if cells[0] == "25B":
                        current = flow.setdefault(cells[1], [])
                    elif cells[0] == "66L":
                        current.append((cells[1], Fraction(cells[2])))
                for version, (sent, received) in frames.items():
                    samples = oracle.expected(version, sent, received)
                    wanted, advance = half_hours(samples)
                    got = flow[mpans[version]]
                    self.assertEqual([value for _, value in got], [Fraction(wh, 1000) for wh in wanted])
                    self.assertEqual({flag for flag, _ in got}, {"A"})
                    self.assertEqual(sum(value for _, value in got), Fraction(advance, 1000))
                    print(f"\n{version}, seed {seed}: {len(samples)} readings, 48 half hours exact, "
                          f"sum = advance = {advance} Wh")


if __name__ == "__main__":
    unittest.main(verbosity=2)

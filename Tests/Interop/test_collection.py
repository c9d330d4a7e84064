"""Many meters on TCP, all simulated by one process, read by one `meter read --all`: every cell is there, memory is bounded,
and meters that are dead in every way delay nobody. SWIFT_METER_METERS=200 for the long form.

Schedules of `meter run`: what is due is read, an outage is caught up, the state of every meter is told."""
import datetime as dt
import json
import os
import pathlib
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import unittest

import yaml

from simulator import METER, ROOT

COUNT = int(os.environ.get("SWIFT_METER_METERS", "40"))
ENVIRONMENT = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}


class Many:
    """`with Many(40, folder) as meters:` meters.ports, meters.truths."""

    def __init__(self, count, folder, days=2, clock=None):
        self.truth_file = folder / "truth.jsonl"
        command = [METER, "simulate", "many", "--count", str(count), "--days", str(days), "--truth", self.truth_file]
        self.command = command + (["--clock", clock] if clock else [])

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT)
        line = self.process.stdout.readline()
        assert line.startswith("ready on"), line
        self.ports = [int(p) for p in line.split()[2:]]
        self.truths = [json.loads(t) for t in self.truth_file.read_text().splitlines()]
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def intervals(archive, serial):
    """Start to values by code, as the archive has them."""
    with sqlite3.connect(f"file:{archive}?mode=ro", uri=True) as database:
        rows = database.execute(
            "SELECT channel.code, start, value FROM interval JOIN channel ON channel.id = interval.channel"
            " JOIN meter ON meter.id = channel.meter WHERE meter.serial = ?", (serial,)).fetchall()
    found = {}
    for code, start, value in rows:
        found.setdefault(start, {})[code] = value
    return found


def expected(truth, newest=None):
    profile = next(p for p in truth["profiles"] if p["obis"] == "1.0.99.1.0.255")
    codes = [c["obis"] for c in profile["columns"][1:]]
    return {r[0] - profile["period"]: dict(zip(codes, r[1:])) for r in profile["rows"]}


class Collection(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        password = self.folder / "password"
        password.touch(mode=0o600)
        password.write_text("level1\n")

    def meters_file(self, targets, **defaults):
        file = self.folder / "meters.yaml"
        file.write_text(yaml.safe_dump({
            "version": 1, "archive": "archive.sqlite",
            "defaults": {"password_file": "password", "clock": False, "registers": False, "days": 5, "retries": 0,
                         **defaults},
            "meters": [{"name": name, "target": target} for name, target in targets]}))
        return file

    def test_many_meters(self):
        # Dead: nobody listens, somebody listens and never speaks, somebody hangs up at once.
        silent = socket.create_server(("127.0.0.1", 0), backlog=8)
        self.addCleanup(silent.close)
        refused = socket.socket()
        refused.bind(("127.0.0.1", 0))
        self.addCleanup(refused.close)
        with Many(COUNT, self.folder) as meters:
            targets = [(f"meter-{i}", f"tcp:127.0.0.1:{p}") for i, p in enumerate(meters.ports)]
            alive = len(targets)
            targets.insert(0, ("silent", f"tcp:127.0.0.1:{silent.getsockname()[1]}"))
            targets.insert(alive // 2, ("refused", f"tcp:127.0.0.1:{refused.getsockname()[1]}"))
            file = self.meters_file(targets, patience_ms=10_000)
            start = time.monotonic()
            run = subprocess.run([METER, "read", "--all", file, "--json"], capture_output=True, text=True,
                                 timeout=500, env=ENVIRONMENT)
            took = time.monotonic() - start
        self.assertEqual(run.returncode, 3, run.stderr)
        report = json.loads(run.stdout)
        lines = {m["meter"]: m for m in report["meters"]}
        self.assertEqual(sorted(n for n, m in lines.items() if not m["ok"]), ["refused", "silent"])
        for i, truth in enumerate(meters.truths):
            self.assertEqual(lines[f"meter-{i}"]["serial"], truth["serial"])
            self.assertEqual(intervals(self.folder / "archive.sqlite", truth["serial"]), expected(truth))
        # The silent one cost its own patience of 10 s; the others were done before it.
        slowest = max(m["seconds"] for n, m in lines.items() if n.startswith("meter-"))
        print(f"\n{alive} meters in {took:.1f} s, the slowest {slowest:.1f} s, a silent one {lines['silent']['seconds']:.1f} s,"
              f" peak memory {report['peakMemoryKilobytes'] / 1024:.0f} MB")
        self.assertGreaterEqual(lines["silent"]["seconds"], 10)
        # Bounded: what a reader needs at a time, times the lines that are open.
        self.assertLess(report["peakMemoryKilobytes"], 80_000 + 1_500 * alive)

    def board(self, file, **collection):
        board = yaml.safe_load((ROOT / "boards/simulated.yaml").read_text())
        board["collection"] = {"meters_file": str(file), "archive": str(self.folder / "archive.sqlite"), **collection}
        path = self.folder / "board.yaml"
        path.write_text(yaml.safe_dump(board, sort_keys=False))
        return path

    def gateway(self, board, seconds):
        return subprocess.run(
            [METER, "run", "--board", board, "--data", self.folder / "data", "--for", f"{seconds}s", "--plain"],
            capture_output=True, text=True, timeout=120, env=ENVIRONMENT)

    def status(self, *arguments, code=0):
        run = subprocess.run([METER, "archive", "status", self.folder / "archive.sqlite", "--json", *arguments],
                             capture_output=True, text=True, timeout=30)
        self.assertEqual(run.returncode, code, run.stderr)
        return {m["name"]: m for m in json.loads(run.stdout)["meters"]}

    def test_schedule(self):
        """A start reads what is due; a second start right after it reads nothing; a dead meter is failing."""
        with Many(3, self.folder) as meters:
            dead = socket.socket()
            dead.bind(("127.0.0.1", 0))
            self.addCleanup(dead.close)
            targets = [(f"meter-{i}", f"tcp:127.0.0.1:{p}") for i, p in enumerate(meters.ports)]
            silent = socket.create_server(("127.0.0.1", 0), backlog=8)
            self.addCleanup(silent.close)
            file = self.meters_file([("silent", f"tcp:127.0.0.1:{silent.getsockname()[1]}")] + targets
                                    + [("dead", f"tcp:127.0.0.1:{dead.getsockname()[1]}")], registers=True,
                                    patience_ms=600_000)
            # Not within the seconds before a new half hour: the second start would rightly read again.
            offset = int(time.time() - 60) % 1800
            # One that never speaks keeps one of two lines, and no other meter waiting; nor the end of the gateway.
            board = self.board(file, half_hour_offset_s=offset, catch_up_days=5, parallel=2,
                               reconcile=[{"channel": "import", "meter": "meter-0", "register": "1.0.1.8.0.255"}])
            # It would be silent for ten minutes; the gateway ends all the same.
            run = self.gateway(board, 8)
            self.assertEqual(run.returncode, 0, run.stderr)
            state = self.status(code=4)
            self.assertEqual({n: m["state"] for n, m in state.items()},
                             {"dead": "failing", "silent": "never", **{f"meter-{i}": "ok" for i in range(3)}})
            self.assertIn("nothing listens", state["dead"]["message"])
            for truth in meters.truths:
                self.assertEqual(intervals(self.folder / "archive.sqlite", truth["serial"]), expected(truth))
            self.gateway(board, 3)
            with sqlite3.connect(self.folder / "archive.sqlite") as database:
                counts = dict(database.execute("SELECT name, count(*) FROM read GROUP BY name"))
                channels = database.execute("SELECT meter, register, channel, verdict FROM pulse_observation").fetchall()
            self.assertEqual([counts[f"meter-{i}"] for i in range(3)], [1, 1, 1])
            self.assertEqual(channels, [("meter-0", "1.0.1.8.0.255", "import", "began")])
            compared = subprocess.run([METER, "archive", "reconcile", self.folder / "archive.sqlite"],
                                      capture_output=True, text=True, timeout=30)
            self.assertEqual(compared.returncode, 0, compared.stderr)
            self.assertIn("nothing to compare with yet", compared.stdout)

    def test_outage_is_caught_up(self):
        """What came while the gateway was off is read at its next start, once."""
        now = int(time.time())
        with Many(1, self.folder, days=1, clock=dt.datetime.fromtimestamp(now - 7200, dt.timezone.utc).strftime(
                "%Y-%m-%dT%H:%M:%SZ")) as meters:
            file = self.meters_file([("meter", f"tcp:127.0.0.1:{meters.ports[0]}")])
            first = expected(meters.truths[0])
            # Read two hours ago.
            run = subprocess.run([METER, "read", "--all", file], capture_output=True, text=True, timeout=60)
            self.assertEqual(run.returncode, 0, run.stderr)
            serial = meters.truths[0]["serial"]
        with sqlite3.connect(self.folder / "archive.sqlite") as database:
            database.execute("UPDATE read SET started = started - 7200, finished = finished - 7200")
        with Many(1, self.folder, days=2) as meters:
            file = self.meters_file([("meter", f"tcp:127.0.0.1:{meters.ports[0]}")])
            board = self.board(file, half_hour_offset_s=0)
            run = self.gateway(board, 4)
            self.assertEqual(run.returncode, 0, run.stderr)
            found = intervals(self.folder / "archive.sqlite", serial)
            # The new meter has the same serial number and other numbers: what was kept stays, the rest is added.
            newest = expected(meters.truths[0])
            self.assertEqual({s: v for s, v in found.items() if s in first}, first)
            self.assertEqual({s: v for s, v in found.items() if s > max(first)},
                             {s: v for s, v in newest.items() if s > max(first)})
            self.assertGreaterEqual(len(found), len(first) + 3)


if __name__ == "__main__":
    unittest.main()

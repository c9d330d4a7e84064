"""The meter as a user runs it: exit codes, a second instance, kills, a full disk, files for settlement."""
import csv
import datetime as dt
import io
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from fractions import Fraction

ROOT = pathlib.Path(__file__).resolve().parents[2]
METER = ROOT / ".build/debug/meter"
BOARD = ROOT / "boards/simulated.yaml"


def meter(*arguments, **options):
    return subprocess.run([METER, *map(str, arguments)], capture_output=True, text=True, timeout=300, **options)


class Run(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.data = self.folder.name + "/data"

    def tearDown(self):
        self.folder.cleanup()

    def registers(self):
        run = meter("registers", "--data", self.data, "--json")
        self.assertEqual(run.returncode, 0, run.stderr)
        return json.loads(run.stdout)

    def totals(self):
        return [c.get("energy_microwatt_hours", c.get("energy_microvar_hours")) for c in self.registers()["channels"]]

    def start(self, *arguments):
        process = subprocess.Popen(
            [METER, "run", "--board", BOARD, "--data", self.data, *arguments], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
        self.assertIn("ready", process.stdout.readline())
        return process

    def test_terminate_commits(self):
        process = self.start("--speed", "3600")
        time.sleep(2)
        process.send_signal(signal.SIGTERM)
        output = process.communicate(timeout=20)[0]
        self.assertEqual(process.returncode, 0)
        self.assertIn("import", output)
        self.assertTrue(all(total > 0 for total in self.totals()[::2]))
        events = json.loads(meter("log", "--data", self.data, "--json").stdout)["events"]
        self.assertEqual(events[-1]["event"], "stopped")

    def test_second_instance_is_refused(self):
        process = self.start("--speed", "10")
        second = meter("run", "--board", BOARD, "--data", self.data, "--for", "1s")
        process.terminate()
        process.communicate(timeout=20)
        self.assertEqual(second.returncode, 3)
        self.assertIn(f"in use by process {process.pid}", second.stderr)

    def test_killed_at_random_moments(self):
        chance = random.Random(7)
        last = None
        for _ in range(12):
            process = self.start("--speed", "3600")
            time.sleep(chance.random() * 0.8)
            seen = self.totals()
            process.kill()
            process.communicate()
            now = self.totals()
            for before, after in zip(seen, now):
                self.assertGreaterEqual(after, before, "a register fell below what was shown")
            if last:
                for before, after in zip(last, now):
                    self.assertGreaterEqual(after, before)
            last = now

    def test_exit_codes(self):
        self.assertEqual(meter("run", "--board", "none.yaml").returncode, 2)
        self.assertEqual(meter("frobnicate").returncode, 2)
        self.assertEqual(meter("registers", "--data", self.data).returncode, 2)
        self.assertEqual(meter("--help").returncode, 0)
        self.assertEqual(meter("profile", "--data", self.data, "--from", "soon").returncode, 2)
        pi = ROOT / "boards/raspberry-pi-4.yaml"
        run = meter("run", "--board", pi, "--data", self.data, "--for", "1s")
        if not pathlib.Path("/dev/gpiochip0").exists():
            self.assertEqual(run.returncode, 3)
            self.assertIn("meter doctor", run.stderr)
        self.assertEqual(meter("run", "--board", pi, "--data", self.data, "--speed", "10").returncode, 2)

    def test_damaged_store_is_not_overwritten(self):
        self.start("--speed", "3600", "--for", "1s").communicate()
        store = pathlib.Path(self.data) / "meter.nv"
        store.write_bytes(b"\x00" * store.stat().st_size)
        run = meter("run", "--board", BOARD, "--data", self.data, "--for", "1s")
        self.assertEqual(run.returncode, 4, run.stderr)
        self.assertIn("nothing was changed", run.stderr)
        self.assertEqual(set(store.read_bytes()), {0})

    def test_unwritable_folder(self):
        run = meter("run", "--board", BOARD, "--data", "/proc/nowhere", "--for", "1s")
        self.assertEqual(run.returncode, 3, run.stderr)

    def test_no_space(self):
        mount = self.folder.name + "/small"
        os.mkdir(mount)
        made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mount], capture_output=True)
        if made.returncode != 0:
            self.skipTest("a small file system cannot be mounted here")
        try:
            run = meter("run", "--board", BOARD, "--data", mount + "/data", "--for", "1s")
            self.assertEqual(run.returncode, 3, run.stderr)
            self.assertIn("free some space", run.stderr)
            self.assertFalse(os.path.exists(mount + "/data/meter.nv"), "half a store was left behind")
        finally:
            subprocess.run(["umount", mount], check=True)


class Files(unittest.TestCase):
    """A spring clock change: 2026-03-27 to 2026-03-31, read back in every format by independent readers."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.data = cls.folder.name + "/data"
        board = BOARD.read_text() + "simulation: {start_utc: 2026-03-27T00:00:00Z}\n"
        cls.board = cls.folder.name + "/board.yaml"
        pathlib.Path(cls.board).write_text(board)
        run = meter("run", "--board", cls.board, "--data", cls.data, "--speed", "max", "--simulated-days", "4")
        assert run.returncode == 0, run.stderr
        cls.rows = json.loads(meter("profile", "--data", cls.data, "--json").stdout)["rows"]
        cls.registers = json.loads(meter("registers", "--data", cls.data, "--json").stdout)["channels"]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def profile(self, *arguments):
        run = meter("profile", "--data", self.data, *arguments)
        self.assertEqual(run.returncode, 0, run.stderr)
        return run.stdout

    def test_rows_add_up(self):
        self.assertGreaterEqual(len(self.rows), 191)
        for index, channel in enumerate(self.registers):
            total = channel.get("energy_microwatt_hours", channel.get("energy_microvar_hours"))
            rows = sum(row["energy_microwatt_hours"][index] for row in self.rows)
            open_period = Fraction(channel["open_period_energy"]) * 10**9
            self.assertEqual(rows + open_period, total)
            self.assertEqual(Fraction(channel["reading"]) * 10**9, total)

    def test_every_utc_day_has_48_rows(self):
        days = {}
        for row in self.rows:
            days.setdefault(row["start"][:10], []).append(row["start"])
        self.assertEqual(len(days["2026-03-28"]), 48)
        self.assertEqual(len(days["2026-03-29"]), 48)

    def test_inclusive_range(self):
        rows = json.loads(self.profile("--json", "--from", "2026-03-28T00:30Z", "--to", "2026-03-28T02:00Z"))["rows"]
        self.assertEqual([row["start"][11:16] for row in rows], ["00:30", "01:00", "01:30", "02:00"])
        rows = json.loads(self.profile("--json", "--from", "2026-03-29", "--to", "2026-03-29"))["rows"]
        self.assertEqual(len(rows), 48)

    def test_simple_csv(self):
        lines = list(csv.reader(io.StringIO(self.profile("--format", "simple-csv"))))[1:]
        imports = [line for line in lines if line[0] == "import"]
        for line, row in zip(imports, self.rows):
            stamp = dt.datetime.strptime(line[2], "%Y-%m-%d %H:%M").replace(tzinfo=dt.timezone.utc)
            self.assertEqual(stamp.strftime("%Y-%m-%dT%H:%M:%SZ"), row["start"])
            self.assertEqual(Fraction(line[3]) * 10**9, row["energy_microwatt_hours"][0])
            self.assertEqual(line[4], "A" if not row["flags"] else "E")
            self.assertIn(stamp.minute, (0, 30))

    def test_stark_is_end_stamped(self):
        lines = self.profile("--format", "stark-df2").splitlines()
        self.assertEqual(lines[0], "#F2")
        self.assertEqual(lines[1:3], ["#O import", "#S 1"])
        date, clock, value, status = lines[3].split(",")
        end = dt.datetime.strptime(f"{date} {clock}", "%d/%m/%Y %H:%M")
        start = (end - dt.timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.assertEqual(start, self.rows[0]["start"])
        self.assertEqual(Fraction(value) * 10**9, self.rows[0]["energy_microwatt_hours"][0])

    def test_local_days(self):
        lines = [l.split(",") for l in self.profile("--format", "local-days", "--zone", "Europe/London").splitlines()]
        counts = {l[2]: int(l[3]) for l in lines[1:] if l[0] == "import"}
        self.assertEqual(counts["2026-03-28"], 48)
        self.assertEqual(counts["2026-03-29"], 46)
        day = next(l for l in lines if l[0] == "import" and l[2] == "2026-03-29")
        # 29 March begins at 00:00 UTC and ends at 23:00 UTC.
        rows = [r for r in self.rows if "2026-03-29T00:00" <= r["start"][:16] < "2026-03-29T23:00"]
        self.assertEqual([Fraction(v) * 10**9 for v in day[4:50]], [r["energy_microwatt_hours"][0] for r in rows])

    def test_csv_stamps(self):
        start = list(csv.DictReader(io.StringIO(self.profile("--csv"))))
        end = list(csv.DictReader(io.StringIO(self.profile("--csv", "--stamp", "end"))))
        self.assertEqual(start[5]["period_start_utc"], self.rows[5]["start"])
        self.assertEqual(end[5]["period_end_utc"], self.rows[5]["end"])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])

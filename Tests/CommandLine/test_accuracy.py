"""meter bench accuracy: plans, live runs on simulated lines, typed readings, resume, the witness view."""
import csv
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
METER = ROOT / ".build/debug/meter"
SUBJECT = ("--class 0.5S --connection ct --in 5 --imax 6 --un 230 --wiring 3p4w --pulses-per-kwh 10000").split()
LINES = """version: 1
name: accuracy
channels:
  - name: meter
    quantity: active_import
    element: 1
    pulses_per_kilowatt_hour: 10000
    input: {type: simulated, shape: constant, peak_watts: %s, seed: 1}
  - name: reference
    quantity: active_import
    element: 2
    pulses_per_kilowatt_hour: 8000
    input: {type: simulated, shape: constant, peak_watts: 3450, seed: 1}
"""
OUTSTATION = """version: 1
name: reference
channels:
  - name: import
    quantity: active_import
    element: 1
    pulses_per_kilowatt_hour: 10000
    input: {type: simulated, shape: constant, peak_watts: 3450, seed: 1}
outstation:
  passwords_file: %s
  tcp: {address: 127.0.0.1, port: %d}
"""


def accuracy(*arguments, subject=SUBJECT):
    return subprocess.run([METER, "bench", "accuracy", *subject, *map(str, arguments)], capture_output=True,
                          text=True, timeout=120)


class Accuracy(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.addCleanup(self.folder.cleanup)

    def board(self, error):
        board = self.path / "board.yaml"
        board.write_text(LINES % (3450 * (1 + error / 100)))
        return ["--board", board, "--reference-line", "reference", "--reference-uncertainty", "0.02", "--speed", "max"]

    def test_plan(self):
        run = accuracy("--plan", "--json")
        self.assertEqual(run.returncode, 0, run.stderr)
        points = {point["id"]: point for point in json.loads(run.stdout)}
        for point in points.values():
            if point["limits"]:
                self.assertTrue(point["id"] == "REGISTER" or point["pulses"] >= 25)
                self.assertGreater(point["seconds"], 30)
            for limit in point["limits"]:
                self.assertTrue(limit["edition"] and limit["source"] and limit["status"])
        # Power and time by an independent sum: 3 · 230 V · 0.05 A at 10000 imp/kWh.
        self.assertAlmostEqual(points["PF1-1"]["watts"], 34.5)
        self.assertAlmostEqual(points["PF1-1"]["seconds"], 25 * 3600 / (0.0345 * 10000))

    def test_wrong_use(self):
        direct = [*SUBJECT]
        direct[direct.index("ct")] = "direct"
        for arguments, subject, word in (
                (["--plan"], direct, "--connection ct"), ([], SUBJECT, "name one source"),
                (["--readings", "x"], SUBJECT, "--reference-uncertainty"),
                (["--simulate", "colour=1"], SUBJECT, "colour"), (["--simulate", "error=1", "--overall", "10"], SUBJECT, "--overall"),
                (["--plan", "--point", "PF1-3"], SUBJECT, "there is no point 'PF1-3'"),
                (["--plan", "--least-pulses", "5"], SUBJECT, "--least-pulses"),
                (["--simulate", "error=0", "--witness-listen", "nowhere"], SUBJECT, "ADDRESS:PORT"),
                (["--simulate", "error=0", "--witness", "0.0.0.0:8080"], SUBJECT, "for this machine")):
            run = accuracy(*arguments, subject=subject)
            self.assertEqual(run.returncode, 2, run.stderr)
            self.assertIn(word, run.stderr)

    def test_live_and_resume(self):
        """Two points on pulse lines; the run is begun with one, and the second goes on from its file."""
        board = self.board(0.1)
        results = self.path / "points.csv"
        run = accuracy(*board, "--point", "PF1-100,PF1-5", "--results", results, "--output", self.path / "pack")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        found = re.search(r"PF1-100 +([+-][\d.]+) % ± ([\d.]+) %", run.stdout)
        self.assertLessEqual(abs(float(found[1]) - 0.1), float(found[2]))
        # The load of the lines is that of PF1-100: PF1-5 says so.
        self.assertIn("load by the reference", run.stdout)
        edges = (self.path / "pack/raw/PF1-100/edges.csv").read_text().splitlines()
        self.assertGreater(len(edges), 500)
        # As a killed run leaves it: one point whole, one half written.
        lines = results.read_text().splitlines(keepends=True)
        results.write_text("".join(lines[:3]) + lines[3][:20])
        again = accuracy(*board, "--point", "PF1-100,PF1-5", "--results", results)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertIn("resumed: 1 of 2", again.stdout)
        self.assertEqual(again.stdout.count("PF1-100"), 0)
        self.assertEqual(results.read_text().splitlines(keepends=True)[:3], lines[:3])
        other = accuracy(*board, "--point", "PF1-5", "--results", results)
        self.assertEqual(other.returncode, 2)
        self.assertIn("another plan", other.stderr)

    def test_killed(self):
        """A run that is killed after its first point goes on with the second."""
        board = self.board(0.1)
        board[board.index("max")] = "20"
        results = self.path / "points.csv"
        with subprocess.Popen([METER, "bench", "accuracy", *SUBJECT, *map(str, board), "--point", "PF1-Imax,PF1-100",
                               "--results", str(results)], stdout=subprocess.PIPE, text=True) as process:
            self.assertIn("PF1-Imax", process.stdout.readline())
            process.kill()
        kept = results.read_text()
        again = accuracy(*board, "--point", "PF1-Imax,PF1-100", "--results", results)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertIn("resumed: 1 of 2", again.stdout)
        self.assertTrue(results.read_text().startswith(kept))

    def test_bad_meter(self):
        run = accuracy(*self.board(0.8), "--point", "PF1-100")
        self.assertEqual(run.returncode, 4, run.stdout)
        self.assertIn("FAIL        PF1-100", run.stdout)
        run = accuracy(*self.board(0.515), "--point", "PF1-100")
        self.assertEqual(run.returncode, 4, run.stdout)
        self.assertIn("NOT PROVEN  PF1-100", run.stdout)

    def test_other_constant(self):
        board = self.board(0)
        board[1].write_text(board[1].read_text().replace("10000", "5000"))
        run = accuracy(*board)
        self.assertEqual(run.returncode, 2)
        self.assertIn("another pulse constant", run.stderr)

    def test_typed(self):
        """Typed readings against plain arithmetic; a typing error is named with its line."""
        readings = self.path / "typed.csv"
        readings.write_text("point,pulses,reference_wh,span_s,error_percent,uncertainty_percent\n"
                            "PF1-100,3000,299.85,313,,\nPF1-Imax,,,,0.2,0.03\n")
        run = accuracy("--readings", readings, "--reference-uncertainty", "0.02", "--point", "PF1-100,PF1-Imax", "--json")
        self.assertEqual(run.returncode, 0, run.stderr)
        cases = {case["id"]: case for case in json.loads(run.stdout)["cases"]}
        check = next(check for check in cases["PF1-100"]["checks"] if check["name"] == "error")
        self.assertAlmostEqual(float(check["found"].split()[0]), (300 / 299.85 - 1) * 100, places=4)
        # U = 2·√(0.01² + (100/3000/√6)² + (0.01/299.85·100/√6)²), rounded up to two digits.
        self.assertIn("± 0.0340 %", check["found"])
        self.assertEqual(cases["PF1-Imax"]["checks"][0]["found"], "+0.2000 % ± 0.0300 %")
        readings.write_text("point,pulses\nPF1-100,many\n")
        run = accuracy("--readings", readings, "--reference-uncertainty", "0.02")
        self.assertEqual(run.returncode, 2)
        self.assertIn("typed.csv:2", run.stderr)
        readings.write_text("point,pulses,reference_wh\nPF1-100,3000,299.85\n")
        run = accuracy("--readings", readings, "--reference-uncertainty", "0.02")
        self.assertEqual(run.returncode, 4)
        self.assertIn("33 open", run.stdout)

    def test_reference_register(self):
        """The reference is a register read over TCP: a running meter's outstation."""
        passwords, password = self.path / "passwords", self.path / "password"
        for file, text in ((passwords, "levelone\nleveltwo\nlevelthree\nlevelfour\n"), (password, "levelone\n")):
            file.touch(0o600)
            file.write_text(text)
        board = self.path / "outstation.yaml"
        board.write_text(OUTSTATION % (passwords, 40593))
        with subprocess.Popen([METER, "run", "--board", board, "--speed", "50", "--plain", "--data", self.path / "data"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as service:
            try:
                time.sleep(2)
                lines = self.board(0.1)
                lines[lines.index("--reference-line"):lines.index("--reference-uncertainty")] = [
                    "--reference", "tcp:127.0.0.1:40593", "--password", password]
                lines[lines.index("max")] = "50"
                run = accuracy(*lines, "--point", "PF1-100", "--least-seconds", "300", "--output", self.path / "pack")
            finally:
                service.terminate()
                service.wait(timeout=20)
        found = re.search(r"PF1-100 +([+-][\d.]+) % ± ([\d.]+) %", run.stdout)
        self.assertIsNotNone(found, run.stdout + run.stderr)
        # U is for k = 2, which one run in twenty exceeds; real time on a busy machine is no seeded run.
        self.assertLessEqual(abs(float(found[1]) - 0.1), 3 * float(found[2]), run.stdout)
        line = (self.path / "pack/raw/SUMMARY/reference-line.txt").read_text()
        self.assertGreater(len(line), 100)
        for file in (self.path / "pack").rglob("*"):
            if file.is_file():
                self.assertNotIn(b"levelone", file.read_bytes(), file)
                self.assertNotIn("levelone".encode().hex(" ").upper().encode(), file.read_bytes().upper(), file)

    def test_guided(self):
        """A tester at a terminal: the load is set, registers are typed, a point is left open."""
        board = self.board(0.1)
        board[board.index("max")] = "50"
        child, terminal = os.forkpty()
        if child == 0:
            os.execv(METER, [str(METER), "bench", "accuracy", *SUBJECT, *map(str, board), "--point",
                             "PF1-100,REGISTER,DIAL"])
        seen = ""

        def wait(text, answer):
            nonlocal seen
            start = len(seen)
            while text not in seen[start:]:
                seen += os.read(terminal, 4096).decode(errors="replace")
            os.write(terminal, answer.encode())

        wait("PF1-100: set 230 V, 5 A, cos φ 1", "\n")
        wait("REGISTER: set", "\n")
        wait("register of the meter now, kWh", "100.000\n")
        wait("press Enter when", "")
        time.sleep(1)
        os.write(terminal, b"\n")
        # 3.45 kW for about a second, fifty times as fast.
        wait("register of the meter now, kWh", "100.050\n")
        wait("DIAL: set", "s\n")
        try:
            while True:
                part = os.read(terminal, 4096)
                if not part:
                    break
                seen += part.decode(errors="replace")
        except OSError:
            pass
        os.close(terminal)
        _, status = os.waitpid(child, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), 4, seen)
        self.assertIn("pass        PF1-100", seen)
        self.assertRegex(seen, r"REGISTER  [+-][\d.]+ % ± [\d.]+ %")
        self.assertIn("open  DIAL", seen)

    def test_results_csv(self):
        results = self.path / "points.csv"
        run = accuracy("--simulate", "error=-0.2,seed=4", "--results", results)
        self.assertEqual(run.returncode, 0, run.stdout)
        with results.open() as file:
            rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
        self.assertEqual(len(rows), 34)
        for row in rows:
            if row["method"] == "pulses":
                self.assertLess(abs(float(row["error_percent"]) + 0.2), 2 * float(row["uncertainty_percent"]))

    def test_witness(self):
        """The page and its numbers while the run goes on; nothing else is served, nothing can be sent."""
        board = self.board(0.1)
        board[board.index("max")] = "20"
        with subprocess.Popen(
                [METER, "bench", "accuracy", *SUBJECT, *map(str, board), "--point", "PF1-100", "--witness", "W. Witness",
                 "--witness", ":0", "--witness-hold", "3", "--tester", "<b>T"], stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE, text=True) as process:
            try:
                address = re.search(r"http://127\.0\.0\.1:\d+", process.stderr.readline())[0]
                page = urllib.request.urlopen(address + "/", timeout=5)
                text = page.read().decode()
                self.assertIn("default-src 'none'", page.headers["content-security-policy"])
                self.assertNotRegex(text, r"https?://")
                self.assertNotIn("innerHTML", text)
                seen = set()
                for _ in range(100):
                    snapshot = json.load(urllib.request.urlopen(address + "/progress.json", timeout=5))
                    seen.add(snapshot["steps"][0]["phase"])
                    if snapshot.get("verdict"):
                        break
                    time.sleep(0.05)
                self.assertEqual(snapshot["verdict"], "pass")
                self.assertIn("running", seen)
                self.assertIn(["Tester", "<b>T"], snapshot["facts"])
                self.assertEqual(snapshot["steps"][0]["checks"][0]["status"], "derived")
                for request, code in (
                        (urllib.request.Request(address + "/etc/passwd"), 404),
                        (urllib.request.Request(address + "/", data=b"x", method="POST"), 405),
                        (urllib.request.Request(address + "/", headers={"Host": "evil.example"}), 403)):
                    with self.assertRaises(urllib.error.HTTPError) as refused:
                        urllib.request.urlopen(request, timeout=5)
                    self.assertEqual(refused.exception.code, code)
            finally:
                process.kill()


if __name__ == "__main__":
    unittest.main()

"""Calibrating as a user does it: a key, three points, a record that others can verify, a seal; and what is refused."""
import hashlib
import json
import math
import os
import stat
import subprocess
import sys
import unittest

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sampled import ENVIRONMENT, METER, SampledMeter, board, meter, wav_of

START = "2026-03-01T00:04:58Z"
REPLAY = {"type": "replay", "file": "none.wav", "format": "wav"}
# The front end's true values; the board believes 0.01 V and 0.0005 A a count, in phase.
VOLTS, AMPERES, LEAD = 0.01013, 0.000489, 0.0021


def segment(volts, amperes, lag, seconds, rate=4000, bits=24, gain=1.0):
    """What the front end gives for a load, in 24 bits (1/256 of the 16-bit counts)."""
    data = bytearray()
    angle = math.radians(lag) - LEAD
    for n in range(rate // 5):
        w = 2 * math.pi * 50 * n / rate
        for value in (volts / VOLTS * math.sin(w), amperes / AMPERES * gain * math.sin(w - angle)):
            data += round(value * math.sqrt(2) * 256).to_bytes(3, "little", signed=True)
    return bytes(data) * (seconds * 5)


class Calibrate(SampledMeter):
    def setUp(self):
        super().setUp()
        self.key = self.folder / "keys/calibration.key"
        made = self.calibrate("--new-key", is_plain=True)
        self.public = json.loads(made.stdout)["public_key"]
        self.board = board(
            REPLAY, start=START, units=("1/25600", "1/512000"), calibration_key=self.public)
        self.path = self.write("board.yaml", self.board)
        self.history = self.data / "calibration.jsonl"
        self.capture = self.write(
            "points.wav",
            wav_of(segment(230, 5, 0, 9) + segment(230, 0.25, 0, 9, gain=0.998) + segment(230, 5, 60, 9), 2, bits=24))
        self.points = self.write("points.json", json.dumps({"points": [
            {"point": "main", "volts": 230, "amperes": 5, "lag_degrees": 0, "at_s": 1},
            {"point": "low", "volts": 230, "amperes": 0.25, "lag_degrees": 0, "at_s": 10},
            {"point": "phase", "volts": 230, "amperes": 5, "lag_degrees": 60, "at_s": 19}]}))

    def calibrate(self, *arguments, code=0, is_plain=False, **options):
        common = [] if is_plain else ["--board", self.path, "--data", self.data, "--operator", "Ann"]
        run = meter("calibrate", *common, "--key", self.key, "--json", *arguments, **options)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        return run

    def calibrate_points(self, **options):
        return self.calibrate(
            "--replay", self.capture, "--points", self.points, "--instrument", "RD-33 12345", "--serial", "M-1",
            **options)

    def run_meter(self, content, code=0):
        capture = self.write("load.wav", wav_of(content, 2, bits=24))
        return self.run_board(self.board, "--speed", "max", "--replay", capture, code=code)

    def row_error(self, watts):
        energies, _ = self.full_row(list(self.registers()))
        return energies["l1_active_import"] / (watts * 300 / 3600 * 1e6) - 1

    def test_from_wrong_to_right(self):
        record = json.loads(self.calibrate_points().stdout)
        self.assertEqual((record["number"], record["kind"], record["operator"]), (1, "calibration", "Ann"))
        for point in record["points"]:
            self.assertGreater(abs(point["before_ppb"]["voltage"]), 10_000_000)
            for error in point["after_ppb"].values():
                self.assertLess(abs(error), 100_000)
            self.assertGreaterEqual(point["windows"], 10)
        # Loads that were no points, through meter run.
        self.run_meter(segment(230, 2, 60, 303))
        error = self.row_error(230 * 2 * math.cos(math.radians(60)))
        # Between 0.25 A and 5 A the front end's bend of 0.2 % is interpolated; here it has none at 2 A.
        self.assertLess(abs(error), 0.0014)
        changes = [e for e in self.events() if e["event"] == "calibrationChanged"]
        self.assertEqual([e["value"] for e in changes], [1])
        self.assertIn("CFG", self.rows()[0]["flags"])
        self.assertEqual(self.rows()[1]["flags"], [])

    def test_main_load_is_right(self):
        self.calibrate_points()
        self.run_meter(segment(230, 5, 60, 303))
        self.assertLess(abs(self.row_error(230 * 5 * 0.5)), 0.0001)

    def test_record_verifies_elsewhere(self):
        self.calibrate_points()
        self.calibrate("--seal")
        self.calibrate("--unseal")
        lines = self.history.read_bytes().split(b"\n")
        self.assertEqual(lines.pop(), b"")
        previous = "0" * 64
        for number, line in enumerate(lines, 1):
            outer = json.loads(line)
            body = line[len(b'{"record":'):line.rindex(b',"signature":"')]
            self.assertEqual(json.loads(body), outer["record"])
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(outer["record"]["key"]))
            signed = b"swift-meter calibration record\n" + body
            key.verify(bytes.fromhex(outer["signature"]), signed)
            with self.assertRaises(InvalidSignature):
                key.verify(bytes.fromhex(outer["signature"]), signed + b" ")
            self.assertEqual((outer["record"]["number"], outer["record"]["previous"]), (number, previous))
            self.assertEqual(outer["record"]["key"], self.public)
            previous = hashlib.sha256(line).hexdigest()
        element = json.loads(lines[0])["record"]["elements"][0]
        gain = element["microvolts_per_count"]
        self.assertLess(abs(gain["mantissa"] * 2.0 ** -gain["shift"] / (VOLTS / 256 * 1e6) - 1), 5e-5)
        self.assertLess(abs(element["phase_microradians"] - LEAD * 1e6), 30)
        self.assertEqual([r["current_milliamperes"] for r in element["regions"]], [250, 5000])
        shown = json.loads(self.calibrate("--history").stdout)
        self.assertEqual([r["kind"] for r in shown["records"]], ["calibration", "seal", "unseal"])
        self.assertTrue(shown["verified"])

    def test_seal(self):
        self.calibrate_points()
        self.calibrate("--seal")
        before = self.history.read_bytes()
        self.assertIn("sealed (record 2", self.calibrate_points(code=4).stderr)
        self.assertIn("sealed", self.calibrate("--seal", code=4).stderr)
        run = meter("calibrate", "--board", self.path, "--data", self.data, "--unseal", "--operator", "Bob",
                    "--key", self.folder / "no.key")
        self.assertEqual(run.returncode, 2, run.stderr)
        self.assertEqual(self.history.read_bytes(), before)
        # A sealed meter runs.
        self.run_meter(segment(230, 5, 0, 3))
        self.calibrate("--unseal")
        self.calibrate_points()

    def test_tampering_stops_the_meter(self):
        self.calibrate_points()
        self.calibrate("--seal")
        good = self.history.read_bytes()
        self.run_meter(segment(230, 5, 0, 3))
        for bad, words in [
                (good.replace(b'"shift":', b'"shift" :', 1), "signature"), (good.replace(b'"Ann"', b'"Eve"', 1), "signature"),
                (good[:-2], "complete"), (good.split(b"\n")[1] + b"\n", "chain"), (b"", "the meter has run with record 2"),
                (good.split(b"\n")[0] + b"\n", "the meter has run with record 2")]:
            self.history.write_bytes(bad)
            run = self.run_meter(segment(230, 5, 0, 3), code=4)
            self.assertIn(words, run.stderr)
            self.assertIn("estore the file from a backup", run.stderr)
            self.assertIn(words, self.calibrate("--history", code=4).stderr)
        self.history.write_bytes(good)
        self.run_meter(segment(230, 5, 0, 3))

    def test_changed_board_stops_the_meter(self):
        self.calibrate_points()
        self.board["samples"]["channels"]["I1"]["amperes_per_count"] = "1/256000"
        self.assertIn("not those that calibration record 1", self.run_meter(segment(230, 5, 0, 3), code=4).stderr)

    def test_unstable_is_refused(self):
        data = b"".join(segment(230, 5 + 0.01 * (n % 2), 0, 1) for n in range(9))
        capture = self.write("shaky.wav", wav_of(data, 2, bits=24))
        points = self.write("one.json", json.dumps({"points": [
            {"point": "main", "volts": 230, "amperes": 5, "at_s": 1}]}))
        run = self.calibrate("--replay", capture, "--points", points, "--instrument", "x", code=4)
        self.assertRegex(run.stderr, r"current is not steady: \d+ windows spread over \d+ ppm")
        self.assertFalse(self.history.exists())

    def test_keys(self):
        self.assertEqual(stat.S_IMODE(os.stat(self.key).st_mode), 0o600)
        self.assertIn("a key already", self.calibrate("--new-key", code=2, is_plain=True).stderr)
        os.chmod(self.key, 0o644)
        self.assertIn("others can read the key", self.calibrate("--seal", code=2).stderr)
        os.chmod(self.key, 0o600)
        other = self.folder / "other.key"
        self.assertEqual(meter("calibrate", "--new-key", "--key", other).returncode, 0)
        run = meter("calibrate", "--board", self.path, "--data", self.data, "--seal", "--operator", "Eve", "--key", other)
        self.assertEqual(run.returncode, 2)
        self.assertIn("another key", run.stderr)

    def test_usage(self):
        self.assertIn("--operator", meter(
            "calibrate", "--board", self.path, "--data", self.data, "--seal", "--key", self.key).stderr)
        self.assertIn("--instrument", self.calibrate("--replay", self.capture, "--points", self.points, code=2).stderr)
        self.calibrate("--seal", "--unseal", code=2)
        bad = self.write("bad.json", json.dumps({"points": [{"point": "phase", "volts": 230, "amperes": 5, "lag_degrees": 60}]}))
        self.assertIn("exactly one main", self.calibrate(
            "--replay", self.capture, "--points", bad, "--instrument", "x", code=2).stderr)

    def test_guided(self):
        """Questions and answers on standard input, in real time, on a simulated front end."""
        self.board = board(
            {"type": "simulated", "elements": [{"amperes": 5, "current_lag_degrees": 60}]},
            units=("0.0001", "0.000002"), sample_rate_hz=2000, significant_bits=24)
        self.path = self.write("board.yaml", self.board)
        run = self.calibrate(
            "--instrument", "x", "--windows", "10", "--settle", "0.4", input="nonsense\n230.5 5.01\n\n230.5 5.01 60.1\n")
        self.assertIn("apply 230 V, 5 A, PF 1", run.stderr)
        self.assertIn("2 numbers are needed", run.stderr)
        record = json.loads(run.stdout)
        self.assertEqual([p["point"] for p in record["points"]], ["main", "phase"])
        self.assertLess(abs(record["elements"][0]["phase_microradians"] - math.radians(0.1) * 1e6), 5)
        run = self.calibrate("--instrument", "x", input="", code=2)
        self.assertIn("standard input ended", run.stderr)

    def test_running_meter_is_left_alone(self):
        self.board = board(
            {"type": "simulated", "elements": [{"amperes": 5}]}, units=("0.0001", "0.000002"), sample_rate_hz=2000,
            significant_bits=24)
        self.path = self.write("board.yaml", self.board)
        process = subprocess.Popen(
            [METER, "run", "--board", self.path, "--data", self.data, "--plain"], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True, env=ENVIRONMENT)
        try:
            process.stdout.readline()
            self.assertIn(f"in use by process {process.pid}", self.calibrate("--seal", code=3).stderr)
        finally:
            process.terminate()
            process.communicate(timeout=20)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])

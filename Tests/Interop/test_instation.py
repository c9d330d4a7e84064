"""meter read against a foreign meter (pydlms' simulator and its Prometer-like subclass) and our own simulators, over
TCP, pseudo terminals and the optical sign-on: every cell and every time."""
import datetime as dt
import decimal
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from simulator import (AUTHENTICATION_KEY, CLIENT_TITLE, ENCRYPTION_KEY, METER, Simulator)

HERE = pathlib.Path(__file__).resolve().parent
LOGGER = "1.0.99.1.0.255"
FIRST, LAST = "2020-01-01", "2030-01-01"


class Peer:
    """`with Peer("--hdlc") as meter:` a foreign meter on meter.port, its truth in meter.truth."""

    def __init__(self, *arguments):
        self.arguments = arguments

    def __enter__(self):
        self.process = subprocess.Popen([sys.executable, HERE / "peer_meter.py", *map(str, self.arguments)],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.truth = json.loads(self.process.stdout.readline())
        self.port = self.truth["port"]
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def read(target, *arguments, code=0):
    run = subprocess.run([METER, "read", target, "--json", "--no-progress", *map(str, arguments)],
                         capture_output=True, text=True, timeout=300, env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
    assert run.returncode == code, f"exit {run.returncode}: {run.stderr}\n{run.stdout[:2000]}"
    return json.loads(run.stdout) if code == 0 else run.stderr


def rows_of(profile):
    return [[int(dt.datetime.fromisoformat(r["start"].replace("Z", "+00:00")).timestamp()), *r["cells"]]
            for r in profile["rows"]]


class Instation(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.password = self.secret("password", "level1\n")
        self.keys = self.secret("keys", "\n".join(k.hex() for k in (ENCRYPTION_KEY, AUTHENTICATION_KEY, CLIENT_TITLE)))

    def secret(self, name, text):
        file = self.folder / name
        file.touch(mode=0o600)
        file.write_text(text)
        return file

    def foreign(self, meter, *arguments, profile=True):
        """Reads a foreign meter and compares everything."""
        report = read(f"tcp:127.0.0.1:{meter.port}", "--registers", "--profile", "--from", FIRST, "--to", LAST,
                      "--local-offset-minutes", 0, *arguments)
        self.assertEqual(report["serial"], meter.truth["serial"])
        (found,) = report["profiles"]
        self.assertEqual([c["code"] for c in found["columns"]], meter.truth["columns"])
        self.assertEqual(found["periodSeconds"], meter.truth["period"])
        self.assertEqual(rows_of(found), meter.truth["rows"])
        self.assertEqual([s["agrees"] for s in found["checks"]["sums"]], [True] * 4)
        return report, found

    def test_foreign_wrapper(self):
        for pdu in (128, 512, 1024, 16384):
            with Peer("--pdu", 1024) as meter:
                report, found = self.foreign(meter, "--password", self.password, "--pdu", pdu)
                self.assertTrue(found["checks"]["clean"], found["checks"])
                values = {r["code"]: r["count"] for r in report["registers"]}
                for quantity, total in zip((1, 2, 3, 4), meter.truth["totals"]):
                    self.assertEqual(values[f"1.0.{quantity}.8.0.255"], total)

    def test_foreign_hdlc(self):
        for window in (1, 7):
            with Peer("--hdlc", "--window", window) as meter:
                self.foreign(meter, "--password", self.password, "--hdlc")
                self.foreign(meter, "--password", self.password, "--hdlc", "--information", 64, "--window", 1)
                self.foreign(meter, "--password", self.password, "--hdlc", "--physical", 17, "--address-octets", 4)

    def test_foreign_gmac(self):
        for framing in ((), ("--hdlc",)):
            with Peer("--gmac", *framing) as meter:
                # Twice: the counter of the second session goes on from the first.
                self.foreign(meter, "--keys", self.keys, *framing)
                self.foreign(meter, "--keys", self.keys, *framing)
                wrong = self.secret("wrong", "\n".join(k.hex() for k in (
                    bytes(16), AUTHENTICATION_KEY, CLIENT_TITLE)))
                message = read(f"tcp:127.0.0.1:{meter.port}", "--keys", wrong, *framing, "--clock",
                               "--retries", 0, code=3)
                self.assertIn("keys", message)

    def test_foreign_general_blocks(self):
        for window in (1, 3, 8):
            with Peer("--general-blocks") as meter:
                self.foreign(meter, "--password", self.password, "--general-blocks", window, "--pdu", 512)
        with Peer("--general-blocks", "--drop-general-blocks", "2,7,9", "--rows", 96) as meter:
            self.foreign(meter, "--password", self.password, "--general-blocks", 4, "--pdu", 512, "--patience-ms", 1500)

    def test_foreign_prometer(self):
        with Peer("--kind", "prometer", "--rows", 960, "--period", 900) as meter:
            report, found = self.foreign(meter, "--password", self.password, "--driver", "prometer100")
            self.assertTrue(found["checks"]["newestFirst"])
            borrowed = {c["code"]: c.get("borrowedFrom") for c in found["columns"]}
            self.assertEqual(borrowed["1.0.1.29.0.255"], "1.0.1.8.0.255")
            self.assertEqual([c["unit"] for c in found["columns"]], ["Wh", "Wh", "varh", "varh"] * 2)
            # A range without rows is no failure.
            empty = read(f"tcp:127.0.0.1:{meter.port}", "--driver", "prometer100", "--password", self.password,
                         "--from", "2019-01-01", "--to", "2019-01-02")
            self.assertEqual(sum(len(p["rows"]) for p in empty["profiles"]), 0)

    def test_foreign_repeats_rows(self):
        """One row per block comes twice and the last ones are left out: read all the same, and told."""
        with Peer("--repeat-rows") as meter:
            _, found = self.foreign(meter, "--password", self.password)
            self.assertGreater(found["checks"]["repeated"], 10)

    def test_foreign_changes_its_columns(self):
        with Peer("--short-rows", 200) as meter:
            archive = self.folder / "short.sqlite"
            message = read(f"tcp:127.0.0.1:{meter.port}", "--password", self.password, "--profile", "--from", FIRST,
                           "--archive", archive, code=4)
            self.assertIn("8 cells; the profile has 9 columns", message)
            export = subprocess.run([METER, "archive", "export", archive], capture_output=True, text=True)
            good = {r[0]: r for r in meter.truth["rows"][:200]}
            kept = export.stdout.splitlines()[1:]
            # Whole parts before the change are sure; nothing of the part with two widths is kept.
            self.assertLess(len(kept), 200 * 8)
            for line in kept:
                cells = line.split(",")
                start = int(dt.datetime.fromisoformat(cells[4].replace("Z", "+00:00")).timestamp())
                self.assertEqual(int(cells[6]), good[start][1 + meter.truth["columns"].index(cells[2])])

    # MARK: our own simulators

    def own(self, meter, target, *arguments, profiles=None, password=True):
        secret = ["--password", self.password] if password else []
        report = read(target, "--registers", "--profile", "--from", FIRST, "--to", LAST, *secret, *arguments)
        truth = meter.truth
        wanted = {r["obis"]: r for r in truth["registers"]}
        self.assertGreater(len(report["registers"]), 20)
        for register in report["registers"]:
            expected = wanted[register["code"]]
            self.assertEqual(register["count"], expected["value"], register)
            if not expected["scalerDenied"]:
                self.assertEqual(register["scaler"], expected["scaler"], register)
        for profile in report["profiles"]:
            expected = meter.profile(profile["code"])
            self.assertEqual([c["code"] for c in profile["columns"]], [c["obis"] for c in expected["columns"][1:]])
            period = expected["period"]
            self.assertEqual(profile["periodSeconds"], period)
            self.assertEqual(rows_of(profile), [[r[0] - period, *r[1:]] for r in expected["rows"]])
        self.assertEqual([p["code"] for p in report["profiles"]], profiles or [LOGGER])
        return report

    def test_own_wrapper_and_hdlc(self):
        with Simulator("cop") as meter:
            self.own(meter, f"tcp:127.0.0.1:{meter.port}")
            self.own(meter, f"tcp:127.0.0.1:{meter.port}", "--pdu", 128)
        with Simulator("cop", "--hdlc") as meter:
            for information, window in ((2030, 7), (128, 1), (32, 3)):
                self.own(meter, f"tcp:127.0.0.1:{meter.port}", "--hdlc", "--information", information, "--window",
                         window)

    def test_details(self):
        with Simulator("cop") as meter:
            target = f"tcp:127.0.0.1:{meter.port}"
            lines, document = self.folder / "found.csv", self.folder / "found.json"
            report = read(target, "--password", self.password, "--details", lines)
            # Alone it reads nothing else.
            self.assertEqual((report["registers"], report["profiles"]), ([], []))
            read(target, "--password", self.password, "--details", document)
            found = dict(line.split(",", 1) for line in lines.read_text().splitlines())
            intervals = [c["obis"] for c in meter.profile(LOGGER)["columns"] if c["obis"].split(".")[3] == "29"]
            self.assertEqual(found["serial"], "12345678")
            self.assertEqual(found["currentRatio"], "200/5")
            self.assertEqual([found[f"channel{n}"] for n in range(1, int(found["numberOfChannels"]) + 1)], intervals)
            self.assertEqual(json.loads(document.read_text())["channels"], intervals)
            scaler = {r["obis"]: r["scaler"] for r in meter.truth["registers"]}
            self.assertAlmostEqual(float(found["multiplier"]), 10.0 ** scaler.get(intervals[0], 0))
            self.assertNotIn("level1", lines.read_text() + document.read_text())
            for wrong in (["--details", "found.txt"], ["--details", lines, "--driver", "iec62056-21"]):
                self.assertTrue(read(target, "--password", self.password, *wrong, code=2))
        with Simulator("prometer100") as meter:
            read(f"tcp:127.0.0.1:{meter.port}", "--password", self.password, "--driver", "prometer100", "--details", document)
            self.assertEqual(json.loads(document.read_text())["outstationType"], "PRO")

    def test_own_general_blocks(self):
        for framing in ((), ("--hdlc",)):
            with Simulator("cop", "--general-blocks", *framing) as meter:
                for window in (1, 3, 63):
                    self.own(meter, f"tcp:127.0.0.1:{meter.port}", "--pdu", 512, "--general-blocks", window, *framing)

    def test_own_gmac(self):
        with Simulator("cop") as meter:
            for _ in range(2):
                self.own(meter, f"tcp:127.0.0.1:{meter.port}", "--keys", self.keys, password=False)

    def test_own_prometer(self):
        with Simulator("prometer100") as meter:
            report = self.own(meter, f"tcp:127.0.0.1:{meter.port}", "--driver", "prometer100",
                              profiles=[LOGGER, "1.0.99.2.0.255"])
            self.assertEqual([p["periodSeconds"] for p in report["profiles"]], [900, 300])

    def test_own_pty(self):
        with Simulator("cop", days=2, port="pty") as meter:
            self.own(meter, f"serial:{meter.path}")
        with Simulator("cop", "--mode-e", "--software-parity", days=2, port="pty") as meter:
            report = self.own(meter, f"optical:{meter.path}", "--software-parity")
            self.assertIn("SIMULATED", report["session"]["identification"])
            # The port is back at its beginning.
            self.own(meter, f"optical:{meter.path}", "--software-parity")

    def test_own_lossy(self):
        """Octets that are lost or wrong cost time, nothing else."""
        for fault in (("--drop", 0.001), ("--noise", 0.001), ("--drop", 0.0005, "--noise", 0.0005)):
            with Simulator("cop", "--hdlc", *map(str, fault), days=2) as meter:
                self.own(meter, f"tcp:127.0.0.1:{meter.port}", "--hdlc", "--information", 128, "--window", 1,
                         "--patience-ms", 300, "--retries", 20)

    def test_own_parity_over_tcp(self):
        """A converter hands over 7E1 characters: the parity is made and checked here."""
        with Simulator("cop", "--mode-e", "--software-parity", days=2) as meter:
            self.own(meter, f"optical:tcp:127.0.0.1:{meter.port}", "--software-parity")

    def test_own_optical_over_tcp(self):
        with Simulator("prometer100", "--mode-e", days=2) as meter:
            self.own(meter, f"optical:tcp:127.0.0.1:{meter.port}", "--driver", "prometer100",
                     profiles=[LOGGER, "1.0.99.2.0.255"])

    def test_own_flag(self):
        with Simulator("cop", "--mode-e", days=1) as meter:
            wanted = {r["obis"]: r for r in meter.truth["registers"]}
            target = f"optical:tcp:127.0.0.1:{meter.port}"
            report = read(target, "--driver", "iec62056-21")
            self.assertEqual(report["serial"], "12345678")
            self.assertGreater(len(report["registers"]), 20)
            for register in report["registers"]:
                expected = wanted[register["code"]]
                self.assertEqual(
                    decimal.Decimal(register["value"]), expected["value"] * decimal.Decimal(10) ** expected["scaler"])
            report = read(target, "--driver", "iec62056-21", "--address", "1.8.0", "--address", "3.8.2", "--password",
                          self.password)
            self.assertEqual([r["count"] for r in report["registers"]],
                             [wanted["1.0.1.8.0.255"]["value"], wanted["1.0.3.8.2.255"]["value"]])
            wrong = self.secret("wrong", "nobody1\n")
            message = read(target, "--driver", "iec62056-21", "--address", "1.8.0", "--password", wrong, code=3)
            self.assertIn("wrong password", message)


if __name__ == "__main__":
    unittest.main()

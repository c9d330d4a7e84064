"""meter bench cop: passes on a good meter, fails with exit code 4 on a broken one, refuses to write unasked."""
import json
import pathlib
import signal
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
METER = ROOT / ".build/debug/meter"
WORDS = ["level1", "level2", "level3", "level4"]


def meter(*arguments, stdin=""):
    return subprocess.run([METER, *map(str, arguments)], capture_output=True, text=True, timeout=300, input=stdin)


class BenchCoP(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.password = self.file("password", WORDS[0] + "\n")
        self.levels = self.file("levels", "\n".join(WORDS[:3]) + "\n")

    def file(self, name, text):
        path = pathlib.Path(self.folder.name, name)
        path.touch(mode=0o600)
        path.write_text(text)
        return path

    def simulator(self, kind, *arguments):
        process = subprocess.Popen([METER, "simulate", kind, "--tcp", "127.0.0.1:0", "--days", "32", *arguments],
                                   stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return "tcp:" + process.stdout.readline().split()[-1]

    def bench(self, target, *arguments, stdin=""):
        run = meter("bench", "cop", "--cop", 5, target, "--password", self.password, "--json", *arguments, stdin=stdin)
        if not run.stdout:
            self.fail(run.stderr)
        return run, json.loads(run.stdout)

    def verdicts(self, report, *wanted):
        return {r["rule"]: r["measured"] for r in report["results"] if r["verdict"] in wanted}

    def test_rules(self):
        run = meter("bench", "rules", "--cop", 11, "--json")
        rules = json.loads(run.stdout)
        self.assertIn("REG-2", [r["id"] for r in rules])
        self.assertTrue(all(11 in r["cops"] for r in rules))
        self.assertIn("39 rules", meter("bench", "rules").stdout)
        self.assertEqual(meter("bench", "rules", "--cop", 4).returncode, 2)

    def test_good_meter_and_evidence(self):
        pulses = self.file("pulses.csv", "")
        target = self.simulator("cop", "--pulses", str(pulses))
        details = self.file("mtd.json", json.dumps({"serial": "12345678", "currentRatio": "200/5"}))
        evidence = pathlib.Path(self.folder.name, "evidence")
        run, report = self.bench(
            target, "--expect", details, "--pulses", pulses, "--output", evidence, "--full-load", 25000,
            "--details", pathlib.Path(self.folder.name, "found.csv"))
        self.assertEqual(run.returncode, 0, run.stderr)
        found = dict(line.split(",") for line in pathlib.Path(self.folder.name, "found.csv").read_text().splitlines())
        self.assertEqual((found["serial"], found["currentRatio"], found["hasPasswordLevel1"]), ("12345678", "200/5", "true"))
        self.assertEqual(int(found["numberOfChannels"]), sum(field.startswith("channel") for field in found))
        self.assertEqual(self.verdicts(report, "fail", "warn"), {})
        passed = self.verdicts(report, "pass")
        for rule in ("OST-STO-1", "OST-ADV-1", "OST-RPT-1", "MTD-1", "PUL-1", "PUL-2", "COM-2", "REG-3", "ALM-1"):
            self.assertIn(rule, passed)
        check = meter("evidence", "verify", evidence)
        self.assertEqual(check.returncode, 0, check.stdout + check.stderr)
        for path in evidence.rglob("*"):
            if path.is_file():
                text = path.read_bytes()
                for word in WORDS:
                    self.assertNotIn(word.encode(), text, path)
                    self.assertNotIn(word.encode().hex(" ").upper().encode(), text, path)

    def test_accuracy_pack(self):
        """Pulses of a meter and of a reference under the same load; what the accuracy bench finds is rule ACC-*."""
        for fault, expected in (([], "pass"), (["--fault", "ACC-*=gain"], "fail")):
            pulses, reference = self.file("pulses.csv", ""), self.file("reference.csv", "")
            target = self.simulator("cop", "--pulses", str(pulses), "--reference-pulses", str(reference), *fault)
            count = {name: sum(line.endswith(",1") for line in name.read_text().splitlines()) for name in (pulses, reference)}
            readings = self.file("readings.csv", "point,pulses,reference_wh\n"
                                 f"PF1-100,{count[pulses]},{count[reference]}\n")
            pack = pathlib.Path(self.folder.name, f"accuracy-{expected}")
            run = meter("bench", "accuracy", "--class", "B", "--connection", "direct", "--in", 5, "--imax", 80, "--un", 230,
                        "--pulses-per-kwh", 100, "--readings", readings, "--reference-uncertainty", 0.05, "--point", "PF1-100",
                        "--serial", "12345678", "--no-pdf", "--output", pack)
            self.assertIn(run.returncode, (0, 4), run.stderr)
            run, report = self.bench(target, "--accuracy", pack)
            found = next(r for r in report["results"] if r["rule"] == "ACC-*")
            self.assertEqual((found["verdict"], run.returncode), (expected, 4 if fault else 0), found)
        (pack / "results.csv").write_text("")
        run = meter("bench", "cop", "--cop", 5, target, "--password", self.password, "--accuracy", pack)
        self.assertEqual(run.returncode, 4)
        self.assertIn("results.csv was changed", run.stderr)

    def test_telling_meter(self):
        """A meter that tells a password is found out, and the evidence does not repeat it."""
        target = self.simulator("cop", "--fault", "SEC-4=tells")
        evidence = pathlib.Path(self.folder.name, "evidence")
        run, report = self.bench(target, "--output", evidence, "--no-pdf")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(list(self.verdicts(report, "fail", "warn")), ["SEC-4"])
        for path in evidence.rglob("*"):
            if path.is_file():
                for form in (b"level1", b"level1".hex(" ").upper().encode()):
                    self.assertNotIn(form, path.read_bytes(), path)

    def test_broken_meter(self):
        target = self.simulator("cop", "--fault", "OST-STO-1=short")
        found = pathlib.Path(self.folder.name, "found.json")
        run, report = self.bench(target, "--details", found)
        self.assertEqual(run.returncode, 4)
        self.assertIn("OST-STO-1", run.stderr)
        self.assertEqual(list(self.verdicts(report, "fail", "warn")), ["OST-STO-1"])
        # What was read once is what is expected now.
        run, report = self.bench(target, "--legacy", "--expect", found)
        self.assertEqual((run.returncode, self.verdicts(report, "fail", "warn")), (0, {}))
        self.assertIn("MTD-1", self.verdicts(report, "pass"))
        wrong = meter("bench", "cop", "--cop", 5, target, "--password", self.password, "--details", "details.txt")
        self.assertEqual(wrong.returncode, 2)

    def test_prometer(self):
        run, report = self.bench(self.simulator("prometer100"), "--driver", "prometer100")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(set(self.verdicts(report, "fail", "warn")), {"OST-INT-1", "TIM-4"})
        self.assertTrue(any("entry" in note for note in report["notes"]))
        run, report = self.bench(self.simulator("prometer100", "--settlement"), "--driver", "prometer100")
        self.assertEqual((run.returncode, self.verdicts(report, "fail", "warn")), (0, {}))

    def test_refusals(self):
        for arguments, word in (
                (["--bench"], "--credentials"), (["--credentials", self.levels], "--bench"),
                (["--bench", "--credentials", self.levels], "--confirm"), (["--days", 0], "--days"),
                (["--driver", "gas"], "unknown driver"), (["--key", "k"], "--output"),
                (["--expect", self.file("m", '{"colour": 1}')], "unknown key 'colour'"),
                (["--pulses", self.file("p", "1,1\n0,0\n")], "in order of time")):
            run = meter("bench", "cop", "--cop", 5, "tcp:127.0.0.1:1", "--password", self.password, *arguments)
            self.assertEqual(run.returncode, 2, run.stderr)
            self.assertIn(word, run.stderr)
        self.assertEqual(meter("bench", "cop", "--cop", 5, "tcp:127.0.0.1:1").returncode, 3)
        self.assertEqual(meter("simulate", "cop", "--pty", "--fault", "X=y").returncode, 2)

    def test_stopped_bench_is_restored(self):
        target = self.simulator("cop", "--live")
        arguments = ["bench", "cop", "--cop", 5, target, "--password", self.password, "--days", 2, "--bench",
                     "--credentials", self.levels, "--confirm", "12345678"]
        process = subprocess.Popen([METER, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   text=True)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        # Levels, periods and passwords are tried in seconds; then it waits for the next half hour.
        said = ""
        while "bench: clock" not in said:
            line = process.stderr.readline()
            self.assertTrue(line, said)
            said += line
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        self.assertEqual(process.wait(), 3, said)
        self.assertIn("restored: password of level 1", said)
        self.assertIn("restored: integration period", said)
        self.assertNotIn("NOT RESTORED", said)
        run, report = self.bench(target)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("OST-INT-1", self.verdicts(report, "pass"))

    def test_wrong_confirmation_changes_nothing(self):
        target = self.simulator("cop")
        run = meter("bench", "cop", "--cop", 5, target, "--password", self.password, "--bench", "--credentials",
                    self.levels, "--confirm", "87654321")
        self.assertNotEqual(run.returncode, 0)
        self.assertIn("nothing was changed", run.stderr)


if __name__ == "__main__":
    unittest.main()

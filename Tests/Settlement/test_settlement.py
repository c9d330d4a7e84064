"""Settlement files against independent slicers, and `meter settle`, `meter bench cms`, `meter evidence`, `meter cms` as
a user types them.

Usage: tools/python Tests/Settlement/test_settlement.py   (needs: swift build)"""
import datetime
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest
import zoneinfo

import jsonschema

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "Readings"))
import slicers
from oracle import Oracle

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = pathlib.Path(__file__).parent / "golden"
METER = os.environ.get("SWIFT_METER_METER", str(ROOT / ".build/debug/meter"))
PEER = os.environ.get("SWIFT_METER_PEER", str(ROOT / ".build/debug/settlement-peer"))


def meter(*arguments, code=0):
    run = subprocess.run([METER, *map(str, arguments)], capture_output=True, text=True, timeout=300)
    assert run.returncode == code, (arguments, run.returncode, run.stdout, run.stderr)
    return run.stdout + run.stderr


def parse(kind, path):
    run = subprocess.run([PEER], input=f"parse {kind} {path}\n", capture_output=True, text=True, timeout=60)
    return run.stdout.splitlines()[:-1]


class Golden(unittest.TestCase):
    FILES = {"controlevcp00120260105.log": "control", "d0388.txt": "d0388", "d0389.txt": "d0389", "d0379.txt": "d0379",
             "d0380-46.txt": "d0380", "d0380-48.txt": "d0380", "d0380-50.txt": "d0380"}

    def test_both_readers_accept_and_writing_again_is_identical(self):
        for name, kind in self.FILES.items():
            with self.subTest(name):
                self.assertEqual(parse(kind, GOLDEN / name)[-1], "ok true")
        text = {name: (GOLDEN / name).read_text() for name in self.FILES}
        sub, date, version, body = slicers.control_file((GOLDEN / "controlevcp00120260105.log").read_bytes())
        self.assertEqual((sub, date, version, len(body)), ("evcp001", "20260105", 1, 3))
        self.assertEqual(len(slicers.inventory(text["d0388.txt"])), 2)
        self.assertEqual([r[2] for r in slicers.responses(text["d0389.txt"])], ["A", "G"])
        self.assertEqual(slicers.advances(text["d0379.txt"], "D0379001")["2278686232789", "20260105"][3], ("E", 375))
        for count, date in ((46, "20260329"), (48, "20260106"), (50, "20261025")):
            day = slicers.advances(text[f"d0380-{count}.txt"], "D0380001")["2278686232789", date]
            self.assertEqual(len(day), count)

    def test_every_cut_and_every_cell_damaged_is_refused(self):
        refused = 0
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "x")
            for name in ("d0379.txt", "d0388.txt", "d0389.txt", "d0380-46.txt"):
                text = (GOLDEN / name).read_text()
                lines = text.splitlines(keepends=True)
                cases = ["".join(lines[:k]) for k in range(len(lines))]
                for number, line in enumerate(lines):
                    cells = line[:-2].split("|")
                    for k, cell in enumerate(cells):
                        # Empty cells are optional; the test flag is free text.
                        if cell and not (cells[0] == "ZHV" and k == 11):
                            wrong = cells[:k] + ["\x7f" + cell[1:]] + cells[k + 1:]
                            cases.append("".join(lines[:number]) + "|".join(wrong) + "|\n" + "".join(lines[number + 1:]))
                for case in cases:
                    path.write_text(case)
                    answer = parse(self.FILES[name], path)
                    self.assertTrue(answer[-1].startswith("refused: ") and "group" in answer[-1], (name, answer, case[:400]))
                    refused += 1
        print(f"{refused} damaged files refused")


class Commands(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)
        (self.path / "meter_ids.csv").write_text(
            "meter_id,charge_point,connector,cms_unit_reference,sub_meter,mpan\n"
            "VM1,CP1,1,CMSUNIT00001,evcp001,2278686232789\nVM2,CP2,1,CMSUNIT00002,evcp001,2278686232789\n"
            "VM3,CP3,1,CMSUNIT00003,evcp002,0000000000010\n")

    def events(self, start, days, seed=1):
        """An event log of three units and what exact fractions make of it: {(unit, second): (Wh, A or E)}."""
        rng, lines, expected = random.Random(seed), [], {}
        for unit in ("CMSUNIT00001", "CMSUNIT00002", "CMSUNIT00003"):
            oracle = Oracle(False, 0, 43_500_000, 100_000_000, 1800, 32 * 86400)
            time, value = start, rng.randrange(10**11)
            while time <= start + days * 86_400_000:
                oracle.take(time, value, 0)
                stamp = datetime.datetime.fromtimestamp(time // 1000, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S")
                lines.append((time, f"{unit},{stamp}.{time % 1000:03d}Z,register,{value},uWh,periodic,"))
                step = rng.randrange(1000, 2_400_000)
                time += step
                value += rng.randrange(step * 3000)
            oracle.take(start + days * 86_400_000 + 3_600_000, value, 0)
            end = start + days * 86_400_000 + 3_600_000
            stamp = datetime.datetime.fromtimestamp(end // 1000, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
            lines.append((end, f"{unit},{stamp},register,{value},uWh,periodic,"))
            for second, _, watt_hours, _, indicator in oracle.periods():
                expected[unit, second] = (watt_hours, indicator)
        head = "# swift-meter neutral event log v1; not an industry format\ncms_unit_reference,utc,kind,value,unit,context,information\n"
        (self.path / "events.csv").write_text(head + "".join(line + "\n" for _, line in sorted(lines)))
        return expected

    def options(self, date):
        return ("--register", self.path / "meter_ids.csv", "--events", self.path / "events.csv", "--date", date, "--supplier", "PION")

    def test_d0379_equals_the_oracle_and_is_sent_once(self):
        start = 1_767_571_200_000
        expected = self.events(start, 1)
        out, ledger = self.path / "d0379.txt", self.path / "ledger.csv"
        arguments = ("settle", "d0379", *self.options("2026-01-05"), "--output", out, "--ledger", ledger, "--today")
        self.assertIn("new(version: 1)", meter(*arguments, "2026-01-06"))
        got = slicers.advances(out.read_text(), "D0379001")
        for mpan, units in (("2278686232789", ("CMSUNIT00001", "CMSUNIT00002")), ("0000000000010", ("CMSUNIT00003",))):
            want = []
            for k in range(48):
                values = [expected[u, start // 1000 + 1800 * k] for u in units]
                want.append(("E" if any(v[1] == "E" for v in values) else "A", sum(v[0] for v in values)))
            self.assertEqual(got[mpan, "20260105"], want)
        self.assertIn("48 half hours", meter("settle", "d0379", "--check", out))
        out.unlink()
        self.assertIn("nothing to send", meter(*arguments, "2026-01-06"))
        self.assertFalse(out.exists())
        # Revised the next day: other readings of the same day.
        self.events(start, 1, seed=2)
        self.assertIn("tooLate", meter(*arguments, "2026-03-06"))
        self.assertIn("revised(version: 2)", meter(*arguments, "2026-01-07"))
        rows = meter("settle", "d0379", *self.options("2026-01-05"), "--by-sub-meter").splitlines()
        self.assertEqual(len(rows), 1 + 2 * 48)

    def test_d0380_of_both_clock_changes(self):
        zone = zoneinfo.ZoneInfo("Europe/London")
        for date, count in (("2026-03-29", 46), ("2026-10-25", 50), ("2026-07-01", 48)):
            day = datetime.date.fromisoformat(date)
            midnight = datetime.datetime.combine(day, datetime.time(), zone).timestamp()
            start = int(datetime.datetime.combine(day, datetime.time(), datetime.UTC).timestamp()) - 86_400
            expected = self.events(start * 1000, 3)
            text = meter("settle", "d0380", *self.options(date))
            got = slicers.advances(text, "D0380001")["0000000000010", date.replace("-", "")]
            self.assertEqual(len(got), count)
            self.assertEqual([w for _, w in got], [expected["CMSUNIT00003", int(midnight) + 1800 * k][0] for k in range(count)])

    def test_inventory_control_file_and_reconciliation(self):
        answer = self.path / "d0389.txt"
        text = meter("settle", "inventory", GOLDEN / "d0388.txt", "--respond", answer)
        self.assertIn("not checked (unverified)", text)
        self.assertEqual([r[2] for r in slicers.responses(answer.read_text())], ["A", "A"])
        rules = self.path / "rules.json"
        rules.write_text(json.dumps({"switchRegimes": ["999", "821"], "lastSequence": {"2278686232789": 6}}))
        meter("settle", "inventory", GOLDEN / "d0388.txt", "--respond", answer, "--rules", rules, code=4)
        self.assertEqual(slicers.responses(answer.read_text())[1][3], [["A", "998", "4201050000100", "CMSUNIT00004"]])
        meter("settle", "control-file", GOLDEN / "controlevcp00120260105.log")
        written = meter("settle", "control-file", "--register", self.path / "meter_ids.csv", "--sub-meter", "evcp001",
                        "--date", "2026-01-05", "--charge-code", "4201050000100")
        self.assertEqual(len(slicers.control_file(written.encode())[3]), 2)
        self.events(1_767_571_200_000, 1)
        reconcile = ("settle", "reconcile", "--events", self.path / "events.csv", "--inventory")
        self.assertIn("matched: 3", meter(*reconcile, GOLDEN / "controlevcp00120260105.log"))
        self.assertIn("silent: CMSUNIT00004", meter(*reconcile, GOLDEN / "d0388.txt", code=4))
        meter("settle", "inventory", GOLDEN / "d0379.txt", code=4)
        meter("settle", "d0379", "--check", self.path / "none", code=2)
        self.assertIn("unverified", meter("settle", "policy"))

    def test_delivery(self):
        receipts = self.path / "receipts.jsonl"
        meter("settle", "deliver", GOLDEN / "d0379.txt", self.path / "outbox", "--receipts", receipts)
        self.assertEqual((self.path / "outbox/d0379.txt").read_bytes(), (GOLDEN / "d0379.txt").read_bytes())
        self.assertEqual(json.loads(receipts.read_text())["file"], "d0379.txt")
        meter("settle", "deliver", GOLDEN / "d0379.txt", "ftp://x/y", code=2)
        meter("settle", "deliver", GOLDEN / "d0379.txt", "http://127.0.0.1:9/in", "--receipts", receipts, code=3)
        self.assertEqual(len(receipts.read_text().splitlines()), 1)

    def test_bench_evidence_and_status(self):
        tester, witness = self.path / "tester.key", self.path / "witness.key"
        meter("evidence", "key", tester)
        meter("evidence", "key", witness)
        first, second = self.path / "initial", self.path / "witness"
        text = meter("bench", "cms", "--output", first, "--tester", "A. Tester", "--key", tester)
        self.assertIn("16 of 16 scenarios passed", text)
        self.assertIn("no approval", text)
        meter("evidence", "verify", first)
        results = json.loads((first / "results.json").read_text())
        schema = json.loads((first / "results.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(results, schema)
        # An independent look at the manifest and the CSV.
        check = subprocess.run(["sha256sum", "--strict", "-c", "manifest.sha256"], cwd=first, capture_output=True, text=True)
        self.assertEqual(check.returncode, 0, check.stdout)
        self.assertEqual(len((first / "results.csv").read_text().splitlines()), 1 + sum(len(c["checks"]) for c in results["cases"]))
        status = json.loads(meter("cms", "status", self.path, "--json"))
        states = "".join(s["state"][0] for s in status["stages"])
        self.assertEqual(states, "dowdowww")
        meter("cms", "mark", "platform-part", "2026-01-20", "--folder", self.path)
        meter("cms", "mark", "approved", "2026-02-01", "--folder", self.path, code=2)
        meter("bench", "cms", "--mode", "witness", "--output", second, code=2)
        meter("bench", "cms", "--mode", "witness", "--output", second, "--witness", "W. Agent", "--key", tester,
              "--witness-key", witness)
        meter("cms", "mark", "log-delivery", "2026-01-31", "--folder", self.path)
        meter("cms", "mark", "submitted", "2026-02-01", "--folder", self.path)
        status = json.loads(meter("cms", "status", self.path, "--json"))
        self.assertEqual("".join(s["state"][0] for s in status["stages"]), "ddddddow")
        self.assertEqual({t["witness"] for t in status["tests"]}, {"passed (witness)"})
        self.assertIn("Test Group 11", meter("cms", "status", self.path))
        report = (second / "report.html").read_text()
        self.assertIn("W. Agent", report)
        (second / "report.html").write_text(report.replace("W. Agent", "X. Agent"))
        self.assertIn("report.html was changed", meter("evidence", "verify", second, code=4))
        meter("bench", "cms", "--only", "S4", "--fault", "S4", code=4)
        meter("bench", "cms", "--only", "S99", code=2)


if __name__ == "__main__":
    unittest.main(argv=["test_settlement"], verbosity=2)

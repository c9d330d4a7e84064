"""A twin-element meter from the command line: a house runs on it, parties set and read it, files agree with it."""
import collections
import csv
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

from esme_folder import ENVIRONMENT, EXPORT, Folder, METER, NEW_SUPPLIER, ROOT, check, meter


class Day(Folder):
    """The scripted MP184 day."""

    def test_the_day(self):
        self.simulate("--from", "2026-03-02", "--until", "2026-03-02T12:00Z", "--seed", "5")
        # At noon the export supplier sets the prices that apply from midnight.
        prices = self.file(
            "prices.yaml",
            f"tariff: {EXPORT}\nprices:\n  rates_per_kwh: {{\"1\": 0.09, \"2\": 0.1, \"3\": 0.11, \"4\": 0.12}}\n")
        self.run_meter("esme", "tariff", "set", prices, "--at", "2026-03-03")
        self.assertIn("0.04", self.run_meter("esme", "tariff", "read", EXPORT))
        waiting = self.json("esme", "tariff", "read", EXPORT, "--waiting")
        self.assertEqual(waiting["takes_over_at"], "2026-03-03T00:00:00Z")
        self.assertEqual(waiting["prices"]["rates_per_kwh"]["4"], "0.12")
        # 14:10 the supply is cut for half an hour; 18:00 another supplier takes the export.
        self.simulate("--until", "2026-03-02T18:00Z", "--outage", "2026-03-02T14:10Z,30")
        before = self.report("secondary", "registers")["rows"][0]
        self.run_meter("esme", "party", "secondary-export-supplier", NEW_SUPPLIER)
        billing = self.report("secondary", "billing")["rows"][-1]
        self.assertEqual((billing["cause"], billing["total_wh"]), ("supplierChanged", before["total_wh"]))
        self.simulate("--until", "2026-03-03T01:00Z")

        registers = self.report("secondary", "registers")
        row = registers["rows"][0]
        rates = [row[f"rate_{n}_wh"] for n in (1, 2, 3, 4)]
        self.assertEqual(sum(rates), row["total_wh"])
        self.assertTrue(all(rates), "the day uses every rate")
        self.assertTrue(registers["provisional"])
        profile = self.report("secondary", "profile")["rows"]
        self.assertEqual(len(profile), 50)
        self.assertEqual(sum(r["wh"] for r in profile), row["total_wh"])
        cut = {r["start_utc"][11:16]: r["covered_s"] for r in profile if r["covered_s"] != 1800}
        self.assertEqual(cut, {"14:00": 600, "14:30": 1200})
        daily = self.report("secondary", "daily-reads")["rows"]
        self.assertEqual([r["time_utc"] for r in daily], ["2026-03-03T00:00:00Z"])
        first_day = sum(r["wh"] for r in profile[:48])
        self.assertEqual(daily[0]["total_wh"], first_day)
        han = self.json("han")
        received = han["elements"][1]["received"]
        self.assertEqual(received["total_wh"], row["total_wh"])
        self.assertEqual(received["tiers"], rates)
        self.assertEqual(received["price_per_kwh"], "0.09")
        self.assertEqual(received["history"]["previous_days_wh"][0], first_day)
        self.assertEqual(received["newest_half_hours_wh"][:24], [r["wh"] for r in reversed(profile[-24:])])
        attributes = {a["identifier"]: a for a in han["elements"][1]["metering_attributes"]}
        self.assertEqual(attributes["0x0001"], {"identifier": "0x0001", "value": row["total_wh"], "provisional": True})
        log = self.json("esme", "log", "power")["rows"]
        self.assertEqual([r["code"] for r in log], ["8F57", "8F36"])
        self.assertEqual(log[1]["extra"], 1800)

    def test_each_partys_view(self):
        self.simulate("--from", "2026-06-01", "--days", "1")
        report = ("report", "export", "--element")
        readable = {
            "secondary-export-supplier": ("secondary", ["registers", "daily-reads", "profile"]),
            "export-supplier": ("primary", ["registers", "daily-reads", "profile"]),
        }
        for party, (own, names) in readable.items():
            for element in ("primary", "secondary"):
                for name in names:
                    self.run_meter(*report, element, "--report", name, "--as", party, code=0 if element == own else 4)
        for element in ("primary", "secondary"):
            self.run_meter(*report, element, "--report", "profile", "--as", "other-user")
            self.run_meter(*report, element, "--report", "registers", "--as", "other-user", code=4)
            self.run_meter(*report, element, "--report", "registers", "--as", "network-operator")
            self.run_meter(*report, element, "--report", "registers", "--as", "import-supplier", code=4)
        self.run_meter("esme", "access", "secondary-export-supplier", "readSecondaryExportRegisters")
        self.run_meter("esme", "access", "secondary-export-supplier", "readImportRegisters", code=4)
        matrix = self.json("esme", "access")
        self.assertEqual(len(matrix["rows"]), 65)
        with open(ROOT / "Tests/MeterCoreTests/Parties/access-matrix.csv") as file:
            granted = sum(row[p] != "refused" for row in csv.DictReader(file) for p in row if p not in ("reference", "kind"))
        shown = sum(v != "refused" for row in matrix["rows"] for k, v in row.items() if k not in ("service", "reference"))
        self.assertEqual(shown, granted)


class Files(Folder):
    def test_settlement_files_are_the_registers(self):
        self.simulate("--from", "2026-06-01", "--days", "3")
        lines = list(csv.DictReader(io.StringIO(self.run_meter("report", "settlement")), skipinitialspace=True))
        sums = collections.Counter()
        for line in lines:
            sums[line["MPAN Core"]] += round(float(line["Value"]) * 1000)
        mpans = {r["slot"]: r["mpan"] for r in self.json("esme", "mpan")["rows"]}
        totals = {}
        for row in self.json("esme", "registers")["rows"]:
            if row["register"] in ("active_import", "active_export"):
                totals[f"{row['element']}-{row['register'][7:]}"] = row["value"]
        self.assertEqual({slot: sums[mpan] for slot, mpan in mpans.items()}, totals)
        self.assertEqual(len(lines), 4 * 144)
        self.assertTrue(all(l["Status"] == "A" for l in lines if not l["Time (UTC)"].startswith("2026-06-01 00:00")))
        stark = self.run_meter("report", "settlement", "--format", "stark-df2", "--slot", EXPORT)
        self.assertIn(mpans[EXPORT], stark)

    def test_exports_are_the_same_as_text_csv_and_json(self):
        self.simulate("--from", "2026-06-01", "--days", "2")
        for name in ("registers", "daily-reads", "profile", "days", "billing", "power", "home-display", "settlement"):
            columns = {}
            for element in ("primary", "secondary"):
                rows = self.report(element, name)["rows"]
                text = self.run_meter("report", "export", "--element", element, "--report", name, "--csv")
                table = list(csv.DictReader(io.StringIO(text)))
                self.assertEqual(len(table), len(rows), name)
                for a, b in zip(table, rows):
                    for key, value in b.items():
                        if isinstance(value, (int, str)):
                            self.assertEqual(a[key], str(value), name)
                columns[element] = [k for k in table[0] if not k.startswith("rate_")]
            self.assertEqual(columns["primary"], columns["secondary"], name)
        self.run_meter("report", "export", "--element", "primary", "--report", "maximum-demand")
        self.run_meter("report", "export", "--element", "secondary", "--report", "maximum-demand", code=4)

    def test_info_names_the_memory(self):
        self.simulate("--from", "2026-06-01", "--days", "0")
        info = self.json("esme", "info")
        self.assertEqual(info["total_bytes"], os.path.getsize(os.path.join(self.data, "esme.nv")))
        capacity = {r["log"]: r["capacity"] for r in info["rows"]}
        self.assertGreaterEqual(capacity["import profile"], 397 * 48)
        self.assertGreaterEqual(capacity["export profile"], 92 * 48)


class Tariffs(Folder):
    def setUp(self):
        super().setUp()
        self.simulate("--from", "2026-06-01", "--days", "1")

    def test_each_tariff_reads_back_and_sets_again(self):
        for name in ("primary-import", "secondary-import", EXPORT):
            text = self.run_meter("esme", "tariff", "read", name)
            self.run_meter("esme", "tariff", "set", self.file(f"{name}.yaml", text))
            self.assertEqual(self.run_meter("esme", "tariff", "read", name), text)
            document = self.run_meter("esme", "tariff", "read", name, "--json")
            self.run_meter("esme", "tariff", "set", self.file(f"{name}.json", document))
            self.assertEqual(self.run_meter("esme", "tariff", "read", name), text)

    def test_wrong_files_name_line_and_key(self):
        text = "version: 1\ntariff: secondary-export\nplan:\n  days:\n    solar: {\"06:00\": 2}\n  holidays: []\n"
        error = self.run_meter("esme", "tariff", "set", self.file("t.yaml", text), code=2)
        self.assertIn("t.yaml:6:3: unknown key 'holidays'", error)
        error = self.run_meter("esme", "tariff", "set", self.file("u.json", '{"tariff": "secondary-export", "x": 1}'), code=2)
        self.assertIn("unknown key 'x'", error)

    def test_a_future_tariff_can_be_cancelled(self):
        text = "tariff: secondary-import\nplan:\n  days: {always: {\"00:00\": 4}}\n"
        path = self.file("t.yaml", text)
        self.run_meter("esme", "tariff", "set", path, "--at", "2026-06-02T12:00Z")
        self.run_meter("esme", "tariff", "cancel", "secondary-import")
        self.run_meter("esme", "tariff", "cancel", "secondary-import", code=4)
        self.simulate("--days", "1")
        rows = self.json("esme", "registers")["rows"]
        start = next(i for i, r in enumerate(rows) if (r["register"], r["element"]) == ("active_import", "secondary"))
        self.assertEqual(rows[start + 4]["value"], 0)
        self.run_meter("esme", "tariff", "set", path, "--at", "2026-06-03T12:00Z")
        self.simulate("--days", "1")
        self.assertGreater(self.json("esme", "registers")["rows"][start + 4]["value"], 0)

    def test_only_the_tariffs_own_supplier_sets_it(self):
        path = self.file("t.yaml", f"tariff: {EXPORT}\nprices:\n  rates_per_kwh: {{\"1\": 0.5}}\n")
        for party in ("import-supplier", "export-supplier", "network-operator", "other-user"):
            self.assertIn("refused", self.run_meter("esme", "tariff", "set", path, "--as", party, code=4))
        self.run_meter("esme", "tariff", "set", path)
        self.assertIn('"1": 0.50', self.run_meter("esme", "tariff", "read", EXPORT))

    def test_mpans(self):
        self.assertEqual(len(self.json("esme", "mpan")["rows"]), 4)
        self.assertIn("must be", self.run_meter("esme", "mpan", EXPORT, "9900000000131", code=2))
        self.run_meter("esme", "mpan", EXPORT, "99", code=2)
        mpan = next(f"99000000{n:05d}" for n in range(99999) if check(f"99000000{n:05d}"))
        self.run_meter("esme", "mpan", EXPORT, mpan, "--as", "import-supplier", code=4)
        self.run_meter("esme", "mpan", EXPORT, mpan)
        self.assertEqual(self.json("esme", "mpan")["rows"][3]["mpan"], mpan)


class Store(Folder):
    def test_a_killed_run_goes_on_as_if_nothing_was(self):
        reference = os.path.join(self.folder.name, "whole")
        started = time.monotonic()
        run = meter("simulate", "esme", "--from", "2026-06-01", "--days", "20", "--data", reference, "--json")
        whole = time.monotonic() - started
        self.assertEqual(run.returncode, 0, run.stderr)
        self.simulate("--from", "2026-06-01", "--days", "0")
        # Parts of the time that the whole takes on this machine.
        kills = 0
        for part in (0.3, 0.2, 0.4, 0.25, 0.35):
            process = subprocess.Popen(
                [METER, "simulate", "esme", "--until", "2026-06-21", "--data", self.data], env=ENVIRONMENT,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(part * whole)
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                kills += 1
            process.wait()
        self.assertGreater(kills, 1)
        self.simulate("--until", "2026-06-21")
        self.assertEqual(self.json("esme", "registers")["rows"], json.loads(run.stdout)["rows"])
        own = self.report("secondary", "profile")["rows"]
        other = meter("report", "export", "--element", "secondary", "--report", "profile", "--data", reference, "--json")
        self.assertEqual(own, json.loads(other.stdout)["rows"])
        self.assertEqual(self.json("esme", "info")["damaged_slots"], 0)

    def test_one_writer(self):
        self.simulate("--from", "2026-06-01", "--days", "0")
        process = subprocess.Popen(
            [METER, "simulate", "esme", "--days", "2000", "--data", self.data], env=ENVIRONMENT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            time.sleep(0.5)
            self.assertIn("in use", self.run_meter("simulate", "esme", "--days", "1", code=3))
            self.run_meter("esme", "registers")
        finally:
            process.kill()
            process.wait()

    def test_errors_say_what_to_do(self):
        self.assertIn("simulate esme", self.run_meter("esme", "registers", code=2))
        self.simulate("--from", "2026-06-01", "--days", "0", "--edition", "published")
        self.assertIn("--from", self.run_meter("simulate", "esme", "--from", "2026-01-01", code=2))
        self.run_meter("report", "export", "--element", "secondary", code=4)
        self.run_meter("esme", "mpan", EXPORT, "9900000000130", code=4)
        self.assertEqual(len(self.json("esme", "mpan")["rows"]), 3)
        with open(os.path.join(self.data, "esme.nv"), "r+b") as file:
            file.seek(8192)
            file.write(os.urandom(os.path.getsize(file.name) - 8192))
        self.assertIn("no valid state", self.run_meter("esme", "registers", code=4))
        with open(os.path.join(self.data, "esme.nv"), "r+b") as file:
            file.write(os.urandom(8192))
        self.assertIn("damaged", self.run_meter("esme", "registers", code=4))

    def test_with_every_state_damaged_the_newest_daily_read_counts(self):
        self.simulate("--from", "2026-06-01", "--days", "2")
        daily = self.report("secondary", "daily-reads")["rows"][-1]["total_wh"]
        with open(os.path.join(self.data, "esme.nv"), "r+b") as file:
            file.write(os.urandom(8192 + self.json("esme", "info")["rows"][-2]["bytes"]))
        # Parties are gone with the state: nobody is let in until they are set again.
        self.run_meter("report", "export", "--element", "secondary", code=4)
        self.assertEqual(self.total(), daily)
        self.simulate("--days", "1")
        self.assertGreater(self.total(), daily)
        lines = self.run_meter("report", "settlement", "--slot", EXPORT).splitlines()[1:]
        self.assertEqual(sum(round(float(l.split(",")[3]) * 1000) for l in lines), self.total())

    def total(self):
        return next(r["value"] for r in self.json("esme", "registers")["rows"]
                    if (r["register"], r["element"]) == ("active_export", "secondary"))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])

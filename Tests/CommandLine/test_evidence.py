"""Evidence packs: the schema, every changed byte, what was added or removed, secrets, and the report in a browser."""
import hashlib
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import tempfile
import time
import unittest

import jsonschema

ROOT = pathlib.Path(__file__).resolve().parents[2]
METER = ROOT / ".build/debug/meter"
ACCURACY = ("bench accuracy --class 0.5S --connection ct --in 5 --imax 6 --un 230 --wiring 3p4w --pulses-per-kwh 10000 "
            "--simulate error=0.1,jitter-us=400").split()


WORDS = ["level1", "level2", "level3"]
START = 1_770_000_000
SHEET = {"application": "A-1", "agent": "Agent", "mpid": "TEST", "protocol": "DLMS/COSEM", "protocolVersion": "1",
         "outstationType": "COP", "serials": ["12345678"],
         "firmware": {"metrology": "M1.0.0", "application": "A1.0.0", "communications": "C1.0.0"},
         "channels": [f"1.0.{q}.29.0.255" for q in (1, 2, 3, 4)], "communications": "TCP",
         "collector": {"name": "swift-meter", "version": "0"}, "manufacturer": {"name": "Maker", "version": "1"}}
# Titles of the plots that a pack must hold.
PLOTS = {
    "accuracy": {"Error at cos φ 1, balanced load", "Error at cos φ 0.5L, balanced load",
                 "Error at cos φ 1, current in one phase"},
    "cop": {"Stored demand of the newest week, active", "Stored demand of the newest week, reactive",
            "Sum of a day's intervals minus the register's advance", "Clock minus UTC over the run"},
    "protocol": {"Channel 1.0.1.29.0.255 by both collections", "Difference of the collections",
                 "Clock of the meter against the reference"},
    "cms": set()}
# Appended to a copy of a report: what does not fit, and plots without size or with text outside of them.
PROBE = """<script>addEventListener('load', () => {
  const found = [], root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) found.push(`page ${root.scrollWidth} of ${root.clientWidth}`);
  for (const cell of document.querySelectorAll('td, th, p, h1, h2'))
    if (cell.scrollWidth > cell.clientWidth + 1 && cell.clientWidth) found.push('too wide: ' + cell.textContent.slice(0, 40));
  for (const plot of document.querySelectorAll('svg')) {
    const frame = plot.getBoundingClientRect();
    if (frame.width < 200 || frame.height < 100) found.push('small plot ' + plot.textContent.slice(0, 40));
    for (const text of plot.querySelectorAll('text')) {
      const box = text.getBoundingClientRect();
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1)
        found.push('outside of its plot: ' + text.textContent);
    }
    for (const path of plot.querySelectorAll('path[fill=none]'))
      if (!(path.getTotalLength() > 0)) found.push('empty curve in ' + plot.querySelector('title').textContent);
  }
  root.dataset.found = JSON.stringify(found);
  root.dataset.plots = document.querySelectorAll('svg').length;
})</script>"""


def meter(*arguments):
    return subprocess.run([METER, *map(str, arguments)], capture_output=True, text=True, timeout=180)


def chromium():
    """Path of a browser, or None with the reason printed."""
    if not shutil.which("chromium"):
        if not shutil.which("apt-get") or os.environ.get("SWIFT_METER_NO_BROWSER"):
            print("SKIPPED: no chromium here, and no apt-get (or SWIFT_METER_NO_BROWSER is set)")
            return None
        run = subprocess.run([ROOT / "tools/install-packages", "chromium", "fonts-dejavu-core"], capture_output=True, text=True)
        if run.returncode != 0:
            print("SKIPPED: chromium cannot be installed:", run.stderr.strip().splitlines()[-1:])
            return None
    return shutil.which("chromium")


class Evidence(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.path = pathlib.Path(cls.folder.name)
        cls.browser = chromium()
        for role in ("tester", "witness"):
            assert meter("evidence", "key", cls.path / role).returncode == 0
        keys = ["--tester", "A. Tester", "--witness", "W. Witness", "--key", cls.path / "tester", "--witness-key",
                cls.path / "witness"]
        runs = {"accuracy": [*ACCURACY, "--point", "PF1-Imax,PF1-100,PF1-5,PF1-1,PF0.5L-100,L2-PF1-100,NOLOAD"],
                "cms": ["bench", "cms", "--only", "S1,S5"]}
        for name, words in (("password", WORDS[:1]), ("levels", WORDS)):
            (cls.path / name).touch(mode=0o600)
            (cls.path / name).write_text("".join(word + "\n" for word in words))
        (cls.path / "sheet.json").write_text(json.dumps(SHEET))
        bench = ["--credentials", cls.path / "levels", "--confirm", "12345678", "--control", cls.path / "control"]
        target = cls.simulator()
        runs["cop"] = ["bench", "cop", "--cop", "5", target, "--password", cls.path / "password", "--bench", *bench,
                       "--hours", "6", "--full-load", "25000"]
        runs["protocol"] = ["bench", "protocol", target, "--sheet", cls.path / "sheet.json", *bench, "--unattended",
                            "--export", cls.path / "export.csv"]
        cls.packs = {}
        for name in ("protocol", "cop", "accuracy", "cms"):
            arguments = runs[name]
            run = meter(*arguments, *keys, "--output", cls.path / name)
            assert run.returncode == 0, run.stdout + run.stderr
            cls.packs[name] = cls.path / name

    @classmethod
    def simulator(cls):
        """A meter on a bench; its truth stands for the export of other software."""
        clock = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(START))
        process = subprocess.Popen(
            [METER, "simulate", "cop", "--tcp", "127.0.0.1:0", "--days", "40", "--live", "--clock", clock, "--truth",
             cls.path / "truth.json", "--control", cls.path / "control"], stdout=subprocess.PIPE, text=True)
        cls.addClassCleanup(process.stdout.close)
        cls.addClassCleanup(process.wait)
        cls.addClassCleanup(process.kill)
        target = "tcp:" + process.stdout.readline().split()[-1]
        profile = json.loads((cls.path / "truth.json").read_text())["profiles"][0]
        lines = [",".join(["time", *(c["obis"] for c in profile["columns"][1:])])]
        for row in profile["rows"][-120:]:
            lines.append(",".join([time.strftime("%Y-%m-%d %H:%M", time.gmtime(row[0])), *map(str, row[1:])]))
        (cls.path / "export.csv").write_text("\n".join(lines) + "\n")
        return target

    def copies(self):
        """The packs, to be spoilt."""
        with tempfile.TemporaryDirectory() as folder:
            for name, pack in self.packs.items():
                yield pathlib.Path(shutil.copytree(pack, pathlib.Path(folder, name)))

    def verify(self, folder, *more):
        return meter("evidence", "verify", folder, *more)

    def test_schema(self):
        published = json.loads((ROOT / "docs/evidence.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(published)
        for pack in self.packs.values():
            self.assertEqual(json.loads((pack / "results.schema.json").read_text()), published)
            results = json.loads((pack / "results.json").read_text())
            jsonschema.validate(results, published, cls=jsonschema.Draft202012Validator)
            self.assertEqual(results["signatories"], ["tester", "witness"])
        # The schema is no empty promise.
        results["cases"][0]["checks"][0]["verdict"] = "perhaps"
        with self.assertRaises(jsonschema.ValidationError):
            jsonschema.validate(results, published)

    def test_manifest_is_sha256sum(self):
        for pack in self.packs.values():
            run = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "manifest.sha256"], cwd=pack)
            self.assertEqual(run.returncode, 0)

    def test_every_byte_counts(self):
        """A changed byte of any file makes verify fail and name the file."""
        for pack in self.copies():
            self.assertEqual(self.verify(pack, "--require", "tester", "--require", "witness").returncode, 0)
            files = sorted(file for file in pack.rglob("*") if file.is_file())
            self.assertGreater(len(files), 9)
            for file in files:
                original = file.read_bytes()
                for place in (0, len(original) // 2, len(original) - 1):
                    file.write_bytes(original[:place] + bytes([original[place] ^ 1]) + original[place + 1:])
                    run = self.verify(pack)
                    self.assertEqual(run.returncode, 4, f"{file.name}, byte {place}: {run.stdout}")
                    self.assertIn(file.relative_to(pack).as_posix(), run.stdout + run.stderr, f"byte {place}")
                file.write_bytes(original)
            self.assertEqual(self.verify(pack).returncode, 0)

    def test_added_and_removed(self):
        for pack in self.copies():
            for file in sorted(file for file in pack.rglob("*") if file.is_file()):
                original = file.read_bytes()
                file.unlink()
                run = self.verify(pack)
                self.assertEqual(run.returncode, 4, f"{file.name} removed: {run.stdout}")
                self.assertIn(file.name, run.stdout + run.stderr)
                file.write_bytes(original)
            for name in ("more.txt", "raw/more.txt", "signature-other.json", "manifest2.sha256"):
                added = pack / name
                added.write_text("{}")
                run = self.verify(pack)
                self.assertEqual(run.returncode, 4, f"{name} added")
                self.assertIn(name, run.stdout)
                added.unlink()
            link = pack / "raw/link"
            link.symlink_to("/etc/hostname")
            self.assertEqual(self.verify(pack).returncode, 4)
            link.unlink()
            self.assertEqual(self.verify(pack).returncode, 0)

    def test_another_key(self):
        """A pack signed anew by a stranger is whole in itself: only --trusted tells."""
        pack = self.path / "forged"
        shutil.copytree(self.packs["cms"], pack)
        for role in ("tester", "witness"):
            key = json.loads((pack / f"signature-{role}.json").read_text())["publicKey"]
            (pack / f"signature-{role}.json").unlink()
            meter("evidence", "key", self.path / f"stranger-{role}")
            meter("evidence", "sign", pack, "--role", role, "--name", "X", "--key", self.path / f"stranger-{role}")
        self.assertEqual(self.verify(pack).returncode, 0)
        self.assertEqual(self.verify(pack, "--trusted", key).returncode, 4)

    def test_no_secret(self):
        """Neither signing keys nor anything that looks like one is in a pack."""
        for role in ("tester", "witness"):
            secret = (self.path / role).read_text().strip().encode()
            for pack in self.packs.values():
                for file in pack.rglob("*"):
                    if file.is_file():
                        self.assertNotIn(secret, file.read_bytes(), file)
        for name in ("cop", "protocol"):
            for file in self.packs[name].rglob("*"):
                for word in WORDS if file.is_file() else ():
                    for form in (word, word.encode().hex(), word.encode().hex(" ").upper()):
                        self.assertNotIn(form.encode(), file.read_bytes(), file)

    def test_variants(self):
        """A wall and a rack meter of one type: what carries over is a report of its own; an accuracy test never does."""
        with tempfile.TemporaryDirectory() as folder:
            rack = pathlib.Path(shutil.copytree(self.packs["cop"], pathlib.Path(folder, "rack")))
            for name in ("signature-tester.json", "signature-witness.json"):
                (rack / name).unlink()

            def rewrite(change):
                results = json.loads((self.packs["cop"] / "results.json").read_text())
                results["subject"]["serial"] = "87654321"
                del results["signatories"]
                change(results)
                (rack / "results.json").write_text(json.dumps(results))
                names = sorted(str(f.relative_to(rack)) for f in rack.rglob("*") if f.is_file() and f.name != "manifest.sha256")
                (rack / "manifest.sha256").write_text("".join(
                    f"{hashlib.sha256((rack / name).read_bytes()).hexdigest()}  {name}\n" for name in names))

            def keep(results):
                results["cases"] = [case for case in results["cases"] if case["id"] in ("REG-1", "PUL-1")]
            rewrite(keep)
            out = pathlib.Path(folder, "out")
            run = meter("evidence", "variants", self.packs["cop"], rack, "--output", out, "--no-pdf", "--tester", "T")
            self.assertEqual(run.returncode, 4, run.stdout)
            results = json.loads((out / "results.json").read_text())
            jsonschema.validate(results, json.loads((ROOT / "docs/evidence.schema.json").read_text()))
            verdicts = {case["id"]: case["checks"][0]["verdict"] for case in results["cases"]}
            self.assertEqual((verdicts["IDENTITY"], verdicts["OST-STO-1"], verdicts["REG-1"]), ("pass", "pass", "pass"))
            self.assertEqual((verdicts["ACC"], verdicts["PUL-2"]), ("not run", "not run"))
            report = (out / "report.html").read_text()
            self.assertIn("carries over: all three firmware identities are shared", report)
            self.assertIn("it measures the variant", report)

            def older(results):
                keep(results)
                results["subject"]["application firmware"] = "A0.9.9"
            rewrite(older)
            run = meter("evidence", "variants", self.packs["cop"], rack)
            self.assertIn("application firmware: A1.0.0 and A0.9.9: NOT shown to be the same", run.stdout)
            self.assertNotIn("carries over", run.stdout)
        self.assertEqual(meter("evidence", "variants", self.packs["cop"], self.packs["cop"]).returncode, 4)

    def test_not_run(self):
        """A rule that was not run is a line of its own with its reason, in every form, and no pass."""
        results = json.loads((self.packs["cop"] / "results.json").read_text())
        open_cases = {case["id"]: case["checks"] for case in results["cases"]
                      if case["checks"][0]["verdict"] == "not run"}
        self.assertIn("ACC", open_cases)
        self.assertEqual(len(results["cases"]), 39)
        report = (self.packs["cop"] / "report.html").read_text()
        csv = (self.packs["cop"] / "results.csv").read_text()
        for name, (check,) in open_cases.items():
            self.assertTrue(check["found"], name)
            self.assertFalse(check["isPassed"])
            self.assertRegex(csv, rf"(?m)^{name},.*,not run,")
            self.assertIn(f'<tr id="{name}">', report)
        said = self.verify(self.packs["cop"]).stdout
        self.assertIn(f"{39 - len(open_cases)} of 39 tests passed, {len(open_cases)} not run", said)

    def test_report_in_a_browser(self):
        """No console error, all plots drawn and described, nothing loaded; A4; a screenshot."""
        if not self.browser:
            return
        for name, pack in self.packs.items():
            report = pack / "report.html"
            text = report.read_text()
            results = json.loads((pack / "results.json").read_text())
            self.assertNotRegex(text, r"https?://|<script|<link|<img|@import|url\(")
            plots = {(case["id"], series.get("plot") or series["unit"], series["unit"]) for case in results["cases"]
                     for series in case["series"] if series["x"]}
            self.assertEqual(text.count("<svg "), len(plots))
            self.assertGreater(len(plots), 1)
            self.assertLessEqual(PLOTS[name], {title for _, title, _ in plots})
            for part in re.findall(r"<svg .*?</svg>", text, re.S):
                self.assertRegex(part, r"<title [^>]*>[^<]+</title><desc [^>]*>[^<]+</desc>")
                self.assertNotIn("nan", part)
                self.assertNotIn("inf", part.replace("information", ""))
            self.assertIn('<html lang="en">', text)
            picture = self.path / f"{name}.png"
            common = [self.browser, "--headless", "--disable-gpu", "--no-first-run", "--enable-logging=stderr", "--v=0",
                      f"--user-data-dir={self.path / 'profile'}"] + (["--no-sandbox"] if os.geteuid() == 0 else [])
            run = subprocess.run([*common, "--window-size=1000,1400", f"--screenshot={picture}", report.as_uri()],
                                 capture_output=True, text=True, timeout=120)
            self.assertEqual(run.returncode, 0, run.stderr)
            self.assertNotIn("CONSOLE", run.stderr)
            header = picture.read_bytes()[:24]
            self.assertEqual(struct.unpack(">II", header[16:24]), (1000, 1400))
            # What the browser made of it: every plot has a size, every curve a length, and nothing is cut off, on a
            # screen and on the width of A4.
            probe = self.path / f"{name}-probe.html"
            probe.write_text(text + PROBE)
            for width in (1000, 794):
                dump = subprocess.run([*common, f"--window-size={width},1400", "--dump-dom", probe.as_uri()],
                                      capture_output=True, text=True, timeout=120)
                self.assertIn(f'data-plots="{len(plots)}"', dump.stdout)
                self.assertIn('data-found="[]"', dump.stdout, (name, width, re.findall('data-found="[^"]*"', dump.stdout)))
            pdf = (pack / "report.pdf").read_bytes()
            self.assertTrue(pdf.startswith(b"%PDF-"))
            boxes = re.findall(rb"/MediaBox\s*\[\s*([\d. ]+)\]", pdf)
            self.assertTrue(boxes, "no page size in the PDF")
            for box in boxes:
                left, bottom, right, top = map(float, box.split())
                self.assertAlmostEqual(right - left, 595, delta=2)
                self.assertAlmostEqual(top - bottom, 842, delta=2)
            pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
            self.assertGreaterEqual(pages, 2)
            print(f"{name}: {len(plots)} plots, {pages} A4 pages")
            keep = os.environ.get("SWIFT_METER_SCREENSHOTS")
            if keep:
                shutil.copy(picture, pathlib.Path(keep) / f"{name}.png")

    def test_witness_view_in_a_browser(self):
        """The live page builds its rows without an error."""
        if not self.browser:
            return
        with subprocess.Popen([METER, *ACCURACY, "--witness-listen", "127.0.0.1:0", "--witness-hold", "60"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
            try:
                address = re.search(r"http://127\.0\.0\.1:\d+/", process.stderr.readline())[0]
                picture = self.path / "witness.png"
                common = [self.browser, "--headless", "--disable-gpu", "--no-first-run", "--enable-logging=stderr", "--v=0",
                          "--virtual-time-budget=4000", "--window-size=1000,1200", f"--user-data-dir={self.path / 'live'}"]
                common += ["--no-sandbox"] if os.geteuid() == 0 else []
                dump = subprocess.run([*common, "--dump-dom", address], capture_output=True, text=True, timeout=120)
                self.assertNotIn("CONSOLE", dump.stderr)
                self.assertEqual(dump.stdout.count('<th scope="row">'), 34)
                self.assertIn("error: +0.1", dump.stdout)
                subprocess.run([*common, f"--screenshot={picture}", address], capture_output=True, timeout=120, check=True)
                keep = os.environ.get("SWIFT_METER_SCREENSHOTS")
                if keep:
                    shutil.copy(picture, pathlib.Path(keep) / "witness.png")
            finally:
                process.kill()


if __name__ == "__main__":
    unittest.main()

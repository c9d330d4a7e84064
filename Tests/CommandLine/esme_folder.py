"""A twin-element meter in a temporary data folder, driven from the command line."""
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
METER = pathlib.Path(os.environ.get("SWIFT_METER_BINARY", ROOT / ".build/debug/meter"))
ENVIRONMENT = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}
DATA = next((p / "shared/rtds" for p in ROOT.parents if (p / "shared/rtds/frames.json").exists()), None)
EXPORT = "secondary-export"
NEW_SUPPLIER = "90b3d51f30090001"


def meter(*arguments, **options):
    return subprocess.run(
        [METER, *map(str, arguments)], capture_output=True, text=True, timeout=300, env=ENVIRONMENT, **options)


def check(mpan):
    """Whether the 13th digit is the check digit of the first twelve."""
    primes = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)
    return sum(int(d) * p for d, p in zip(mpan, primes)) % 11 % 10 == int(mpan[12])


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.data = os.path.join(self.folder.name, "esme")

    def tearDown(self):
        self.folder.cleanup()

    def run_meter(self, *arguments, code=0):
        run = meter(*arguments, "--data", self.data)
        self.assertEqual(run.returncode, code, f"{arguments}\n{run.stdout}{run.stderr}")
        return run.stdout if code == 0 else run.stderr

    def json(self, *arguments):
        return json.loads(self.run_meter(*arguments, "--json"))

    def simulate(self, *arguments):
        return self.run_meter("simulate", "esme", *arguments)

    def report(self, element, report, *arguments):
        return self.json("report", "export", "--element", element, "--report", report, *arguments)

    def file(self, name, text):
        path = os.path.join(self.folder.name, name)
        pathlib.Path(path).write_text(text)
        return path

"""A simulated meter as a separate process, and the truth about it."""
import datetime as dt
import json
import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
METER = pathlib.Path(os.environ.get("SWIFT_METER_BINARY", ROOT / ".build/debug/meter"))
START = dt.datetime(2026, 2, 1, 10, 17, 31, tzinfo=dt.timezone.utc)
ENCRYPTION_KEY = bytes(range(16))
AUTHENTICATION_KEY = bytes(range(0xD0, 0xE0))
SERVER_TITLE = bytes.fromhex("4D4D4D0000BC614E")
CLIENT_TITLE = bytes.fromhex("4D4D4D0000000001")


class Simulator:
    """`with Simulator("cop", "--hdlc") as meter:` a meter on meter.port, its truth in meter.truth."""

    def __init__(self, kind, *arguments, days=7, port="tcp"):
        self.kind, self.arguments, self.days, self.where = kind, arguments, days, port

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        truth = self.folder.name + "/truth.json"
        keys = pathlib.Path(self.folder.name, "keys")
        keys.touch(mode=0o600)
        keys.write_text("\n".join(k.hex() for k in (ENCRYPTION_KEY, AUTHENTICATION_KEY, SERVER_TITLE)))
        place = ["--tcp", "127.0.0.1:0"] if self.where == "tcp" else ["--pty"]
        self.process = subprocess.Popen(
            [METER, "simulate", self.kind, *place, "--days", str(self.days), "--truth", truth, "--keys", str(keys),
             "--clock", START.strftime("%Y-%m-%dT%H:%M:%SZ"), *self.arguments],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
        line = self.process.stdout.readline()
        if "ready" not in line:
            raise AssertionError(f"the simulator did not start: {line!r}")
        self.path = line.split()[-1]
        self.port = int(self.path.split(":")[1]) if self.where == "tcp" else None
        self.truth = json.loads(pathlib.Path(truth).read_text())
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()

    def profile(self, obis):
        return next(p for p in self.truth["profiles"] if p["obis"] == obis)

    def rows(self, obis, first=None, last=None):
        """Rows as (datetime, cells…), oldest first, stamped within both bounds."""
        rows = [(dt.datetime.fromtimestamp(r[0], dt.timezone.utc), *r[1:]) for r in self.profile(obis)["rows"]]
        return [r for r in rows if (first is None or r[0] >= first) and (last is None or r[0] <= last)]

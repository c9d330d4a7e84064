"""Runs `meter chargepoint serve` or `proxy` as a separate process and reads what it has written."""
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
METER = pathlib.Path(os.environ.get("SWIFT_METER", ROOT / ".build/debug/meter"))


class Service:
    def __init__(self, mode="serve", *arguments, scheme="ws"):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.mode, self.scheme = mode, scheme
        self.arguments = list(map(str, arguments))
        self.start()

    def start(self, port=0):
        command = [METER, "chargepoint", self.mode, "--listen", f"127.0.0.1:{port}"]
        for name in ("journal", "readings", "events", "transactions"):
            command += [f"--{name}", self.path / name]
        if self.mode == "serve":
            command += ["--control", self.path / "control"]
        self.log = open(self.path / "log", "ab")
        self.process = subprocess.Popen(
            command + self.arguments, stdout=subprocess.PIPE, stderr=self.log, text=True,
            env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
        line = self.process.stdout.readline()
        found = re.match(r"listening on [^ ]+:(\d+), ", line)
        assert found, f"no listening line: {line!r} {(self.path / 'log').read_text()}"
        self.port = int(found[1])

    def url(self, identity=""):
        return f"{self.scheme}://127.0.0.1:{self.port}/{identity}"

    def stop(self, with_signal=signal.SIGTERM):
        self.process.send_signal(with_signal)
        code = self.process.wait(30)
        self.process.stdout.close()
        self.log.close()
        return code

    def close(self):
        if self.process.poll() is None:
            self.stop()
        self.folder.cleanup()

    def lines(self, name):
        file = self.path / name
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def readings(self, identity=None):
        return [r for r in self.lines("readings") if identity in (None, r["charge_point"])]

    def events(self, kind=None):
        return [e for e in self.lines("events") if kind in (None, e["event"])]

    def frames(self, identity, direction):
        return [f["frame"] for f in self.lines("journal")
                if f["charge_point"] == identity and f["direction"] == direction and "frame" in f]

    def command(self, identity, *arguments):
        return subprocess.run(
            [METER, "chargepoint", "command", identity, *map(str, arguments), "--control", self.path / "control",
             "--json"], capture_output=True, text=True, timeout=90)

    def list(self):
        run = subprocess.run([METER, "chargepoint", "list", "--json", "--control", self.path / "control"],
                             capture_output=True, text=True, timeout=30)
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)

    def memory_bytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024

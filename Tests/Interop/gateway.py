"""A board's meter that runs as a user runs it, with its outstation, and what the command line says it holds."""
import json
import os
import pathlib
import subprocess
import tempfile

import yaml

from simulator import AUTHENTICATION_KEY, ENCRYPTION_KEY, METER, ROOT, SERVER_TITLE

ENVIRONMENT = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}
PASSWORDS = ["level1pass", "level2pass", "level3pass", "level4pass"]
START = "2026-02-01T00:00:00Z"


class Gateway:
    """A folder with a board file, secrets and data; `run` starts its meter, as often as wanted."""

    def __init__(self, source="simulated.yaml", passwords=True, keys=False, **changes):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)
        self.board = yaml.safe_load((ROOT / "boards" / source).read_text())
        self.board["simulation"] = {"start_utc": START}
        self.board["outstation"] = {"serial_number": "K1234567", "tcp": {"port": 0}}
        if passwords:
            self.board["outstation"]["passwords_file"] = str(self.secret("passwords", PASSWORDS))
        if keys:
            self.board["outstation"]["keys_file"] = str(
                self.secret("keys", [k.hex() for k in (ENCRYPTION_KEY, AUTHENTICATION_KEY, SERVER_TITLE)]))
        self.board.update(changes)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.temporary.cleanup()

    def secret(self, name, lines):
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text("\n".join(lines) + "\n")
        return path

    def arguments(self, *arguments):
        path = self.folder / "board.yaml"
        path.write_text(yaml.safe_dump(self.board, sort_keys=False))
        return [METER, "run", "--board", path, "--data", self.folder / "data", "--plain", *map(str, arguments)]

    def finish(self, *arguments, code=0):
        """Runs to its end; returns what it said."""
        run = subprocess.run(
            self.arguments(*arguments), capture_output=True, text=True, timeout=120, env=ENVIRONMENT)
        if run.returncode != code:
            raise AssertionError(f"ended with {run.returncode}: {run.stdout}{run.stderr}")
        return run.stdout + run.stderr

    def run(self, *arguments, environment=None):
        return Running(self.arguments(*arguments), {**ENVIRONMENT, **(environment or {})})

    def read(self, command, *arguments):
        """What `meter registers|profile|log --json` says."""
        run = subprocess.run(
            [METER, command, "--data", self.folder / "data", "--json", *arguments], capture_output=True, text=True,
            timeout=60, env=ENVIRONMENT)
        if run.returncode != 0:
            raise AssertionError(run.stderr)
        return json.loads(run.stdout)


class Running:
    """A running meter; `port` is that of its outstation."""

    def __init__(self, arguments, environment):
        self.process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
        self.port, said = None, ""
        while True:
            line = self.process.stdout.readline()
            said += line
            if line.startswith("outstation on tcp"):
                self.port = int(line.split()[3].split(":")[1])
            if line.startswith("ready"):
                return
            if not line:
                raise AssertionError(f"the meter did not start: {said}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.communicate(timeout=60)
        self.process.stdout.close()

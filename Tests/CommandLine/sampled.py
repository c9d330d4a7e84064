"""What the tests of sampled meters share: boards, captures, running the meter, reading it back."""
import json
import os
import pathlib
import struct
import subprocess
import tempfile
import unittest

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
METER = pathlib.Path(os.environ.get("SWIFT_METER_BINARY", ROOT / ".build/debug/meter"))
ENVIRONMENT = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}


def meter(*arguments, **options):
    return subprocess.run(
        [METER, *map(str, arguments)], capture_output=True, text=True, timeout=300, env=ENVIRONMENT, **options)


def board(source, wiring="single_phase", name="bench", start=None, volts=230, units=("0.01", "0.0005"), **more):
    """A board on `source`; a role's channel has the number of its place, but for simulated sources."""
    roles = {
        "single_phase": ["V1", "I1"], "twin_element": ["V1", "I1", "V2", "I2"],
        "three_phase_four_wire": ["V1", "I1", "V2", "I2", "V3", "I3"],
        "three_phase_three_wire": ["V12", "I1", "V32", "I3"],
    }[wiring]
    channels = {}
    for place, role in enumerate(roles):
        key, unit = ("volts_per_count", units[0]) if role[0] == "V" else ("amperes_per_count", units[1])
        channels[role] = {key: unit}
        if source["type"] != "simulated":
            channels[role]["input"] = place
    samples = {
        "source": source, "wiring": wiring, "nominal_voltage_volts": volts, "reference_current_amperes": 5,
        "channels": channels, **more}
    result = {"version": 1, "name": name, "samples": samples, "profile": {"period_minutes": 5, "days": 2}}
    if start:
        result["simulation"] = {"start_utc": start}
    return result


def wav(sets, rate=4000, bits=16, data_bytes=None):
    """A WAV file of integer sets; `data_bytes` is what the header claims."""
    width = bits // 8
    if width == 2:
        data = b"".join(struct.pack(f"<{len(s)}h", *s) for s in sets)
    else:
        data = b"".join(value.to_bytes(width, "little", signed=True) for s in sets for value in s)
    return wav_of(data, len(sets[0]), rate, bits, data_bytes)


def wav_of(data, channels, rate=4000, bits=16, data_bytes=None):
    width = bits // 8 * channels
    size = len(data) if data_bytes is None else data_bytes
    return (b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " +
            struct.pack("<IHHIIHH", 16, 1, channels, rate, rate * width, width, bits) +
            b"data" + struct.pack("<I", size) + data)


class SampledMeter(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)
        self.data = self.folder / "data"

    def tearDown(self):
        self.temporary.cleanup()

    def write(self, name, content):
        path = self.folder / name
        if isinstance(content, dict):
            content = yaml.safe_dump(content, sort_keys=False)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def run_board(self, content, *arguments, code=0):
        path = self.write("board.yaml", content)
        run = meter("run", "--board", path, "--data", self.data, "--plain", *arguments)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        return run

    def read(self, command, *arguments):
        run = meter(command, "--data", self.data, "--json", *arguments)
        self.assertEqual(run.returncode, 0, run.stderr)
        return json.loads(run.stdout)

    def registers(self):
        """Exact µWh, µvarh or µVAh by name of the register."""
        channels = self.read("registers")["channels"]
        return {c["name"]: c.get("energy_microwatt_hours", c.get("energy_microvar_hours")) for c in channels}

    def rows(self):
        return self.read("profile")["rows"]

    def events(self):
        return self.read("log")["events"]

    def assert_adds_up(self):
        """Sum of all rows and the open period is the register, to the µWh."""
        rows = self.rows()
        for index, channel in enumerate(self.read("registers")["channels"]):
            total = channel.get("energy_microwatt_hours", channel.get("energy_microvar_hours"))
            whole, _, part = channel["open_period_energy"].partition(".")
            open_period = int(whole + part.ljust(9, "0"))
            self.assertEqual(sum(row["energy_microwatt_hours"][index] for row in rows) + open_period, total)

    def full_row(self, names):
        """Energies of the first row that is covered from end to end."""
        row = next(r for r in self.rows() if r["covered_seconds"] == r["minutes"] * 60)
        return dict(zip(names, row["energy_microwatt_hours"])), row

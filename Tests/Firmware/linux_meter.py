"""The meter of boards/firmware-samples on Linux: the same set-up as a board file, the same samples as a capture."""

import datetime
import json
import os
import pathlib
import subprocess

from stored_meter import StoredMeter

ROOT = pathlib.Path(__file__).resolve().parents[2]

BOARD = """version: 1
name: samples
description: what boards/firmware-samples meters
samples:
  source: {source}
  sample_rate_hz: 4000
  significant_bits: 24
  wiring: three_phase_four_wire
  nominal_voltage_volts: 230
  accuracy_class: 0.5S
  reference_current_amperes: 5
  channels:
    V1: {{input: {inputs[0]}, volts_per_count: 0.0001}}
    I1: {{input: {inputs[1]}, amperes_per_count: 0.000002}}
    V2: {{input: {inputs[2]}, volts_per_count: 0.0001}}
    I2: {{input: {inputs[3]}, amperes_per_count: 0.000002}}
    V3: {{input: {inputs[4]}, volts_per_count: 0.0001}}
    I3: {{input: {inputs[5]}, amperes_per_count: 0.000002}}
  test_pulse: {{imp_per_kilowatt_hour: 10000, width_ms: 30}}
  demand: {{method: block, period_minutes: 5}}
profile: {{period_minutes: 5, days: 1}}
storage: {{commit_interval_s: 60}}
simulation: {{start_utc: "{start}"}}
"""


def program():
    """The built meter, None without one."""
    named = os.environ.get("SWIFT_METER_PROGRAM")
    places = [pathlib.Path(named)] if named else [
        ROOT / ".build" / kind / "meter" for kind in ("release", "debug")]
    built = [place for place in places if place.exists()]
    return max(built, key=lambda place: place.stat().st_mtime) if built else None


def write_raw(path, capture):
    with open(path, "wb") as file:
        file.write(capture[1].tobytes())


def write_csv(path, capture):
    indices, samples = capture
    with open(path, "w") as file:
        file.write("index,a,b,c,d,e,f\n")
        for place, index in enumerate(indices):
            values = samples[place * 6:place * 6 + 6]
            file.write(f"{index},{values[0]},{values[1]},{values[2]},{values[3]},{values[4]},{values[5]}\n")


class LinuxMeter:
    """A data folder and what the program found out."""

    def __init__(self, folder, capture, has_gap):
        self.folder, self.program = folder, program()
        if has_gap:
            write_csv(f"{folder}/capture.csv", capture)
            self.source = "{type: replay, format: csv, file: capture.csv}"
            self.inputs = list("abcdef")
        else:
            write_raw(f"{folder}/capture.raw", capture)
            self.source = "{type: replay, format: raw, file: capture.raw, sample_bytes: 4, input_count: 6}"
            self.inputs = list(range(6))

    def call(self, *words):
        run = subprocess.run([self.program, *words], capture_output=True, text=True, timeout=600)
        if run.returncode != 0:
            raise AssertionError(f"meter {' '.join(words)} ended with {run.returncode}: {run.stderr[-500:]}")
        return run.stdout

    def run(self, begin):
        """Meters the whole capture from `begin` (seconds since 1970)."""
        start = datetime.datetime.fromtimestamp(begin, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        with open(f"{self.folder}/board.yaml", "w") as file:
            file.write(BOARD.format(source=self.source, inputs=self.inputs, start=start))
        self.call("run", "--board", f"{self.folder}/board.yaml", "--data", f"{self.folder}/data", "--speed", "max",
                  "--plain")

    def report(self, *words):
        return json.loads(self.call(*words, "--data", f"{self.folder}/data", "--json"))

    def store(self):
        """What the store holds, read from its bytes."""
        return StoredMeter(pathlib.Path(f"{self.folder}/data/meter.nv").read_bytes())

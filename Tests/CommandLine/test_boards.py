"""The published JSON Schema and the program agree on board files: good ones and ones wrong in one place."""
import copy
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
METER = ROOT / ".build/debug/meter"
SCHEMA = json.loads((ROOT / "boards/schema.json").read_text())

GOOD = yaml.safe_load((ROOT / "boards/simulated.yaml").read_text())
SAMPLED = yaml.safe_load((ROOT / "boards/simulated-three-phase.yaml").read_text())

# path to set (None deletes), value
WRONG = [
    (["version"], 2), (["version"], None), (["name"], None), (["channels"], []), (["colour"], "red"),
    (["name"], "../up"), (["name"], "two words"),
    (["channels", 0, "name"], "two words"), (["channels", 0, "name"], None),
    (["channels", 0, "quantity"], "energy"), (["channels", 0, "quantity"], None),
    (["channels", 0, "quantity"], "reactive_import"), (["channels", 2, "quantity"], "active_import"),
    (["channels", 0, "element"], 0), (["channels", 0, "element"], 5),
    (["channels", 0, "pulses_per_kilowatt_hour"], None), (["channels", 0, "pulses_per_kilowatt_hour"], "1e3"),
    (["channels", 0, "pulses_per_kilowatt_hour"], -1), (["channels", 0, "filter_ms"], 0),
    (["channels", 0, "filter_ms"], "10ms"), (["channels", 0, "mpan"], "12"),
    (["channels", 0, "input"], None), (["channels", 0, "input", "type"], "spi"),
    (["channels", 0, "input", "line"], 4), (["channels", 0, "input", "shape"], "square"),
    (["channels", 0, "input", "peak_watts"], 0), (["profile", "period_minutes"], 7),
    (["profile", "days"], 0), (["profile", "hours"], 4), (["events", "entries"], 1),
    (["storage", "commit_interval_s"], 0), (["storage", "state_records"], 1), (["clock"], {"limit_s": 0}),
    (["clock"], {"beyond_limit": "ignore"}), (["simulation"], {"start_utc": "yesterday"}),
    (["serial_ports"], [{"name": "a"}]), (["serial_ports"], [{"name": "a", "device": "/dev/x", "format": "9N1"}]),
    (["serial_ports"], [{"name": "a", "device": "/dev/x", "baud": 100}]),
]
ALSO_GOOD = [
    (["channels", 0, "pulses_per_kilowatt_hour"], "2000/3"), (["channels", 0, "pulses_per_kilowatt_hour"], 33.33),
    (["clock"], {"limit_s": 10, "beyond_limit": "refuse"}), (["profile"], {"period_minutes": 5}),
    (["simulation"], {"start_utc": "2026-03-01T00:00:00Z"}), (["channels", 0, "mpan"], "1200012345678"),
]

SOURCE = ["samples", "source"]
CHANNELS = ["samples", "channels"]
WRONG_SAMPLED = [
    (["samples"], None), (["channels"], GOOD["channels"]), (["samples", "wiring"], "delta"), (["samples", "wiring"], None),
    (["samples", "wiring"], "twin_element"), (["samples", "wiring"], "three_phase_three_wire"),
    (["samples", "colour"], "red"), (SOURCE, None), (SOURCE + ["type"], "sd_card"), (SOURCE + ["type"], None),
    (SOURCE + ["port"], "adc"), (SOURCE + ["noise_counts"], -1), (SOURCE + ["frequency_hz"], 30),
    (SOURCE + ["phase_order"], "213"), (SOURCE + ["elements", 0, "amperes"], -1),
    (SOURCE + ["elements", 2, "amperes"], 4), (SOURCE + ["elements", 2, "load_shape"], None),
    (SOURCE + ["voltage_harmonics", 0, "order"], 1), (SOURCE + ["voltage_harmonics", 0, "percent"], None),
    (SOURCE + ["changes", 0, "of"], "power"), (SOURCE + ["changes", 0, "element"], 4),
    (SOURCE + ["changes", 0, "at_s"], None), (SOURCE + ["losses", 0, "index"], 0),
    (["samples", "sample_rate_hz"], None), (["samples", "sample_rate_hz"], "fast"), (["samples", "sample_rate_hz"], 0),
    (["samples", "significant_bits"], None), (["samples", "significant_bits"], 25),
    (["samples", "nominal_voltage_volts"], None), (["samples", "nominal_voltage_volts"], "230V"),
    (["samples", "nominal_frequency_hz"], 55), (["samples", "accuracy_class"], "0.3S"),
    (["samples", "calibration_key"], "00ff"), (["samples", "calibration_key"], "G" * 64),
    (["samples", "reference_current_amperes"], None), (["samples", "summation"], "net"),
    (CHANNELS, None), (CHANNELS + ["V2"], None), (CHANNELS + ["V4"], {"volts_per_count": 1}),
    (CHANNELS + ["V2"], {"amperes_per_count": 1}), (CHANNELS + ["V2", "volts_per_count"], 0),
    (CHANNELS + ["V2", "theta_microradians"], 1), (CHANNELS + ["I2", "theta_microradians"], 300000),
    (CHANNELS + ["I2", "tau_nanoseconds"], "1us"), (CHANNELS + ["I2", "reversed"], "maybe"),
    (["samples", "no_load", "start_percent"], 101), (["samples", "no_load", "hold"], 1),
    (["samples", "test_pulse", "imp_per_kilowatt_hour"], None), (["samples", "test_pulse", "width_ms"], 0),
    (["samples", "test_pulse", "output"], {"chip": "a"}), (["samples", "demand", "period_minutes"], 7),
    (["samples", "demand", "method"], "sliding"), (["samples", "demand", "step_minutes"], 5),
    (SOURCE, {"type": "replay", "file": "a.wav", "format": "mp3"}), (SOURCE, {"type": "replay", "format": "raw", "file": "a"}),
    (SOURCE, {"type": "iio"}), (SOURCE, {"type": "serial", "port": "adc"}),
]
ALSO_GOOD_SAMPLED = [
    (["samples", "sample_rate_hz"], "15625/2"), (["samples", "sample_rate_hz"], 7812.5),
    (["samples", "accuracy_class"], 1), (["samples", "calibration_key"], "a0" * 32), (["samples", "start_current_amperes"], 0.004),
    (CHANNELS + ["V1", "volts_per_count"], 1e-05), (CHANNELS + ["V1", "volts_per_count"], "1/8192"),
    (CHANNELS + ["I1", "reversed"], True), (SOURCE + ["phase_order"], "132"), (SOURCE + ["phase_order"], 132),
    (["samples", "demand"], {"method": "sliding", "period_minutes": 30, "step_minutes": 5}),
    (["samples", "test_pulse", "output"], {"chip": "gpiochip0", "line": 4, "active": "low"}),
    (["simulation"], {"start_utc": "2026-03-01T00:00:00Z"}),
]


def changed(path, value, good=GOOD):
    board = copy.deepcopy(good)
    place = board
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return board


def program_accepts(board):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "board.yaml"
        file.write_text(yaml.safe_dump(board, sort_keys=False))
        run = subprocess.run([METER, "check", file, "--data", folder + "/data"], capture_output=True, text=True)
        if run.returncode == 2:
            assert run.stderr.startswith(f"meter: {file}:"), run.stderr
            return False
        assert run.returncode in (0, 3), run
        return True


def schema_accepts(board):
    return jsonschema.Draft202012Validator(SCHEMA).is_valid(board)


COLLECTION = ROOT / "docs/examples/bench.yaml"
GOOD_COLLECTION = {"meters_file": str(COLLECTION), "daily_utc": "00:20", "half_hour_offset_s": 120, "stale_after_minutes": 90,
                   "catch_up_days": 30, "parallel": 8, "archive": "a.sqlite",
                   "reconcile": [{"channel": "import", "meter": "feeder-1", "register": "1.0.1.8.0.255"}]}
WRONG += [(["collection"], {**GOOD_COLLECTION, key: value}) for key, value in (
    ("daily_utc", "24:00"), ("daily_utc", "7pm"), ("half_hour_offset_s", 1800), ("stale_after_minutes", 0),
    ("catch_up_days", 0), ("parallel", 0), ("every", "day"), ("reconcile", [{"channel": "import"}]),
    ("reconcile", [{"channel": "import", "meter": "a", "register": "1.8.0"}]))]
WRONG += [(["collection"], {"daily_utc": "00:20"}), (["collection"], {"meters_file": str(COLLECTION)})]
ALSO_GOOD += [(["collection"], GOOD_COLLECTION), (["collection"], {"meters_file": str(COLLECTION), "daily_utc": "23:59"})]


class Boards(unittest.TestCase):
    def test_schema_is_valid(self):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)

    def test_shipped_boards(self):
        files = sorted((ROOT / "boards").glob("*.yaml"))
        self.assertGreaterEqual(len(files), 4)
        for file in files:
            board = yaml.safe_load(file.read_text())
            jsonschema.validate(board, SCHEMA, cls=jsonschema.Draft202012Validator)
            self.assertTrue(program_accepts(board), file)

    def test_wrong_in_one_place(self):
        cases = [(GOOD, *case) for case in WRONG] + [(SAMPLED, *case) for case in WRONG_SAMPLED]
        for good, path, value in cases:
            with self.subTest(path=path, value=value):
                board = changed(path, value, good)
                self.assertFalse(schema_accepts(board), "the schema accepts it")
                self.assertFalse(program_accepts(board), "the program accepts it")

    def test_other_good_boards(self):
        cases = [(GOOD, *case) for case in ALSO_GOOD] + [(SAMPLED, *case) for case in ALSO_GOOD_SAMPLED]
        for good, path, value in cases:
            with self.subTest(path=path, value=value):
                board = changed(path, value, good)
                self.assertTrue(schema_accepts(board), "the schema refuses it")
                self.assertTrue(program_accepts(board), "the program refuses it")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])

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
CHANNEL = GOOD["channels"][0]

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


def changed(path, value):
    board = copy.deepcopy(GOOD)
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
        for path, value in WRONG:
            with self.subTest(path=path, value=value):
                board = changed(path, value)
                self.assertFalse(schema_accepts(board), "the schema accepts it")
                self.assertFalse(program_accepts(board), "the program accepts it")

    def test_other_good_boards(self):
        for path, value in ALSO_GOOD:
            with self.subTest(path=path, value=value):
                board = changed(path, value)
                self.assertTrue(schema_accepts(board), "the schema refuses it")
                self.assertTrue(program_accepts(board), "the program refuses it")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])

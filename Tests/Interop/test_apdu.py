"""Random APDUs of our encoders, decoded by pydlms, by dlms-cosem and in part by gurux: each field is what was put in.

SWIFT_METER_SEED=N runs other samples; a failure prints the seed. What a peer cannot decode stands in apdu_cosem.py with
its reason, and must go on failing there: a limit that is gone is to be struck out.
"""
import contextlib
import io
import json
import os
import pathlib
import signal
import subprocess
import unittest

from apdu_cosem import UNDECODED_KINDS, UNDECODED_TYPES, cosem_fields, cosem_limit, cosem_truth, types
from apdu_gurux import SHOWN_KINDS, gurux_truth, gurux_values
from apdu_pydlms import pydlms_fields

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = pathlib.Path(os.environ.get("SWIFT_METER_SAMPLES", ROOT / ".build/debug/apdu-samples"))
SEED = int(os.environ.get("SWIFT_METER_SEED", "20260201"))
ROUNDS = int(os.environ.get("SWIFT_METER_ROUNDS", "24"))


def samples():
    output = subprocess.run([SAMPLES, str(SEED), str(ROUNDS)], check=True, capture_output=True, text=True, timeout=60)
    return [json.loads(line) for line in output.stdout.splitlines()]


def decoded(decode, kind, octets):
    """The fields, or the error; some malformed lengths are read for ever."""
    def late(*_):
        raise TimeoutError("it reads on for ever")

    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return decode(kind, octets)
    except Exception as error:
        return error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class Decoding(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.samples = samples()

    def test_every_field(self):
        compared, kinds = {"pydlms": 0, "dlms-cosem": 0, "gurux": 0}, set()
        for sample in self.samples:
            kind, fields, octets = sample["kind"], sample["fields"], bytes.fromhex(sample["hex"])
            kinds.add(kind)
            note = f"seed {SEED}, {kind} {sample['hex']}"
            self.assertNotIn("refused", sample, f"our own decoder refuses it: {note}")
            self.assertEqual(decoded(pydlms_fields, kind, octets), fields, f"pydlms, {note}")
            compared["pydlms"] += 1
            if cosem_limit(kind, fields) is None:
                self.assertEqual(
                    decoded(cosem_fields, kind, octets), cosem_truth(kind, fields), f"dlms-cosem, {note}")
                compared["dlms-cosem"] += 1
            if kind in SHOWN_KINDS:
                self.assertEqual(decoded(gurux_values, kind, octets), gurux_truth(kind, fields), f"gurux, {note}")
                compared["gurux"] += 1
        self.assertEqual(len(kinds), 43)
        self.assertGreaterEqual(compared["pydlms"], 43 * ROUNDS)
        self.assertGreater(compared["dlms-cosem"], compared["pydlms"] // 3)
        self.assertEqual(compared["gurux"], len(SHOWN_KINDS) * ROUNDS)
        print(f"decoded: {compared}")

    def test_all_types(self):
        found = set().union(*(types(sample["fields"]) for sample in self.samples))
        self.assertEqual(found, {0, 1, 2, 3, 4, 5, 6, 9, 10, 12, 13, 15, 16, 17, 18, *range(20, 28), 255})

    def test_limits_remain(self):
        seen, looked = set(), {}
        for sample in self.samples:
            kind, fields = sample["kind"], sample["fields"]
            reason = cosem_limit(kind, fields)
            seen.add(reason)
            looked[reason] = looked.get(reason, 0) + 1
            # Reading for ever takes its time: a few of each say enough.
            if reason is None or looked[reason] > 8:
                continue
            answer = decoded(cosem_fields, kind, bytes.fromhex(sample["hex"]))
            self.assertNotEqual(
                answer, cosem_truth(kind, fields), f"dlms-cosem decodes it now ({reason}): {kind} {sample['hex']}")
        for reason in [*UNDECODED_KINDS.values(), *(f"type {t}: {r}" for t, r in UNDECODED_TYPES.items())]:
            self.assertIn(reason, seen)

    def test_losses_remain(self):
        for kind, name in [("associationRequest", "initiate"), ("dataNotification", "time")]:
            lost = 0
            for sample in self.samples:
                if sample["kind"] != kind or cosem_limit(kind, sample["fields"]):
                    continue
                answer = decoded(cosem_fields, kind, bytes.fromhex(sample["hex"]))
                lost += answer[name] != sample["fields"][name]
            self.assertGreater(lost, 0, f"dlms-cosem keeps {name} of {kind} now")


if __name__ == "__main__":
    unittest.main()

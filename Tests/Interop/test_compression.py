"""Profiles with times left out and as compact arrays, read by foreign clients and ours: every cell, over blocks, general
blocks, HDLC and ciphers."""
import contextlib
import datetime as dt
import io
import itertools
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from gurux_dlms.enums import InterfaceType
from pydlms.association import Mechanism
from pydlms.client import DlmsClient

from simulator import METER, START, Simulator
from test_gurux import Reader, cell

LOGGER = "1.0.99.1.0.255"
FORMS = ("null-data", "compact-array")


def with_times(rows, period):
    """Rows whose left-out times are made from the row before, as the Blue Book says."""
    found = []
    for row in rows:
        stamp = row[0]
        if isinstance(stamp, (bytes, bytearray)):
            stamp = dt.datetime(stamp[0] << 8 | stamp[1], stamp[2], stamp[3], *stamp[5:8], tzinfo=dt.timezone.utc)
        elif stamp is None:
            stamp = found[-1][0] + dt.timedelta(seconds=period)
        found.append((stamp, *row[1:]))
    return found


class Compression(unittest.TestCase):
    def run(self, result=None):
        # gurux prints every APDU.
        with contextlib.redirect_stdout(io.StringIO()):
            return super().run(result)

    def test_gurux(self):
        for form, framing in itertools.product(FORMS, (InterfaceType.WRAPPER, InterfaceType.HDLC)):
            for gmac in (False, True):
                with self.subTest(form=form, framing=framing, gmac=gmac), Simulator(
                        "cop", "--compression", form, *(["--hdlc"] if framing == InterfaceType.HDLC else [])) as meter:
                    reader = Reader(meter.port, framing, gmac=gmac)
                    profile = {o.logicalName: o for o in reader.objects()}[LOGGER]
                    # gurux makes left-out times from the period and the order, so it must have read them.
                    for attribute in (3, 4, 5):
                        reader.read(profile, attribute)
                    rows = [tuple(cell(v) for v in row) for row in reader.profile(profile)]
                    self.assertEqual(rows, meter.rows(LOGGER))
                    day = START.replace(hour=0, minute=0, second=0) - dt.timedelta(days=2)
                    rows = reader.profile(profile, reader.client.readRowsByRange(profile, day, day + dt.timedelta(days=1)))
                    self.assertEqual([tuple(cell(v) for v in row) for row in rows],
                                     meter.rows(LOGGER, day, day + dt.timedelta(days=1)))
                    rows = reader.profile(profile, reader.client.readRowsByEntry(profile, 5, 10))
                    self.assertEqual([tuple(cell(v) for v in row) for row in rows], meter.rows(LOGGER)[4:14])
                    reader.close()

    def test_pydlms(self):
        for form in FORMS:
            with self.subTest(form=form), Simulator("cop", "--compression", form) as meter:
                for size, options in ((128, {}), (1024, {}), (65535, {}), (512, {"propose_gbt": True, "gbt_window": 3})):
                    with DlmsClient.tcp("127.0.0.1", meter.port, client_sap=17, mechanism=Mechanism.LLS,
                                        password="level1", max_receive_pdu_size=size, **options) as client:
                        # It decodes compact arrays, but does not take one for a profile.
                        rows = (client.read_profile(LOGGER).rows if form == "null-data" else
                                [[c.to_python() for c in row.value] for row in client.get(LOGGER, 7, 2).value.items])
                        self.assertEqual(with_times(rows, meter.profile(LOGGER)["period"]), meter.rows(LOGGER), size)

    def test_ours(self):
        with tempfile.TemporaryDirectory() as folder:
            password = pathlib.Path(folder, "password")
            password.touch(mode=0o600)
            password.write_text("level1\n")
            for framing, blocks in itertools.product(((), ("--hdlc",)), ((), ("--general-blocks",))):
                received = {}
                for form in ("plain", *FORMS):
                    with self.subTest(form=form, framing=framing, blocks=blocks), Simulator(
                            "cop", "--compression", form, *framing, *blocks) as meter:
                        received[form] = self.read(
                            meter, password, "--pdu", 512, *framing, *(("--general-blocks", 3) if blocks else ()))
                # 13 octets of a row are not sent; or the head of a row, a tag of each of ten cells.
                self.assertLess(received["null-data"], received["plain"] - 335 * 13)
                self.assertLess(received["compact-array"], received["plain"] - 336 * 12)
            # Newest first, local time: the times of the change of clocks are written whole.
            for form in FORMS:
                with Simulator("prometer100", "--compression", form, "--clock", "2026-03-31T00:00:00Z", days=4) as meter:
                    self.read(meter, password, "--driver", "prometer100")

    def read(self, meter, password, *arguments):
        run = subprocess.run(
            [METER, "read", f"tcp:127.0.0.1:{meter.port}", "--json", "--no-progress", "--password", password, "--profile",
             "--from", "2020-01-01", "--to", "2030-01-01", *map(str, arguments)],
            capture_output=True, text=True, timeout=120, env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
        self.assertEqual(run.returncode, 0, run.stderr)
        report = json.loads(run.stdout)
        for profile in report["profiles"]:
            expected = meter.profile(profile["code"])
            self.assertEqual(
                [[int(dt.datetime.fromisoformat(r["start"].replace("Z", "+00:00")).timestamp()), *r["cells"]]
                 for r in profile["rows"]], [[r[0] - expected["period"], *r[1:]] for r in expected["rows"]])
        return report["session"]["octetsReceived"]


if __name__ == "__main__":
    unittest.main()

"""pydlms reads the simulated outstation: every register, every cell, over wrapper, HDLC and the optical port."""
import datetime as dt
import unittest

from pydlms.apdu import xdlms
from pydlms.association import Mechanism
from pydlms.client import DlmsClient
from pydlms.hdlc.connection import HdlcParameters
from pydlms.security.context import SecurityContext

from simulator import AUTHENTICATION_KEY, CLIENT_TITLE, ENCRYPTION_KEY, START, Simulator

LOGGER = "1.0.99.1.0.255"


def cells(buffer):
    """Rows of a buffer with the clock as an aware datetime."""
    rows = []
    for row in buffer.rows:
        stamp = row[0]
        if isinstance(stamp, (bytes, bytearray)):
            year, month, day = stamp[0] << 8 | stamp[1], stamp[2], stamp[3]
            assert stamp[9:11] == b"\x00\x00", stamp
            stamp = dt.datetime(year, month, day, *stamp[5:8], tzinfo=dt.timezone.utc)
        rows.append((stamp, *row[1:]))
    return rows


def stamp(when):
    return when.strftime("%Y-%m-%d %H:%M:%S")


class Reading(unittest.TestCase):
    def client(self, meter, sap=17, password="level1", **options):
        return DlmsClient.tcp(
            "127.0.0.1", meter.port, client_sap=sap, mechanism=Mechanism.LLS, password=password, **options)

    def everything(self, meter, client, newest_first=False):
        view = client.get_association_view()
        names = {str(entry.logical_name) for entry in view}
        for register in meter.truth["registers"]:
            self.assertIn(register["obis"], names)
            self.assertEqual(
                client.get(register["obis"], register["class"], 2).to_python(), register["value"], register)
            attribute = {3: 3, 4: 3, 5: 4}.get(register["class"])
            if attribute and not register["scalerDenied"]:
                scaler = client.get(register["obis"], register["class"], attribute).to_python()
                self.assertEqual([int(v) for v in scaler], [register["scaler"], register["unit"]])
            if register["class"] == 5:
                self.assertEqual(client.get(register["obis"], 5, 3).to_python(), register["last"])
        clock = client.get_clock()
        self.assertEqual(str(clock)[:13].replace("T", " "), "2026-02-01 10")
        for profile in meter.truth["profiles"]:
            if profile["obis"].startswith("1.0.99") and ".128." not in profile["obis"]:
                buffer = client.read_profile(profile["obis"])
                self.assertEqual(
                    [str(c[1]) if isinstance(c, tuple) else str(c.logical_name) for c in buffer.columns],
                    [c["obis"] for c in profile["columns"]])
                rows = cells(buffer)
                expected = meter.rows(profile["obis"])
                self.assertEqual(rows, expected[::-1] if newest_first else expected)
                self.assertEqual(client.get(profile["obis"], 7, 7).to_python(), len(expected))
                self.assertEqual(client.get(profile["obis"], 7, 4).to_python(), profile["period"])

    def ranges(self, meter, client):
        day = START.replace(hour=0, minute=0, second=0) - dt.timedelta(days=2)
        for first, last in [(day, day + dt.timedelta(days=1)), (day, day), (day - dt.timedelta(days=90), day),
                            (day + dt.timedelta(minutes=1), day + dt.timedelta(minutes=29))]:
            access = range_access(first, last)
            self.assertEqual(cells(client.read_profile(LOGGER, access)), meter.rows(LOGGER, first, last))

    def entries(self, meter, client):
        rows = meter.rows(LOGGER)
        for first, last in [(1, 10), (327, 336), (1, 0), (336, 336), (330, 400)]:
            access = entry_access(first, last)
            self.assertEqual(
                cells(client.read_profile(LOGGER, access)), rows[first - 1:last or len(rows)], (first, last))
        buffer = client.read_profile(LOGGER, entry_access(2, 3, 1, 3))
        self.assertEqual(cells(buffer), [r[:3] for r in rows[1:3]])

    def test_wrapper(self):
        with Simulator("cop") as meter:
            for size in (64, 127, 128, 255, 256, 500, 1024, 16384, 65535):
                with self.client(meter, max_receive_pdu_size=size) as client:
                    self.assertEqual(cells(client.read_profile(LOGGER)), meter.rows(LOGGER), size)
            with self.client(meter, max_receive_pdu_size=1024) as client:
                self.everything(meter, client)
                self.ranges(meter, client)
                self.entries(meter, client)

    def test_hdlc(self):
        with Simulator("cop", "--hdlc") as meter:
            for information, window in [(128, 1), (32, 7), (512, 3), (2030, 7)]:
                parameters = HdlcParameters(
                    max_info_tx=information, max_info_rx=information, window_tx=window, window_rx=window)
                for size in (1, 2, 4):
                    with self.client(meter, hdlc=True, hdlc_parameters=parameters, address_size=size,
                                     server_physical=1 if size > 1 else None, max_receive_pdu_size=1024) as client:
                        self.assertEqual(cells(client.read_profile(LOGGER)), meter.rows(LOGGER))
            with self.client(meter, hdlc=True, max_receive_pdu_size=1024) as client:
                self.everything(meter, client)
                self.ranges(meter, client)
                self.entries(meter, client)

    def test_lists(self):
        with Simulator("cop") as meter, self.client(meter, max_receive_pdu_size=128) as client:
            items = [(r["obis"], r["class"], 2) for r in meter.truth["registers"]]
            values = client.get_many(items)
            self.assertEqual([v.to_python() for v in values], [r["value"] for r in meter.truth["registers"]])

    def test_general_blocks(self):
        with Simulator("cop", "--general-blocks") as meter:
            for window in (1, 3, 8, 32, 63):
                with self.client(meter, max_receive_pdu_size=512, propose_gbt=True, gbt_window=window) as client:
                    self.assertEqual(cells(client.read_profile(LOGGER)), meter.rows(LOGGER), window)

    def test_gmac(self):
        with Simulator("cop") as meter:
            security = SecurityContext(
                encryption_key=ENCRYPTION_KEY, authentication_key=AUTHENTICATION_KEY,
                client_system_title=CLIENT_TITLE, invocation_counter=1)
            with DlmsClient.tcp(
                    "127.0.0.1", meter.port, client_sap=17, mechanism=Mechanism.HLS_GMAC, security=security,
                    max_receive_pdu_size=1024) as client:
                self.everything(meter, client)

    def test_optical(self):
        with Simulator("cop", "--mode-e", "--baud", "9600", days=2) as meter:
            with DlmsClient.optical(
                    f"socket://127.0.0.1:{meter.port}", client_sap=17, mechanism=Mechanism.LLS,
                    password="level1") as client:
                self.everything(meter, client)

    def test_prometer(self):
        with Simulator("prometer100") as meter:
            with self.client(meter, sap=32, max_receive_pdu_size=1024) as client:
                self.everything(meter, client, newest_first=True)
                with self.assertRaises(Exception):
                    client.read_profile(LOGGER, entry_access(1, 10))
                empty = START - dt.timedelta(days=400)
                with self.assertRaises(Exception) as raised:
                    client.get(LOGGER, 7, 2, range_access(empty, empty + dt.timedelta(days=1)))
                self.assertIn("14", f"{raised.exception!r} {getattr(raised.exception, 'result', '')!r}"
                              .replace("DATA_BLOCK_UNAVAILABLE", "14"))
                first = START - dt.timedelta(days=400)
                last = START.replace(hour=0, minute=0, second=0) - dt.timedelta(days=3)
                self.assertEqual(
                    cells(client.read_profile(LOGGER, range_access(first, last))),
                    meter.rows(LOGGER, first, last)[::-1])


def range_access(first, last):
    from pydlms.cosem.data import DlmsData
    return xdlms.SelectiveAccess(1, DlmsData.structure([
        DlmsData.structure([DlmsData.uint16(8), DlmsData.octet_string(bytes([0, 0, 1, 0, 0, 255])), DlmsData.int8(2),
                            DlmsData.uint16(0)]),
        DlmsData.octet_string(octets(first)), DlmsData.octet_string(octets(last)), DlmsData.array([])]))


def octets(when):
    return bytes([when.year >> 8, when.year & 255, when.month, when.day, when.isoweekday(), when.hour, when.minute,
                  when.second, 0, 0, 0, 0])


def entry_access(first, last, from_column=1, to_column=0):
    from pydlms.cosem.data import DlmsData
    return xdlms.SelectiveAccess(2, DlmsData.structure([
        DlmsData.uint32(first), DlmsData.uint32(last), DlmsData.uint16(from_column), DlmsData.uint16(to_column)]))


if __name__ == "__main__":
    unittest.main()

"""pydlms sets, calls and reads by lists, by blocks and by both, and loses general blocks on the way."""
import logging
import unittest
from unittest import mock

from pydlms.apdu import gbt
from pydlms.association import Mechanism
from pydlms.client import DlmsClient
from pydlms.cosem.data import DlmsData
from pydlms.exceptions import DlmsError, ServiceError

from simulator import Simulator
from test_pydlms import LOGGER, cells

CLOCK, PERIOD, PASSWORD = ("0.0.1.0.0.255", 8), (LOGGER, 7), ("0.0.96.50.10.255", 1)
SCRIPT = ("0.0.10.0.1.255", 9)
RESETS = ("1.0.0.1.0.255", 1)
DENIED, UNDEFINED, UNMATCHED, SUCCESS = 3, 4, 12, 0

# It tells of every block it asks for again.
logging.getLogger("pydlms").setLevel(logging.ERROR)


def password(level, text):
    return DlmsData.structure([DlmsData.uint8(level), DlmsData.octet_string(text)])


class Services(unittest.TestCase):
    def setUp(self):
        self.meter = self.enterContext(Simulator("cop", "--general-blocks", days=2))

    def client(self, sap=19, secret="level3", **options):
        return DlmsClient.tcp(
            "127.0.0.1", self.meter.port, client_sap=sap, mechanism=Mechanism.LLS, password=secret,
            **{"max_receive_pdu_size": 1024, "timeout": 5, **options})

    def in_blocks(self, client, octets):
        """Values go in blocks of so many octets, however short they are; what is sent is kept."""
        self.sent = []
        link = client.association.link
        send = link.send_apdu

        def keep(apdu):
            self.sent.append(bytes(apdu))
            return send(apdu)

        self.enterContext(mock.patch.object(link, "send_apdu", keep))
        self.enterContext(mock.patch.object(client, "_fits", lambda _: False))
        self.enterContext(mock.patch.object(client, "_chunk_size", lambda _: octets))
        self.enterContext(mock.patch.object(client, "_split_list", lambda entries, _: [entries]))

    def choices(self):
        return [tuple(apdu[:2]) for apdu in self.sent]

    def value(self, client, item, attribute=2):
        return client.get(*item, attribute).to_python()

    def test_set_list(self):
        with self.client() as client:
            results = client.set_many([
                (*PERIOD, 4, DlmsData.uint32(900)), (*CLOCK, 1, DlmsData.octet_string(bytes(6))),
                (*PERIOD, 4, DlmsData.uint32(901)), ("1.0.99.77.0.255", 7, 4, DlmsData.uint32(900)),
                (*PASSWORD, 2, password(1, b"changed1"))])
            self.assertEqual([int(r) for r in results], [SUCCESS, DENIED, UNMATCHED, UNDEFINED, SUCCESS])
            self.assertEqual(self.value(client, PERIOD, 4), 900)
        self.assertTrue(self.opens("changed1"))
        self.assertFalse(self.opens("level1"))

    def opens(self, secret):
        try:
            with self.client(17, secret) as client:
                return self.value(client, CLOCK) is not None
        except DlmsError:
            return False

    def test_set_blocks(self):
        with self.client() as client:
            self.in_blocks(client, 7)
            client.set(*PASSWORD, 2, password(1, b"a longer one"))
            # A structure of 18 octets.
            self.assertEqual(self.choices(), [(0xC1, 2), (0xC1, 3), (0xC1, 3)])
            with self.assertRaises(ServiceError) as refused:
                client.set(*PASSWORD, 2, password(4, b"not for level three"))
            self.assertEqual(int(refused.exception.result), DENIED)
        self.assertTrue(self.opens("a longer one"))

    def test_set_list_in_blocks(self):
        with self.client() as client:
            self.in_blocks(client, 8)
            results = client.set_many(
                [(*PERIOD, 4, DlmsData.uint32(600)), (*PASSWORD, 2, password(1, b"longer word")),
                 (*PERIOD, 4, DlmsData.uint32(601))], split_lists=False)
            # Their number, 5, 17 and 5 octets.
            self.assertEqual(self.choices(), [(0xC1, 5), (0xC1, 3), (0xC1, 3), (0xC1, 3)])
            self.assertEqual([int(r) for r in results], [SUCCESS, SUCCESS, UNMATCHED])
            self.assertEqual(self.value(client, PERIOD, 4), 600)
        self.assertTrue(self.opens("longer word"))

    def test_action_list(self):
        with self.client() as client:
            before = self.value(client, RESETS)
            results = client.action_many([
                (*SCRIPT, 1, DlmsData.uint16(1)), (*SCRIPT, 1, DlmsData.uint16(9)), (*CLOCK, 3, None),
                ("1.0.99.77.0.255", 7, 1, None)])
            self.assertEqual([r if r is None else int(r) for r in results], [None, UNDEFINED, None, UNDEFINED])
            self.assertEqual(self.value(client, RESETS), before + 1)
            # Adjusted to the minute; the seconds begin anew.
            self.assertLess(self.value(client, CLOCK)[7], 5)

    def test_action_blocks(self):
        with self.client() as client:
            before = self.value(client, RESETS)
            self.in_blocks(client, 1)
            client.action(*SCRIPT, 1, DlmsData.uint16(1))
            self.assertEqual(self.choices(), [(0xC3, 4), (0xC3, 6), (0xC3, 6)])
            self.assertEqual(self.value(client, RESETS), before + 1)
            with self.assertRaises(ServiceError) as refused:
                client.action(*SCRIPT, 1, DlmsData.uint16(9))
            self.assertEqual(int(refused.exception.result), UNDEFINED)
            self.assertEqual(self.value(client, RESETS), before + 1)

    def losing(self, client, numbers):
        """The answer's blocks of these numbers are lost, once each."""
        link, lost = client.association.link, []
        receive = link.receive_apdu

        def receiving(*arguments, **options):
            while True:
                apdu = receive(*arguments, **options)
                block = gbt.decode_gbt(apdu) if apdu[0] == 0xE0 else None
                if block is None or block.block_number not in numbers or block.block_number in lost:
                    return apdu
                lost.append(block.block_number)

        self.enterContext(mock.patch.object(link, "receive_apdu", receiving))
        return lost

    def test_lost_general_blocks(self):
        # In the middle of a window, its first, its last (which only time tells), and several.
        for window, numbers in [(4, {2}), (4, {5}), (3, {3}), (1, {4}), (8, {2, 7, 12})]:
            with self.subTest(window=window, numbers=numbers), self.client(
                    max_receive_pdu_size=256, propose_gbt=True, gbt_window=window, timeout=1) as client:
                lost = self.losing(client, numbers)
                self.assertEqual(cells(client.read_profile(LOGGER)), self.meter.rows(LOGGER))
                self.assertEqual(set(lost), numbers)
                # The transfer is over: the next answer is one of its own.
                self.assertEqual(self.value(client, PERIOD, 4), 1800)


if __name__ == "__main__":
    unittest.main()

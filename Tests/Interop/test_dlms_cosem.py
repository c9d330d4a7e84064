"""dlms-cosem 21.3.2 reads the simulated outstation over the wrapper, and over HDLC on a pseudo terminal."""
import contextlib
import datetime as dt
import io
import unittest

from dlms_cosem import a_xdr, cosem, enumerations, utils
from dlms_cosem.clients.dlms_client import DlmsClient
from dlms_cosem.cosem import Obis
from dlms_cosem.protocol.xdlms.selective_access import RangeDescriptor

from simulator import AUTHENTICATION_KEY, CLIENT_TITLE, ENCRYPTION_KEY, START, Simulator

LOGGER = "1.0.99.1.0.255"


def attribute(interface, name, number):
    return cosem.CosemAttribute(
        interface=enumerations.CosemInterface(interface), instance=Obis(*(int(g) for g in name.split("."))),
        attribute=number)


def parse(data):
    return utils.parse_as_dlms_data(data)


def rows(data):
    result = []
    for row in parse(data):
        stamp = bytes(row[0])
        result.append((dt.datetime(stamp[0] << 8 | stamp[1], *stamp[2:4], *stamp[5:8], tzinfo=dt.timezone.utc),
                       *row[1:]))
    return result


class Reading(unittest.TestCase):
    def run(self, result=None):
        # The library prints every APDU.
        with contextlib.redirect_stdout(io.StringIO()):
            return super().run(result)

    def everything(self, meter, **options):
        if meter.port:
            client = DlmsClient.with_tcp_transport(
                host="127.0.0.1", port=meter.port, client_logical_address=17, server_logical_address=1, **options)
        else:
            client = DlmsClient.with_serial_hdlc_transport(
                serial_port=meter.path, client_logical_address=17, server_logical_address=1,
                server_physical_address=None, **options)
            # It waits for ever for the parameters that the answer to a DISC does not have (ISO/IEC 13239).
            client.io_interface.disconnect = lambda: None
        with client.session() as c:
            for register in meter.truth["registers"]:
                self.assertEqual(parse(c.get(attribute(register["class"], register["obis"], 2))), register["value"])
            view = parse(c.get(attribute(15, "0.0.40.0.0.255", 2)))
            self.assertGreater(len(view), 30 + len(meter.truth["registers"]))
            self.assertEqual(bytes(parse(c.get(attribute(8, "0.0.1.0.0.255", 2))))[:6],
                             bytes([7, 0xEA, 2, 1, 7, 10]))
            self.assertEqual(rows(c.get(attribute(7, LOGGER, 2))), meter.rows(LOGGER))
            day = START.replace(hour=0, minute=0, second=0) - dt.timedelta(days=2)
            descriptor = RangeDescriptor(
                restricting_object=cosem.CaptureObject(
                    attribute(8, "0.0.1.0.0.255", 2)) if hasattr(cosem, "CaptureObject") else capture_object(),
                from_value=day, to_value=day + dt.timedelta(days=1))
            self.assertEqual(rows(c.get(attribute(7, LOGGER, 2), descriptor)),
                             meter.rows(LOGGER, day, day + dt.timedelta(days=1)))

    def test_password(self):
        for size in (512, 1024, 65535):
            with Simulator("cop") as meter:
                self.everything(meter, authentication_method=enumerations.AuthenticationMechanism.LLS,
                                password=b"level1", max_pdu_size=size)

    def test_gmac(self):
        with Simulator("cop") as meter:
            self.everything(
                meter, authentication_method=enumerations.AuthenticationMechanism.HLS_GMAC,
                encryption_key=ENCRYPTION_KEY, authentication_key=AUTHENTICATION_KEY,
                client_system_title=CLIENT_TITLE, client_initial_invocation_counter=1, max_pdu_size=1024)


    def test_hdlc(self):
        with Simulator("cop", "--hdlc", port="pty", days=3) as meter:
            self.everything(meter, authentication_method=enumerations.AuthenticationMechanism.LLS,
                            password=b"level1", max_pdu_size=1024)

    def test_gmac_hdlc(self):
        with Simulator("cop", "--hdlc", port="pty", days=3) as meter:
            self.everything(
                meter, authentication_method=enumerations.AuthenticationMechanism.HLS_GMAC,
                encryption_key=ENCRYPTION_KEY, authentication_key=AUTHENTICATION_KEY,
                client_system_title=CLIENT_TITLE, client_initial_invocation_counter=1, max_pdu_size=1024)


def capture_object():
    from dlms_cosem.protocol.xdlms.selective_access import CaptureObject
    return CaptureObject(attribute(8, "0.0.1.0.0.255", 2), data_index=0)


if __name__ == "__main__":
    unittest.main()

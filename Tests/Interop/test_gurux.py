"""gurux-dlms reads the simulated outstation: association view, registers, clock, profile, over wrapper and HDLC."""
import contextlib
import datetime as dt
import io
import socket
import unittest

from gurux_dlms import GXByteBuffer, GXReplyData
from gurux_dlms.enums import Authentication, InterfaceType, ObjectType, Security
from gurux_dlms.GXDateTime import GXDateTime
from gurux_dlms.objects import GXDLMSProfileGeneric
from gurux_dlms.secure import GXDLMSSecureClient

from simulator import AUTHENTICATION_KEY, CLIENT_TITLE, ENCRYPTION_KEY, START, Simulator

LOGGER = "1.0.99.1.0.255"


class Reader:
    """A driver without media of its own."""

    def __init__(self, port, interface, sap=17, password="level1", gmac=False, size=1024):
        authentication = Authentication.HIGH_GMAC if gmac else Authentication.LOW
        self.client = GXDLMSSecureClient(True, sap, 1, authentication, password, interface)
        self.client.settings.maxPduSize = size
        if gmac:
            self.client.ciphering.security = Security.AUTHENTICATION_ENCRYPTION
            self.client.ciphering.systemTitle = bytearray(CLIENT_TITLE)
            self.client.ciphering.blockCipherKey = bytearray(ENCRYPTION_KEY)
            self.client.ciphering.authenticationKey = bytearray(AUTHENTICATION_KEY)
            self.client.ciphering.invocationCounter = 1
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        if interface == InterfaceType.HDLC:
            reply = self.transfer(self.client.snrmRequest())
            self.client.parseUAResponse(reply.data)
        reply = GXReplyData()
        for frame in self.client.aarqRequest():
            self.frame(frame, reply)
        self.client.parseAareResponse(reply.data)
        if gmac:
            reply = self.transfer(self.client.getApplicationAssociationRequest())
            self.client.parseApplicationAssociationResponse(reply.data)

    def close(self):
        self.socket.close()

    def frame(self, data, reply):
        self.socket.sendall(bytes(data))
        notify, buffer = GXReplyData(), GXByteBuffer()
        while not self.client.getData(buffer, reply, notify):
            part = self.socket.recv(65536)
            if not part:
                raise EOFError
            buffer.set(part)

    def transfer(self, frames):
        reply = GXReplyData()
        for frame in frames if isinstance(frames, list) else [frames]:
            reply.clear()
            self.frame(frame, reply)
            while reply.isMoreData():
                self.frame(self.client.receiverReady(reply), reply)
            if reply.error:
                raise ValueError(f"refused: {reply.error}")
        return reply

    def read(self, item, attribute):
        reply = self.transfer(self.client.read(item, attribute))
        return self.client.updateValue(item, attribute, reply.value)

    def objects(self):
        reply = self.transfer(self.client.getObjectsRequest())
        return self.client.parseObjects(reply.data, False, False)

    def profile(self, item, frames=None):
        reply = self.transfer(frames or self.client.read(item, 2))
        return self.client.updateValue(item, 2, reply.value)


def cell(value):
    if isinstance(value, GXDateTime):
        value = value.value
        return (value if value.tzinfo else value.replace(tzinfo=dt.timezone.utc)).astimezone(dt.timezone.utc)
    if isinstance(value, (bytes, bytearray)) and len(value) == 12:
        return dt.datetime(value[0] << 8 | value[1], *value[2:4], *value[5:8], tzinfo=dt.timezone.utc)
    return int(value)


class Reading(unittest.TestCase):
    def run(self, result=None):
        # The library prints every APDU.
        with contextlib.redirect_stdout(io.StringIO()):
            return super().run(result)

    def everything(self, meter, reader):
        objects = reader.objects()
        names = {o.logicalName: o for o in objects}
        for register in meter.truth["registers"]:
            item = names[register["obis"]]
            if register["class"] in (3, 4) and not register["scalerDenied"]:
                reader.read(item, 3)
                self.assertAlmostEqual(item.scaler, 10.0 ** register["scaler"])
                self.assertEqual(int(item.unit), register["unit"])
            value = reader.transfer(reader.client.read(item, 2)).value
            self.assertEqual(int(value), register["value"], register)
        clock = names["0.0.1.0.0.255"]
        reader.read(clock, 2)
        self.assertTrue(START <= cell(clock.time) < START + dt.timedelta(seconds=60), clock.time)
        profile = names[LOGGER]
        reader.read(profile, 3)
        self.assertEqual([o[0].logicalName for o in profile.captureObjects],
                         [c["obis"] for c in meter.profile(LOGGER)["columns"]])
        rows = [tuple(cell(v) for v in row) for row in reader.profile(profile)]
        self.assertEqual(rows, meter.rows(LOGGER))
        day = START.replace(hour=0, minute=0, second=0) - dt.timedelta(days=2)
        rows = reader.profile(profile, reader.client.readRowsByRange(profile, day, day + dt.timedelta(days=1)))
        self.assertEqual([tuple(cell(v) for v in row) for row in rows],
                         meter.rows(LOGGER, day, day + dt.timedelta(days=1)))
        rows = reader.profile(profile, reader.client.readRowsByEntry(profile, 5, 10))
        self.assertEqual([tuple(cell(v) for v in row) for row in rows], meter.rows(LOGGER)[4:14])

    def check(self, interface, *arguments, **options):
        with Simulator("cop", *arguments) as meter:
            reader = Reader(meter.port, interface, **options)
            try:
                self.everything(meter, reader)
            finally:
                reader.close()

    def test_wrapper(self):
        self.check(InterfaceType.WRAPPER)

    def test_hdlc(self):
        self.check(InterfaceType.HDLC, "--hdlc")

    def test_gmac(self):
        self.check(InterfaceType.WRAPPER, gmac=True)

    def test_gmac_hdlc(self):
        self.check(InterfaceType.HDLC, "--hdlc", gmac=True)

    def test_wrong_password(self):
        with Simulator("cop") as meter:
            with self.assertRaises(Exception):
                Reader(meter.port, InterfaceType.WRAPPER, password="nobody1")
            Reader(meter.port, InterfaceType.WRAPPER).close()


if __name__ == "__main__":
    unittest.main()

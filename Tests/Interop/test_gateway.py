"""pydlms and gurux read the meter that `meter run` runs: registers and profiles are those of the command line."""
import contextlib
import datetime as dt
import io
import os
import pathlib
import pty
import select
import socket
import subprocess
import threading
import time
import tty
import unittest

from gurux_dlms.enums import InterfaceType
from pydlms.association import Mechanism
from pydlms.client import DlmsClient
from pydlms.cosem.data import DlmsData
from pydlms.hdlc.connection import HdlcParameters
from pydlms.security.context import SecurityContext

from gateway import PASSWORDS, Gateway
from simulator import AUTHENTICATION_KEY, CLIENT_TITLE, ENCRYPTION_KEY, ROOT
from test_gurux import Reader, cell
from test_pydlms import cells, octets, range_access

PERIODS, TOTALS, ACCESSES = "1.0.99.1.0.255", "1.0.99.2.0.255", "0.0.99.98.4.255"
COMPENSATION = "1.0.0.4.128.255"
FLAGS = ["PF", "RST", "BAT", "TIM", "TRU", "CFG", "REV", "ERR", "clock_unsynced", "possible_loss", "estimated",
         "recovered", "test_mode", "partial"]
# Value group C, and what is added to it for an element, by the name of a quantity.
GROUP_C = {"active_import": 1, "active_export": 2, "reactive_import": 3, "reactive_export": 4, "reactive_q1": 5,
           "reactive_q2": 6, "reactive_q3": 7, "reactive_q4": 8, "apparent_import": 9, "apparent_export": 10,
           "fundamental_reactive_import": 133, "fundamental_reactive_export": 134, "estimated_active_import": 165,
           "estimated_active_export": 166}
# As good as standing still: a reader and the command line see the same.
STILL = ("--speed", "0.0001")


def whole(microwatt_hours):
    return microwatt_hours // 1_000_000


def code(channel, d, phases=False):
    c, element = GROUP_C[channel["quantity"]], channel["element"]
    if c > 100:
        return f"1.{element}.{c}.{d}.0.255"
    return f"1.0.{c + (20 * element if phases else 0)}.{d}.0.255"


def energy(channel):
    return channel.get("energy_microwatt_hours", channel.get("energy_microvar_hours"))


def end(row):
    return dt.datetime.fromisoformat(row["end"].replace("Z", "+00:00"))


def bits(row):
    return sum(1 << FLAGS.index(name) for name in row["flags"])


def periods(row):
    """The cells of a row of energies: the register's whole Wh at the end less those at the start."""
    return [whole(r) - whole(r - e) for r, e in zip(row["register_microwatt_hours"], row["energy_microwatt_hours"])]


def client(port, sap=17, password=PASSWORDS[0], **options):
    return DlmsClient.tcp("127.0.0.1", port, client_sap=sap, mechanism=Mechanism.LLS, password=password,
                          max_receive_pdu_size=1024, **options)


class Reading(unittest.TestCase):
    def compare(self, gateway, reader, phases=False):
        """Every energy register and every cell of both profiles."""
        channels = gateway.read("registers")["channels"]
        for channel in channels:
            self.assertEqual(reader.get(code(channel, 8, phases), 3, 2).to_python(), whole(energy(channel)), channel)
        rows = gateway.read("profile")["rows"]
        self.assertGreater(len(rows), 40)
        buffer = reader.read_profile(PERIODS)
        self.assertEqual([str(c[1]) if isinstance(c, tuple) else str(c.logical_name) for c in buffer.columns][2:],
                         [code(channel, 29, phases) for channel in channels])
        self.assertEqual(cells(buffer), [(end(r), bits(r), *periods(r)) for r in rows])
        self.assertEqual(cells(reader.read_profile(TOTALS)),
                         [(end(r), bits(r), *map(whole, r["register_microwatt_hours"])) for r in rows])
        first, last = end(rows[3]), end(rows[30])
        self.assertEqual(cells(reader.read_profile(PERIODS, range_access(first, last))),
                         [(end(r), bits(r), *periods(r)) for r in rows[3:31]])
        self.assertEqual(reader.get(PERIODS, 7, 7).to_python(), len(rows))
        self.assertEqual(reader.get(PERIODS, 7, 4).to_python(), rows[0]["minutes"] * 60)
        return channels, rows

    def test_pulses(self):
        with Gateway(profile={"period_minutes": 30, "days": 20}) as gateway:
            gateway.finish("--speed", "max", "--simulated-days", 25)
            with gateway.run(*STILL) as meter, client(meter.port) as reader:
                channels, rows = self.compare(gateway, reader)
                # The oldest rows have been overwritten, and nothing is missing between the others.
                self.assertGreater(rows[0]["entry"], 0)
                self.assertGreaterEqual(len(rows), 20 * 48)
                # The largest half hour since the start is among the newest ones or before them.
                demand = reader.get(code(channels[0], 6), 4, 2).to_python()
                self.assertGreaterEqual(demand, 2 * max(r["energy_microwatt_hours"][0] for r in rows) // 1000)
                self.assertEqual(reader.get("0.0.96.1.0.255", 1, 2).to_python(), b"K1234567")

    def test_pulses_gurux_hdlc(self):
        with Gateway() as gateway:
            gateway.board["outstation"]["tcp"]["framing"] = "hdlc"
            gateway.finish("--speed", "max", "--simulated-days", 2)
            with gateway.run(*STILL) as meter, contextlib.redirect_stdout(io.StringIO()):
                reader = Reader(meter.port, InterfaceType.HDLC, password=PASSWORDS[0])
                try:
                    names = {o.logicalName: o for o in reader.objects()}
                    for channel in gateway.read("registers")["channels"]:
                        value = reader.transfer(reader.client.read(names[code(channel, 8)], 2)).value
                        self.assertEqual(int(value), whole(energy(channel)))
                    profile = names[PERIODS]
                    reader.read(profile, 3)
                    rows = [tuple(cell(v) for v in row) for row in reader.profile(profile)]
                    self.assertEqual(rows, [(end(r), bits(r), *periods(r)) for r in gateway.read("profile")["rows"]])
                finally:
                    reader.close()

    def test_samples(self):
        with Gateway("simulated-three-phase.yaml", profile={"period_minutes": 5, "days": 2}) as gateway:
            gateway.board["samples"]["sample_rate_hz"] = 2000
            gateway.finish("--speed", "max", "--for", "45s")
            with gateway.run(*STILL) as meter, client(meter.port) as reader:
                channels = gateway.read("registers")["channels"]
                self.assertEqual(len(channels), 38)
                self.assertEqual(len({code(c, 8, True) for c in channels}), 38)
                for channel in channels:
                    self.assertEqual(reader.get(code(channel, 8, True), 3, 2).to_python(), whole(energy(channel)))
                rows = gateway.read("profile")["rows"]
                self.assertEqual(cells(reader.read_profile(PERIODS)), [(end(r), bits(r), *periods(r)) for r in rows])
            # While it meters: voltage, current and frequency of now, registers that go on.
            with gateway.run("--speed", 20) as meter, client(meter.port) as reader:
                time.sleep(2)
                self.assertAlmostEqual(reader.get("1.0.32.7.0.255", 3, 2).to_python(), 230_000, delta=1000)
                self.assertAlmostEqual(reader.get("1.0.31.7.0.255", 3, 2).to_python(), 5_000, delta=60)
                self.assertAlmostEqual(reader.get("1.0.14.7.0.255", 3, 2).to_python(), 50_020, delta=10)
                power = reader.get("1.0.21.7.0.255", 3, 2).to_python()
                self.assertAlmostEqual(power, 1_035_000, delta=15_000)
                before = reader.get("1.0.1.8.0.255", 3, 2).to_python()
                time.sleep(1)
                self.assertGreater(reader.get("1.0.1.8.0.255", 3, 2).to_python(), before)

    def test_while_metering(self):
        """Rows that are read while others close are those that the store has afterwards."""
        with Gateway() as gateway:
            with gateway.run("--speed", 20000) as meter, client(meter.port) as reader:
                read = {}
                for _ in range(10):
                    for row in cells(reader.read_profile(PERIODS)):
                        self.assertEqual(read.setdefault(row[0], row), row)
                    time.sleep(0.2)
            truth = {end(r): (end(r), bits(r), *periods(r)) for r in gateway.read("profile")["rows"]}
            self.assertGreater(len(read), 15)
            for stamp, row in read.items():
                self.assertEqual(row, truth[stamp])


class Access(unittest.TestCase):
    def test_levels(self):
        with Gateway(clock={"source": "outstation"}) as gateway:
            gateway.finish("--speed", "max", "--simulated-days", 1)
            with gateway.run("--speed", 1) as meter:
                with self.assertRaises(Exception):
                    client(meter.port, password="level1fail").connect()
                with client(meter.port) as reader:
                    with self.assertRaises(Exception):
                        self.set_clock(reader, dt.timedelta(minutes=10))
                with client(meter.port, 18, PASSWORDS[1]) as reader:
                    before = self.clock(reader)
                    self.set_clock(reader, dt.timedelta(minutes=-10))
                    self.assertAlmostEqual((before - self.clock(reader)).total_seconds(), 600, delta=2)
                    # TIM and TRU of the present period.
                    self.assertEqual(reader.get("0.0.96.10.1.255", 1, 2).to_python() & 0x18, 0x18)
                    rows = [row[1:] for row in cells(reader.read_profile(ACCESSES))]
                    self.assertEqual([row[:3] for row in rows], [(2, 1, 17), (1, 1, 17), (1, 2, 18), (4, 2, 18)])
                    # The clock, and its seconds before and after.
                    self.assertEqual(rows[-1][3], bytes([0, 0, 1, 0, 0, 255]))
                    self.assertAlmostEqual(rows[-1][4] - rows[-1][5], 600, delta=2)
                    self.assertEqual({row[3:] for row in rows[:-1]}, {(bytes(6), 0, 0)})
            flagged = [r for r in gateway.read("profile")["rows"] if "TIM" in r["flags"]]
            self.assertEqual(len(flagged), 1)
            # The log of accesses, and the clock that was set, outlive the process.
            with gateway.run("--speed", 1) as meter, client(meter.port) as reader:
                self.assertEqual(len(cells(reader.read_profile(ACCESSES))), 5)

    def test_error_compensation(self):
        """Behind the broken seal: pulses weigh more from then on, the change is in the log, and a restart keeps it."""
        with Gateway() as sealed, sealed.run(*STILL) as meter, self.assertRaises(Exception):
            client(meter.port, 20, PASSWORDS[3]).connect()
        with Gateway() as gateway:
            gateway.board["outstation"]["seal"] = {"type": "simulated", "broken": True}
            gateway.finish("--speed", "max", "--simulated-days", 1)
            day = sum(periods(r)[0] for r in gateway.read("profile")["rows"])
            with gateway.run(*STILL) as meter, client(meter.port, 20, PASSWORDS[3]) as reader:
                self.assertEqual(reader.get(COMPENSATION, 1, 2).to_python(), 0)
                register = reader.get("1.0.1.8.0.255", 3, 2).to_python()
                reader.set(COMPENSATION, 1, 2, DlmsData.int32(2500))
                self.assertEqual(reader.get(COMPENSATION, 1, 2).to_python(), 2500)
                # What was counted stays.
                self.assertEqual(reader.get("1.0.1.8.0.255", 3, 2).to_python(), register)
                self.assertTrue(reader.get("0.0.96.10.1.255", 1, 2).to_python() & 0x20)
                last = cells(reader.read_profile(ACCESSES))[-1]
                self.assertEqual(last[1:], (6, 4, 20, bytes([1, 0, 0, 4, 128, 255]), 0, 2500))
            before = gateway.read("registers")["channels"][0]
            gateway.finish("--speed", "max", "--simulated-days", 2)
            after = gateway.read("registers")["channels"][0]
            # 1000 imp/kWh with 2.5 %: 1 025 000 µWh a pulse, exactly.
            pulses = after["pulses"] - before["pulses"]
            self.assertGreater(pulses, 1000)
            self.assertEqual(energy(after) - energy(before), pulses * 1_025_000)
            self.assertGreater(day, 0)
            with gateway.run(*STILL) as meter, client(meter.port) as reader:
                self.assertEqual(reader.get(COMPENSATION, 1, 2).to_python(), 2500)

    def test_system_clock_is_not_set(self):
        with Gateway() as gateway, gateway.run("--speed", 1) as meter:
            with client(meter.port, 18, PASSWORDS[1]) as reader, self.assertRaises(Exception):
                self.set_clock(reader, dt.timedelta(minutes=10))

    def test_without_passwords(self):
        with Gateway(passwords=False) as gateway:
            gateway.finish("--speed", "max", "--simulated-days", 1)
            with gateway.run(*STILL) as meter:
                with DlmsClient.tcp("127.0.0.1", meter.port, client_sap=16, max_receive_pdu_size=1024) as reader:
                    Reading.compare(self, gateway, reader)
                    with self.assertRaises(Exception):
                        self.set_clock(reader, dt.timedelta(minutes=10))
                for sap, word in ((17, ""), (17, "level1"), (20, ""), (32, "")):
                    with self.assertRaises(Exception):
                        client(meter.port, sap, word).connect()

    def test_changed_password(self):
        """A password that a client changed counts after a restart; a changed file counts more."""
        with Gateway() as gateway:
            with gateway.run(*STILL) as meter, client(meter.port, 19, PASSWORDS[2]) as reader:
                reader.set("0.0.96.50.10.255", 1, 2,
                           DlmsData.structure([DlmsData.uint8(1), DlmsData.octet_string(b"another1")]))
                self.assertTrue(reader.get("0.0.96.10.1.255", 1, 2).to_python() & 0x20)
            with gateway.run(*STILL) as meter:
                client(meter.port, password="another1").connect().close()
                with self.assertRaises(Exception):
                    client(meter.port).connect()
            gateway.secret("passwords", ["fromfile1", *PASSWORDS[1:]])
            with gateway.run(*STILL) as meter:
                client(meter.port, password="fromfile1").connect()
                with self.assertRaises(Exception):
                    client(meter.port, password="another1").connect()
            data = gateway.folder / "data"
            for name in ("outstation.nv", "accesses.nv"):
                self.assertEqual((data / name).stat().st_mode & 0o777, 0o600)

    def test_keys(self):
        """Ciphered reading; after a restart the numbers used before are refused, the meter's own go on."""
        with Gateway(keys=True) as gateway:
            gateway.finish("--speed", "max", "--simulated-days", 1)
            lowest = []
            for counter in (1, 5000):
                with gateway.run(*STILL) as meter:
                    with DlmsClient.tcp("127.0.0.1", meter.port, client_sap=16, max_receive_pdu_size=1024) as reader:
                        lowest.append([reader.get(f"0.0.43.1.{e}.255", 1, 2).to_python() for e in (0, 1)])
                    security = SecurityContext(
                        encryption_key=ENCRYPTION_KEY, authentication_key=AUTHENTICATION_KEY,
                        client_system_title=CLIENT_TITLE, invocation_counter=counter)
                    with DlmsClient.tcp("127.0.0.1", meter.port, client_sap=17, mechanism=Mechanism.HLS_GMAC,
                                        security=security, max_receive_pdu_size=1024) as reader:
                        Reading.compare(self, gateway, reader)
            with gateway.run(*STILL) as meter:
                security = SecurityContext(
                    encryption_key=ENCRYPTION_KEY, authentication_key=AUTHENTICATION_KEY,
                    client_system_title=CLIENT_TITLE, invocation_counter=3)
                with self.assertRaises(Exception):
                    DlmsClient.tcp("127.0.0.1", meter.port, client_sap=17, mechanism=Mechanism.HLS_GMAC,
                                   security=security, max_receive_pdu_size=1024).connect()
            self.assertEqual(lowest[0], [1, 1])
            self.assertGreater(lowest[1][0], 256)
            self.assertGreater(lowest[1][1], 256)

    def test_refused_set_up(self):
        for change, word in (
                ({"tcp": {"address": "0.0.0.0"}}, "passwords_file"), ({"ports": [{"port": "bus"}]}, "passwords_file"),
                ({"keys_file": "/none"}, "passwords_file"), ({"tcp": {"port": 0, "speed": 1}}, "unknown key 'speed'")):
            with Gateway(passwords=False, serial_ports=[{"name": "bus", "device": "/dev/ttyS9"}]) as gateway:
                gateway.board["outstation"].update(change)
                self.assertIn(word, gateway.finish(code=2))
        with Gateway() as gateway:
            (gateway.folder / "passwords").chmod(0o640)
            self.assertIn("chmod 600", gateway.finish(code=2))
            gateway.secret("passwords", ["short", *PASSWORDS[1:]])
            (gateway.folder / "passwords").chmod(0o600)
            self.assertIn("level 1", gateway.finish(code=2))
        with Gateway() as gateway, socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            gateway.board["outstation"]["tcp"]["port"] = other.getsockname()[1]
            self.assertIn("in use", gateway.finish(code=3))

    @staticmethod
    def clock(reader):
        raw = reader.get("0.0.1.0.0.255", 8, 2).to_python()
        return dt.datetime(raw[0] << 8 | raw[1], raw[2], raw[3], *raw[5:8], tzinfo=dt.timezone.utc)

    def set_clock(self, reader, shift):
        when = self.clock(reader) + shift
        reader.set("0.0.1.0.0.255", 8, 2, DlmsData.octet_string(octets(when)))


class Lines(unittest.TestCase):
    """The ports of the board, on pseudo terminals; a socket at the other end for the reader."""

    @classmethod
    def setUpClass(cls):
        import tempfile
        cls.folder = tempfile.TemporaryDirectory()
        cls.shim = cls.folder.name + "/pty_modem.so"
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-w", "-o", cls.shim,
                        ROOT / "Tests/CommandLine/pty_modem.c", "-ldl"], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def serve(self, protocol, bridge, **options):
        device, line = pty.openpty()
        tty.setraw(line)
        gateway = Gateway(serial_ports=[{"name": "port", "device": os.ttyname(line), "baud": 9600}])
        del gateway.board["outstation"]["tcp"]
        gateway.board["outstation"]["ports"] = [{"port": "port", "protocol": protocol, **options}]
        listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=bridge, args=(listener, device), daemon=True).start()
        return gateway, listener, gateway.run("--speed", 1, environment={"LD_PRELOAD": self.shim})

    def test_hdlc(self):
        for echo in (False, True):
            def bridge(listener, device):
                carry(listener, device, echo=echo)
            gateway, listener, meter = self.serve(
                "hdlc", bridge, information_octets=128, physical_address=18, **({"cancel_echo": True} if echo else {}))
            with gateway, meter:
                with DlmsClient.tcp("127.0.0.1", listener.getsockname()[1], client_sap=17, mechanism=Mechanism.LLS,
                                    password=PASSWORDS[0], hdlc=True, address_size=2, server_physical=18,
                                    hdlc_parameters=HdlcParameters(), max_receive_pdu_size=1024) as reader:
                    self.assertEqual(reader.get("0.0.96.1.0.255", 1, 2).to_python(), b"K1234567")
                    self.assertGreater(len(reader.get_association_view()), 40)
            listener.close()

    def test_optical(self):
        gateway, listener, meter = self.serve("optical", carry_with_parity, software_parity=True)
        with gateway, meter:
            with DlmsClient.optical(f"socket://127.0.0.1:{listener.getsockname()[1]}", client_sap=17,
                                    mechanism=Mechanism.LLS, password=PASSWORDS[0]) as reader:
                self.assertEqual(reader.get("0.0.96.1.0.255", 1, 2).to_python(), b"K1234567")
                self.assertGreater(len(reader.get_association_view()), 40)
        listener.close()


def carry(listener, device, echo=False):
    """Carries octets between a reader's socket and the meter's line, which may bring back what the meter sends."""
    reader, _ = listener.accept()
    with reader:
        while True:
            for end in select.select([reader, device], [], [])[0]:
                data = reader.recv(4096) if end is reader else os.read(device, 4096)
                if not data:
                    return
                if end is reader:
                    os.write(device, data)
                else:
                    reader.sendall(data)
                    if echo:
                        os.write(device, data)


def carry_with_parity(listener, device):
    """As above; even parity in bit 7 until the reader has asked for HDLC."""
    reader, _ = listener.accept()
    is_binary, asked = False, b""
    with reader:
        while True:
            for end in select.select([reader, device], [], [])[0]:
                data = reader.recv(4096) if end is reader else os.read(device, 4096)
                if not data:
                    return
                if is_binary:
                    os.write(device, data) if end is reader else reader.sendall(data)
                elif end is reader:
                    asked += data
                    os.write(device, bytes(b | (bin(b).count("1") & 1) << 7 for b in data))
                    is_binary = asked[-6:-4] == b"\x062" and asked.endswith(b"2\r\n")
                else:
                    if any(bin(b).count("1") & 1 for b in data):
                        raise AssertionError("odd parity")
                    reader.sendall(bytes(b & 0x7F for b in data))


if __name__ == "__main__":
    unittest.main()

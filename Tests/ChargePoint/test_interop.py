"""A foreign charge point (PyPI ocpp as client) against our central system: every reading exactly as it was sent."""
import asyncio
import contextlib
import json
import os
import signal
import subprocess
import unittest

import oracle
import peers
import wire
from peers import Client16, Client201
from service import METER, Service

KINDS = [Client16, Client201]


class Interop(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        self.service = Service("serve")

    def tearDown(self):
        self.service.close()

    async def test_sessions_are_read_exactly(self):
        total = 0
        for kind in KINDS:
            for seed in range(3):
                identity = f"{kind.version}-{seed}"
                with self.subTest(identity):
                    sent, received = [], []
                    async with peers.client(kind, self.service.url(identity), identity, sent, received) as point:
                        await peers.session(point, seed)
                        aligned = "ClockAlignedDataInterval" if kind is Client16 else "AlignedDataCtrlr.Interval"
                        self.assertEqual(point.settings[aligned], "1800")
                    total += oracle.same(self, kind.version, sent, received, self.service.readings(identity))
                    self.assertEqual(self.service.frames(identity, "from_charge_point"), sent)
                    self.assertEqual(self.service.frames(identity, "to_charge_point"), received)
        print(f"\n{total} samples equal the oracle's, digit by digit and to the µWh")

    async def test_the_journal_gives_the_same_readings_again(self):
        for kind in KINDS:
            async with peers.client(kind, self.service.url(f"j{kind.version}"), f"j{kind.version}") as point:
                await peers.session(point, 11)
        run = subprocess.run([METER, "chargepoint", "readings", self.service.path / "journal"],
                             capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        again = [json.loads(line) for line in run.stdout.splitlines()]
        live = self.service.readings()
        self.assertEqual(sorted(map(json.dumps, again)), sorted(map(json.dumps, live)))
        self.assertGreater(len(live), 40)

    async def test_commands_reach_the_charge_point_and_are_confirmed_in_the_log(self):
        for kind in KINDS:
            with self.subTest(kind.version):
                identity = f"c{kind.version}"
                async with peers.client(kind, self.service.url(identity), identity) as point:
                    await point.boot()
                    await asyncio.wait_for(point.configured.wait(), 60)
                    key = "HeartbeatInterval" if kind is Client16 else "OCPPCommCtrlr.HeartbeatInterval"
                    commands = [
                        ("start", "--connector", 1, "--tag", "ABC"), ("limit", "--connector", 1, "3700"),
                        ("limit", "--connector", 0, "16", "--amperes"), ("trigger", "MeterValues", "--connector", 1),
                        ("configure", key, "60"), ("stop",), ("unlock", "--connector", 1),
                        ("clear-limits", "--connector", 1), ("reset",),
                    ]
                    for command in commands:
                        run = await asyncio.to_thread(self.service.command, identity, *command)
                        self.assertEqual(run.returncode, 0, (command, run.stderr, run.stdout))
                        outcome = json.loads(run.stdout)
                        self.assertEqual(outcome["ending"], "confirmed")
                        if command[0] in ("start", "stop"):
                            for _ in range(100):
                                await asyncio.sleep(0.05)
                                if (point.transaction is not None) if command[0] == "start" else \
                                        self.service.events("transaction_ended"):
                                    break
                    # A second stop is declined here: there is nothing to stop.
                    run = await asyncio.to_thread(self.service.command, identity, "stop")
                    self.assertEqual(run.returncode, 4)
                    self.assertEqual(json.loads(run.stdout)["ending"], "not_sent")
                self.assertEqual([c[0] for c in point.commands],
                                 ["start", "limit", "limit", "trigger", "stop", "unlock", "clear-limits", "reset"])
                confirmed = [e for e in self.service.events("command_confirmed") if e["charge_point"] == identity]
                logged = [e for e in confirmed if e["command"] not in ("configuration",)][-len(commands):]
                self.assertEqual([e["command"] for e in logged], [c[0] for c in commands])
                for event in logged:
                    self.assertIn(event["request"], point.tap.received)
                    self.assertIn(event["response"], point.tap.sent)
        self.assertEqual(self.service.command("nobody", "stop").returncode, 4)

    async def test_offline_replay_keeps_order_and_connector(self):
        for kind in KINDS:
            with self.subTest(kind.version):
                identity, sent, received = f"o{kind.version}", [], []
                url = self.service.url(identity)
                async with peers.client(kind, url, identity, sent, received) as point:
                    await point.boot()
                    await point.begin(1000, 0)
                    await point.values(60, [{"value": "1100" if kind is Client16 else 1100}])
                    kept = (point.transaction, point.sequence if kind is Client201 else 0)
                async with peers.client(kind, url, identity, sent, received) as point:
                    point.transaction = kept[0]
                    if kind is Client201:
                        point.sequence, point.offline = kept[1], True
                    for step in range(40):
                        text = f"{1200 + step * 3}.125"
                        await point.values(1000 + step * 60, [{"value": text if kind is Client16 else float(text)}])
                    await point.end(2000, 1000 + 41 * 60)
                readings = self.service.readings(identity)
                self.assertEqual(oracle.same(self, kind.version, sent, received, readings), 43)
                self.assertEqual({r["connector"] for r in readings}, {1})

    async def test_a_killed_service_goes_on_where_it_was(self):
        for kind in KINDS:
            with self.subTest(kind.version):
                identity, sent, received = f"k{kind.version}", [], []
                port = self.service.port
                with contextlib.suppress(Exception):
                    async with peers.client(kind, self.service.url(identity), identity, sent, received) as point:
                        await point.boot()
                        await point.begin(1000, 0, connector=2)
                        await point.values(60, [{"value": "1100" if kind is Client16 else 1100}], connector=2)
                        self.service.stop(signal.SIGKILL)
                self.service.start(port)
                async with peers.client(kind, self.service.url(identity), identity, sent, received) as again:
                    again.transaction = point.transaction
                    again.sequence = getattr(point, "sequence", 0)
                    await again.end(2000, 120)
                # What was acknowledged before the kill is there, once; the end knows its connector.
                readings = self.service.readings(identity)
                oracle.same(self, kind.version, sent, received, readings)
                self.assertEqual({r["connector"] for r in readings}, {2})

    def test_a_full_disk_is_not_acknowledged(self):
        async def run(url):
            async with peers.client(Client16, url, "full") as point:
                await point.call(peers.call16.Heartbeat())
                with self.assertRaises(Exception) as caught:
                    await point.call(peers.call16.MeterValues(
                        1, [{"timestamp": wire.stamp(0), "sampled_value": [{"value": "1"}]}]), suppress=False)
                self.assertIn("InternalError", str(caught.exception) + caught.exception.__class__.__name__)

        self.service.close()
        self.service = Service("serve", "--readings", "/dev/full")
        asyncio.run(run(self.service.url("full")))
        self.assertEqual(len(self.service.events("metering_gap")), 1)


class Simulator(unittest.TestCase):
    """Our own charge point against our own central system: the same oracle."""

    def test_every_scenario(self):
        service = Service("serve", "--max-frame-rate", 100_000)
        try:
            for version in ("1.6", "2.0.1"):
                for scenario in ("idle", "session", "drift", "offline-replay", "resets", "bad-frames"):
                    with self.subTest(version=version, scenario=scenario):
                        identity = f"{scenario}-{version}"
                        run = subprocess.run(
                            [METER, "simulate", "chargepoint", "--url", service.url(), "--version", version,
                             "--scenario", scenario, "--identity", identity, "--json"],
                            capture_output=True, text=True, timeout=120)
                        self.assertEqual(run.returncode, 0, run.stderr)
                        self.assertEqual(json.loads(run.stdout)["errors"], 0)
                        sent = [f for f in service.frames(identity, "from_charge_point") if is_call(f)]
                        received = [f for f in service.frames(identity, "to_charge_point") if is_result(f)]
                        if scenario != "bad-frames":
                            count = oracle.same(self, version, sent, received, service.readings(identity))
                            self.assertGreater(count, 5)
        finally:
            service.close()


def is_call(text):
    return text.startswith("[2,")


def is_result(text):
    return text.startswith("[3,")


class Security(unittest.IsolatedAsyncioTestCase):
    def test_no_open_listener_without_credentials(self):
        run = subprocess.run([METER, "chargepoint", "serve", "--listen", "0.0.0.0:0"], capture_output=True, text=True)
        self.assertEqual(run.returncode, 2)
        self.assertIn("--secrets", run.stderr)

    async def test_basic_authentication_over_tls(self):
        from websockets.exceptions import InvalidStatus
        import ssl
        import tempfile
        with tempfile.TemporaryDirectory() as folder:
            key, certificate, secrets = (f"{folder}/{n}" for n in ("key.pem", "cert.pem", "secrets"))
            subprocess.run(
                ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
                 "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
                check=True, capture_output=True)
            with open(os.open(secrets, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write("CP1:correct horse battery\n")
            service = Service("serve", "--secrets", secrets, "--tls-certificate", certificate, "--tls-key", key,
                              scheme="wss")
            try:
                trust = ssl.create_default_context(cafile=certificate)
                url = f"wss://CP1:correct%20horse%20battery@127.0.0.1:{service.port}/CP1"
                for kind in KINDS:
                    sent, received, before = [], [], len(service.readings("CP1"))
                    async with peers.client(kind, url, "CP1", sent, received, ssl=trust) as point:
                        await peers.session(point, 5, rounds=3)
                    oracle.same(self, kind.version, sent, received, service.readings("CP1")[before:])
                # Without TLS nothing is spoken on that port.
                with self.assertRaises(Exception):
                    async with peers.client(Client16, url.replace("wss:", "ws:"), "CP1", open_timeout=5):
                        pass
                for bad in ("CP1:wrong%20password", "CP2:correct%20horse%20battery"):
                    with self.assertRaises(InvalidStatus) as caught:
                        async with peers.client(
                                Client201, f"wss://{bad}@127.0.0.1:{service.port}/CP1", "CP1", ssl=trust):
                            pass
                    self.assertEqual(caught.exception.response.status_code, 401)
                run = subprocess.run(
                    [METER, "simulate", "chargepoint", "--url", service.url(), "--identity", "CP1", "--secrets",
                     secrets, "--trust", certificate, "--for", "1h"], capture_output=True, text=True, timeout=60)
                self.assertEqual(run.returncode, 0, run.stderr)
                self.assertGreater(len(service.readings("CP1")), 10)
                self.assertNotIn("horse", (service.path / "log").read_text())
                self.assertNotIn("horse", (service.path / "events").read_text())
                self.assertEqual(os.stat(service.path / "control").st_mode & 0o777, 0o600)
                self.assertEqual(os.stat(service.path / "journal").st_mode & 0o777, 0o600)
            finally:
                service.close()

    async def test_basic_authentication_without_tls(self):
        """Security profile 1, for both versions: the right password, a wrong one, another's, none."""
        from websockets.exceptions import InvalidStatus
        import tempfile
        with tempfile.TemporaryDirectory() as folder:
            secrets = f"{folder}/secrets"
            with open(os.open(secrets, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
                file.write("CP1:first long password\nCP2:hex:00ff10203040506070\n")
            service = Service("serve", "--secrets", secrets)
            try:
                for kind in KINDS:
                    host = f"127.0.0.1:{service.port}/CP1"
                    good = f"ws://CP1:first%20long%20password@{host}"
                    sent, received, before = [], [], len(service.readings("CP1"))
                    async with peers.client(kind, good, "CP1", sent, received) as point:
                        await peers.session(point, 7, rounds=3)
                    oracle.same(self, kind.version, sent, received, service.readings("CP1")[before:])
                    for bad in ("CP1:first%20long%20passwore@", "CP2:first%20long%20password@", "CP1:@", ""):
                        with self.assertRaises(InvalidStatus) as caught:
                            async with peers.client(kind, f"ws://{bad}{host}", "CP1"):
                                pass
                        self.assertEqual(caught.exception.response.status_code, 401)
                refused = service.events("refused")
                self.assertEqual(len(refused), 8)
                self.assertNotIn("long password", (service.path / "log").read_text() + json.dumps(refused))
            finally:
                service.close()

    def test_exposed_secrets_are_refused(self):
        import tempfile
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("CP1:long enough\n")
            file.flush()
            os.chmod(file.name, 0o640)
            run = subprocess.run([METER, "chargepoint", "serve", "--secrets", file.name], capture_output=True, text=True)
            self.assertEqual(run.returncode, 2)
            self.assertIn("chmod 600", run.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)

"""Many charge points at once, and hostile ones among them: nobody else loses a frame. Prints the numbers."""
import asyncio
import json
import logging
import os
import random
import socket as sockets
import statistics
import subprocess
import time
import unittest

import oracle
import peers
import wire
from peers import Client16, Client201
from service import METER, Service
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

# A peer that closes on us is what is tested, not worth a warning.
logging.getLogger("asyncio").setLevel(logging.ERROR)
FLEET = int(os.environ.get("SWIFT_METER_FLEET", 500))


async def raw(url, identity, rounds, delays=None, pause=0.0):
    """A light charge point: frames by hand, every answer checked. Returns what it sent and received."""
    sent, received = [], []
    async with connect(url + identity, subprotocols=["ocpp1.6"], compression=None, open_timeout=120) as socket:
        for number in range(rounds):
            value = f"{1000 + number}.{random.randrange(1000):03}"
            text = json.dumps([2, f"{number}", "MeterValues", {"connectorId": 1, "meterValue": [
                {"timestamp": wire.stamp(number), "sampledValue": [{"value": value}]}]}])
            began = time.perf_counter()
            await socket.send(text)
            answer = await socket.recv()
            if delays is not None:
                delays.append(time.perf_counter() - began)
            assert answer == f'[3,"{number}",{{}}]', answer
            sent.append(text)
            received.append(answer)
            await asyncio.sleep(pause)
    return sent, received


class Fleet(unittest.IsolatedAsyncioTestCase):
    async def test_all_at_once(self):
        service = Service("serve", "--max-frame-rate", 1000)
        try:
            before = service.memory_bytes()
            gate, opened = asyncio.Event(), []

            async def one(number):
                identity = f"F{number}"
                kind = (Client16, Client201)[number % 2]
                sent, received = [], []
                async with peers.client(
                        kind, service.url(identity), identity, sent, received, open_timeout=120) as point:
                    opened.append(identity)
                    if len(opened) == FLEET:
                        gate.set()
                    await gate.wait()
                    await idle.wait()
                    await peers.session(point, number, rounds=5)
                    done.append(identity)
                    if len(done) == FLEET:
                        finished.set()
                    await finished.wait()
                return kind, identity, sent, received

            idle, finished, done = asyncio.Event(), asyncio.Event(), []
            tasks = [asyncio.create_task(one(number)) for number in range(FLEET)]
            await gate.wait()
            # `list` proves that all are connected at the same time.
            self.assertEqual(len(await asyncio.to_thread(service.list)), FLEET)
            connected = service.memory_bytes()
            began = time.perf_counter()
            idle.set()
            results = await asyncio.gather(*tasks)
            seconds = time.perf_counter() - began
            after = service.memory_bytes()
            readings = {}
            for line in service.readings():
                readings.setdefault(line["charge_point"], []).append(line)
            frames = samples = 0
            for kind, identity, sent, received in results:
                samples += oracle.same(self, kind.version, sent, received, readings[identity])
                frames += len(sent) + len(received)
            journal = len(service.lines("journal"))
            self.assertEqual(journal, frames)
            print(f"\nfleet: {FLEET} charge points at once, {frames} frames, none dropped, {samples} samples exact, "
                  f"{frames / seconds:.0f} frames/s (the Python side included)")
            print(f"fleet: memory {before >> 10} KiB empty, {connected >> 10} KiB with {FLEET} connected "
                  f"({(connected - before) / FLEET / 1024:.1f} KiB each), {after >> 10} KiB after the sessions "
                  f"({(after - before) / FLEET / 1024:.1f} KiB each)")
        finally:
            service.close()

    def test_our_simulator_as_a_fleet(self):
        service = Service("serve", "--max-frame-rate", 100_000)
        try:
            began = time.perf_counter()
            run = subprocess.run(
                [METER, "simulate", "chargepoint", "--url", service.url(), "--count", str(FLEET), "--for", "1h",
                 "--json"], capture_output=True, text=True, timeout=600)
            seconds = time.perf_counter() - began
            self.assertEqual(run.returncode, 0, run.stderr)
            report = json.loads(run.stdout)
            self.assertEqual((report["charge_points"], report["errors"]), (FLEET, 0))
            received = sum(1 for f in service.lines("journal") if f["direction"] == "from_charge_point"
                           and f["frame"].startswith("[2,"))
            self.assertEqual(received, report["calls"])
            print(f"\nsimulator: {FLEET} charge points, {report['calls']} calls in {seconds:.1f} s "
                  f"({report['calls'] / seconds:.0f}/s), none lost")
        finally:
            service.close()


class Hostile(unittest.IsolatedAsyncioTestCase):
    async def oversized(self, url):
        async with connect(url + "BIG", subprotocols=["ocpp1.6"], compression=None) as socket:
            with self.assertRaises(ConnectionClosed) as caught:
                await socket.send("[" + " " * 10_000_000 + "]")
                await socket.recv()
            self.assertIn(caught.exception.rcvd.code if caught.exception.rcvd else 1009, (1009, 1006))

    async def fragments(self, url):
        async with connect(url + "FRAGMENTS", subprotocols=["ocpp1.6"], compression=None) as socket:
            with self.assertRaises(ConnectionClosed):
                await socket.send("x" * 1000 for _ in range(10_000))
                await socket.recv()

    async def bad_json(self, url):
        async with connect(url + "JSON", subprotocols=["ocpp1.6"], compression=None) as socket:
            with self.assertRaises(ConnectionClosed) as caught:
                for _ in range(10):
                    await socket.send("{" * 100)
                while True:
                    await socket.recv()
            # The reset of a connection may overtake its close frame where the machine is busy.
            self.assertIn(caught.exception.rcvd.code if caught.exception.rcvd else 1006, (1008, 1006))

    async def wrong_protocol(self, url):
        async with connect(url + "PROTOCOL", subprotocols=["mqtt"], compression=None) as socket:
            self.assertIsNone(socket.subprotocol)
            with self.assertRaises(ConnectionClosed) as caught:
                await socket.recv()
            self.assertEqual(caught.exception.rcvd.code, 1002)

    async def binary(self, url):
        async with connect(url + "BINARY", subprotocols=["ocpp1.6"], compression=None) as socket:
            await socket.send(b"\x00\x01")
            with self.assertRaises(ConnectionClosed) as caught:
                await socket.recv()
            self.assertEqual(caught.exception.rcvd.code, 1003)

    async def no_websocket(self, service):
        for request, code in ((b"GET /CP1 HTTP/1.1\r\nHost: a\r\n\r\n", b"426"), (b"GET / HTTP/1.1\r\nHost: a\r\n"
                              b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                              b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", b"404"),
                              (b"\x16\x03\x01 garbage\r\n\r\n", b"400"),
                              (b"POST /CP1 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                               b"Content-Length: 5\r\n\r\nhello", b"426")):
            reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
            writer.write(request)
            self.assertIn(b" " + code + b" ", await asyncio.wait_for(reader.read(), 30))
            writer.close()

    async def two_handshakes(self, service):
        """Two requests in one write, one with a body: whatever comes back, the service stays."""
        upgrade = (b"GET /TWO HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                   b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ocpp1.6\r\n"
                   b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")
        for request in (upgrade + b"\r\n" + upgrade + b"\r\n", upgrade + b"Content-Length: 5\r\n\r\nhello",
                        upgrade + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + upgrade):
            for size in (1, 7, len(request)):
                reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
                for start in range(0, len(request), size):
                    writer.write(request[start:start + size])
                    await asyncio.sleep(0)
                writer.write_eof()
                try:
                    await asyncio.wait_for(reader.read(), 30)
                except ConnectionError:
                    pass
                writer.close()

    async def unmasked(self, service):
        reader, writer = await asyncio.open_connection("127.0.0.1", service.port)
        writer.write(b"GET /UNMASKED HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                     b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ocpp1.6\r\n"
                     b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\x81\x02[]")
        answer = await asyncio.wait_for(reader.read(), 30)
        self.assertIn(b"\x03\xea", answer)  # 1002
        writer.close()

    def half_open(self, service, count):
        """Handshakes that never end, and clients that never read."""
        for number in range(count):
            one = sockets.create_connection(("127.0.0.1", service.port))
            one.sendall(b"GET /SLOW HTTP/1.1\r\nHost:" if number % 2 else b"")
            yield one

    def flood(self, service, seconds):
        """Writes prepared frames without reading an answer, as fast as the socket takes them."""
        one = sockets.create_connection(("127.0.0.1", service.port))
        one.sendall(b"GET /FLOOD HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ocpp1.6\r\n"
                    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        self.assertEqual(one.recv(12, sockets.MSG_WAITALL), b"HTTP/1.1 101")
        text = b'[2,"f","Heartbeat",{}]'
        block = (bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text) * 1000
        one.settimeout(0.1)
        written, end = 0, time.perf_counter() + seconds
        while time.perf_counter() < end:
            try:
                written += one.send(block[written % len(block):])
            except TimeoutError:
                pass
        one.close()
        return written // (len(text) + 6)

    async def test_nobody_else_is_harmed(self):
        service = Service("serve", "--max-frame-rate", 200)
        try:
            async def fleet(prefix, delays):
                jobs = [raw(service.url(), f"{prefix}{n}", 60, delays, 0.02) for n in range(20)]
                return await asyncio.gather(*jobs)

            quiet, under_attack = [], []
            await fleet("QUIET", quiet)
            before = service.memory_bytes()
            slow = list(self.half_open(service, 50))
            good = asyncio.create_task(fleet("GOOD", under_attack))
            url = service.url()
            floods = asyncio.create_task(asyncio.to_thread(self.flood, service, 4))
            await asyncio.gather(
                self.oversized(url), self.fragments(url), self.bad_json(url), self.wrong_protocol(url),
                self.binary(url), self.no_websocket(service), self.two_handshakes(service),
                self.unmasked(service))
            results, flooded = await good, await floods
            for number, (sent, received) in enumerate(results):
                oracle.same(self, "1.6", sent, received, service.readings(f"GOOD{number}"))
            peak = service.memory_bytes()
            for one in slow:
                one.close()
            taken = sum(1 for f in service.lines("journal") if f["charge_point"] == "FLOOD")
            self.assertTrue([e for e in service.events("throttled") if e["charge_point"] == "FLOOD"])
            # At most the rate, the burst and what one read brings.
            self.assertEqual({e["charge_point"] for e in service.events("throttled")}, {"FLOOD"})
            self.assertEqual(service.process.poll(), None)
            self.assertGreater(flooded, 2 * (taken // 2))
            print(f"\nhostile: 20 good charge points, 1200 calls each answered and exact; median "
                  f"{statistics.median(quiet) * 1000:.2f} ms alone, {statistics.median(under_attack) * 1000:.2f} ms "
                  f"under attack (99 %: {sorted(under_attack)[-12] * 1000:.1f} ms)")
            print(f"hostile: flooder's socket took {flooded} frames in 4 s, {taken // 2} were handled; memory {before >> 10} KiB before, "
                  f"{peak >> 10} KiB under attack")
        finally:
            service.close()

    async def test_a_second_connection_replaces_the_first(self):
        service = Service("serve")
        try:
            async with connect(service.url("TWICE"), subprotocols=["ocpp1.6"]) as first:
                await raw(service.url(), "TWICE", 3)
                with self.assertRaises(ConnectionClosed):
                    await asyncio.wait_for(first.recv(), 30)
            self.assertEqual(len(service.events("replaced")), 1)
        finally:
            service.close()

    async def test_the_number_of_connections_is_bounded(self):
        service = Service("serve", "--max-connections", 5)
        try:
            held = [await connect(service.url(f"H{n}"), subprotocols=["ocpp1.6"]) for n in range(5)]
            with self.assertRaises((InvalidHandshake, OSError, EOFError)):
                async with connect(service.url("H5"), subprotocols=["ocpp1.6"]):
                    pass
            await held[0].close()
            for _ in range(100):
                try:
                    await raw(service.url(), "H6", 1)
                    break
                except (InvalidHandshake, OSError, EOFError):
                    await asyncio.sleep(0.05)
            else:
                self.fail("a place that became free was not given again")
            for socket in held:
                await socket.close()
        finally:
            service.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)

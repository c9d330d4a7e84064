"""The same foreign charge point, through our proxy, to a foreign central system: frames identical byte for byte."""
import asyncio
import unittest

import central
import oracle
import peers
from peers import Client16, Client201
from service import Service
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed, InvalidStatus


class Proxy(unittest.IsolatedAsyncioTestCase):
    async def test_frames_pass_unchanged_and_are_metered(self):
        taps = {}
        async with central.central(taps) as upstream:
            port = upstream.sockets[0].getsockname()[1]
            service = Service("proxy", "--upstream", f"ws://127.0.0.1:{port}/ocpp/")
            try:
                for kind in (Client16, Client201):
                    identity, sent, received = f"p{kind.version}", [], []
                    async with peers.client(kind, service.url(identity), identity, sent, received) as point:
                        await peers.session(point, 21)
                    tap = taps[identity][0]
                    self.assertEqual(tap.received, sent)
                    self.assertEqual(tap.sent, received)
                    self.assertEqual(service.frames(identity, "from_charge_point"), sent)
                    self.assertEqual(service.frames(identity, "to_charge_point"), received)
                    count = oracle.same(self, kind.version, sent, received, service.readings(identity))
                    print(f"\n{kind.version}: {len(sent) + len(received)} frames identical, {count} samples exact")
            finally:
                service.close()

    async def test_anything_passes_even_what_is_not_ocpp(self):
        """Bytes, fragments, subprotocol, close code, credentials: the proxy has no opinion."""
        got, codes, headers = [], [], []

        async def echo(socket):
            headers.append((socket.request.headers.get("Authorization"), socket.request.path))
            try:
                async for message in socket:
                    got.append(message)
                    await socket.send(message)
                    if message == "bye":
                        await socket.close(4001, "so long")
            except ConnectionClosed:
                pass
            codes.append(socket.close_code)

        messages = ["not json", "[2]", "", "ü" * 3000, b"\x00\xff\x80", "[2,\"x\",\"MeterValues\",{}]",
                    "[2,\"y\",\"Heartbeat\",{ \"spaces\" :  1.50 }]", "x" * 60_000]
        async with serve(echo, "127.0.0.1", 0, subprotocols=["ocpp1.6"], compression=None) as upstream:
            port = upstream.sockets[0].getsockname()[1]
            service = Service("proxy", "--upstream", f"ws://127.0.0.1:{port}/deep/path")
            try:
                url = f"ws://user:secret%20word@127.0.0.1:{service.port}/CP%2D1"
                async with connect(url, subprotocols=["ocpp1.6"]) as socket:
                    back = []
                    for message in messages:
                        await socket.send(message)
                        back.append(await socket.recv())
                    await socket.send(["frag", "men", "ted"])
                    back.append(await socket.recv())
                    await socket.send("bye")
                    await socket.recv()
                    with self.assertRaises(ConnectionClosed) as caught:
                        await socket.recv()
                    self.assertEqual(caught.exception.rcvd.code, 4001)
                    self.assertEqual(caught.exception.rcvd.reason, "so long")
                self.assertEqual(back, messages + ["fragmented"])
                self.assertEqual(got, messages + ["fragmented", "bye"])
                self.assertEqual(headers[0][1], "/deep/path/CP%2D1")
                self.assertTrue(headers[0][0].startswith("Basic "))
            finally:
                service.close()

    async def test_a_refusing_or_missing_central_system_is_told(self):
        def refuse(connection, request):
            return connection.respond(404, "who?")

        async with serve(lambda s: None, "127.0.0.1", 0, process_request=refuse) as upstream:
            port = upstream.sockets[0].getsockname()[1]
            service = Service("proxy", "--upstream", f"ws://127.0.0.1:{port}")
            try:
                with self.assertRaises(InvalidStatus) as caught:
                    async with connect(service.url("CP1"), subprotocols=["ocpp1.6"]):
                        pass
                self.assertEqual(caught.exception.response.status_code, 404)
                upstream.close()
                await upstream.wait_closed()
                with self.assertRaises(InvalidStatus) as caught:
                    async with connect(service.url("CP1"), subprotocols=["ocpp1.6"]):
                        pass
                self.assertEqual(caught.exception.response.status_code, 502)
                self.assertEqual(len(service.events("upstream_failed")), 2)
            finally:
                service.close()


if __name__ == "__main__":
    unittest.main(verbosity=2)

"""Charge points of PyPI `ocpp`, whose own JSON schemas check every frame, as clients of ours."""
import asyncio
import contextlib
import random

from client16 import Client16, call16
from client201 import Client201
from websockets.asyncio.client import connect
from wire import Tap

__all__ = ["Client16", "Client201", "call16", "client", "session"]


@contextlib.asynccontextmanager
async def client(kind, url, identity, sent=None, received=None, **options):
    async with connect(url, subprotocols=[kind.protocol], compression=None, **options) as socket:
        assert socket.subprotocol == kind.protocol
        point = kind(identity, Tap(socket, sent, received))
        reader = asyncio.create_task(point.start())
        try:
            yield point
        finally:
            reader.cancel()
            with contextlib.suppress(BaseException):
                await reader


async def session(point, seed, rounds=20):
    """Boot, an idle reading, a session of odd values, its end."""
    source = random.Random(seed)
    assert (await point.boot()).status == "Accepted"
    await asyncio.wait_for(point.configured.wait(), 60)
    await point.status(0)
    await point.values(5, [point.random_value(source)], connector=0, idle=True)
    await point.begin(1_234_567, 10)
    for index in range(rounds):
        await point.values(20 + index * 7, [point.random_value(source) for _ in range(source.randrange(1, 4))])
    await point.end(1_240_000, 20 + rounds * 7)
    await point.status(400)

"""What all peers share: stamps, sockets that remember, what a charge point was told."""
import asyncio
import datetime as dt

START = dt.datetime(2026, 1, 5, 10, 7, 13, tzinfo=dt.timezone.utc)


def stamp(seconds):
    return (START + dt.timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Tap:
    """A socket that remembers every text, verbatim."""

    def __init__(self, socket, sent=None, received=None):
        self.socket = socket
        self.sent = [] if sent is None else sent
        self.received = [] if received is None else received

    async def send(self, text):
        self.sent.append(text)
        await self.socket.send(text)

    async def recv(self):
        text = await self.socket.recv()
        self.received.append(text)
        return text


class Settings:
    def __init__(self):
        self.settings, self.commands = {}, []
        self.configured = asyncio.Event()

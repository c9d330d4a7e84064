"""Charge points and a central system made of PyPI `ocpp`, whose own JSON schemas check every frame."""
import asyncio
import contextlib
import datetime as dt
import random

from ocpp.charge_point import camel_to_snake_case  # noqa: F401  (fails early when the package is another)
from ocpp.routing import after, on
from ocpp.v16 import ChargePoint as Base16
from ocpp.v16 import call as call16
from ocpp.v16 import call_result as result16
from ocpp.v201 import ChargePoint as Base201
from ocpp.v201 import call as call201
from ocpp.v201 import call_result as result201
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve

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


class Client16(Base16, Settings):
    version, protocol = "1.6", "ocpp1.6"

    def __init__(self, identity, tap):
        Base16.__init__(self, identity, tap)
        Settings.__init__(self)
        self.tap, self.transaction = tap, None

    @on("ChangeConfiguration")
    def change(self, key, value):
        self.settings[key] = value
        return result16.ChangeConfiguration("Accepted")

    @on("GetConfiguration")
    def get(self, key=None):
        self.configured.set()
        return result16.GetConfiguration(
            [{"key": k, "readonly": False, "value": v} for k, v in self.settings.items() if not key or k in key])

    @on("RemoteStartTransaction")
    def remote_start(self, id_tag, **rest):
        self.commands.append(("start", id_tag, rest))
        return result16.RemoteStartTransaction("Accepted")

    @after("RemoteStartTransaction")
    async def after_start(self, id_tag, **_):
        await self.begin(5000, 100, id_tag)

    @on("RemoteStopTransaction")
    def remote_stop(self, transaction_id):
        self.commands.append(("stop", transaction_id))
        return result16.RemoteStopTransaction("Accepted" if transaction_id == self.transaction else "Rejected")

    @after("RemoteStopTransaction")
    async def after_stop(self, transaction_id):
        if transaction_id == self.transaction:
            await self.end(6000, 200)

    @on("UnlockConnector")
    def unlock(self, connector_id):
        self.commands.append(("unlock", connector_id))
        return result16.UnlockConnector("Unlocked")

    @on("Reset")
    def reset(self, type):
        self.commands.append(("reset", type))
        return result16.Reset("Accepted")

    @on("SetChargingProfile")
    def limit(self, connector_id, cs_charging_profiles):
        self.commands.append(("limit", connector_id, cs_charging_profiles))
        return result16.SetChargingProfile("Accepted")

    @on("ClearChargingProfile")
    def clear(self, **rest):
        self.commands.append(("clear-limits", rest))
        return result16.ClearChargingProfile("Accepted")

    @on("TriggerMessage")
    def trigger(self, requested_message, **rest):
        self.commands.append(("trigger", requested_message, rest))
        return result16.TriggerMessage("Accepted")

    async def boot(self):
        return await self.call(call16.BootNotification("Model", "Vendor"))

    async def status(self, seconds, status="Available"):
        await self.call(call16.StatusNotification(1, "NoError", status, timestamp=stamp(seconds)))

    async def begin(self, register, seconds, tag="TAG", connector=1):
        answer = await self.call(call16.StartTransaction(connector, tag, register, stamp(seconds)))
        self.transaction = answer.transaction_id

    async def end(self, register, seconds, data=None):
        await self.call(call16.StopTransaction(register, stamp(seconds), self.transaction, transaction_data=data))

    async def values(self, seconds, values, connector=1, idle=False):
        await self.call(call16.MeterValues(
            connector, [{"timestamp": stamp(seconds), "sampled_value": values}],
            transaction_id=None if idle else self.transaction))

    def random_value(self, source):
        number = source.randrange(10**source.randrange(1, 13))
        kind = source.randrange(5)
        if kind == 0:
            return {"value": str(number)}
        if kind == 1:
            return {"value": f"{number // 1000}.{number % 1000:03}", "unit": "kWh", "context": "Sample.Clock"}
        if kind == 2:
            return {"value": f"{number / 7:.9f}", "unit": "Wh", "phase": source.choice(["L1", "L2-N", "L3"]),
                    "measurand": "Energy.Active.Export.Register", "location": "Inlet"}
        if kind == 3:
            return {"value": f"signed:{number:x}|ü", "format": "SignedData", "context": "Transaction.End"}
        return {"value": str(number % 50_000), "measurand": "Power.Active.Import", "unit": "W"}


class Client201(Base201, Settings):
    version, protocol = "2.0.1", "ocpp2.0.1"

    def __init__(self, identity, tap):
        Base201.__init__(self, identity, tap)
        Settings.__init__(self)
        self.tap, self.transaction, self.sequence, self.count, self.offline = tap, None, 0, 0, False

    @on("SetVariables")
    def change(self, set_variable_data):
        results = []
        for data in set_variable_data:
            name = f"{data['component']['name']}.{data['variable']['name']}"
            self.settings[name] = data["attribute_value"]
            results.append({"attribute_status": "Accepted", "component": data["component"],
                            "variable": data["variable"]})
        return result201.SetVariables(results)

    @on("GetVariables")
    def get(self, get_variable_data):
        self.configured.set()
        return result201.GetVariables([
            {"attribute_status": "Accepted", "component": data["component"], "variable": data["variable"],
             "attribute_value": self.settings.get(f"{data['component']['name']}.{data['variable']['name']}", "")}
            for data in get_variable_data])

    @on("RequestStartTransaction")
    def remote_start(self, id_token, remote_start_id, **rest):
        self.commands.append(("start", id_token["id_token"], rest))
        return result201.RequestStartTransaction("Accepted")

    @after("RequestStartTransaction")
    async def after_start(self, id_token, **_):
        await self.begin(5000, 100, id_token["id_token"])

    @on("RequestStopTransaction")
    def remote_stop(self, transaction_id):
        self.commands.append(("stop", transaction_id))
        return result201.RequestStopTransaction("Accepted" if transaction_id == self.transaction else "Rejected")

    @after("RequestStopTransaction")
    async def after_stop(self, transaction_id):
        if transaction_id == self.transaction:
            await self.end(6000, 200)

    @on("UnlockConnector")
    def unlock(self, evse_id, connector_id):
        self.commands.append(("unlock", evse_id))
        return result201.UnlockConnector("Unlocked")

    @on("Reset")
    def reset(self, type, **_):
        self.commands.append(("reset", type))
        return result201.Reset("Accepted")

    @on("SetChargingProfile")
    def limit(self, evse_id, charging_profile):
        self.commands.append(("limit", evse_id, charging_profile))
        return result201.SetChargingProfile("Accepted")

    @on("ClearChargingProfile")
    def clear(self, **rest):
        self.commands.append(("clear-limits", rest))
        return result201.ClearChargingProfile("Accepted")

    @on("TriggerMessage")
    def trigger(self, requested_message, **rest):
        self.commands.append(("trigger", requested_message, rest))
        return result201.TriggerMessage("Accepted")

    async def boot(self):
        return await self.call(call201.BootNotification({"model": "M", "vendor_name": "V"}, "PowerUp"))

    async def status(self, seconds, status="Available"):
        await self.call(call201.StatusNotification(stamp(seconds), status, 1, 1))

    async def event(self, kind, trigger, seconds, values, **rest):
        number, self.sequence = self.sequence, self.sequence + 1
        await self.call(call201.TransactionEvent(
            kind, stamp(seconds), trigger, number, {"transaction_id": self.transaction},
            meter_value=[{"timestamp": stamp(seconds), "sampled_value": values}] if values else None,
            offline=True if self.offline else None, **rest))

    async def begin(self, register, seconds, tag="TAG", connector=1):
        self.count += 1
        self.transaction, self.sequence = f"{self.id}-tx-{self.count}", 0
        await self.event(
            "Started", "Authorized", seconds, [{"value": register, "context": "Transaction.Begin"}],
            evse={"id": connector, "connector_id": 1}, id_token={"id_token": tag, "type": "Central"})

    async def end(self, register, seconds, data=None):
        await self.event("Ended", "StopAuthorized", seconds, [{"value": register, "context": "Transaction.End"}])

    async def values(self, seconds, values, connector=1, idle=False):
        if idle:
            await self.call(call201.MeterValues(
                connector, [{"timestamp": stamp(seconds), "sampled_value": values}]))
        else:
            await self.event("Updated", "MeterValuePeriodic", seconds, values)

    def random_value(self, source):
        number = source.randrange(10**source.randrange(1, 13))
        kind = source.randrange(5)
        if kind == 0:
            return {"value": number}
        if kind == 1:
            return {"value": number / 1000, "unit_of_measure": {"unit": "kWh"}, "context": "Sample.Clock"}
        if kind == 2:
            return {"value": number, "unit_of_measure": {"unit": "Wh", "multiplier": source.randrange(-9, 3)},
                    "phase": source.choice(["L1", "L2-N", "L3"]), "location": "Inlet",
                    "measurand": "Energy.Active.Export.Register"}
        if kind == 3:
            return {"value": number / 8, "signed_meter_value": {
                "signed_meter_data": f"T0NNRg=={number:x}", "signing_method": "ECDSA-secp256r1-SHA256",
                "encoding_method": "OCMF", "public_key": ""}}
        return {"value": number % 50_000, "measurand": "Power.Active.Import", "unit_of_measure": {"unit": "W"}}


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


def central(taps):
    """Accepts charge points of both versions; every socket's tap goes into `taps` by identity."""

    class Central16(Base16):
        @on("BootNotification")
        def boot(self, **_):
            return result16.BootNotification(stamp(0), 300, "Accepted")

        @on("StatusNotification")
        def status(self, **_):
            return result16.StatusNotification()

        @on("MeterValues")
        def values(self, **_):
            return result16.MeterValues()

        @on("StartTransaction")
        def begin(self, **_):
            return result16.StartTransaction(4711, {"status": "Accepted"})

        @on("StopTransaction")
        def end(self, **_):
            return result16.StopTransaction()

    class Central201(Base201):
        @on("BootNotification")
        def boot(self, **_):
            return result201.BootNotification(stamp(0), 300, "Accepted")

        @on("StatusNotification")
        def status(self, **_):
            return result201.StatusNotification()

        @on("MeterValues")
        def values(self, **_):
            return result201.MeterValues()

        @on("TransactionEvent")
        def event(self, **_):
            return result201.TransactionEvent()

    async def accept(socket):
        tap = Tap(socket)
        identity = socket.request.path.rsplit("/", 1)[-1]
        taps[identity] = (tap, socket)
        is_old = socket.subprotocol == "ocpp1.6"
        point = (Central16 if is_old else Central201)(identity, tap)
        reader = asyncio.create_task(point.start())
        # The operator's platform configures the charge point, too.
        configure = (call16.GetConfiguration(["ClockAlignedDataInterval"]) if is_old else call201.GetVariables(
            [{"component": {"name": "AlignedDataCtrlr"}, "variable": {"name": "Interval"}}]))
        await point.call(configure)
        with contextlib.suppress(BaseException):
            await reader

    return serve(accept, "127.0.0.1", 0, subprotocols=["ocpp1.6", "ocpp2.0.1"], compression=None)

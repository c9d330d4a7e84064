"""A central system of both versions made of PyPI `ocpp`, as an operator's platform behind the proxy."""
import asyncio
import contextlib

import wire
from ocpp.routing import on
from ocpp.v16 import ChargePoint as Base16
from ocpp.v16 import call as call16
from ocpp.v16 import call_result as result16
from ocpp.v201 import ChargePoint as Base201
from ocpp.v201 import call as call201
from ocpp.v201 import call_result as result201
from websockets.asyncio.server import serve
from wire import Tap


def central(taps):
    """Accepts charge points of both versions; every socket's tap goes into `taps` by identity."""

    class Central16(Base16):
        @on("BootNotification")
        def boot(self, **_):
            return result16.BootNotification(wire.stamp(0), 300, "Accepted")

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
            return result201.BootNotification(wire.stamp(0), 300, "Accepted")

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

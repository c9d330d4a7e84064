"""An OCPP 1.6 charge point made of PyPI `ocpp`."""
import wire
from ocpp.routing import after, on
from ocpp.v16 import ChargePoint as Base16
from ocpp.v16 import call as call16
from ocpp.v16 import call_result as result16
from wire import Settings


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
        await self.call(call16.StatusNotification(1, "NoError", status, timestamp=wire.stamp(seconds)))

    async def begin(self, register, seconds, tag="TAG", connector=1):
        answer = await self.call(call16.StartTransaction(connector, tag, register, wire.stamp(seconds)))
        self.transaction = answer.transaction_id

    async def end(self, register, seconds, data=None):
        await self.call(call16.StopTransaction(register, wire.stamp(seconds), self.transaction, transaction_data=data))

    async def values(self, seconds, values, connector=1, idle=False):
        await self.call(call16.MeterValues(
            connector, [{"timestamp": wire.stamp(seconds), "sampled_value": values}],
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

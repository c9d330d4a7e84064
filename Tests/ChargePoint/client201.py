"""An OCPP 2.0.1 charge point made of PyPI `ocpp`."""
import wire
from ocpp.routing import after, on
from ocpp.v201 import ChargePoint as Base201
from ocpp.v201 import call as call201
from ocpp.v201 import call_result as result201
from wire import Settings


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
        await self.call(call201.StatusNotification(wire.stamp(seconds), status, 1, 1))

    async def event(self, kind, trigger, seconds, values, **rest):
        number, self.sequence = self.sequence, self.sequence + 1
        await self.call(call201.TransactionEvent(
            kind, wire.stamp(seconds), trigger, number, {"transaction_id": self.transaction},
            meter_value=[{"timestamp": wire.stamp(seconds), "sampled_value": values}] if values else None,
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
                connector, [{"timestamp": wire.stamp(seconds), "sampled_value": values}]))
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

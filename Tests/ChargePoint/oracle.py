"""What a central system must have read, derived again from the raw frames a charge point sent.

Independent of the Swift code: Python's own JSON with numbers kept as text, `Fraction` for every value.
"""
import datetime as dt
import json
import math
from fractions import Fraction

MICRO = {"Wh": 10**6, "kWh": 10**9, "varh": 10**6, "kvarh": 10**9}


class Digits(str):
    """A JSON number as its text."""


def load(text):
    return json.loads(text, parse_float=Digits, parse_int=Digits)


def nanoseconds(stamp):
    time = dt.datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    since = time - dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
    return (since.days * 86_400 + since.seconds) * 10**9 + since.microseconds * 1000


def sample(version, stamp, value, connector, transaction, source, offline, sequence):
    measurand = value.get("measurand", "Energy.Active.Import.Register")
    measure = value.get("unitOfMeasure", {}) if version == "2.0.1" else {"unit": value.get("unit")}
    default = "Wh" if measurand.startswith("Energy.Active") else "varh" if measurand.startswith("Energy") else None
    unit = measure.get("unit") or default
    multiplier = int(measure.get("multiplier", 0))
    expected = {
        "time": nanoseconds(stamp), "connector": connector, "measurand": measurand,
        "context": value.get("context", "Sample.Periodic"), "location": value.get("location", "Outlet"),
        "phase": value.get("phase"), "value": str(value["value"]), "transaction": transaction,
        "offline": offline, "sequence": sequence, "source": source, "unit": unit, "energy": None, "signed": None,
    }
    if value.get("format") == "SignedData":
        expected["signed"] = {"data": value["value"]}
        return expected
    if "signedMeterValue" in value:
        signed = value["signedMeterValue"]
        expected["signed"] = {
            "data": signed["signedMeterData"], "signing_method": signed["signingMethod"],
            "encoding_method": signed["encodingMethod"], "public_key": signed["publicKey"]}
    if measurand.startswith("Energy"):
        exact = Fraction(str(value["value"])) * Fraction(10) ** multiplier * MICRO[unit]
        # More than 64 bits of µWh is refused by name, not wrapped.
        if -2**63 <= math.floor(exact) < 2**63:
            expected["energy"] = math.floor(exact)
            expected["exact"] = exact.denominator == 1
    return expected


def expected(version, sent, received):
    """Samples in order. `sent` and `received` are the charge point's raw frames."""
    answers = {frame[1]: frame[2] for frame in map(load, received) if frame[0] == "3"}
    connectors, samples = {}, []

    def take(values, connector, transaction, source, offline=False, sequence=None):
        for meter_value in values:
            for value in meter_value["sampledValue"]:
                samples.append(sample(
                    version, meter_value["timestamp"], value, connector, transaction, source, offline, sequence))

    for kind, number, *rest in map(load, sent):
        if kind != "2" or number not in answers:
            continue
        action, payload = rest
        if action == "MeterValues":
            connector = int(payload["connectorId" if version == "1.6" else "evseId"])
            take(payload["meterValue"], connector, payload.get("transactionId"), action)
        elif action == "StartTransaction":
            connector = int(payload["connectorId"])
            connectors[answers[number]["transactionId"]] = connector
            begin = {"value": payload["meterStart"], "context": "Transaction.Begin", "unit": "Wh"}
            take([{"timestamp": payload["timestamp"], "sampledValue": [begin]}], connector, None,
                 "StartTransaction.meterStart")
        elif action == "StopTransaction":
            transaction = payload["transactionId"]
            connector = connectors.get(transaction)
            take(payload.get("transactionData", []), connector, transaction, "StopTransaction.transactionData")
            end = {"value": payload["meterStop"], "context": "Transaction.End", "unit": "Wh"}
            take([{"timestamp": payload["timestamp"], "sampledValue": [end]}], connector, transaction,
                 "StopTransaction.meterStop")
        elif action == "TransactionEvent":
            transaction = payload["transactionInfo"]["transactionId"]
            if "evse" in payload:
                connectors[transaction] = int(payload["evse"]["id"])
            take(payload.get("meterValue", []), connectors.get(transaction), transaction,
                 "TransactionEvent." + payload["eventType"], payload.get("offline", False),
                 int(payload["seqNo"]))
    return samples


def read(line):
    """A line of the readings file in the oracle's terms."""
    return {
        "time": nanoseconds(line["time"]), "connector": line.get("connector"), "measurand": line["measurand"],
        "context": line["context"], "location": line["location"], "phase": line.get("phase"),
        "value": line["value"], "transaction": line.get("transaction"), "offline": line.get("offline", False),
        "sequence": line.get("sequence"), "source": line["source"], "unit": line["unit"],
        "energy": line.get("energy_microwatt_hours"), "signed": line.get("signed"),
        "exact": line.get("exact", True),
    }


def same(test, version, sent, received, readings):
    """Asserts that the readings are exactly what was sent; returns how many."""
    wanted = expected(version, sent, received)
    got = [read(line) for line in readings]
    test.assertEqual(len(got), len(wanted))
    for want, have in zip(wanted, got):
        if want["unit"] is None:
            want["unit"] = have["unit"]
        want.setdefault("exact", True)
        test.assertEqual(have, want)
    return len(wanted)

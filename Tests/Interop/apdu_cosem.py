"""The fields of APDUs as dlms-cosem 21.3.2 decodes them, and what it cannot decode."""
import struct

from dlms_cosem import dlms_data
from dlms_cosem.connection import XDlmsApduFactory

ARRAY, STRUCTURE, BIT_STRING, VISIBLE, UTF8, BCD = 1, 2, 4, 10, 12, 13
FLOAT32, FLOAT64, DATE_TIME, DATE, TIME, DONT_CARE = 23, 24, 25, 26, 27, 255


def digits(octets):
    return bytes(octets).hex().upper() if octets is not None else None


def cosem_tree(data):
    tag, value = data.TAG, data.value
    if tag in (ARRAY, STRUCTURE):
        value = [cosem_tree(element) for element in value]
    elif tag == DATE_TIME:
        value = clock_octets(*value)
    elif tag == DATE:
        value = digits(struct.pack(">HBBB", value.year, value.month, value.day, value.isoweekday()))
    elif tag == TIME:
        value = digits([value.hour, value.minute, value.second, value.microsecond // 10_000])
    elif isinstance(value, (bytes, bytearray)):
        value = digits(value)
    return [tag, value]


def clock_octets(when, status=None):
    """A time as the octets it came from."""
    offset = -0x8000 if when.tzinfo is None else -int(when.utcoffset().total_seconds() // 60)
    return digits(struct.pack(
        ">HBBBBBBBh", when.year, when.month, when.day, when.isoweekday(), when.hour, when.minute, when.second,
        when.microsecond // 10_000, offset) + (status.to_bytes() if status is not None else b""))


def cosem_data(octets):
    parser = dlms_data.DlmsDataParser()
    # Without a limit it reads on for ever where the end is missed.
    parsed = parser.parse(octets, limit=1)
    assert parser.pointer == len(octets), "octets left"
    return {"hex": digits(octets), "value": cosem_tree(parsed[0])}


def cosem_descriptor(item):
    number = item.method if hasattr(item, "method") else item.attribute
    return {"class": int(item.interface), "name": digits(item.instance.to_bytes()), "number": number}


def cosem_selection(access):
    if access is None:
        return None
    column = access.restricting_object
    assert cosem_descriptor(column.cosem_attribute) == {"class": 8, "name": "0000010000FF", "number": 2}
    return {"from": int(access.from_value.timestamp()), "to": int(access.to_value.timestamp())}


def cosem_invoke(item):
    return item.invoke_id | item.confirmed << 6 | item.high_priority << 7


def cosem_initiate(information):
    if information is None:
        return None
    content = information.content
    if hasattr(content, "ciphered_text"):
        return {"control": content.security_control.to_bytes()[0], "counter": content.invocation_counter,
                "text": digits(content.ciphered_text)}
    if hasattr(content, "error"):
        return {"error": int(content.error)}
    if hasattr(content, "dedicated_key"):
        return {"key": digits(content.dedicated_key), "maximum": content.client_max_receive_pdu_size,
                "conformance": int.from_bytes(content.proposed_conformance.to_bytes(), "big")}
    return {"conformance": int.from_bytes(content.negotiated_conformance.to_bytes(), "big"),
            "maximum": content.server_max_receive_pdu_size}


def cosem_association(kind, apdu):
    mechanism = None if apdu.authentication is None else int(apdu.authentication)
    fields = {"context": 3 if apdu.ciphered else 1, "title": digits(apdu.system_title),
              "secret": digits(apdu.authentication_value), "initiate": cosem_initiate(apdu.user_information)}
    if kind.startswith("associationRequest"):
        return fields | {"mechanism": mechanism or 0}
    diagnostic = apdu.result_source_diagnostics
    return fields | {"mechanism": mechanism, "result": int(apdu.result), "diagnostic": int(diagnostic),
                     "source": 1 if "User" in type(diagnostic).__name__ else 2}


def cosem_fields(kind, octets):
    if kind == "data":
        return {"data": cosem_data(octets)}
    apdu = XDlmsApduFactory.apdu_from_bytes(octets)
    if kind.startswith("association"):
        return cosem_association(kind, apdu)
    if kind.startswith("release"):
        return {"reason": int(apdu.reason)}
    if kind.startswith("exception"):
        return {"state": int(apdu.state_error), "service": int(apdu.service_error),
                "counter": apdu.invocation_counter_data}
    if kind == "dataNotification":
        invoke = int.from_bytes(apdu.long_invoke_id_and_priority.to_bytes(), "big")
        return {"invoke": invoke, "time": apdu.date_time and clock_octets(apdu.date_time),
                "data": cosem_data(apdu.body)}
    return {"invoke": cosem_invoke(apdu.invoke_id_and_priority)} | cosem_service(kind, apdu)


def cosem_one_of(result):
    if isinstance(result, int):
        return {"result": int(result)}
    return {"data": {"value": cosem_tree(result)}}


def cosem_service(kind, apdu):
    fields = {}
    if hasattr(apdu, "cosem_attribute"):
        fields |= {"attribute": cosem_descriptor(apdu.cosem_attribute),
                   "selection": cosem_selection(apdu.access_selection)}
    if hasattr(apdu, "cosem_method"):
        fields["method"] = cosem_descriptor(apdu.cosem_method)
    if hasattr(apdu, "cosem_attributes_with_selection"):
        fields["items"] = [{"attribute": cosem_descriptor(item.attribute),
                            "selection": cosem_selection(item.access_selection)}
                           for item in apdu.cosem_attributes_with_selection]
    if kind == "getResponseList":
        return {"results": [cosem_one_of(result) for result in apdu.response_data]}
    if kind.startswith("getResponseBlock"):
        fields |= {"last": "Last" in type(apdu).__name__, "number": apdu.block_number}
        return fields | ({"result": int(apdu.error)} if hasattr(apdu, "error") else {"raw": digits(apdu.data)})
    if hasattr(apdu, "block_number"):
        fields["block"] = apdu.block_number
    if kind.startswith("actionResponse"):
        fields["result"] = int(apdu.status)
        error = {"result": int(apdu.error)} if hasattr(apdu, "error") else None
        return fields | {"return": {"data": cosem_data(apdu.data)} if hasattr(apdu, "data") else error}
    if hasattr(apdu, "data"):
        fields["data"] = apdu.data and cosem_data(bytes(apdu.data))
    if kind == "actionRequest":
        fields["data"] = fields["data"] or None
    for name in ("result", "error"):
        if hasattr(apdu, name):
            fields["result"] = int(getattr(apdu, name))
    return fields


UNDECODED_TYPES = {
    BIT_STRING: "no from_bytes", VISIBLE: "no from_bytes", UTF8: "no from_bytes", BCD: "no from_bytes",
    FLOAT32: "no from_bytes", FLOAT64: "no from_bytes", DONT_CARE: "no from_bytes",
}
UNDECODED_KINDS = {
    "getRequestEntry": "EntryDescriptor.from_bytes is not implemented",
    "setRequestFirstBlock": "only SetRequestNormal is implemented",
    "setRequestBlock": "only SetRequestNormal is implemented",
    "setRequestList": "only SetRequestNormal is implemented",
    "setRequestListFirstBlock": "only SetRequestNormal is implemented",
    "actionRequestNext": "only ActionRequestNormal is implemented",
    "actionRequestList": "only ActionRequestNormal is implemented",
    "actionRequestFirstBlock": "only ActionRequestNormal is implemented",
    "actionRequestBlock": "only ActionRequestNormal is implemented",
    "setResponseBlock": "only SetResponseNormal is implemented",
    "setResponseLastBlock": "only SetResponseNormal is implemented",
    "setResponseLastBlockList": "only SetResponseNormal is implemented",
    "setResponseList": "only SetResponseNormal is implemented",
    "actionResponseBlock": "only ActionResponseNormal is implemented",
    "actionResponseList": "only ActionResponseNormal is implemented",
    "actionResponseNext": "only ActionResponseNormal is implemented",
    "generalBlock": "the factory has no tag E0",
}


def types(fields):
    """Tags of all data in a sample's fields."""
    if isinstance(fields, dict):
        if "hex" in fields:
            return tags(fields["value"])
        return set().union(*(types(field) for field in fields.values()))
    return set().union(*(types(field) for field in fields)) if isinstance(fields, list) else set()


def tags(tree):
    inner = tree[1] if tree[0] in (ARRAY, STRUCTURE) else []
    return {tree[0]}.union(*(tags(element) for element in inner))


def cosem_limit(kind, fields):
    """Why dlms-cosem cannot decode a sample; None where it can."""
    if kind in UNDECODED_KINDS:
        return UNDECODED_KINDS[kind]
    if kind == "getRequestList":
        selections = [item["selection"] for item in fields["items"]]
        if any(selections[:-1]):
            return "a selection takes all that follows for its own"
        if any("entry" in selection for selection in selections if selection):
            return UNDECODED_KINDS["getRequestEntry"]
    unable = types(fields) & UNDECODED_TYPES.keys()
    return f"type {min(unable)}: {UNDECODED_TYPES[min(unable)]}" if unable else None


def cosem_truth(kind, fields):
    """The truth without what dlms-cosem drops."""
    fields = {name: field for name, field in fields.items() if name != "user"}
    initiate = fields.get("initiate")
    if kind.startswith("associationRequest") and "conformance" in initiate:
        # Its first octet is taken for the number of unused bits.
        fields["initiate"] = initiate | {"conformance": initiate["conformance"] & 0xFFFF}
    if kind == "dataNotification" and fields["time"]:
        # Without the clock's status.
        fields["time"] = fields["time"][:-2]
    if kind == "getResponseList":
        # The octets of an element cannot be had from it.
        fields["results"] = [
            {"data": {"value": one["data"]["value"]}} if "data" in one else one for one in fields["results"]]
    return fields

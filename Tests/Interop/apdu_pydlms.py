"""The fields of APDUs as pydlms decodes them, in the form that apdu-samples writes."""
import datetime as dt
import struct

from pydlms.apdu import acse, gbt, xdlms
from pydlms.cosem.data import decode_data, encode_data

ARRAY, STRUCTURE, BIT_STRING, FLOAT32, FLOAT64 = 1, 2, 4, 23, 24


def digits(octets):
    return bytes(octets).hex().upper() if octets is not None else None


def pydlms_tree(data):
    tag, value = int(data.tag), data.value
    if tag in (ARRAY, STRUCTURE):
        value = [pydlms_tree(element) for element in value]
    elif tag == BIT_STRING:
        value = "".join("1" if bit else "0" for bit in value)
    elif tag == FLOAT32:
        value = int.from_bytes(struct.pack(">f", value), "big")
    elif tag == FLOAT64:
        value = int.from_bytes(struct.pack(">d", value), "big")
    elif isinstance(value, str):
        value = digits(value.encode())
    elif isinstance(value, (bytes, bytearray)):
        value = digits(value)
    return [tag, value]


def pydlms_data(data):
    return data and {"hex": digits(encode_data(data)), "value": pydlms_tree(data)}


def pydlms_descriptor(item):
    number = item.method_id if isinstance(item, xdlms.MethodDescriptor) else item.attribute_id
    return {"class": item.class_id, "name": digits(item.instance_id.to_bytes()), "number": number}


def pydlms_selection(access):
    if access is None:
        return None
    fields = [v.value for v in access.parameters.value]
    if access.selector == 2:
        return {"entry": fields}
    column = [v.value for v in fields[0]]
    assert column == [8, bytes([0, 0, 1, 0, 0, 255]), 2, 0] and fields[3] == [], fields
    return {"from": seconds(fields[1]), "to": seconds(fields[2])}


def seconds(octets):
    """UTC seconds of the octets of a range's bound."""
    year, month, day, _, hour, minute, second, hundredths, deviation, status = struct.unpack(">HBBBBBBBhB", octets)
    assert (hundredths, deviation, status) == (0, 0, 0), octets
    return int(dt.datetime(year, month, day, hour, minute, second, tzinfo=dt.timezone.utc).timestamp())


def pydlms_result(result):
    if result.error is not None:
        return {"result": int(result.error)}
    return {"data": pydlms_data(result.data)}


def pydlms_block(apdu):
    return {"last": apdu.last_block, "number": apdu.block_number, "raw": digits(apdu.raw_data)}


def pydlms_initiate(user):
    if not user:
        return None
    if user[0] == 0x21:
        assert user[1] == len(user) - 2, user
        return {"control": user[2], "counter": int.from_bytes(user[3:7], "big"), "text": digits(user[7:])}
    apdu = xdlms.decode_apdu(user)
    if isinstance(apdu, xdlms.ConfirmedServiceError):
        assert (apdu.service, apdu.error_type) == (1, 6), apdu
        return {"error": apdu.value}
    fields = {"conformance": int(apdu.conformance), "maximum": apdu.max_receive_pdu_size}
    assert apdu.dlms_version == 6, apdu
    if isinstance(apdu, xdlms.InitiateRequest):
        fields["key"] = digits(apdu.dedicated_key)
    return fields


def pydlms_association(apdu):
    user = bytes(apdu.user_information or b"")
    fields = {"context": int(apdu.application_context), "user": digits(user), "initiate": pydlms_initiate(user)}
    if isinstance(apdu, acse.AARQ):
        return fields | {"mechanism": apdu.mechanism or 0, "title": digits(apdu.calling_ap_title),
                         "secret": digits(apdu.calling_authentication_value)}
    return fields | {"result": apdu.result, "source": apdu.diagnostic_source, "diagnostic": apdu.diagnostic,
                     "title": digits(apdu.responding_ap_title), "mechanism": apdu.mechanism,
                     "secret": digits(apdu.responding_authentication_value)}


def pydlms_fields(kind, octets):
    if kind.startswith("association"):
        return pydlms_association(acse.decode_acse(octets))
    if kind.startswith("release"):
        apdu = acse.decode_acse(octets)
        return {"reason": apdu.reason, "user": digits(apdu.user_information)}
    if kind == "generalBlock":
        apdu = gbt.decode_gbt(octets)
        return {"last": apdu.last, "streaming": apdu.streaming, "window": apdu.window, "number": apdu.block_number,
                "acknowledged": apdu.block_number_ack, "raw": digits(apdu.data)}
    if kind == "data":
        data, end = decode_data(octets)
        assert end == len(octets), "octets left"
        return {"data": pydlms_data(data)}
    return pydlms_service(kind, xdlms.decode_apdu(octets))


def pydlms_service(kind, apdu):
    if kind.startswith("exception"):
        return {"state": apdu.state_error, "service": apdu.service_error, "counter": apdu.invocation_counter}
    if kind == "dataNotification":
        return {"invoke": apdu.long_invoke_id, "time": digits(apdu.date_time), "data": pydlms_data(apdu.body)}
    fields = {"invoke": apdu.invoke_id}
    isRequest = "Request" in kind
    if hasattr(apdu, "attribute"):
        fields |= {"attribute": pydlms_descriptor(apdu.attribute), "selection": pydlms_selection(apdu.access)}
    if hasattr(apdu, "method"):
        fields["method"] = pydlms_descriptor(apdu.method)
    if hasattr(apdu, "items"):
        fields |= pydlms_items(kind, apdu.items)
    if hasattr(apdu, "raw_data") and kind.startswith("getResponse"):
        fields |= {"last": apdu.last_block, "number": apdu.block_number}
        fields |= {"result": int(apdu.error)} if apdu.error is not None else {"raw": digits(apdu.raw_data)}
    elif hasattr(apdu, "raw_data"):
        fields["block"] = pydlms_block(apdu)
    elif hasattr(apdu, "block_number"):
        fields["block"] = apdu.block_number
    if kind in ("setRequest", "actionRequest"):
        fields["data"] = pydlms_data(apdu.value if kind == "setRequest" else apdu.parameters)
    if isRequest:
        return fields
    if kind in ("getResponse", "getResponseRefused"):
        fields |= pydlms_result(apdu.result)
    elif hasattr(apdu, "result"):
        fields["result"] = int(apdu.result)
    if kind in ("actionResponse", "actionResponseReturn"):
        fields["return"] = apdu.return_data and pydlms_result(apdu.return_data)
    if hasattr(apdu, "results"):
        fields["results"] = [pydlms_one_of(kind, result) for result in apdu.results]
    return fields


def pydlms_items(kind, items):
    if kind == "actionRequestList":
        return {"items": [{"attribute": pydlms_descriptor(method)} for method, _ in items],
                "values": [pydlms_data(value) for _, value in items]}
    fields = {"items": [{"attribute": pydlms_descriptor(item[0]), "selection": pydlms_selection(item[1])}
                        for item in items]}
    return fields | ({"values": [pydlms_data(item[2]) for item in items]} if kind == "setRequestList" else {})


def pydlms_one_of(kind, result):
    if kind == "getResponseList":
        return pydlms_result(result)
    if kind == "actionResponseList":
        return {"result": int(result[0]), "return": result[1] and pydlms_result(result[1])}
    return int(result)

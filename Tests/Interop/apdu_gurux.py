"""Values of APDUs as gurux' translator shows them, for forms that dlms-cosem cannot decode."""
import re

from gurux_dlms import GXDLMSTranslator
from gurux_dlms.enums.TranslatorOutputType import TranslatorOutputType

# Five forms of which it shows every value as a number; not all of them in others.
SHOWN_KINDS = {"getRequestEntry", "setRequestBlock", "setResponseBlock", "actionResponseNext", "generalBlock"}


def gurux_values(_, octets):
    """All values in the order of the octets, in hexadecimal."""
    translator = GXDLMSTranslator(TranslatorOutputType.SIMPLE_XML)
    translator.comments = False
    return re.findall(r'Value="(.*?)"', translator.pduToXml(bytearray(octets)))


def gurux_truth(kind, fields):
    if kind == "generalBlock":
        control = fields["last"] << 7 | fields["streaming"] << 6 | fields["window"]
        return [f"{control:02X}", f"{fields['number']:04X}", f"{fields['acknowledged']:04X}", fields["raw"]]
    values = [f"{fields['invoke']:02X}"]
    if kind == "getRequestEntry":
        attribute, entry = fields["attribute"], fields["selection"]["entry"]
        return values + [f"{attribute['class']:04X}", attribute["name"], f"{attribute['number']:02X}", "02",
                         *(f"{number:08X}" for number in entry[:2]), *(f"{number:04X}" for number in entry[2:])]
    block = fields["block"]
    if kind == "setRequestBlock":
        return values + [f"{block['last']:02X}", f"{block['number']:08X}", block["raw"]]
    return values + [f"{block:08X}"]

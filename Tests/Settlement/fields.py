"""The fields of every flow as Data Transfer Catalogue 15.4 lists them, and one wrong value of every kind for each.

A field is (name, kind, width). Kinds: number, text, date, stamp, boolean, kwh, and sets of codes."""

ENVELOPE = {
    "ZHV": [("File identifier", "text", 10), ("Flow and version", {"D0379001", "D0380001", "D0388001", "D0389001"}, 8),
            ("From role", "text", 1), ("From participant", "text", 4), ("To role", "text", 1),
            ("To participant", "text", 4), ("Creation time", "stamp", 14), (None, "unused", 0), (None, "unused", 0),
            (None, "unused", 0), ("Test flag", "optional", 4)],
    "ZPT": [("File identifier", "same", 10), ("Record count", "number", 10), (None, "unused", 0),
            ("Flow count", "number", 10), ("Creation time", "stamp", 14)],
}
QUANTITY = {"AI", "AE", "RI", "RE", "UN"}
PERIOD = [("Actual/Estimated Indicator", {"A", "E", "C"}, 1), ("Period Consumption", "kwh", 13)]
MPAN = ("MPAN Core", "mpan", 13)
FLOWS = {
    "d0379.txt": {"25B": [MPAN, ("Measurement Quantity", QUANTITY, 2), ("Supplier Id", "fixed", 4)],
                  "26B": [("Date", "date", 8)], "66L": PERIOD, "64L": [("Supplier Validated Flag", "boolean", 1)]},
    "d0380-46.txt": {"101": [MPAN, ("Measurement Quantity", QUANTITY, 2), ("Supplier Id", "fixed", 4)],
                     "102": [("Settlement Date", "date", 8)], "65L": PERIOD,
                     "64L": [("Supplier Validated Flag", "boolean", 1)]},
    "d0389.txt": {"RP1": [MPAN, ("Inventory Sequence Number", "number", 4), ("Response Reason", set("ABCDEFG"), 1)],
                  "RP2": [("UMS Error Code", set("ABCD"), 1), ("Switch Regime", "fixed-optional", 3),
                          ("Charge Code", "fixed-optional", 13), ("CMS Unit Reference", "fixed-optional", 12)]},
    # With the response code that a wrong field gets (reason of J2269, error of J2270).
    "d0388.txt": {"GP1": [MPAN + ("-",), ("Inventory Sequence Number", "number", 4, "C"),
                          ("Effective-from Date", "date", 8, "D")],
                  "GP2": [("UMS Sub-Meter", "fixed", 7, "F"), ("CMS Indicator", "boolean", 1, "F")],
                  "GP3": [("Switch Regime", "fixed", 3, "G A"), ("Charge Code", "fixed", 13, "G B"),
                          ("Number of Items", "number", 6, "-")],
                  "GP4": [("CMS Unit Reference", "fixed", 12, "G D"), ("Switch Regime", "fixed", 3, "G A"),
                          ("Charge Code", "fixed", 13, "G B"), ("Number of Items", "number", 6, "-")]},
}
# CMS control file: (record, name, offset, width, letters that are right).
CONTROL = [("header", "Sub-Meter ID", 1, 7), ("header", "Effective-from Date", 8, 8), ("header", "Version", 16, 3),
           ("body", "CMS Unit Reference", 0, 12), ("body", "Number of items", 12, 6), ("body", "Switch Regime", 18, 3),
           ("body", "Charge Code", 21, 13), ("trailer", "Total number of lines", 1, 6)]


def wrong(value, kind, width):
    """Values that the field cannot have, each for a reason of its own."""
    longer = value + "1" * (width + 1 - len(value))
    if isinstance(kind, set):
        return ["", "?", longer, value.lower() if value.lower() != value else "z", next(iter(kind)) + " "]
    if kind == "mpan":
        return ["", value[:-1], value + "0", value[:-1] + str((int(value[-1]) + 1) % 10), "2278686232x89"]
    return {
        "number": ["", "x", "-1", "1.0", " 1", longer, "٣"], "text": ["", longer],
        "fixed": ["", value[:-1], longer], "fixed-optional": [value[:-1], longer], "optional": [longer],
        "same": ["", "SM99999999", longer], "boolean": ["", "Y", "0", "t", "TF"], "unused": [],
        "date": ["", "20260230", "20261301", "2026010", "202601055", "2026-01-05", "00000000"],
        "stamp": ["", "20260106240000", "20260106006000", "20260106000060", "2026010600000", "x" * 14],
        "kwh": ["", "1", "1.0", "1.0000", "+1.000", "1,000", "1e3", "1234567890.000", "-.500", "0x1.000", "NaN"],
    }[kind]

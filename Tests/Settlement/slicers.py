"""Readers of the settlement layouts that share nothing with the project's: they cut by position and separator."""
import struct


def control_file(data):
    """BSCP520 control file: bytes by struct, nothing else."""
    lines = data.decode("ascii").split("\n")
    assert lines.pop() == "", "the file ends with a line end"
    kind, sub, date, version = struct.unpack("c7s8s3s", lines[0].encode())
    assert kind == b"H" and len(lines[0]) == 19
    body = []
    for line in lines[1:-1]:
        unit, items, regime, charge = struct.unpack("12s6s3s13s", line.encode())
        assert regime in (b"999", b"998")
        body.append((unit.decode(), int(items), regime.decode(), charge.decode()))
    kind, count = struct.unpack("c6s", lines[-1].encode())
    assert kind == b"T" and int(count) == len(lines)
    return sub.decode(), date.decode(), int(version), body


def check_digit(mpan):
    weights = (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)
    return sum(int(d) * w for d, w in zip(mpan, weights)) % 11 % 10 == int(mpan[12]) and len(mpan) == 13


def flow(text, name):
    """Header, trailer and counts; returns header cells and the records between as lists of cells."""
    assert text.endswith("\n") and text.isascii()
    lines = text[:-1].split("\n")
    assert all(line.endswith("|") for line in lines)
    cells = [line[:-1].split("|") for line in lines]
    head, tail = cells[0], cells[-1]
    assert head[0] == "ZHV" and head[2] == name and len(head) == 12, head
    assert tail[0] == "ZPT" and len(tail) == 6 and tail[1] == head[1]
    assert int(tail[2]) == len(lines) - 2, "lines without header and trailer"
    first = cells[1][0]
    assert int(tail[4]) == sum(c[0] == first for c in cells[1:-1]), "flows are MPANs"
    return head, cells[1:-1]


def advances(text, name):
    """{(mpan, date): [(indicator, Wh)]} of D0379 or D0380."""
    mpan_group, date_group, period_group, allowed = {
        "D0379001": ("25B", "26B", "66L", {48}), "D0380001": ("101", "102", "65L", {46, 48, 50})}[name]
    _, records = flow(text, name)
    assert records[-1][0] == "64L" and records[-1][1] in "TF" and sum(r[0] == "64L" for r in records) == 1
    result, mpan = {}, None
    for r in records[:-1]:
        if r[0] == mpan_group:
            assert check_digit(r[1]) and r[2] == "AI" and len(r[3]) == 4 and len(r) == 4
            mpan = r[1]
        elif r[0] == date_group:
            result[mpan, r[1]] = current = []
        else:
            assert r[0] == period_group and len(r) == 3 and r[1] in "AEC"
            whole, rest = r[2].split(".")
            assert len(rest) == 3 and len(r[2]) <= 13
            current.append((r[1], int(whole + rest)))
    assert all(len(day) in allowed for day in result.values())
    return result


def inventory(text):
    """D0388 as nested lists."""
    _, records = flow(text, "D0388001")
    out = []
    for r in records:
        if r[0] == "GP1":
            assert check_digit(r[1]) and 1 <= int(r[2]) <= 9999 and len(r[3]) == 8
            out.append((r[1], int(r[2]), r[3], []))
        elif r[0] == "GP2":
            assert len(r[1]) == 7 and r[2] in "TF"
            out[-1][3].append((r[1], r[2], []))
        elif r[0] == "GP3":
            assert out[-1][3][-1][1] == "F" and len(r[1]) == 3 and len(r[2]) == 13
            out[-1][3][-1][2].append((None, r[1], r[2], int(r[3])))
        else:
            assert r[0] == "GP4" and out[-1][3][-1][1] == "T" and len(r[1]) == 12
            out[-1][3][-1][2].append((r[1], r[2], r[3], int(r[4])))
    return out


def responses(text):
    """D0389: [(mpan, sequence, reason, [error cells])]."""
    _, records = flow(text, "D0389001")
    out = []
    for r in records:
        if r[0] == "RP1":
            assert check_digit(r[1]) and r[3] in "ABCDEFG"
            out.append((r[1], int(r[2]), r[3], []))
        else:
            assert r[0] == "RP2" and r[1] in "ABCD" and len(r) == 5
            assert all(not cell or len(cell) == width for cell, width in zip(r[2:], (3, 13, 12)))
            out[-1][3].append(r[1:])
    assert all((reason == "G") == bool(errors) for _, _, reason, errors in out)
    return out

"""The outstation on the board's serial line, read by foreign clients."""

import contextlib
import datetime as dt
import io
import pathlib
import sys

import oracle
import pulses
from harness import case, check, equal, skip
from pulses import SECOND

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Interop"))

BEGIN = 1_767_225_600  # 2026-01-01T00:00:00Z
PERIOD, DAY = 1800, 86_400
PROFILE = "1.0.99.1.0.255"
REGISTERS = ["1.0.1.8.0.255", "1.0.2.8.0.255"]
PASSWORDS = ["first-1", "second-2", "third-3"]


def libraries():
    try:
        import pydlms.client  # noqa: F401
    except ImportError:
        skip("no pydlms here; run through tools/python, which installs it")


def give_passwords(console):
    for level, word in enumerate(PASSWORDS, 1):
        console.do(f"a {level} {word}")


def feed_a_day(console):
    """Pulses of uneven density on both channels; returns the pulses of each as the oracle takes them."""
    give_passwords(console)
    begin = SECOND  # of 100 µs
    console.do(f"w {BEGIN} {begin * 100} 1")
    end = begin + DAY * SECOND
    lines = [pulses.clean(17 + channel, begin + SECOND, end, 5 * SECOND, (60 + 40 * channel) * SECOND)
             for channel in range(2)]
    console.do(*(text for _, text in pulses.commands(5, lines, end)))
    return begin, [oracle.Line().run(line, end).pulses for line in lines]


def truth(begin, counted):
    """Rows as (stamp, flags, Wh of each channel in the period, Wh of each register at its end)."""
    rows = []
    for index in range(DAY // PERIOD):
        start, end = begin + index * PERIOD * SECOND, begin + (index + 1) * PERIOD * SECOND
        parts = [oracle.row(channel, counted[channel], start, end) for channel in range(2)]
        ends = [register // 1_000_000 for _, register, _ in parts]
        starts = [(register - energy) // 1_000_000 for energy, register, _ in parts]
        stamp = dt.datetime.fromtimestamp(BEGIN + (index + 1) * PERIOD, dt.timezone.utc)
        # Metering began a second after the start: the first period is partial.
        rows.append((stamp, 0x2000 if index == 0 else 0, ends[0] - starts[0], ends[1] - starts[1], *ends))
    return rows


def same_rows(found, wanted):
    equal(len(found), len(wanted), "number of rows")
    for row, expected in zip(found, wanted):
        equal(row, expected, "a row")


def reader(port, sap=17, password=PASSWORDS[0]):
    from pydlms.association import Mechanism
    from pydlms.client import DlmsClient
    from pydlms.hdlc.connection import HdlcParameters
    return DlmsClient.tcp("127.0.0.1", port, client_sap=sap, mechanism=Mechanism.LLS, password=password, hdlc=True,
                          hdlc_parameters=HdlcParameters(), max_receive_pdu_size=512)


@case()
def a_day_read_by_pydlms(bench):
    """pydlms reads registers, a profile day, a range and the object list over HDLC; all as fed."""
    libraries()
    from test_pydlms import cells, range_access
    with bench.start_on_socket() as console:
        begin, counted = feed_a_day(console)
        rows = truth(begin, counted)
        before = console.registers()
        console.detach()
        with reader(console.port) as client:
            view = {str(entry.logical_name) for entry in client.get_association_view()}
            check(set(REGISTERS) <= view and PROFILE in view, "the object list lacks something")
            for channel, name in enumerate(REGISTERS):
                wanted = oracle.energy(channel, len(counted[channel])) // 1_000_000
                equal(client.get(name, 3, 2).to_python(), wanted, f"register {name}")
            same_rows(cells(client.read_profile(PROFILE)), rows)
            same_rows(cells(client.read_profile(PROFILE, range_access(rows[10][0], rows[20][0]))), rows[10:21])
            equal(client.get(PROFILE, 7, 7).to_python(), len(rows), "entries in use")
            largest = max(rows, key=lambda row: row[2])
            equal(client.get("1.0.1.6.0.255", 4, 2).to_python(), 2000 * largest[2], "maximum demand in mW")
        with reader(console.port, 18, PASSWORDS[1]) as client:
            equal(client.get(PROFILE, 7, 4).to_python(), PERIOD, "period")
        console.attach()
        equal(console.registers(), before, "the console after the readers")
        information = console.ask("i").records("board")[0]
        print(f"        stack {information['stack_used_bytes']} of {information['stack_bytes']} bytes")
        check(information["stack_used_bytes"] < information["stack_bytes"], "the stack is full")


@case()
def a_day_read_by_gurux(bench):
    """gurux reads the clock, registers and the profile day over HDLC."""
    libraries()
    from gurux_dlms.enums import InterfaceType
    from test_gurux import Reader, cell
    with bench.start_on_socket() as console:
        begin, counted = feed_a_day(console)
        console.detach()
        with contextlib.redirect_stdout(io.StringIO()):
            client = Reader(console.port, InterfaceType.HDLC, password=PASSWORDS[0])
            try:
                names = {item.logicalName: item for item in client.objects()}
                for channel, name in enumerate(REGISTERS):
                    value = int(client.transfer(client.client.read(names[name], 2)).value)
                    equal(value, oracle.energy(channel, len(counted[channel])) // 1_000_000, f"register {name}")
                clock = names["0.0.1.0.0.255"]
                client.read(clock, 2)
                equal(str(cell(clock.time))[:16], "2026-01-02 00:00", "clock")
                client.read(names[PROFILE], 3)
                rows = [tuple(cell(value) for value in row) for row in client.profile(names[PROFILE])]
            finally:
                client.close()
        same_rows(rows, truth(begin, counted))


@case()
def passwords_outlive_a_reset(bench):
    """Passwords are kept in flash; a wrong one is refused; the clock is set by level 2 and the period flagged."""
    libraries()
    from pydlms.cosem.data import DlmsData
    from test_pydlms import octets
    with bench.start_on_socket() as console:
        give_passwords(console)
        check(not console.ask("a 1 short").is_ok, "a short password was taken")
        check(not console.ask(f"a 1 {PASSWORDS[1]}").is_ok, "another level's password was taken")
        console.reset()
        console.do(f"w {BEGIN} 1000000 1")
        console.detach()
        for sap, word in ((17, "nothing"), (18, PASSWORDS[0]), (20, "")):
            try:
                with reader(console.port, sap, word):
                    raise AssertionError(f"client {sap} came in with {word!r}")
            except AssertionError:
                raise
            except Exception:
                pass  # refused, as wanted
        console.attach()
        # Three failures in a row are free; time has to pass for those that follow.
        console.do("t 120000000")
        console.detach()
        with reader(console.port, 18, PASSWORDS[1]) as client:
            when = dt.datetime.fromtimestamp(BEGIN + 3000, dt.timezone.utc)
            client.set("0.0.1.0.0.255", 8, 2, DlmsData.octet_string(octets(when)))
            equal(client.get("0.0.96.10.1.255", 1, 2).to_python() & 0x18, 0x18, "flags of the present period")
        console.attach()
        equal(console.clock()["utc"], BEGIN + 3000, "clock")
        # The log of accesses outlives a reset: who tried, who came in, and from when to when the clock was set.
        console.reset()
        console.do(f"w {BEGIN + 3000} 200000000 1")
        console.detach()
        with reader(console.port, 17, PASSWORDS[0]) as client:
            rows = [tuple(row)[1:] for row in client.read_profile("0.0.99.98.4.255").rows]
        equal([row[:3] for row in rows], [(2, 1, 17), (2, 2, 18), (2, 4, 20), (1, 2, 18), (4, 2, 18), (1, 1, 17)],
              "accesses")
        equal(bytes(rows[4][3]).hex(), "0000010000ff", "object")
        equal(rows[4][5], BEGIN + 3000, "clock after")
        check(BEGIN <= rows[4][4] < BEGIN + 3000, f"clock before: {rows[4][4]}")
        console.attach()


@case()
def noise_on_the_line(bench):
    """Damaged frames are not answered, commands still work, and a reader after them gets in."""
    libraries()
    with bench.start_on_socket() as console:
        give_passwords(console)
        console.send(bytes.fromhex("7EA0070323 93 BF33 7E"))  # a wrong check sequence
        console.send(bytes.fromhex("7EA0FF7E7EA00703"))  # cut short
        console.send(bytes(range(0x80, 0x100)))
        console.send(bytes.fromhex("7EA0070323 93 BF32 7E"))  # whole: an SNRM
        answer = b""
        while answer.count(b"\x7e") < 2:
            answer += console.socket.recv(256)
        equal(answer[3:6].hex(), "230373", "the answer to the whole one")
        console.detach()
        with reader(console.port) as client:
            equal(client.get("0.0.96.1.0.255", 1, 2).to_python(), b"0000000000001", "serial number")

"""Reads a meter's store in a file by docs/storage.md, without a line of the meter's own code."""

import struct

BLOCK, UNIT = 4096, 8


def crc32c(data, seed):
    crc = ~seed & 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return ~crc & 0xFFFFFFFF


class Ring:
    """Equal slots in erasable groups."""

    def __init__(self, data, offset, capacity, payload, kind):
        self.data, self.offset, self.kind, self.payload = data, offset, kind, payload
        self.slot = -(-(8 + payload) // UNIT) * UNIT
        self.group = -(-self.slot // BLOCK) * BLOCK
        self.in_group = self.group // self.slot
        self.groups = -(-capacity // self.in_group) + 1
        self.end = offset + self.groups * self.group

    def entries(self):
        """{id: payload} of every written slot."""
        found = {}
        for number in range(self.groups * self.in_group):
            at = self.offset + number // self.in_group * self.group + number % self.in_group * self.slot
            slot = self.data[at:at + self.slot]
            crc, number = struct.unpack_from("<II", slot)
            if slot.strip(b"\xff"):
                if crc != crc32c(slot[4:], self.kind):
                    raise AssertionError(f"damaged slot at {at}")
                found[number] = slot[8:8 + self.payload]
        return found


class StoredMeter:
    """State, rows and events, in the words of the firmware's console."""

    def __init__(self, data):
        channels = data[8 + 5]
        rows, events, states = struct.unpack_from("<III", data, 8 + 8)
        row_bytes = 12 + 20 * channels
        state_bytes = 104 + 168 * channels + 4 + row_bytes
        header = Ring(data, 0, 1, 24, 0x44414548)
        state = Ring(data, header.end, states, state_bytes, 0x54415453)
        profile = Ring(data, state.end + 2 * state.group, rows, row_bytes, 0x464F5250)
        log = Ring(data, profile.end, events, 24, 0x544E5645)
        newest = max(state.entries().items())[1]
        self.registers = [self.register(newest, channel) for channel in range(channels)]
        utc = struct.unpack_from("<q", newest, 16)[0] + struct.unpack_from("<q", newest, 24)[0] - struct.unpack_from(
            "<q", newest, 8)[0]
        start, flags = struct.unpack_from("<IH", newest, 72)
        self.clock = {"quality": newest[80], "utc_ns": utc, "open": start if newest[81] & 1 else -1, "flags": flags}
        self.rows = [self.row(id, payload) for id, payload in sorted(profile.entries().items())]
        self.events = [self.event(id, payload) for id, payload in sorted(log.entries().items())]

    @staticmethod
    def register(state, channel):
        base = 104 + 168 * channel
        energy, = struct.unpack_from("<q", state, base)
        rest, = struct.unpack_from("<I", state, base + 52)
        demand, end = struct.unpack_from("<qI", state, base + 152)
        return {"channel": channel, "quantity": state[base + 84], "element": state[base + 85], "energy_uwh": energy,
                "rest": rest, "demand_uwh": demand, "demand_end": end}

    @staticmethod
    def row(id, payload):
        start, flags, covered, minutes, channels = struct.unpack_from("<IHHBB", payload)
        fields = {"id": id, "start": start, "minutes": minutes, "flags": flags, "covered": covered}
        for channel in range(channels):
            fields[f"energy{channel}"], fields[f"register{channel}"] = struct.unpack_from(
                "<qq", payload, 12 + 20 * channel)
        return fields

    @staticmethod
    def event(id, payload):
        utc, value, code, channel, quality = struct.unpack_from("<qqBBB", payload)
        return {"id": id, "utc_ns": utc, "quality": quality, "code": code, "channel": channel, "value": value}

"""pydlms' simulator as a meter of its own process, filled from a seed: peer_meter.py [options]; its truth on stdout.

--kind plain      rows oldest first, everything allowed
--kind prometer   as Prometer 100 was met in the field: entry access refused, an empty range refused, newest row first,
                  scalers of interval columns denied, single columns refused
Faults: --repeat-rows (each block of 17 rows repeats the last row of the block before, the count stays right),
--short-rows N (rows from N on lack a cell), --drop-general-blocks 2,5.
"""
import argparse
import datetime as dt
import json
import random
import sys
import threading

from pydlms.apdu.xdlms import Conformance
from pydlms.association import Mechanism
from pydlms.cosem.data import DlmsData
from pydlms.cosem.enums import DataAccessResult
from pydlms.cosem.time import CosemDateTime
from pydlms.obis import ObisCode
from pydlms.simulator import ClientProfile, MeterSimulator, serve

UTC = dt.timezone.utc
LOGGER = "1.0.99.1.0.255"
COLUMNS = [f"1.0.{q}.29.0.255" for q in (1, 2, 3, 4)] + [f"1.0.{q}.8.0.255" for q in (1, 2, 3, 4)]


class Peer(MeterSimulator):
    prometer = False
    repeat_rows = False

    def _select(self, buffer, access, capture=None):
        if self.prometer and access.selector == 2:
            return DataAccessResult.OTHER_REASON
        if self.prometer and access.selector == 1 and access.parameters.value[3].value:
            return DataAccessResult.OTHER_REASON
        picked = MeterSimulator._select(buffer, access, capture)
        if isinstance(picked, DataAccessResult):
            return picked
        rows = list(picked.value)
        if self.prometer:
            if not rows:
                return DataAccessResult.DATA_BLOCK_UNAVAILABLE
            rows.reverse()
        if self.repeat_rows and len(rows) > 17:
            repeated = []
            for start in range(0, len(rows), 16):
                repeated += rows[max(start - 1, 0):start + 16]
            rows = repeated[:len(rows)]
        return DlmsData.array(rows)


def capture(class_id, obis, attribute=2):
    return DlmsData.structure([DlmsData.uint16(class_id), DlmsData.octet_string(ObisCode.parse(obis).to_bytes()),
                               DlmsData.int8(attribute), DlmsData.uint16(0)])


def build(options):
    source = random.Random(options.seed)
    keys = {}
    if options.gmac:
        keys = dict(encryption_key=bytes(range(16)), authentication_key=bytes(range(0xD0, 0xE0)),
                    system_title=bytes.fromhex("4D4D4D0000BC614E"))
    meter = Peer(max_pdu=options.pdu, **keys)
    if options.general_blocks:
        meter.conformance |= Conformance.GENERAL_BLOCK_TRANSFER
    meter.prometer = options.kind == "prometer"
    meter.repeat_rows = options.repeat_rows
    meter.drop_gbt_blocks = {int(n) for n in options.drop_general_blocks.split(",") if n}
    if options.gmac:
        meter.clients[17] = ClientProfile(Mechanism.HLS_GMAC, ciphered=True)
        meter.clients[32] = meter.clients[17]
    else:
        meter.clients[17] = meter.clients[32] = ClientProfile(Mechanism.LLS, secret=b"level1")
    now = dt.datetime(2026, 2, 1, 10, 17, 31, tzinfo=UTC)
    meter.add_object(1, "0.0.96.1.0.255", {2: DlmsData.octet_string(f"PEER{options.seed}".encode())})
    meter.add_object(1, "0.0.42.0.0.255", {2: DlmsData.octet_string(b"PYD1000000000001")})
    meter.add_object(8, "0.0.1.0.0.255", {2: DlmsData.octet_string(CosemDateTime.from_datetime(now).to_bytes())})
    period = options.period
    last = now.replace(minute=now.minute - now.minute % (period // 60), second=0)
    totals = [source.randrange(10 ** 6) for _ in range(4)]
    rows, truth = [], []
    for index in range(options.rows):
        stamp = last - dt.timedelta(seconds=period * (options.rows - 1 - index))
        energies = [source.randrange(5000) for _ in range(4)]
        totals = [t + e for t, e in zip(totals, energies)]
        cells = energies + totals
        row = [DlmsData.octet_string(CosemDateTime.from_datetime(stamp).to_bytes())] + [
            DlmsData.uint32(c) for c in cells]
        if options.short_rows and index >= options.short_rows:
            row.pop()
        rows.append(DlmsData.structure(row))
        truth.append([int(stamp.timestamp()) - period, *cells])
    for quantity in (1, 2, 3, 4):
        unit = 30 if quantity <= 2 else 32
        scale = DlmsData.structure([DlmsData.int8(0), DlmsData.enum(unit)])
        meter.add_object(3, f"1.0.{quantity}.8.0.255", {2: DlmsData.uint32(totals[quantity - 1]), 3: scale})
        meter.add_object(3, f"1.0.{quantity}.29.0.255", {2: DlmsData.uint32(energies[quantity - 1]), 3: scale})
        if meter.prometer:
            meter.set_access(3, f"1.0.{quantity}.29.0.255", 3)
    meter.add_object(7, LOGGER, {
        2: DlmsData.array(rows), 3: DlmsData.array([capture(8, "0.0.1.0.0.255")] + [capture(3, c) for c in COLUMNS]),
        4: DlmsData.uint32(period), 5: DlmsData.enum(1), 7: DlmsData.uint32(len(rows)), 8: DlmsData.uint32(len(rows))},
        version=1)
    return meter, {"serial": f"PEER{options.seed}", "columns": COLUMNS, "period": period, "rows": truth,
                   "totals": totals}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", default="plain")
    parser.add_argument("--rows", type=int, default=336)
    parser.add_argument("--period", type=int, default=1800)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pdu", type=int, default=1024)
    parser.add_argument("--hdlc", action="store_true")
    parser.add_argument("--window", type=int, default=1)
    parser.add_argument("--gmac", action="store_true")
    parser.add_argument("--general-blocks", action="store_true")
    parser.add_argument("--drop-general-blocks", default="")
    parser.add_argument("--repeat-rows", action="store_true")
    parser.add_argument("--short-rows", type=int, default=0)
    options = parser.parse_args()
    meter, truth = build(options)
    server = serve(meter, "127.0.0.1", 0, options.hdlc, options.window)
    print(json.dumps({"port": server.server_address[1], **truth}), flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    sys.exit(main())

"""compare-read.py KIND SCENARIO SEED FOLDER: what was read over two UARTs against what the meter holds.

Exit status: 0 equal, 1 broken, 4 different.
"""

import datetime
import decimal
import json
import os
import re
import sys

BROKEN, DIFFERENT = 1, 4


class Read:
    def __init__(self, folder: str):
        self.folder = folder
        self.problems: list[str] = []
        self.truth = json.loads(self.text("truth.json"))
        self.values = {r["obis"]: r for r in self.truth["registers"]}
        self.cells = 0

    def text(self, name: str) -> str:
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return file.read()

    def report(self, name: str) -> dict:
        if self.text(f"{name}.status").strip() != "0":
            self.problems.append(f"{name}: exit status {self.text(f'{name}.status').strip()}: {self.text(f'{name}.log')}")
            return {}
        return json.loads(self.text(f"{name}.json"))

    def cosem(self, name: str) -> None:
        report = self.report(name)
        if not report:
            return
        for register in report["registers"]:
            if register["count"] != self.values[register["code"]]["value"]:
                self.problems.append(f"{name}: {register['code']} is {register['count']}")
        profile = report["profiles"][0]
        wanted = next(p for p in self.truth["profiles"] if p["obis"] == profile["code"])
        rows = [
            [int(datetime.datetime.fromisoformat(r["start"].replace("Z", "+00:00")).timestamp()), *r["cells"]]
            for r in profile["rows"]
        ]
        if rows != [[r[0] - wanted["period"], *r[1:]] for r in wanted["rows"]]:
            self.problems.append(f"{name}: {len(rows)} rows differ from the meter's {len(wanted['rows'])}")
        self.cells += sum(len(r) for r in rows) + len(report["registers"])

    def readout(self, name: str) -> None:
        report = self.report(name)
        for register in report.get("registers", []):
            expected = self.values[register["code"]]
            if decimal.Decimal(register["value"]) != expected["value"] * decimal.Decimal(10) ** expected["scaler"]:
                self.problems.append(f"{name}: {register['code']} is {register['value']}")
        if report and len(report["registers"]) < 20:
            self.problems.append(f"{name}: only {len(report['registers'])} registers")
        self.cells += len(report.get("registers", []))

    def lines(self) -> None:
        """The speeds and frames that the session went through, and octets through the kernel's driver."""
        for name, wanted in (("mode-e", ["9600 8N1"]), ("readout", ["9600 7E1"])):
            speeds = re.findall(r"(\d+)[ ,a-z]*([78][NE]1)", self.text(f"{name}.session"))
            found = [" ".join(s) for s in speeds]
            if not all(w in found for w in wanted):
                self.problems.append(f"{name}: speeds {found}")
        counters = self.text("counters")
        octets = {int(p): (int(t), int(r)) for p, t, r in re.findall(r"^(\d): .*tx:(\d+) rx:(\d+)", counters, re.M)}
        if octets.get(1, (0, 0))[1] < 5000 or octets.get(2, (0, 0))[0] < 5000:
            self.problems.append(f"the UARTs carried {octets}")
        if errors := re.findall(r"(?:fe|pe|oe|brk):\d+", counters):
            self.problems.append(f"line errors: {errors}")


def main() -> int:
    if len(sys.argv) != 5:
        print(__doc__, file=sys.stderr)
        return 2
    kind, scenario, seed, folder = sys.argv[1:]
    try:
        read = Read(folder)
        read.cosem("mode-e")
        read.readout("readout")
        read.cosem("hdlc")
        read.lines()
    except (OSError, KeyError, TypeError, ValueError) as error:
        print(f"compare: {scenario}: unusable result: {error!r}", file=sys.stderr)
        return BROKEN
    for problem in read.problems:
        print(f"compare: read {kind}: {problem} (seed {seed})", file=sys.stderr)
    print(f"read {kind}: {read.cells} cells over two UARTs by mode E, readout and HDLC, {len(read.problems)} problems")
    return DIFFERENT if read.problems else 0


if __name__ == "__main__":
    sys.exit(main())

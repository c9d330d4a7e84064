#!/usr/bin/env python3
"""Processor time of a meter on a front end's stream: three phases of 24 bits, 4000 sets a second over a serial line.

Usage: processor.py METER SECONDS. METER runs on a terminal of its own with its dashboard; the front end is this process.
Prints one row of a table: the part of one core, of that in the kernel, and the sets that were lost."""
import json
import os
import pathlib
import pty
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/CommandLine"))

import yaml
from sampled import ENVIRONMENT, board
from test_samples import FrontEnd

TICK = os.sysconf("SC_CLK_TCK")


def processor_seconds(pid):
    """User and system time of all threads."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) / TICK, int(fields[12]) / TICK


def watch(terminal, seen):
    """Takes what the dashboard draws, as a terminal does."""
    while True:
        if not select.select([terminal], [], [], 0.5)[0]:
            continue
        try:
            data = os.read(terminal, 65536)
        except OSError:
            return
        if not data:
            return
        seen.append(data)


def main():
    meter, seconds = sys.argv[1], float(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shim = folder / "pty_modem.so"
        subprocess.run(
            ["gcc", "-shared", "-fPIC", "-O1", "-w", "-o", shim, ROOT / "Tests/CommandLine/pty_modem.c", "-ldl"],
            check=True)
        front = FrontEnd()
        content = board(
            {"type": "serial", "port": "adc", "input_count": 6}, "three_phase_four_wire",
            units=("0.0001", "0.000002"), sample_rate_hz=4000, significant_bits=24)
        content["serial_ports"] = [{"name": "adc", "device": front.port, "baud": 921600}]
        (folder / "board.yaml").write_text(yaml.safe_dump(content, sort_keys=False))
        terminal, line = pty.openpty()
        process = subprocess.Popen(
            [meter, "run", "--board", folder / "board.yaml", "--data", folder / "data"], stdin=line, stdout=line,
            stderr=subprocess.DEVNULL,
            env={**ENVIRONMENT, "LD_PRELOAD": str(shim), "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"})
        os.close(line)
        seen = []
        reader = threading.Thread(target=watch, args=(terminal, seen), daemon=True)
        reader.start()
        try:
            deadline = time.monotonic() + 20
            while not seen:
                if process.poll() is not None or time.monotonic() > deadline:
                    sys.exit("processor.py: the meter did not start")
                time.sleep(0.1)
            time.sleep(1)
            front.is_silent = False
            time.sleep(3)
            drawn = sum(map(len, seen))
            before, start = processor_seconds(process.pid), time.monotonic()
            time.sleep(seconds)
            after, end = processor_seconds(process.pid), time.monotonic()
            drawn = sum(map(len, seen)) - drawn
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)
            front.stop()
        if drawn == 0:
            sys.exit("processor.py: the dashboard was not drawn")
        log = json.loads(subprocess.run(
            [meter, "log", "--data", folder / "data", "--json"], capture_output=True, text=True, check=True).stdout)
        lost = sum(event["value"] for event in log["events"] if event["event"] == "samplesLost")
        user, system = ((b - a) / (end - start) * 100 for a, b in zip(before, after))
        print(f"| {user + system:.2f} % | {system:.2f} % | {seconds:.0f} s, {len(front.dropped)} frames not taken, "
              f"{lost} sets lost | {drawn / (end - start) / 1000:.1f} kB/s |")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Plays the service manager for `meter run`: is it ready, alive, stopping, and does it hand over its lines?

usage: test-notify.py [--meter PATH] [--board FILE] [--lines N]
Exit status: 0 passed, 1 failed, 2 wrong usage.
"""

import argparse
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time

WATCHDOG_SECONDS = 30  # as in the unit; a sign of life is due in half of it


class Manager:
    """A notify socket, and everything that arrives on it."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.messages = []  # (seconds, {key: value}, count of descriptors)

    def listen(self, until, wanted):
        """Takes messages until a time, or until one has the key `wanted`."""
        while (left := until - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                data, descriptors, _, _ = socket.recv_fds(self.socket, 65536, 16)
            except TimeoutError:
                break
            fields = dict(line.split("=", 1) for line in data.decode().splitlines() if "=" in line)
            self.messages.append((time.monotonic(), fields, len(descriptors)))
            for descriptor in descriptors:
                os.close(descriptor)
            if wanted in fields:
                return True
        return False

    def times(self, key, value="1"):
        return [at for at, fields, _ in self.messages if fields.get(key) == value]


def run(arguments, folder, signs, failures):
    """One life of the service, which ends after so many signs of life."""

    def expect(fact, what):
        if not fact:
            failures.append(what)

    manager = Manager(folder)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("LISTEN_", "WATCHDOG_"))}
    environment.update(NOTIFY_SOCKET=manager.path, STATE_DIRECTORY=folder, WATCHDOG_USEC=str(WATCHDOG_SECONDS * 1_000_000))
    began = time.monotonic()
    with open(os.path.join(folder, "log"), "wb") as log:
        process = subprocess.Popen(
            [arguments.meter, "run", "--board", arguments.board], env=environment, stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT)
    try:
        expect(manager.listen(began + 30, wanted="READY"), "READY=1 did not come in 30 s")
        if process.poll() is not None or failures:
            failures.append("the meter said: " + pathlib.Path(folder, "log").read_text(errors="replace")[-500:])
            return
        ready = time.monotonic() - began
        while len(manager.times("WATCHDOG")) < signs:
            if not manager.listen(time.monotonic() + WATCHDOG_SECONDS, wanted="WATCHDOG"):
                break
        running = time.monotonic()
        process.send_signal(signal.SIGTERM)
        stopping = manager.listen(running + 10, wanted="STOPPING")
        try:
            status = process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            status = "still running"
        stopped = time.monotonic() - running
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    os.unlink(manager.path)

    alive = [began + ready, *manager.times("WATCHDOG"), running]
    silence = max(b - a for a, b in zip(alive, alive[1:]))
    expect(silence <= WATCHDOG_SECONDS / 2, f"{silence:.1f} s without WATCHDOG=1")
    expect(stopping, "STOPPING=1 did not come")
    expect(status == 0, f"exit status {status} after SIGTERM")
    order = [key for _, fields, _ in manager.messages for key in ("FDSTORE", "READY", "STOPPING") if key in fields]
    expect(order.count("READY") == 1, "READY=1 must come once")
    expect("FDSTORE" not in order[order.index("READY"):], "a descriptor came after READY=1")
    stored = [(fields.get("FDNAME"), count) for _, fields, count in manager.messages if "FDSTORE" in fields]
    expect(len(stored) == arguments.lines, f"{len(stored)} descriptors were stored, not {arguments.lines}")
    expect(all(name and count == 1 for name, count in stored), f"descriptors without name or file: {stored}")
    expect(len({name for name, _ in stored}) == len(stored), f"names of descriptors repeat: {stored}")
    print(
        f"ready after {ready:.2f} s, {len(alive) - 2} signs of life (longest silence {silence:.1f} s), "
        f"{len(stored)} descriptors, stopped after {stopped:.2f} s")


def main():
    here = pathlib.Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--meter", default=here / ".build/debug/meter")
    parser.add_argument("--board", default=here / "boards/simulated.yaml")
    parser.add_argument("--lines", type=int, default=0, help="GPIO lines of the board (simulated: 0)")
    arguments = parser.parse_args()
    failures = []
    with tempfile.TemporaryDirectory(prefix="swift-meter-notify.") as folder:
        # Twice: the second finds the store of the first.
        for signs in (2, 1):
            if not failures:
                run(arguments, folder, signs, failures)
    for failure in failures:
        print(f"test-notify: {failure}", file=sys.stderr)
    sys.exit(1 if failures else 0)


main()

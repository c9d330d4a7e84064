"""Sampled meters as a user runs them: simulated wirings against analytic truth, captures against exact integers,
losses, and a reader that stalls while a front end goes on."""
import fcntl
import math
import os
import pty
import random
import signal
import subprocess
import sys
import struct
import threading
import time
import tty
import unittest
from fractions import Fraction

from sampled import ENVIRONMENT, METER, ROOT, SampledMeter, board, wav, wav_of

# 2 s before a period begins, so that the second row is a whole one.
START = "2026-03-01T00:04:58Z"
REPLAY = {"type": "replay", "file": "none.wav", "format": "wav"}
FULL_MINUTES = 5 * 60


class Simulated(SampledMeter):
    """Every wiring for a whole 5 minute period at the greatest speed; truth by the definition of power."""

    def meter(self, wiring, elements, volts=230, **source):
        self.run_board(
            board(
                {"type": "simulated", "seed": 3, "elements": elements, **source}, wiring, start=START, volts=volts,
                units=("0.0001", "0.000002"), sample_rate_hz=2000, significant_bits=24),
            "--speed", "max", "--for", self.seconds)
        self.assert_adds_up()
        names = list(self.registers())
        energies, row = self.full_row(names)
        self.assertEqual(row["flags"], [])
        self.assertTrue(all(value == 0 for name, value in energies.items() if "estimated" in name))
        return energies

    seconds = "25s"

    def near(self, energies, name, power, limit=0.0002):
        truth = power * FULL_MINUTES / 3600 * 1e6
        self.assertLess(abs(energies[name] / truth - 1), limit, f"{name}: {energies[name]} for {truth}")

    def test_single_phase(self):
        energies = self.meter(
            "single_phase", [{"amperes": 4, "current_lag_degrees": 60}], noise_counts=8, frequency_hz=50.03,
            voltage_harmonics=[{"order": 3, "percent": 10}], current_harmonics=[{"order": 3, "percent": 40}])
        # The third harmonics add 4 % of S at three times the lag.
        watts = 920 * (math.cos(math.radians(60)) + 0.04 * math.cos(math.radians(180)))
        self.near(energies, "l1_active_import", watts)
        self.near(energies, "l1_fundamental_reactive_import", 920 * math.sin(math.radians(60)))
        self.assertEqual(energies["l1_active_export"], 0)

    def test_twin_element(self):
        energies = self.meter(
            "twin_element", [{"amperes": 3, "current_lag_degrees": 30}, {"amperes": 2, "current_lag_degrees": 180}])
        self.near(energies, "l1_active_import", 690 * math.cos(math.radians(30)))
        self.near(energies, "l1_reactive_q1", 690 * math.sin(math.radians(30)))
        self.near(energies, "l2_active_export", 460)
        self.assertEqual((energies["l1_active_export"], energies["l2_active_import"]), (0, 0))

    def test_three_wire(self):
        energies = self.meter(
            "three_phase_three_wire",
            [{"amperes": 4, "current_lag_degrees": 40}, {"amperes": 4, "current_lag_degrees": 40}], volts=400)
        self.near(energies, "total_active_import", math.sqrt(3) * 1600 * math.cos(math.radians(40)))
        self.near(energies, "total_reactive_import", math.sqrt(3) * 1600 * math.sin(math.radians(40)))

    def test_four_wire(self):
        energies = self.meter(
            "three_phase_four_wire",
            [{"amperes": 5, "current_lag_degrees": 25}, {"amperes": 4, "current_lag_degrees": -50},
             {"amperes": 2, "current_lag_degrees": 180}], noise_counts=8)
        watts = [1150 * math.cos(math.radians(25)), 920 * math.cos(math.radians(50)), -460]
        self.near(energies, "total_active_import", sum(watts))
        self.near(energies, "l1_active_import", watts[0])
        self.near(energies, "l2_reactive_q4", 920 * math.sin(math.radians(50)))
        self.near(energies, "l3_active_export", 460)

    def test_losses(self):
        self.run_board(
            board(
                {"type": "simulated", "elements": [{"amperes": 5}], "losses": [{"index": 20000, "count": 1234}]},
                start=START, units=("0.0001", "0.000002"), sample_rate_hz=2000, significant_bits=24),
            "--speed", "max", "--for", "12s")
        self.assert_adds_up()
        events = [e for e in self.events() if e["event"] == "samplesLost"]
        # With the sets that refill the quarter period of history.
        self.assertEqual(len(events), 1, events)
        self.assertIn(events[0]["value"], range(1234, 1234 + 11))
        registers, rows = self.registers(), self.rows()
        lossy = [r for r in rows if "possible_loss" in r["flags"]]
        if len(rows) > 1:
            self.assertEqual([r["start"] for r in lossy], ["2026-03-01T00:05:00Z"])
        # The estimate: the lost time and the window it fell into, at the last power, in a register of its own.
        lost = 1150 * 1234 / 2000 / 3600 * 1e6
        window = 1150 * 0.2 / 3600 * 1e6
        self.assertGreater(registers["l1_estimated_active_import"], lost * 0.99)
        self.assertLess(registers["l1_estimated_active_import"], (lost + 2 * window) * 1.02)

    def test_outputs(self):
        self.run_board(
            board(
                {"type": "simulated", "elements": [{"amperes": 5}] * 3}, "three_phase_four_wire", start=START,
                units=("0.0001", "0.000002"), sample_rate_hz=2000, significant_bits=24),
            "--speed", "max", "--for", "3s")
        short = subprocess.run([METER, "registers", "--data", self.data], capture_output=True, text=True)
        full = subprocess.run([METER, "registers", "--data", self.data, "--all"], capture_output=True, text=True)
        names = list(self.registers())
        zero = [name for name, value in self.registers().items() if value == 0]
        self.assertGreater(len(zero), 8)
        for name in names:
            self.assertIn(f"{name} ", full.stdout)
            self.assertEqual(f"{name} " in short.stdout, name not in zero, name)
        self.assertIn(f"{len(zero)} registers at 0 are not shown; --all shows them", short.stdout)
        self.assertNotIn("not shown", full.stdout)


class Replay(SampledMeter):
    """Captures written from integers; power by exact sums, independent of the meter's arithmetic."""

    VOLTS, AMPERES = Fraction(1, 100), Fraction(1, 2000)

    def cycles(self, bits=16, seed=1):
        """Ten cycles of 80 sets with harmonics, offsets and noise that repeat with them."""
        chance = random.Random(seed)
        scale = 2 ** (bits - 16)
        sets = []
        for n in range(800):
            w = 2 * math.pi * n / 80
            v = 31000 * math.sin(w) + 900 * math.sin(5 * w + 1) + 37
            i = 13000 * math.sin(w - 1.1) + 2500 * math.sin(3 * w + 2) + 800 * math.sin(5 * w) - 55
            sets.append((round(v * scale + chance.gauss(0, 30)), round(i * scale + chance.gauss(0, 30))))
        return sets

    def watts(self, sets, bits=16):
        count = len(sets)
        vi, v, i = sum(a * b for a, b in sets), sum(a for a, _ in sets), sum(b for _, b in sets)
        return (Fraction(vi) - Fraction(v * i, count)) / count * self.VOLTS * self.AMPERES / 4 ** (bits - 16)

    def replay(self, content, bits=16, code=0, **more):
        scale = 2 ** (bits - 16)
        units = (f"1/{100 * scale}", f"1/{2000 * scale}")
        capture = self.write("capture.wav", content)
        return self.run_board(
            board(REPLAY, start=START, units=units, **more), "--speed", "max", "--replay", capture, code=code)

    def check(self, bits):
        sets = self.cycles(bits)
        block = wav(sets, bits=bits)[44:]
        # 2 s, five minutes and a little more.
        run = self.replay(wav_of(block * 1515, 2, bits=bits), bits)
        self.assertIn("active", run.stdout)
        self.assert_adds_up()
        energies, row = self.full_row(list(self.registers()))
        truth = self.watts(sets, bits) * FULL_MINUTES / 3600 * 10**6
        self.assertLess(abs(Fraction(energies["l1_active_import"]) / truth - 1), Fraction(1, 10**6))
        self.assertEqual(row["flags"], [])
        # The whole of the capture but for the cut window at its end.
        whole = self.watts(sets, bits) * 303 / 3600 * 10**6
        self.assertGreater(self.registers()["l1_active_import"], whole * Fraction(3025, 3030))
        self.assertLessEqual(self.registers()["l1_active_import"], whole * Fraction(3031, 3030))

    def test_16_bit(self):
        self.check(16)

    def test_24_bit(self):
        self.check(24)

    def test_truncated(self):
        sets = self.cycles()
        block = wav(sets)[44:]
        whole = wav_of(block * 100, 2)
        # 20 s are promised, 15 s and half a set are there.
        run = self.replay(whole[:44 + len(block) * 75 + 2], code=3)
        self.assertIn("capture.wav", run.stderr)
        self.assertRegex(run.stderr, "ends|truncated|cut")
        truth = self.watts(sets) * 15 / 3600 * 10**6
        kept = self.registers()["l1_active_import"]
        self.assertGreater(kept, truth * Fraction(145, 150))
        self.assertLessEqual(kept, truth * Fraction(151, 150))
        self.assert_adds_up()

    def test_refusals(self):
        self.assertIn("nowhere.wav", self.run_board(board(REPLAY), "--replay", "/nowhere.wav", code=3).stderr)
        capture = self.write("text.wav", b"this is no capture")
        self.assertIn("text.wav", self.run_board(board(REPLAY), "--replay", capture, code=3).stderr)


def crc32c(data, table=[]):
    if not table:
        for n in range(256):
            for _ in range(8):
                n = n >> 1 ^ (0x82F63B78 if n & 1 else 0)
            table.append(n)
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 255]
    return crc ^ 0xFFFFFFFF


class FrontEnd:
    """A three-phase front end on a pseudo terminal: 4 kS/s, 24 bits, frames of 20 sets, sent whatever the reader does."""

    SETS = 20

    def __init__(self):
        self.device, self.line = pty.openpty()
        tty.setraw(self.line)
        fcntl.fcntl(self.device, fcntl.F_SETFL, os.O_NONBLOCK)
        self.port = os.ttyname(self.line)
        self.bodies, self.products = [], 0
        for first in range(0, 80, self.SETS):
            body = b""
            for n in range(first, first + self.SETS):
                for phase in (0, -120, 120):
                    w = 2 * math.pi * n / 80 + math.radians(phase)
                    pair = (round(3_252_691 * math.sin(w)), round(3_535_534 * math.sin(w)))
                    body += b"".join(value.to_bytes(3, "little", signed=True) for value in pair)
                    self.products += pair[0] * pair[1]
            self.bodies.append(body)
        self.sent, self.delivered, self.dropped = 0, 0, []
        self.is_on, self.is_silent = True, True
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def watts(self):
        """Power of the three phases, of the integers that are sent."""
        return self.products / 80 * 0.0001 * 0.000002

    def frame(self, index):
        head = b"\xa5\x5a" + bytes([1, 6, 24, self.SETS, 0, 0]) + struct.pack("<IIIQ", 4000, 1, 0x7FFFFF, index)
        data = head + self.bodies[index // self.SETS % 4]
        return data + struct.pack("<I", crc32c(data))

    def run(self):
        start = time.monotonic()
        while self.is_on:
            while self.sent / 4000 < time.monotonic() - start:
                frame = self.frame(self.sent)
                try:
                    written = 0 if self.is_silent else os.write(self.device, frame)
                except BlockingIOError:
                    written = 0
                if written == len(frame):
                    self.delivered += self.SETS
                elif not self.is_silent:
                    self.dropped.append(self.sent)
                self.sent += self.SETS
            time.sleep(0.002)

    def stop(self):
        self.is_on = False
        self.thread.join()
        os.close(self.device)
        os.close(self.line)


class Stalled(SampledMeter):
    """The reader is stopped for 2 s while the front end goes on: the loss is counted, nothing is taken wrongly."""

    def start(self):
        shim = self.folder / "pty_modem.so"
        subprocess.run(
            ["gcc", "-shared", "-fPIC", "-O1", "-w", "-o", shim, ROOT / "Tests/CommandLine/pty_modem.c", "-ldl"],
            check=True)
        front = FrontEnd()
        content = board(
            {"type": "serial", "port": "adc", "input_count": 6}, "three_phase_four_wire",
            units=("0.0001", "0.000002"), sample_rate_hz=4000, significant_bits=24)
        content["serial_ports"] = [{"name": "adc", "device": front.port, "baud": 921600}]
        path = self.write("board.yaml", content)
        process = subprocess.Popen(
            [METER, "run", "--board", path, "--data", self.data, "--plain"], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env={**ENVIRONMENT, "LD_PRELOAD": str(shim)})
        # What is sent before the port is open would be a loss of its own.
        self.assertIn("ready", process.stdout.readline())
        front.is_silent = False
        return front, process

    def end(self, front, process):
        process.send_signal(signal.SIGTERM)
        errors = process.communicate(timeout=30)[1]
        front.stop()
        self.assertEqual(process.returncode, 0, errors)

    def flags(self):
        return self.read("registers")["open_period_flags"] + [f for r in self.rows() for f in r["flags"]]

    def test_silent_front_end(self):
        """Silence is flagged before anything tells how much is missing."""
        front, process = self.start()
        try:
            time.sleep(3)
            front.is_silent = True
            time.sleep(4)
        finally:
            self.end(front, process)
        self.assertIn("possible_loss", self.flags())
        self.assertNotIn("samplesLost", [e["event"] for e in self.events()])

    def test_stopped_for_two_seconds(self):
        front, process = self.start()
        try:
            time.sleep(4)
            before = len(front.dropped)
            process.send_signal(signal.SIGSTOP)
            time.sleep(2)
            process.send_signal(signal.SIGCONT)
            time.sleep(4)
            during = front.dropped[before:]
        finally:
            self.end(front, process)
        self.assertGreater(len(during), 300, "the line's buffer must overflow in 2 s")
        lost = [e for e in self.events() if e["event"] == "samplesLost"]
        self.assertTrue(lost, "a loss must not be silent")
        self.assertEqual(before, 0, "this machine was too slow to keep up before the stop")
        # From the first frame that did not fit to the last; frames that fitted in between were torn by those that did
        # not. With the sets that refill the voltage history behind the gap.
        gap = len(during) * FrontEnd.SETS
        span = during[-1] - during[0] + FrontEnd.SETS
        self.assertIn(lost[0]["value"], range(gap, span + 61))
        self.assertIn("possible_loss", self.flags())
        registers = self.registers()
        # The sum of three phases is the same power at every set: whole sets of it, no more than were delivered, and no
        # less than those without the windows at the edges. One wrong sample would spoil the whole number.
        perset = front.watts() / 4000 / 3600 * 1e6
        sets = registers["total_active_import"] / perset
        self.assertLess(abs(sets - round(sets)), 0.03)
        self.assertLessEqual(round(sets), front.delivered)
        self.assertGreater(sets, front.delivered - 4 * 800 - 4000)
        for element in (1, 2, 3):
            # Windows at the edges are of part cycles, in which a phase has more or less than its third.
            self.assertLess(abs(registers[f"l{element}_active_import"] * 3 / registers["total_active_import"] - 1), 1e-3)
            self.assertEqual(registers[f"l{element}_active_export"], 0)
        self.assertEqual(registers["total_active_export"], 0)
        self.assertGreater(registers["total_estimated_active_import"], (gap * 0.95) * perset)
        self.assertNotIn("overRange", [e["event"] for e in self.events()])
        self.assert_adds_up()


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])

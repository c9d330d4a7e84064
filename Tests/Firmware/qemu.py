"""The boards in QEMU: command lines, and a console to a running one."""

import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time

METER_FLASH = 4 << 20
BANK = 32 << 20


def make_chip(path, fill=0xFF):
    """A file for the pflash bank of riscv-virt: the meter's part filled, the rest never touched."""
    with open(path, "wb") as chip:
        chip.write(bytes([fill]) * METER_FLASH)
        chip.truncate(BANK)


def command(board, image, flash=None, count_instructions=False, serial="stdio"):
    """The QEMU command line of a board; `flash` is the pflash file of riscv-virt."""
    icount = ["-icount", "shift=0"] if count_instructions else []
    common = ["-nographic", "-monitor", "none", "-serial", serial] + icount
    if board == "mps2-an386":
        return ["qemu-system-arm", "-M", "mps2-an386", *common,
                "-semihosting-config", "enable=on,target=native", "-kernel", image]
    # As -bios: with a second pflash bank QEMU does not load a -kernel.
    drive = ["-drive", f"if=pflash,unit=1,format=raw,file={flash}"] if flash else []
    return ["qemu-system-riscv32", "-M", "virt", *common, *drive, "-bios", image]


class Answer:
    """What the firmware said to one command."""

    def __init__(self, lines, end):
        self.lines, self.end = lines, end

    @property
    def is_ok(self):
        return self.end == "ok"

    def records(self, kind):
        """The fields of the lines of one kind, numbers as numbers."""
        found = []
        for line in self.lines:
            words = line.split(" ")
            if words[0] == kind:
                found.append({name: number(value) for name, value in (w.split("=") for w in words[1:])})
        return found


def number(text):
    return int(text) if text.lstrip("-").isdigit() else text


class Console:
    """A board that runs, and its console."""

    # Commands on their way to the board at once; fewer than fill a pipe.
    WINDOW = 64

    def __init__(self, board, image, flash=None, count_instructions=False):
        self.process = subprocess.Popen(
            command(board, image, flash, count_instructions),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.pending = b""
        self.start = self.read_start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def read_start(self):
        """The line a board says when it starts, as a record."""
        line = self.read_line()
        if not line.startswith(("ready", "stopped")):
            raise AssertionError(f"the board did not start: {line!r}")
        return Answer([line], "").records(line.split(" ")[0])[0]

    def read_line(self, seconds=120):
        deadline = time.monotonic() + seconds
        while b"\n" not in self.pending:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                raise AssertionError(f"no answer in {seconds} s after {self.pending!r}")
            data = os.read(self.process.stdout.fileno(), 65536)
            if not data:
                raise AssertionError(f"the board ended with {self.process.wait()} after {self.pending!r}")
            self.pending += data
        return self.take_line()

    def take_line(self):
        """The first of the lines that have come."""
        line, self.pending = self.pending.split(b"\n", 1)
        text = line.decode("ascii")
        if text.startswith("fault"):
            raise AssertionError(text)
        return text

    def read_answer(self):
        lines = []
        while True:
            line = self.read_line()
            if line == "ok" or line.startswith("error"):
                return Answer(lines, line)
            lines.append(line)

    def send(self, text):
        data = text if isinstance(text, bytes) else text.encode("ascii")
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def ask(self, text):
        """Sends one command and returns its answer."""
        self.send(text + "\n")
        return self.read_answer()

    def do(self, *commands):
        """Sends commands that must all succeed."""
        waiting = []
        for text in commands:
            self.send(text + "\n")
            waiting.append(text)
            if len(waiting) >= self.WINDOW:
                self.expect_ok(waiting.pop(0))
        for text in waiting:
            self.expect_ok(text)

    def expect_ok(self, text):
        answer = self.read_answer()
        if not answer.is_ok:
            raise AssertionError(f"{text!r} answered {answer.end!r}")

    def registers(self):
        return self.ask("r").records("register")

    def clock(self):
        return self.ask("r").records("clock")[0]

    def rows(self, first=None, last=None):
        return self.ask("p" if first is None else f"p {first} {last}").records("row")

    def events(self):
        return self.ask("l").records("event")

    def reset(self):
        """A system reset; nothing is committed."""
        self.send("x\n")
        self.start = self.read_start()
        return self.start

    def kill(self):
        """The supply is cut."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def quit(self):
        """Ends the firmware in order and returns the exit code."""
        self.send("q\n")
        code = self.process.wait(timeout=30)
        self.kill()
        return code


class SocketConsole(Console):
    """A board whose serial line is a TCP port, for whoever connects: this console, or another reader in its place."""

    def __init__(self, board, image, flash=None):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            command(board, image, flash, serial=f"tcp:127.0.0.1:{self.port},server=on,wait=on"),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pending, self.socket = b"", None
        self.attach()
        self.start = self.read_start()

    def attach(self):
        """Takes the line."""
        deadline = time.monotonic() + 30
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=5)
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def detach(self):
        """Leaves the line to another."""
        self.socket.close()
        self.socket = None

    def read_line(self, seconds=120):
        self.socket.settimeout(seconds)
        while b"\n" not in self.pending:
            data = self.socket.recv(65536)
            if not data:
                raise AssertionError(f"the board ended after {self.pending!r}")
            self.pending += data
        return self.take_line()

    def send(self, text):
        self.socket.sendall(text if isinstance(text, bytes) else text.encode("ascii"))

    def kill(self):
        if self.socket:
            self.detach()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def ask(board, image, commands):
    """Prints what a fresh board answers to each command; false when one is refused."""
    with tempfile.TemporaryDirectory() as folder:
        flash = os.path.join(folder, "flash.bin") if board == "riscv-virt" else None
        if flash:
            make_chip(flash)
        with Console(board, image, flash, count_instructions=True) as console:
            for text in commands:
                answer = console.ask(text)
                print(*answer.lines, sep="\n", end="\n" if answer.lines else "", flush=True)
                if not answer.is_ok:
                    print(f"{text!r}: {answer.end}", file=sys.stderr)
                    return False
    return True


def main():
    """`qemu.py run|command|ask BOARD IMAGE [COMMAND …]`: the console in the foreground, how to get it, or its answers."""
    action, board, image, *commands = sys.argv[1:]
    if action == "ask":
        sys.exit(0 if ask(board, image, commands) else 4)
    flash = None
    if board == "riscv-virt":
        folder, name = os.path.dirname(os.path.dirname(image)), os.path.basename(image)
        flash = os.path.join(folder, "flash.bin" if name == "firmware" else f"flash-{name}.bin")
        if action == "run" and not os.path.exists(flash):
            make_chip(flash)
    line = command(board, image, flash, count_instructions=True)
    if action == "command":
        print(" ".join(line))
    else:
        os.execvp(line[0], line)


if __name__ == "__main__":
    main()

"""Collects cases, runs them and says how they went."""

import sys
import tempfile
import time
import traceback

CASES = []


def case(*boards, product="firmware"):
    """Marks a function `(bench)` as a case for a product on these boards, all when none is named."""
    def mark(function):
        CASES.append((function, boards, product))
        return function
    return mark


class Skipped(Exception):
    """Something a case needs is not here; says what and how to get it."""


def skip(reason):
    raise Skipped(reason)


class Bench:
    """What a case needs: the board, its image and a folder of its own."""

    def __init__(self, board, image, folder):
        self.board, self.image, self.folder = board, image, folder
        self.flash = f"{folder}/flash.bin" if board == "riscv-virt" else None

    def start(self, **options):
        from qemu import Console
        return Console(self.board, self.image, self.flash, **options)

    def start_on_socket(self):
        from qemu import SocketConsole
        return SocketConsole(self.board, self.image, self.flash)

    def new_chip(self, fill=0xFF):
        from qemu import make_chip
        if self.flash:
            make_chip(self.flash, fill)


def equal(found, wanted, what):
    if found != wanted:
        raise AssertionError(f"{what}: found {found!r}, wanted {wanted!r}")


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def run(images, only=""):
    """Runs every case on its boards, for images [(board, product, path)]; returns the exit code."""
    passed = failed = skipped = 0
    for board, image_of, image in images:
        for function, boards, product in CASES:
            if product != image_of or boards and board not in boards or only not in f"{function.__module__}.{function.__name__}":
                continue
            name = f"{board}: {function.__doc__.splitlines()[0].rstrip('.')}"
            began = time.monotonic()
            with tempfile.TemporaryDirectory(prefix="firmware-test-") as folder:
                bench = Bench(board, image, folder)
                bench.new_chip()
                try:
                    function(bench)
                    passed += 1
                    print(f"passed  {name} ({time.monotonic() - began:.1f} s)", flush=True)
                except Skipped as reason:
                    skipped += 1
                    print(f"SKIPPED {name}: {reason}", flush=True)
                except Exception as error:  # a case may fail in any way; the others still run
                    failed += 1
                    print(f"FAILED  {name}\n        {type(error).__name__}: {error}", flush=True)
                    traceback.print_exc(file=sys.stderr)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 4 if failed or not passed else 0

"""Tests firmware images in QEMU: `run.py BOARD/PRODUCT=IMAGE … [--only NAME]`."""

import sys

import cases_clock  # noqa: F401
import cases_console  # noqa: F401
import cases_counting  # noqa: F401
import cases_flash  # noqa: F401
import cases_outstation  # noqa: F401
import cases_random  # noqa: F401
import cases_restart  # noqa: F401
import cases_samples  # noqa: F401
import harness


def main():
    words = sys.argv[1:]
    only = ""
    if "--only" in words:
        at = words.index("--only")
        only = words[at + 1]
        del words[at:at + 2]
    images = [(*word.split("=", 1)[0].split("/"), word.split("=", 1)[1]) for word in words]
    sys.exit(harness.run(images, only))


if __name__ == "__main__":
    main()

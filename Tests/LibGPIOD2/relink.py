#!/usr/bin/env python3
"""relink.py METER OUTPUT: links the objects of a built meter again, with its GPIO shim compiled against
libgpiod 2 (the C sources in the gpiod package of PyPI) in the place of this system's libgpiod 1. Prints a reason
that begins with SKIPPED where the sources cannot be had."""
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHIM = ROOT / "hal/CGPIOD"
PACKAGE = "gpiod==2.5.0"


class Unavailable(Exception):
    """The sources cannot be had here."""


def sources(folder):
    """The include folder and the C files of libgpiod 2; only the sources are wanted, nothing is installed."""
    got = subprocess.run(
        [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", "download", "--no-deps", "--no-binary",
         ":all:", "-d", folder, PACKAGE], capture_output=True, text=True)
    archives = list(folder.glob("gpiod-*.tar.gz"))
    if not archives:
        raise Unavailable(f"{PACKAGE} cannot be downloaded: {got.stderr.strip()[-200:]}")
    with tarfile.open(archives[0]) as archive:
        archive.extractall(folder)
    header = next(folder.rglob("include/gpiod.h"))
    return header.parent, sorted((header.parents[1] / "lib").glob("*.c"))


def compile_shim(folder):
    """The objects of the shim and of the library; every warning of the shim is an error."""
    include, library = sources(folder)
    objects = []
    for source in [*sorted(SHIM.glob("*.c")), *library]:
        objects.append(folder / f"{source.parent.name}-{source.stem}.o")
        strict = ["-Wall", "-Werror"] if source.parent == SHIM else []
        subprocess.run(
            ["gcc", "-c", "-fPIC", "-O1", *strict, "-D_GNU_SOURCE", '-DGPIOD_VERSION_STR="2"',
             '-DGPIOD_API_VERSION_STR="2"', "-I", include, "-I", include.parent / "lib", "-I", SHIM / "include",
             "-o", objects[-1], source], check=True)
    return objects


def main():
    meter, output = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    listed = (meter.parent / "meter.product/Objects.LinkFileList").read_text().splitlines()  # quoted where needed
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        kept = [path for path in listed if "/CGPIOD.build/" not in path]
        if len(kept) == len(listed):
            sys.exit(f"{meter} was linked without the GPIO shim: nothing to replace")
        (folder / "objects").write_text("\n".join([*kept, *map(str, compile_shim(folder))]) + "\n")
        subprocess.run(
            [shutil.which("swiftc"), "-emit-executable", "-module-name", "meter", "-o", output, "-L", meter.parent,
             "-lserialport", "-lsystemd", "-lstdc++", "-Xlinker", "--as-needed", "-Xlinker", "--defsym", "-Xlinker",
             "main=meter_main", f"@{folder}/objects"], check=True)


if __name__ == "__main__":
    try:
        main()
    except Unavailable as reason:
        print(f"SKIPPED: {reason}")
        sys.exit(3)

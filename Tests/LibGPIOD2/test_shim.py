"""The GPIO shim over libgpiod 2.x, whatever series this system has: compiled against the library's own sources (from
the gpiod package of PyPI), loaded, and asked what it can answer without a chip."""
import ctypes
import errno
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHIM = ROOT / "hal/CGPIOD"
PACKAGE = "gpiod==2.5.0"


class LibGPIOD2(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.folder.name)
        # Only the sources are wanted, nothing is built or installed.
        got = subprocess.run(
            [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", "download", "--no-deps", "--no-binary",
             ":all:", "-d", folder, PACKAGE], capture_output=True, text=True)
        archives = list(folder.glob("gpiod-*.tar.gz"))
        if not archives:
            raise unittest.SkipTest(f"{PACKAGE} cannot be downloaded: {got.stderr.strip()[-200:]}")
        with tarfile.open(archives[0]) as archive:
            archive.extractall(folder)
        header = next(folder.rglob("include/gpiod.h"))
        library = header.parents[1] / "lib"
        cls.library = folder / "shim.so"
        build = subprocess.run(
            ["gcc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-D_GNU_SOURCE", '-DGPIOD_VERSION_STR="2"',
             '-DGPIOD_API_VERSION_STR="2"', "-I", header.parent, "-I", library, "-I", SHIM / "include", "-o", cls.library,
             *sorted(SHIM.glob("*.c")), *sorted(library.glob("*.c"))], capture_output=True, text=True)
        assert build.returncode == 0, build.stderr

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_answers(self):
        shim = ctypes.CDLL(str(self.library))
        self.assertEqual(shim.gl_library_major(), 2)
        buffer = ctypes.create_string_buffer(256)
        self.assertEqual(shim.gl_chip_find(b"no-such-chip", buffer), -errno.ENOENT)
        self.assertEqual(shim.gl_chip_find(b"/dev/null", buffer), -errno.ENODEV)
        self.assertLess(shim.gl_line_find(b"/dev/gpiochip99", b"LINE"), 0)

    def test_every_function_is_there(self):
        declared = set(re.findall(r"\b(gl_\w+)\(", (SHIM / "include/gpio_lines.h").read_text()))
        symbols = subprocess.run(["nm", "-D", self.library], capture_output=True, text=True, check=True).stdout
        for name in declared:
            self.assertRegex(symbols, rf" T {name}\b")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])

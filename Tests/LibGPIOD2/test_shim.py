"""The GPIO shim over libgpiod 2.x, whatever series this system has: compiled against the library's own sources (from
the gpiod package of PyPI), loaded, and asked what it can answer without a chip."""
import ctypes
import errno
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import relink


class LibGPIOD2(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.folder.name)
        cls.library = folder / "shim.so"
        try:
            objects = relink.compile_shim(folder)
        except relink.Unavailable as reason:
            raise unittest.SkipTest(str(reason))
        subprocess.run(["gcc", "-shared", "-o", cls.library, *objects], check=True)

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
        declared = set(re.findall(r"\b(gl_\w+)\(", (relink.SHIM / "include/gpio_lines.h").read_text()))
        symbols = subprocess.run(["nm", "-D", self.library], capture_output=True, text=True, check=True).stdout
        for name in declared:
            self.assertRegex(symbols, rf" T {name}\b")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])

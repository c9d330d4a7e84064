"""Serial ports through libserialport: a real dialogue over a pseudo terminal, locking, and plain errors."""
import os
import pathlib
import pty
import subprocess
import sys
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
METER = ROOT / ".build/debug/meter"


class Serial(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.shim = cls.folder.name + "/pty_modem.so"
        subprocess.run(
            ["gcc", "-shared", "-fPIC", "-O1", "-w", "-o", cls.shim, ROOT / "Tests/CommandLine/pty_modem.c", "-ldl"],
            check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def meter(self, port, *arguments):
        return subprocess.run(
            [METER, "serial", port, *arguments], capture_output=True, text=True, timeout=30,
            env={**os.environ, "LD_PRELOAD": self.shim})

    def test_dialogue(self):
        device, line = pty.openpty()
        port = os.ttyname(line)
        heard = []

        def answer():
            request = b""
            while not request.endswith(b"\r\n"):
                request += os.read(device, 64)
            heard.append(request)
            for byte in b"/MET5 1\r\n":
                os.write(device, bytes([byte]))

        thread = threading.Thread(target=answer)
        thread.start()
        # A pty has neither 7 bits nor parity: those are proven on a real UART in the kernel tests.
        run = self.meter(port, "--baud", "9600", "--format", "8N1", "--send", "2F3F210D0A")
        thread.join(5)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(heard, [b"/?!\r\n"])
        self.assertIn(b"/MET5 1\r\n".hex().upper(), run.stdout)
        os.close(device)
        os.close(line)

    def test_silence(self):
        device, line = pty.openpty()
        run = self.meter(os.ttyname(line), "--wait-ms", "200")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("received  nothing", run.stdout)

    def test_held_by_another_program(self):
        device, line = pty.openpty()
        port = os.ttyname(line)
        first = subprocess.Popen(
            [METER, "serial", port, "--wait-ms", "8000"], env={**os.environ, "LD_PRELOAD": self.shim},
            stdout=subprocess.DEVNULL)
        try:
            time.sleep(1.5)
            run = self.meter(port, "--wait-ms", "50")
            self.assertEqual(run.returncode, 3)
            # Root passes TIOCEXCL but not the lock; then the holder is named.
            self.assertIn("in use by process", run.stderr)
        finally:
            first.kill()
            first.wait()

    def test_errors(self):
        run = self.meter("/dev/ttyNOPE99")
        self.assertEqual(run.returncode, 3)
        self.assertIn("no such port", run.stderr)
        self.assertEqual(self.meter("/dev/null", "--format", "9X3").returncode, 2)
        self.assertEqual(self.meter("/dev/null", "--send", "ABC").returncode, 2)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])

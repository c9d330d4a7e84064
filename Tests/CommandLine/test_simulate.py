"""meter simulate: wrong use is said with exit code 2, secrets of others are refused, a port of its own works."""
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
METER = ROOT / ".build/debug/meter"


def simulate(*arguments):
    return subprocess.run([METER, "simulate", *map(str, arguments)], capture_output=True, text=True, timeout=60)


class Simulate(unittest.TestCase):
    def test_wrong_use(self):
        for arguments, word in (
                (["gas", "--pty"], "prometer100"), (["cop"], "--tcp"), (["cop", "--pty", "--tcp", "127.0.0.1:0"], "--tcp"),
                (["cop", "--tcp", "nowhere"], "ADDRESS:PORT"), (["cop", "--pty", "--mode-e", "--baud", "5000"], "baud"),
                (["cop", "--pty", "--days", "0"], "--days"),
                (["cop", "--tcp", "127.0.0.1:0", "--noise", "0.001"], "--hdlc"), (["cop", "--pty", "--refuse", "1.8.0"], "six groups")):
            run = simulate(*arguments)
            self.assertEqual(run.returncode, 2, run.stderr)
            self.assertIn(word, run.stderr)

    def test_secrets(self):
        with tempfile.TemporaryDirectory() as folder:
            words = pathlib.Path(folder, "words")
            words.write_text("first1\nsecond\nthird3\nfourth\n")
            words.chmod(0o644)
            self.assertIn("chmod 600", simulate("cop", "--pty", "--passwords", words).stderr)
            words.chmod(0o600)
            words.write_text("first1\nfirst1\nthird3\nfourth\n")
            self.assertIn("differ", simulate("cop", "--pty", "--passwords", words).stderr)

    def test_taken_port(self):
        with subprocess.Popen([METER, "simulate", "cop", "--tcp", "127.0.0.1:0", "--days", "1"],
                              stdout=subprocess.PIPE, text=True) as first:
            try:
                address = first.stdout.readline().split()[-1]
                second = simulate("cop", "--tcp", address, "--days", "1")
                self.assertEqual(second.returncode, 3)
                self.assertIn("in use", second.stderr)
            finally:
                first.kill()

    def test_pseudo_terminal(self):
        with subprocess.Popen([METER, "simulate", "cop", "--pty", "--days", "1"], stdout=subprocess.PIPE,
                              text=True) as process:
            try:
                path = process.stdout.readline().split()[-1]
                port = os.open(path, os.O_RDWR | os.O_NOCTTY)
                os.write(port, bytes.fromhex("7EA0070323 93 BF32 7E"))
                answer = b""
                while answer.count(b"\x7e") < 2:
                    answer += os.read(port, 256)
                # An acknowledgement (UA) of server 1 to client 1.
                self.assertEqual((answer[1] & 0xF0, answer[3:6].hex()), (0xA0, "230373"))
                os.close(port)
            finally:
                process.kill()


if __name__ == "__main__":
    unittest.main()

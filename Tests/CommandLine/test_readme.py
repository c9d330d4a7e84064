"""Runs the commands of the README, in order, as they stand there."""
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Not run here, and why.
SKIPPED = {"tools/test": "it is what runs this"}
# Commands that would run for ever get an end; the doctor may miss devices on this machine (exit 3).
ENDLESS = {"tools/run": "tools/run --for 2s --plain --data .build/readme"}
MAY_MISS_DEVICES = "meter doctor"


def commands():
    for block in re.findall(r"^ *```sh\n(.*?)^ *```", (ROOT / "README.md").read_text(), re.S | re.M):
        for line in block.splitlines():
            command = line.split("#")[0].strip()
            if command:
                yield command


class Readme(unittest.TestCase):
    def test_commands(self):
        found = list(commands())
        self.assertGreater(len(found), 12)
        for command in found:
            if command in SKIPPED:
                print(f"not run: {command}: {SKIPPED[command]}")
                continue
            with self.subTest(command=command):
                run = subprocess.run(
                    ["bash", "-c", ENDLESS.get(command, command)], cwd=ROOT, capture_output=True, text=True,
                    timeout=900)
                allowed = (0, 3) if MAY_MISS_DEVICES in command else (0,)
                self.assertIn(run.returncode, allowed, run.stdout + run.stderr)
                self.assertTrue(run.stdout.strip(), "it prints nothing")

    def test_links(self):
        for file in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "boards").glob("*.md"))]:
            for link in re.findall(r"\]\(([^)#]+)\)", file.read_text()):
                if not link.startswith("http"):
                    self.assertTrue((file.parent / link).exists(), f"{file.name}: {link}")

    def test_named_tests_exist(self):
        sources = "\n".join(p.name for p in (ROOT / "Tests").rglob("*"))
        for name in re.findall(r"`(\w+Tests)`", (ROOT / "README.md").read_text()):
            self.assertIn(name + ".swift", sources)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])

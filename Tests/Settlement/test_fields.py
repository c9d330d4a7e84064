"""Every field of every settlement file, wrong once in every way it can be: refused with its group, name and reason,
and, in an inventory, with the response code of the catalogue.

Usage: tools/python Tests/Settlement/test_fields.py   (needs: swift build)"""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from fields import CONTROL, ENVELOPE, FLOWS, wrong

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = pathlib.Path(__file__).parent / "golden"
PEER = os.environ.get("SWIFT_METER_PEER", str(ROOT / ".build/debug/settlement-peer"))


class Peer:
    """The project's readers as one process."""

    def __init__(self):
        self.process = subprocess.Popen([PEER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name, "file")

    def parse(self, kind, text):
        self.path.write_text(text, encoding="utf-8")
        print("parse", kind, self.path, file=self.process.stdin, flush=True)
        lines = []
        while (line := self.process.stdout.readline().rstrip("\n")) != "done":
            lines.append(line)
        return lines

    def close(self):
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()
        self.folder.cleanup()


class Fields(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.peer = Peer()
        cls.addClassCleanup(cls.peer.close)

    def test_every_group_and_field_of_the_golden_files_is_in_the_table(self):
        for name, groups in FLOWS.items():
            seen = {}
            for line in (GOLDEN / name).read_text().splitlines():
                cells = line.split("|")
                seen[cells[0]] = len(cells) - 2
            table = {group: len(fields) for group, fields in {**ENVELOPE, **groups}.items()}
            self.assertEqual(seen, table, name)

    def cases(self, name):
        """(line number, group, field, wrong text) for each field of the first record of each group."""
        lines = (GOLDEN / name).read_text().splitlines()
        done = set()
        for number, line in enumerate(lines):
            cells = line.split("|")
            fields = {**ENVELOPE, **FLOWS[name]}[cells[0]]
            if cells[0] in done:
                continue
            done.add(cells[0])
            for index, field in enumerate(fields):
                for value in wrong(cells[index + 1], field[1], field[2]):
                    changed = cells[:index + 1] + [value] + cells[index + 2:]
                    text = lines[:number] + ["|".join(changed)] + lines[number + 1:]
                    yield number + 1, cells[0], field, value, "\n".join(text) + "\n"

    def test_every_field_of_every_flow(self):
        total = 0
        for name in FLOWS:
            kind, fields = name[:5], set()
            for line, group, field, value, text in self.cases(name):
                where = f"{name} line {line} {group} {field[0]!r} = {value!r}"
                answers = self.peer.parse(kind, text)
                last = answers[-1]
                found = [a for a in answers if a.startswith(("problem: ", "refused: "))]
                self.assertTrue(found and last != "ok true", (where, answers))
                self.assertIn(f"line {line}, group {group}", found[0], where)
                if value.isascii():
                    self.assertIn(f"field '{field[0]}'", found[0], where)
                # A reason that says what is there or what is expected.
                self.assertRegex(found[0], r": .{10,}", where)
                if len(field) > 3:
                    self.code(field[3], found[0], answers, where, value)
                fields.add((group, field[0]))
                total += 1
            print(f"{name}: {len(fields)} fields")
        print(f"{total} files with one field wrong refused, each by its name")

    def code(self, wanted, problem, answers, where, value):
        """The response code of an inventory's field."""
        given = [a.split() for a in answers if a.startswith("answer: 2278686232789")]
        if not value.isascii():
            return
        if wanted == "-":
            # An MPAN that is none cannot be named, a number of items has no code: answered by hand, never accepted.
            self.assertFalse([a for a in given if a[3] == "A"], where)
            return
        reason, _, error = wanted.partition(" ")
        self.assertTrue(given, (where, answers))
        self.assertEqual(given[0][3], reason, where)
        self.assertEqual(given[0][4:5], [error] if error else [], where)
        self.assertIn(f"(response {reason}" + (f", error {error})" if error else ")"), problem, where)

    def test_every_field_of_the_control_file(self):
        lines = (GOLDEN / "controlevcp00120260105.log").read_text().splitlines()
        rows = {"header": 0, "body": 1, "trailer": len(lines) - 1}
        total = 0
        for record, name, offset, width in CONTROL:
            line = lines[rows[record]]
            right = line[offset:offset + width]
            values = ["?" * width, " " * width, right[:-1] + "-"]
            values += {"Effective-from Date": ["20260230", "20261301", "00000000"], "Switch Regime": ["997", "099"],
                       "Sub-Meter ID": [right.upper()], "Total number of lines": ["999999", "000000"]}.get(name, [])
            for value in values:
                text = lines[:]
                text[rows[record]] = line[:offset] + value + line[offset + width:]
                answer = self.peer.parse("control", "\n".join(text) + "\n")[-1]
                self.assertIn(f"line {rows[record] + 1}, group {record}, field '{name}': ", answer, (name, value))
                self.assertTrue(answer.startswith("refused: "))
                total += 1
            # Cut and lengthened: the record's width is wrong.
            for value in (right[:-1], right + "0"):
                text = lines[:]
                text[rows[record]] = line[:offset] + value + line[offset + width:]
                answer = self.peer.parse("control", "\n".join(text) + "\n")[-1]
                self.assertIn(f"refused: line {rows[record] + 1}, group {record}", answer, (name, value))
                total += 1
        print(f"control file: {len(CONTROL)} fields, {total} files refused")

    def test_structure(self):
        """Records missing, doubled or moved: refused, with the place."""
        total = 0
        for name in FLOWS:
            lines = (GOLDEN / name).read_text().splitlines()

            def counted(changed):
                """The trailer's count of lines made right, so that the structure alone is wrong."""
                tail = changed[-1].split("|")
                if tail[0] == "ZPT":
                    tail[2] = str(len(changed) - 2)
                    changed = changed[:-1] + ["|".join(tail)]
                return "\n".join(changed) + "\n"

            optional = {"d0388.txt": {"GP3", "GP4", "GP2"}, "d0389.txt": {"RP1", "RP2"}}.get(name, set())
            for number, line in enumerate(lines):
                group = line.split("|")[0]
                if group not in optional:
                    answer = self.peer.parse(name[:5], counted(lines[:number] + lines[number + 1:]))[-1]
                    self.assertRegex(answer, r"^refused: (line \d+|file), group ", (name, number, line))
                    total += 1
                if group not in {"GP3", "GP4", "GP2", "RP2"}:
                    answer = self.peer.parse(name[:5], counted(lines[:number] + [line] + lines[number:]))[-1]
                    self.assertRegex(answer, r"^refused: (line \d+|file), group ", (name, number, "twice", line))
                    total += 1
        print(f"{total} files with a record too few or too many refused")


if __name__ == "__main__":
    unittest.main(argv=["test_fields"], verbosity=2)

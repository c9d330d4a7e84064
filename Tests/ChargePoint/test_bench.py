"""`meter bench cms` on a foreign charge point (PyPI ocpp) in a faster time, and on our simulator."""
import asyncio
import contextlib
import csv
import io
import json
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import unittest

import peers
import wire
from client16 import Client16, result16
from client201 import Client201, result201
from ocpp.routing import on
from service import METER

BEGIN = 1_767_607_873  # 2026-01-05T10:11:13Z


class Living:
    """A charge point that lives in a faster time: a register that follows its load, readings as it was told."""

    speed, watts, standby = 1200, 7200, 6

    def live(self, counts=1.0, refuses=False):
        self.counts, self.refuses = counts, refuses
        self.born, self.seen = time.monotonic(), BEGIN
        self.register, self.load, self.due = 4_000_000.0, self.standby, None

    def now(self):
        now = BEGIN + (time.monotonic() - self.born) * self.speed
        self.register += self.load * (now - self.seen) / 3600 * self.counts
        self.seen = now
        return now

    def sample(self, context):
        return {"value": f"{self.register:.3f}" if self.version == "1.6" else round(self.register, 3),
                "context": context}

    async def run(self):
        wire.stamp = lambda seconds: wire.dt.datetime.fromtimestamp(seconds, wire.dt.timezone.utc).isoformat(
            timespec="milliseconds").replace("+00:00", "Z")
        await self.boot()
        last = self.now()
        while True:
            await asyncio.sleep(0.01)
            now = self.now()
            if self.due:
                due, self.due = self.due, None
                if due[0] == "begin":
                    await self.begin(int(self.register) if self.version == "1.6" else self.register, now, due[1])
                    self.load = self.watts
                elif due[0] == "end":
                    await self.end(int(self.register) if self.version == "1.6" else self.register, now)
                    self.transaction, self.load = None, self.standby
                else:
                    await self.values(now, [self.sample("Trigger")], idle=self.transaction is None)
            interval = 60 if self.transaction is not None else 900
            if now // interval > last // interval:
                await self.values(now, [self.sample("Sample.Periodic")], idle=self.transaction is None)
            last = now


class Living16(Living, Client16):
    @on("RemoteStartTransaction")
    def remote_start(self, id_tag, **rest):
        self.due = None if self.refuses else ("begin", id_tag)
        return result16.RemoteStartTransaction("Rejected" if self.refuses else "Accepted")

    @on("RemoteStopTransaction")
    def remote_stop(self, transaction_id):
        self.due = ("end",)
        return result16.RemoteStopTransaction("Accepted")

    @on("TriggerMessage")
    def trigger(self, requested_message, **_):
        self.due = self.due or ("read",)
        return result16.TriggerMessage("Accepted")

    async def after_start(self, **_):
        pass

    async def after_stop(self, **_):
        pass


class Living201(Living, Client201):
    @on("RequestStartTransaction")
    def remote_start(self, id_token, remote_start_id, **rest):
        self.due = None if self.refuses else ("begin", id_token["id_token"])
        return result201.RequestStartTransaction("Rejected" if self.refuses else "Accepted")

    @on("RequestStopTransaction")
    def remote_stop(self, transaction_id):
        self.due = ("end",)
        return result201.RequestStopTransaction("Accepted")

    @on("TriggerMessage")
    def trigger(self, requested_message, **_):
        self.due = self.due or ("read",)
        return result201.TriggerMessage("Accepted")

    async def after_start(self, **_):
        pass

    async def after_stop(self, **_):
        pass


class Bench(unittest.IsolatedAsyncioTestCase):
    async def bench(self, kind, *arguments, identity="CP1", interrupt_at=None, **life):
        """Runs the bench with a charge point of `kind`; returns exit code, output and what the point sent. Ctrl-C comes
        when the point has sent a frame with `interrupt_at`."""
        process = await asyncio.create_subprocess_exec(
            METER, "bench", "cms", "--listen", "127.0.0.1:0", "--identity", identity, "--accelerated",
            *map(str, arguments), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
        line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
        found = re.match(r"listening on 127\.0\.0\.1:(\d+) for ", line)
        self.assertTrue(found, line)
        sent, received = [], []
        url = f"ws://127.0.0.1:{found[1]}/{identity}"
        async with peers.client(kind, url, identity, sent, received) as point:
            point.live(**life)
            running = asyncio.create_task(point.run())
            while interrupt_at and not any(interrupt_at in frame for frame in sent):
                await asyncio.sleep(0.01)
            if interrupt_at:
                process.send_signal(signal.SIGINT)
            out, err = await asyncio.wait_for(process.communicate(), 240)
            running.cancel()
            with contextlib.suppress(BaseException):
                await running
        return process.returncode, out.decode() + err.decode(), sent, received

    def evidence(self, folder, wanted, sent, received):
        """The pack's files against the frames that really went over the wire."""
        run = subprocess.run([METER, "evidence", "verify", folder], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        results = json.loads((folder / "results.json").read_text())
        self.assertEqual([c["id"] for c in results["cases"]], wanted)
        for case in results["cases"]:
            raw = folder / "raw" / case["id"]
            frames = [json.loads(line) for line in (raw / "frames.jsonl").read_text().splitlines()]
            mine = [f["frame"] for f in frames if f["direction"] == "from_charge_point"]
            self.assertGreater(len(mine), 3)
            begin = sent.index(mine[0])
            self.assertEqual(sent[begin:begin + len(mine)], mine)
            self.assertTrue(all(f["frame"] in received for f in frames if f["direction"] == "to_charge_point"))
            rows = list(csv.DictReader(io.StringIO((raw / "half_hours.csv").read_text())))
            newest = {row["start_utc"]: row for row in rows}
            self.assertTrue(newest)
            self.assertIn("meter_ids.csv", case["rawFiles"])
            self.assertEqual(len(case["tables"][0]["rows"]), 48)
        return results

    async def test_a_foreign_charge_point_plays_the_on_off_test(self):
        for kind in (Living16, Living201):
            with self.subTest(kind.version), tempfile.TemporaryDirectory() as folder:
                folder = pathlib.Path(folder)
                (folder / "ids.csv").write_text(
                    "meter_id,charge_point,connector,cms_unit_reference,sub_meter,mpan\n"
                    "EVM-7,CP1,1,CMSUNIT00077,evcp001,2278686232789\n")
                subprocess.run([METER, "evidence", "key", folder / "key"], check=True, capture_output=True)
                code, out, sent, received = await self.bench(
                    kind, "--only", "S1,S2", "--watts", 7200, "--output", folder / "pack", "--register",
                    folder / "ids.csv", "--tester", "T", "--key", folder / "key", "--mode", "witness", "--witness",
                    "W")
                self.assertEqual(code, 0, out)
                self.assertIn("not run  S2", out)
                results = self.evidence(folder / "pack", ["S1"], sent, received)
                self.assertEqual(results["mode"], "witness")
                self.assertIn("EVM-7", (folder / "pack/raw/meter-ids/meter_ids.csv").read_text())
                names = [json.loads(line)["event"] for line in
                         (folder / "pack/raw/S1/events.jsonl").read_text().splitlines()]
                for name in ("transaction_started", "transaction_ended", "command_confirmed"):
                    self.assertIn(name, names)
                steps = " ".join(results["cases"][0]["steps"])
                for read in ("Start read", "Read after one hour", "Final read"):
                    self.assertIn(read, steps)
                print(f"\n{kind.version}: S1 passed, {len(sent)} frames of the charge point in the evidence")

    async def test_a_wrong_register_and_a_refused_start_fail(self):
        code, out, _, _ = await self.bench(Living16, "--only", "S1", "--watts", 7200, counts=0.95)
        self.assertEqual(code, 4, out)
        self.assertIn("energy of the first hour", out)
        code, out, _, _ = await self.bench(Living201, "--only", "S1", refuses=True)
        self.assertEqual(code, 4, out)
        self.assertIn("Rejected", out)

    async def test_a_tester_who_ends_early_keeps_the_evidence_and_leaves_no_session(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            code, out, _, received = await self.bench(
                Living16, "--only", "S1,S6", "--watts", 7200, "--output", folder / "pack",
                interrupt_at='"StartTransaction"')
            self.assertEqual(code, 3, out)
            self.assertIn("stopped by the tester", out)
            self.assertIn("S1, S6", out)
            verified = subprocess.run([METER, "evidence", "verify", folder / "pack"], capture_output=True, text=True)
            self.assertIn("all as in the manifest", verified.stdout)
            self.assertIn("0 of 2 tests passed", verified.stdout)
            cases = json.loads((folder / "pack/results.json").read_text())["cases"]
            self.assertEqual([case["id"] for case in cases], ["S1", "S6"])
            for case in cases:
                self.assertEqual(case["checks"][-1]["verdict"], "not run", case)
            self.assertTrue(any('"RemoteStopTransaction"' in frame for frame in received))
            self.assertTrue(any("told to stop" in step for step in cases[0]["steps"]), cases[0]["steps"])

    def test_one_that_does_not_come_ends_with_the_device_code(self):
        run = subprocess.run(
            [METER, "bench", "cms", "--listen", "127.0.0.1:0", "--identity", "CP9", "--wait", "1"],
            capture_output=True, text=True, timeout=60)
        self.assertEqual(run.returncode, 3)
        self.assertIn("did not connect within 1 s", run.stderr)
        for wrong in (["--identity", "CP1"], ["--listen", "127.0.0.1:0"],
                      ["--listen", "192.0.2.1:0", "--identity", "CP1"],
                      ["--listen", "127.0.0.1:0", "--identity", "CP1", "--fault", "S1"]):
            run = subprocess.run([METER, "bench", "cms", *wrong], capture_output=True, text=True, timeout=60)
            self.assertNotIn(run.returncode, (0, 3, 4), wrong)

    async def test_our_simulator_plays_all_it_can(self):
        with tempfile.TemporaryDirectory() as folder:
            process = await asyncio.create_subprocess_exec(
                METER, "bench", "cms", "--listen", "127.0.0.1:0", "--identity", "SIM", "--accelerated", "--watts",
                "7360", "--output", f"{folder}/pack", stdout=asyncio.subprocess.PIPE)
            port = re.search(r":(\d+) for", (await process.stdout.readline()).decode())[1]
            simulator = await asyncio.create_subprocess_exec(
                METER, "simulate", "chargepoint", "--url", f"ws://127.0.0.1:{port}", "--identity", "SIM",
                "--scenario", "idle", "--speed", "1800", "--for", "20h", stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL)
            out = (await asyncio.wait_for(process.communicate(), 200))[0].decode()
            with contextlib.suppress(ProcessLookupError):
                simulator.terminate()
            await simulator.wait()
            self.assertEqual(process.returncode, 0, out)
            self.assertIn("4 of 4 scenarios passed", out)
            self.assertEqual(out.count("not run  "), 12)


if __name__ == "__main__":
    unittest.main(verbosity=2)

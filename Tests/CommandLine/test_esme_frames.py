"""Frames and service requests on a twin-element meter, from the command line."""
import json
import os
import pathlib
import shutil
import sys
import unittest

from esme_folder import DATA, EXPORT, Folder, NEW_SUPPLIER, check


class OwnFrames(Folder):
    """Frames that the program makes itself, with keys of its own."""

    def test_parties_read_the_meter_through_frames(self):
        self.simulate("--from", "2026-06-01", "--days", "2")
        keys = os.path.join(self.folder.name, "keys.json")
        self.run_meter("gbcs", "keys", keys)
        self.assertEqual(os.stat(keys).st_mode & 0o777, 0o600)
        self.assertIn("exist", self.run_meter("gbcs", "keys", keys, code=2))

        def send(use_case, party, *arguments, code=0):
            frame = self.run_meter("gbcs", "command", use_case, "--as", party, "--keys", keys, *arguments).strip()
            return self.run_meter("gbcs", "apply", frame, "--keys", keys, code=code)

        total = self.report("secondary", "registers")["rows"][0]["total_wh"]
        self.assertIn(f"data: {total}\n", send("F826", "secondary-export-supplier"))
        self.assertIn(f"data: {total}\n", send("F826", "secondary-export-supplier"))
        self.assertIn("no right", send("F826", "other-user", code=4))
        self.assertIn("may not call", send("F826", "import-supplier", code=4))
        registers = {(r["register"], r["element"]): r["value"] for r in self.json("esme", "registers")["rows"]}
        answer = send("ECS17b", "import-supplier")
        self.assertIn(str(registers["active_import", "primary"]), answer)
        self.assertIn(str(registers["active_import", "secondary"]), answer)
        profile = self.report("secondary", "profile", "--from", "2026-06-01T12:00Z", "--to", "2026-06-01T12:00Z")
        answer = send("F836", "secondary-export-supplier", "--from", "2026-06-01T12:30Z", "--to", "2026-06-01T12:30Z")
        self.assertIn(str(profile["rows"][0]["wh"]), answer)
        mpan = "9900000000195"
        self.assertTrue(check(mpan))
        send("F84D", "secondary-export-supplier", "--set", "1/1-20:0.0.2/2=090d" + mpan.encode().hex())
        self.assertEqual(self.json("esme", "mpan")["rows"][3]["mpan"], mpan)
        counters = {r["party"]: int(r["last_counter"]) for r in self.json("esme", "party")["rows"]}
        self.assertEqual(counters["secondary-export-supplier"], 4)
        self.assertEqual(counters["access-control-broker"], 4)


@unittest.skipIf(DATA is None, "no shared/rtds beside the checkout")
class Frames(Folder):
    """Reference commands on the meter of the data folder."""

    def setUp(self):
        super().setUp()
        self.keys = os.path.join(self.folder.name, "keys.json")
        shutil.copy(DATA / "test-keys.json", self.keys)
        os.chmod(self.keys, 0o600)
        entries = json.loads((DATA / "frames.json").read_text())["frames"]
        self.frames = {e["file"].split("/")[-1].removesuffix("_GBCS.HEX"): e["frame"] for e in entries}
        self.simulate("--from", "2026-06-01", "--days", "2", "--identity", "00db1234567890a0")
        for party, identity in (
                ("access-control-broker", "90b3d51f30000002"), ("import-supplier", "90b3d51f30010000"),
                ("network-operator", "90b3d51f30020000")):
            self.run_meter("esme", "party", party, identity)

    def apply(self, name, code=0):
        return self.run_meter("gbcs", "apply", self.frames[name], "--keys", self.keys, code=code)

    def test_a_command_reads_the_meter_once(self):
        total = self.report("primary", "registers", "--as", "network-operator")["rows"][0]["total_wh"]
        self.assertIn(f"data: {total}\n", self.apply("ECS17a_4.2_SUCCESS_COMMAND"))
        self.assertIn("replay", self.apply("ECS17a_4.2_SUCCESS_COMMAND", code=4))
        counters = {r["party"]: r["last_counter"] for r in self.json("esme", "party")["rows"]}
        self.assertEqual(counters["network-operator"], "1200")
        self.assertEqual(self.json("esme", "log", "security")["rows"][-1]["code"], "8F3D")

    def test_a_command_changes_the_meter_and_stays(self):
        self.apply("ECS29a_6.5_SUCCESS_COMMAND")
        read = self.apply("ECS82_4.18_SUCCESS_COMMAND")
        balance = int(read.split("data: ")[1].split("\n")[0])
        self.apply("ECS04a_1.5_SUCCESS_COMMAND")
        shown = self.json("han")["meter_balance"]
        self.assertEqual(round(float(shown) * 100_000), balance + 1_200_000)
        # A load limit for 2030 waits; kept settings are written beside the memory.
        self.apply("ECS28a_6.4.1_FUTURE_DATED_SUCCESS_COMMAND")
        kept = json.loads(pathlib.Path(self.data, "esme-kept.json").read_text())
        self.assertEqual({w["name"] for w in kept["waiting"]},
                         {"0-0:94.44.0.3", "0-0:94.44.128.6", "0-0:94.44.128.7", "0-0:94.44.128.8"})

    def test_a_party_that_left_is_refused(self):
        self.run_meter("esme", "party", "network-operator", "none")
        self.assertIn("key slots", self.apply("ECS17a_4.2_SUCCESS_COMMAND", code=4))


class Inventory(Folder):
    """Service requests 8.2, 8.4 and 8.11 on the record of the meter in the folder."""

    def setUp(self):
        super().setUp()
        self.simulate("--from", "2026-06-01", "--days", "1")
        self.mpans = {row["slot"]: row["mpan"] for row in self.json("esme", "mpan")["rows"]}
        self.users = {row["party"]: row["eui64"] for row in self.json("esme", "party")["rows"]}
        identity = json.loads(pathlib.Path(self.data, "esme.json").read_text())["identity"].upper()
        self.device = "-".join(identity[i:i + 2] for i in range(0, 16, 2))

    def request(self, service, body, party, role, code=0):
        path = self.file("request.xml", (
            f'<sr:Request xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4"><sr:Header>'
            f"<sr:RequestID>a:b:1</sr:RequestID><sr:CommandVariant>8</sr:CommandVariant><sr:ServiceReference>{service}"
            f"</sr:ServiceReference><sr:ServiceReferenceVariant>{service}</sr:ServiceReferenceVariant></sr:Header>"
            f"<sr:Body>{body}</sr:Body></sr:Request>"))
        return self.run_meter("gbcs", "inventory", path, "--user", self.users[party], "--as", role, code=code)

    def read(self, party, role):
        return self.request("8.2", f"<sr:ReadInventory><sr:DeviceID>{self.device}</sr:DeviceID></sr:ReadInventory>",
                            party, role)

    def update(self, field, mpan, party, role, code=0):
        return self.request(
            "8.4", f"<sr:UpdateInventory><sr:DeviceID>{self.device}</sr:DeviceID><sr:UpdateMPANs><sr:{field}>{mpan}"
            f"</sr:{field}></sr:UpdateMPANs></sr:UpdateInventory>", party, role, code)

    def test_the_record_is_the_meters(self):
        whole = self.read("import-supplier", "importSupplier")
        for mpan in self.mpans.values():
            self.assertIn(mpan, whole)
        mine = self.read("secondary-export-supplier", "secondaryExportSupplier")
        self.assertIn(self.mpans[EXPORT], mine)
        self.assertNotIn(self.mpans["primary-import"], mine)

    def test_an_update_stays_and_differs_from_the_meter_until_that_is_set_too(self):
        new = "9900000000195"
        self.assertTrue(check(new))
        self.assertIn("refused", self.update("SecondaryExportMPAN", new, "export-supplier", "exportSupplier", code=4))
        self.assertIn(self.mpans[EXPORT], self.read("import-supplier", "importSupplier"))
        self.update("SecondaryExportMPAN", new, "secondary-export-supplier", "secondaryExportSupplier")
        self.assertIn(new, self.read("import-supplier", "importSupplier"))
        self.assertEqual(self.json("esme", "mpan")["rows"][3]["mpan"], self.mpans[EXPORT], "the meter has its own")
        self.run_meter("esme", "mpan", EXPORT, new)
        self.assertIn(new, self.read("secondary-export-supplier", "secondaryExportSupplier"))

    def test_a_change_of_supplier_reaches_the_record(self):
        self.run_meter("esme", "party", "secondary-export-supplier", NEW_SUPPLIER)
        self.update("SecondaryExportMPAN", "9900000000195", "secondary-export-supplier", "secondaryExportSupplier", code=4)
        self.users["secondary-export-supplier"] = NEW_SUPPLIER
        self.update("SecondaryExportMPAN", "9900000000195", "secondary-export-supplier", "secondaryExportSupplier")

    def test_a_damaged_record_is_not_written_over(self):
        path = pathlib.Path(self.data, "inventory.json")
        path.write_text("{")
        self.update("SecondaryExportMPAN", "9900000000195", "secondary-export-supplier", "secondaryExportSupplier", code=4)
        self.assertEqual(path.read_text(), "{")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])

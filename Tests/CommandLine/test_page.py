"""The running meter in a browser: what the page says is what the store holds, and only this machine may ask."""
import http.client
import json
import pathlib
import re
import signal
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
METER = ROOT / ".build/debug/meter"
BOARD = ROOT / "boards/simulated.yaml"


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.data = cls.folder.name + "/data"
        subprocess.run([METER, "run", "--board", BOARD, "--data", cls.data, "--speed", "max", "--simulated-days", "3",
                        "--plain"], check=True, capture_output=True, timeout=120)
        cls.process = subprocess.Popen(
            [METER, "run", "--board", BOARD, "--data", cls.data, "--plain", "--page", ":0"], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        for line in cls.process.stdout:
            if found := re.match(r"page at http://127\.0\.0\.1:(\d+)/", line):
                cls.port = int(found[1])
                return
        raise AssertionError("the meter named no page")

    @classmethod
    def tearDownClass(cls):
        cls.process.kill()
        cls.process.communicate()
        cls.folder.cleanup()

    def ask(self, path, method="GET", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer, body

    def test_data_is_that_of_the_store(self):
        answer, body = self.ask("/meter.json?x=1")
        self.assertEqual(answer.status, 200)
        page = json.loads(body)
        stored = json.loads(subprocess.run([METER, "profile", "--data", self.data, "--json"], check=True,
                                           capture_output=True).stdout)
        by_start = {row["start"]: row for row in stored["rows"]}
        self.assertEqual(len(page["rows"]), 96)
        for row in page["rows"]:
            other = by_start[row["start"]]
            self.assertEqual(row["flags"], other["flags"])
            for shown, energy in zip(page["shown"], row["energy"]):
                whole, _, rest = energy.partition(".")
                self.assertEqual(int(whole) * 10**9 + int((rest + "0" * 9)[:9]),
                                 other["energy_microwatt_hours"][shown])
        registers = json.loads(subprocess.run([METER, "registers", "--data", self.data, "--json"], check=True,
                                              capture_output=True).stdout)
        for mine, theirs in zip(page["meter"]["channels"], registers["channels"]):
            self.assertEqual(mine["name"], theirs["name"])
            self.assertLessEqual(mine["pulses"], theirs["pulses"])
            self.assertGreater(mine["pulses"], 0)

    def test_metrics(self):
        answer, body = self.ask("/metrics")
        self.assertIn("application/openmetrics-text", answer.getheader("content-type"))
        text = body.decode()
        self.assertTrue(text.endswith("# EOF\n"))
        page = json.loads(self.ask("/meter.json")[1])
        joules = re.search(r'meter_energy_joules_total\{channel="import",[^}]*\} ([0-9.]+)', text)[1]
        latest = page["meter"]["channels"][0]["energy_microwatt_hours"]
        self.assertTrue(0 <= latest * 36 - int(joules.replace(".", "")) <= 36 * 5 * 10**6, "a few pulses later")
        families = re.findall(r"^# TYPE (\S+) (\S+)$", text, re.M)
        self.assertEqual(len(families), len(set(families)))

    def test_page_and_health(self):
        answer, body = self.ask("/")
        self.assertEqual(answer.status, 200)
        self.assertNotRegex(body.decode().split("<main>")[1], r"https?://(?!www\.w3\.org)", "nothing from elsewhere")
        self.assertIn("default-src 'none'", answer.getheader("content-security-policy"))
        answer, body = self.ask("/healthz")
        self.assertEqual((answer.status, body[:3]), (200, b"ok;"))
        self.assertEqual(self.ask("/nothing")[0].status, 404)
        answer, body = self.ask("/", method="HEAD")
        self.assertEqual((answer.status, body), (200, b""))

    def test_only_reading_and_only_this_machine(self):
        self.assertEqual(self.ask("/", method="POST")[0].status, 405)
        self.assertEqual(self.ask("/", Host="meter.example")[0].status, 403)
        for address in ["0.0.0.0:8080", "192.0.2.1:8080", "nonsense"]:
            result = subprocess.run([METER, "run", "--board", BOARD, "--data", self.data, "--page", address],
                                    capture_output=True, text=True, timeout=20)
            self.assertEqual(result.returncode, 2, result.stderr)
            self.assertIn("loopback", result.stderr)

    def test_zz_stops_though_a_browser_is_connected(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        self.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.process.wait(timeout=20), 0)
        connection.close()


if __name__ == "__main__":
    unittest.main()

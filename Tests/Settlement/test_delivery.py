"""`meter settle schedule` and `deliver` against a folder, an HTTPS server and an SFTP server of this machine.

The HTTPS server is Python's own with a self-signed certificate; the SFTP server is asyncssh, spoken to by OpenSSH's
client. Usage: tools/python Tests/Settlement/test_delivery.py   (needs: swift build)"""
import asyncio
import datetime
import http.server
import ipaddress
import json
import os
import pathlib
import shutil
import ssl
import subprocess
import tempfile
import threading
import unittest

import slicers

ROOT = pathlib.Path(__file__).resolve().parents[2]
METER = os.environ.get("SWIFT_METER_METER", str(ROOT / ".build/debug/meter"))
IDS = "meter_id,charge_point,connector,cms_unit_reference,sub_meter,mpan\n"


def certificate(folder):
    """A self-signed certificate for 127.0.0.1."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(now - datetime.timedelta(1)).not_valid_after(
                now + datetime.timedelta(1))
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
            .add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256()))
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))


class Uploads(http.server.BaseHTTPRequestHandler):
    """Takes PUT with the right password; refuses as often as it is told."""
    files, refusals, authorizations = {}, 0, []

    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        cls = type(self)
        cls.authorizations.append(self.headers["Authorization"])
        if cls.refusals:
            cls.refusals -= 1
            self.send_response(503)
        else:
            cls.files[self.path.rsplit("/", 1)[-1]] = body
            self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Delivery(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name)
        (self.folder / "ids.csv").write_text(IDS + "VM1,CP1,1,CMSUNIT00001,evcp001,2278686232789\n")
        # Two finished days that end yesterday: inside the cut-off whatever day it is.
        today = datetime.datetime.now(datetime.timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
        self.days = [today - datetime.timedelta(days=n) for n in (3, 2, 1)]
        self.write(steps=lambda index: 100)

    def write(self, steps):
        lines, register = [], 5_000
        for index in range(48 * 3 + 1):
            stamp = self.days[0] + datetime.timedelta(minutes=30 * index)
            lines.append(f"CMSUNIT00001,{stamp:%Y-%m-%dT%H:%M:%S}.000Z,register,{register * 10**6},uWh,,")
            register += steps(index)
        (self.folder / "events.csv").write_text(
            "cms_unit_reference,utc,kind,value,unit,context,information\n" + "\n".join(lines) + "\n")

    def schedule(self, target, *arguments, code=0, state="state"):
        run = subprocess.run(
            [METER, "settle", "schedule", "--register", self.folder / "ids.csv", "--events",
             self.folder / "events.csv", "--to", target, "--state", self.folder / state, "--at", "00:00", "--once",
             *arguments], capture_output=True, text=True, timeout=120)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        return run.stdout + run.stderr

    def check(self, text):
        """The independent slicer's view: three days of 4.8 kWh, all actual."""
        days = slicers.advances(text, "D0379001")
        self.assertEqual(len(days), 3)
        for periods in days.values():
            self.assertEqual(periods, [("A", 100)] * 48)

    def receipts(self, state="state"):
        return [json.loads(line) for line in (self.folder / state / "receipts.jsonl").read_text().splitlines()]

    def test_a_folder_gets_each_version_once(self):
        target = self.folder / "inbox"
        self.schedule(target)
        self.assertEqual([p.name for p in target.iterdir()], ["D0379_SM00000001.txt"])
        self.check((target / "D0379_SM00000001.txt").read_text())
        # The same scheduled time is not worked off twice, also after a restart.
        self.assertNotIn("made", self.schedule(target))
        # The next one finds one day revised: another state stands for it, with the ledger of the first.
        self.write(steps=lambda index: 130 if index >= 96 else 100)
        (self.folder / "next").mkdir()
        shutil.copy(self.folder / "state/ledger.csv", self.folder / "next/ledger.csv")
        said = self.schedule(target, state="next")
        self.assertIn(f"{self.days[2]:%Y-%m-%d}: version 2", said)
        text = (self.folder / "next/sent/D0379_SM00000001.txt").read_text()
        self.assertEqual(list(slicers.advances(text, "D0379001").values()), [[("A", 130)] * 48])

    def test_what_does_not_count_is_said(self):
        with open(self.folder / "events.csv", "a") as file:
            file.write(f"CMSUNIT00009,{self.days[0]:%Y-%m-%dT%H:%M:%S}.000Z,register,5,uWh,,\n")
            file.write(f"CMSUNIT00001,{self.days[0]:%Y-%m-%dT%H:%M:%S}.000Z,register,5,uWh,,\n")
        said = self.schedule(self.folder / "inbox")
        self.assertIn("left out: unknown unit CMSUNIT00009, 1 events", said)
        self.assertIn("left out: 1 events refused: contradictory", said)
        self.check((self.folder / "inbox/D0379_SM00000001.txt").read_text())

    def test_https_with_a_self_signed_certificate(self):
        certificate(self.folder)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Uploads)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / "cert.pem", self.folder / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        target = f"https://127.0.0.1:{server.server_port}/in"
        # A certificate that nobody vouches for is refused, and nothing is lost.
        self.assertIn("stays in the outbox", self.schedule(target, code=4))
        config = self.folder / "curl.conf"
        config.write_text(f'cacert = "{self.folder}/cert.pem"\nuser = "us:secret-word"\n')
        config.chmod(0o644)
        self.assertIn("chmod 600", self.schedule(target, "--transfer-config", config, code=2))
        config.chmod(0o600)
        Uploads.refusals = 1
        self.assertIn("503", self.schedule(target, "--transfer-config", config, code=4))
        said = self.schedule(target, "--transfer-config", config)
        self.assertIn("delivered D0379_SM00000001.txt", said)
        self.check(Uploads.files["D0379_SM00000001.txt"].decode())
        self.assertTrue(all(a and a.startswith("Basic ") for a in Uploads.authorizations))
        # The password stands in no file of ours and in no line.
        written = b"".join(p.read_bytes() for p in (self.folder / "state").rglob("*") if p.is_file())
        self.assertNotIn(b"secret-word", written + said.encode())
        self.assertEqual([r["file"] for r in self.receipts()], ["D0379_SM00000001.txt"])
        self.assertEqual(list((self.folder / "state/outbox").iterdir()), [])

    def test_sftp_to_a_foreign_server(self):
        if shutil.which("sftp") is None or shutil.which("ssh-keygen") is None:
            print("SKIPPED: sftp delivery: no OpenSSH client (apt-get install openssh-client)")
            return
        import asyncssh
        inbox = self.folder / "inbox"
        inbox.mkdir()
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.folder / name], check=True)

        async def serve():
            server = await asyncssh.create_server(
                asyncssh.SSHServer, "127.0.0.1", 0, server_host_keys=[str(self.folder / "host")],
                authorized_client_keys=str(self.folder / "user.pub"),
                sftp_factory=lambda channel: asyncssh.SFTPServer(channel, chroot=str(inbox)))
            port = server.sockets[0].getsockname()[1]
            host = (self.folder / "host.pub").read_text().split()
            (self.folder / "known").write_text(f"[127.0.0.1]:{port} {host[0]} {host[1]}\n")
            config = self.folder / "ssh.conf"
            config.write_text(f"Host *\nIdentityFile {self.folder}/user\nIdentitiesOnly yes\n"
                              f"UserKnownHostsFile {self.folder}/known\nStrictHostKeyChecking yes\n")
            config.chmod(0o600)
            target = f"sftp://meter@127.0.0.1:{port}/"
            # Without the key nothing gets there.
            said = await asyncio.to_thread(self.schedule, target, code=4)
            self.assertIn("stays in the outbox", said)
            said = await asyncio.to_thread(self.schedule, target, "--transfer-config", config)
            self.assertIn("delivered", said)
            server.close()
            await server.wait_closed()

        asyncio.run(serve())
        self.assertEqual([p.name for p in inbox.iterdir()], ["D0379_SM00000001.txt"])
        self.check((inbox / "D0379_SM00000001.txt").read_text())
        self.assertEqual(len(self.receipts()), 1)

    def test_the_service_runs_until_it_is_told_to_end(self):
        process = subprocess.Popen(
            [METER, "settle", "schedule", "--register", self.folder / "ids.csv", "--events",
             self.folder / "events.csv", "--to", self.folder / "inbox", "--state", self.folder / "state", "--at",
             "00:00"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            lines = [process.stdout.readline() for _ in range(5)]
            self.assertIn("delivered D0379_SM00000001.txt", "".join(lines))
        finally:
            process.terminate()
            process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0)
        self.check((self.folder / "inbox/D0379_SM00000001.txt").read_text())

    def test_wrong_arguments_are_refused_before_anything_runs(self):
        for arguments in (["--at", "25:00"], ["--retry", "0"], ["--register", "/nowhere"], ["--to", "ftp://x"]):
            run = subprocess.run(
                [METER, "settle", "schedule", "--register", self.folder / "ids.csv", "--events",
                 self.folder / "events.csv", "--to", self.folder / "in", "--state", self.folder / "s", "--once",
                 *arguments], capture_output=True, text=True, timeout=60)
            self.assertNotEqual(run.returncode, 0, arguments)
            self.assertFalse((self.folder / "in").exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)

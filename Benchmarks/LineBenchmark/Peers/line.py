"""line.py LINE-BENCHMARK: octets and turnarounds of foreign clients and of this instation on the same meter, counted
by a proxy between them; the time on a line follows from them as in the byte-clock's model: ten bits an octet, and the
turnaround once per change of direction from request to answer."""
import json
import pathlib
import socket
import subprocess
import sys
import threading

HERE = pathlib.Path(__file__).resolve().parent
BENCHMARK = sys.argv[1]
IDEAL = (4320 * 56 + 4) * 10


class Proxy:
    """Counts what passes between one client and the meter."""

    def __init__(self, port):
        self.port = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.sent = self.received = self.turnarounds = 0
        self.asks = True
        self.lock = threading.Lock()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            meter = socket.create_connection(("127.0.0.1", self.port))
            for a, b, up in ((client, meter, True), (meter, client, False)):
                a.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self.pump, args=(a, b, up), daemon=True).start()

    def pump(self, source, sink, up):
        while data := source.recv(65536):
            with self.lock:
                if up:
                    self.sent += len(data)
                    self.turnarounds += self.asks
                    self.asks = False
                else:
                    self.received += len(data)
                    self.asks = True
            sink.sendall(data)
        sink.close()


def measure(port, name, information, window):
    proxy = Proxy(port)
    through = proxy.listener.getsockname()[1]
    if name == "swift-meter":
        # Its own counters agree with the proxy's; the limits are the meter's.
        command = [BENCHMARK, "read", f"127.0.0.1:{through}", "1", "hdlc"]
    else:
        client = name.split()[0].removesuffix("-dlms")
        command = [sys.executable, HERE / "clients.py", client, str(through), "hdlc", str(information), str(window)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    runs = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    if run.returncode or not runs or runs[0]["rows"] != 4320:
        return f"| {name} | {information}/{window} | failed: {(run.stderr.strip().splitlines() or ['?'])[-1][:80]} ||||"
    octets = proxy.sent + proxy.received
    ratios = [IDEAL / 9600 / (octets * 10 / 9600 + proxy.turnarounds * t) for t in (0, 0.02, 0.2)]
    return (f"| {name} | {information}/{window} | {proxy.sent:,} | {proxy.received:,} | {proxy.turnarounds:,} | "
            + " / ".join(f"{r:.3f}" for r in ratios) + " |")


def main():
    print("| client | information/window | octets to the meter | octets from it | turnarounds | ratio at 9 600 baud, 0 / 20 / 200 ms |")
    print("|---|---|---|---|---|---|")
    for information, window in ((2030, 7), (128, 1)):
        meter = subprocess.Popen(
            [BENCHMARK, "serve", str(information), str(window)], stdout=subprocess.PIPE, text=True)
        try:
            port = int(meter.stdout.readline().split(":")[-1])
            for name in ("swift-meter", "pydlms 0.1.0", "gurux-dlms 1.0.203"):
                # gurux-dlms answers every frame of a window, so it gets one frame at a time.
                size = 1 if name.startswith("gurux") else window
                print(measure(port, name, information, size), flush=True)
        finally:
            meter.kill()


main()

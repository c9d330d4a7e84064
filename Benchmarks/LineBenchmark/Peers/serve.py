"""serve.py LINE-BENCHMARK STRIPPED: processor time of two meters that serve the same reads of 4 320 rows × 9 over loopback
TCP, this outstation and pydlms' simulator, and the instructions a row of this one (callgrind).

The client is the same for both: pydlms, so that neither is spared a request."""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
BENCHMARK, STRIPPED = sys.argv[1:3]
ROWS, READS = 4320, 30


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def read(port, times):
    run = subprocess.run([sys.executable, HERE / "clients.py", "pydlms", str(port), str(times)], capture_output=True,
                         text=True, timeout=900)
    rows = [json.loads(line)["rows"] for line in run.stdout.splitlines() if line.startswith("{")]
    if run.returncode or rows != [ROWS] * times:
        sys.exit(f"reading failed: {run.stderr[-2000:]}")


def serving(command, port_of):
    """Starts a meter; returns its process and port."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return process, port_of(process.stdout.readline())


def cost(command, port_of, times):
    process, port = serving(command, port_of)
    try:
        read(port, 1)
        before = processor_seconds(process.pid)
        read(port, times)
        return (processor_seconds(process.pid) - before) / times
    finally:
        process.kill()
        process.wait()


def instructions(times):
    process, port = serving(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", STRIPPED, "serve"], own_port)
    # Under the counter a row takes fifty times as long, more than pydlms waits; the requests are the instation's here.
    subprocess.run([BENCHMARK, "read", f"127.0.0.1:{port}", str(times)], check=True, capture_output=True, timeout=600)
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    return int(re.search(r"Collected : (\d+)", process.communicate(timeout=120)[1])[1])


def own_port(line):
    return int(line.split(":")[-1])


def main():
    own = cost([BENCHMARK, "serve"], own_port, READS)
    peer = cost([sys.executable, HERE.parents[2] / "Tests/Interop/peer_meter.py", "--rows", str(ROWS), "--pdu", "65535"],
                lambda line: json.loads(line)["port"], 5)
    row = (instructions(3) - instructions(1)) / 2 / ROWS
    print("| meter | processor time of a read, ms | of a row, µs | instructions a row |\n|---|---|---|---|")
    print(f"| swift-meter | {own * 1000:.1f} | {own / ROWS * 1e6:.2f} | {row:,.0f} |")
    print(f"| pydlms 0.1.0, simulator | {peer * 1000:.1f} | {peer / ROWS * 1e6:.2f} | |")
    print(f"\npydlms' simulator takes {peer / own:.0f} times the processor time.")


main()

"""read.py LINE-BENCHMARK: one meter on loopback TCP, read in turn by this instation and the foreign clients."""
import json
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
BENCHMARK = sys.argv[1]
ROUNDS = 7


def main():
    meter = subprocess.Popen([BENCHMARK, "serve"], stdout=subprocess.PIPE, text=True)
    try:
        port = meter.stdout.readline().split(":")[-1].strip()
        commands = {
            "swift-meter": [BENCHMARK, "read", f"127.0.0.1:{port}", str(ROUNDS)],
            "dlms-cosem 21.3.2": [sys.executable, HERE / "clients.py", "dlms-cosem", port, str(ROUNDS)],
            "pydlms 0.1.0": [sys.executable, HERE / "clients.py", "pydlms", port, str(ROUNDS)],
            "gurux-dlms 1.0.203": [sys.executable, HERE / "clients.py", "gurux", port, str(ROUNDS)],
        }
        results = {}
        for name, command in commands.items():
            run = subprocess.run(command, capture_output=True, text=True, timeout=300)
            runs = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
            if run.returncode or len(runs) != ROUNDS or any(r["rows"] != 4320 for r in runs):
                sys.exit(f"{name}: exit {run.returncode}: {run.stderr[-2000:]}\n{run.stdout[-500:]}")
            results[name] = (statistics.median(r["seconds"] for r in runs), min(r["seconds"] for r in runs),
                             statistics.median(r["cpu"] for r in runs))
    finally:
        meter.kill()
    foreign = [v for k, v in results.items() if k != "swift-meter"]
    rate = 4320 / results["swift-meter"][0] / (4320 / min(f[0] for f in foreign))
    cpu = min(f[2] for f in foreign) / results["swift-meter"][2]
    print("| client | rows/s, median of 7 (best) | client CPU, ms |\n|---|---|---|")
    for name, (median, best, used) in results.items():
        print(f"| {name} | {4320 / median:,.0f} ({4320 / best:,.0f}) | {used * 1000:.1f} |")
    print(f"\nAgainst the best of the others: {rate:.1f} times its rows a second, 1/{cpu:.1f} of its CPU.")


main()

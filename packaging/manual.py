#!/usr/bin/env python3
"""Writes meter.1 from the command line's own description of itself.

usage: meter --experimental-dump-help | manual.py VERSION DATE > meter.1
"""

import json
import sys

HEAD = """.TH METER 1 "{date}" "swift-meter {version}" "User Commands"
.SH NAME
meter \\- electricity meter on pulses: registers, half hours, proof
.SH SYNOPSIS
.B meter
.I command
.RI [ options ]
.SH DESCRIPTION
Counts the pulses of electricity meters on GPIO lines and keeps exact registers, a half\\-hour profile in UTC and an
event log.
Whatever may not be right is flagged.
The service
.B swift\\-meter.service
runs
.B meter run
on /etc/swift\\-meter/board.yaml.
.SH COMMANDS
"""

TAIL = """.SH EXIT STATUS
.TP
.B 0
Success.
.TP
.B 2
Wrong usage, or an error in the board file.
.TP
.B 3
The machine or a device does not give what is needed.
.TP
.B 4
The data is damaged or missing, or a verdict is negative.
.SH ENVIRONMENT
.TP
.B STATE_DIRECTORY
Where data folders are, one a board; set by systemd.
Default: $XDG_STATE_HOME/swift\\-meter, else ~/.local/state/swift\\-meter.
.TP
.B NOTIFY_SOCKET
Set by systemd: readiness, watchdog and the file\\-descriptor store.
.SH FILES
.TP
.I /etc/swift\\-meter/board.yaml
The board of the service.
.TP
.I /usr/share/swift\\-meter/boards
Boards to start from.
.TP
.I /var/lib/swift\\-meter
The data of the service.
.SH SEE ALSO
.BR systemctl (1),
.BR journalctl (1),
.BR gpioinfo (1)
"""


def text(words):
    """Roff for running words."""
    lines = words.replace("\\", "\\e").replace("-", "\\-").splitlines()
    return "\n".join("\\&" + line if line.startswith((".", "'")) else line for line in lines if line)


def name(entry):
    dashes = {"long": "--", "longWithSingleDash": "-", "short": "-"}[entry["kind"]]
    return "\\fB" + text(dashes + entry["name"]) + "\\fR"


def argument(entry):
    value = "\\fI" + text(entry.get("valueName", "value")) + "\\fR"
    if entry["kind"] == "positional":
        label = value
    else:
        label = ", ".join(map(name, entry["names"]))
        if entry["kind"] == "option":
            label += " " + value
    if entry.get("isRepeating"):
        label += " ..."
    about = entry.get("abstract", "")
    if entry.get("defaultValue"):
        about += f" (default: {entry['defaultValue']})"
    return f".TP\n{label}\n{text(about)}\n"


def commands(command, path):
    """Every command that does something, depth first."""
    children = [c for c in command.get("subcommands", []) if c["commandName"] != "help" and c.get("shouldDisplay", True)]
    for child in children:
        yield from commands(child, [*path, child["commandName"]])
    if children or not path:
        return
    shown = [
        a for a in command.get("arguments", [])
        if a.get("shouldDisplay", True) and a.get("preferredName", {}).get("name") not in ("help", "version")
    ]
    usage = "".join(f" \\fI{text(a.get('valueName', 'value'))}\\fR" for a in shown if a["kind"] == "positional")
    yield f".SS meter {text(' '.join(path))}{usage}\n{text(command.get('abstract', ''))}\n"
    if command.get("discussion"):
        yield ".PP\n" + text(command["discussion"]) + "\n"
    yield from map(argument, shown)


def main():
    version, date = sys.argv[1:3]
    root = json.load(sys.stdin)["command"]
    sys.stdout.write(HEAD.format(version=version, date=date) + "".join(commands(root, [])) + TAIL)


main()

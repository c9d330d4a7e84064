"""What a line must count: an up/down integrator over the edges that were really driven.

Written from the description of the filter alone, and in interval arithmetic: the kernel stamps an edge somewhere
between two known times, so every duration has a least and a greatest value. Where a decision depends on the exact
stamp, both courses are followed; they usually meet again. Only a line left with two possible counts is ambiguous.
"""

from dataclasses import dataclass

MILLISECOND = 1_000_000


@dataclass
class Edge:
    level: int
    earliest: int
    latest: int


@dataclass
class Line:
    shape: str
    nominal: int
    edges: list[Edge]


@dataclass
class Verdict:
    counts: set[int]  # one, unless ambiguous
    times: dict[int, int]  # first edge of the nth pulse, monotonic ns

    @property
    def pulses(self) -> int:
        return max(self.counts)


def reach(states: dict, accepted: int, pulses: int, low: int, high: int) -> None:
    known = states.get((accepted, pulses), (low, high))
    states[accepted, pulses] = min(low, known[0]), max(high, known[1])


def judge(line: Line, filter_ns: int, settle_ns: int = 500 * MILLISECOND) -> Verdict:
    """Counts the pulses of one line that starts and ends idle."""
    # (level after the filter, pulses) -> the integrator's least and greatest value
    states = {(0, 0): (0, 0)}
    times: dict[int, int] = {}
    run_start = 0

    for edge, following in zip(line.edges, line.edges[1:] + [None]):
        if following:
            least, most = max(0, following.earliest - edge.latest), following.latest - edge.earliest
        else:
            least = most = settle_ns
        if edge.level and any(not accepted and low == 0 for (accepted, _), (low, _) in states.items()):
            run_start = edge.earliest
        before, states = states, {}
        for (accepted, pulses), (low, high) in before.items():
            if edge.level:
                low, high = min(filter_ns, low + least), min(filter_ns, high + most)
                if not accepted and high == filter_ns:
                    reach(states, 1, pulses + 1, filter_ns, filter_ns)
                    times.setdefault(pulses + 1, run_start)
                if accepted or low < filter_ns:
                    reach(states, accepted, pulses, low, high if accepted else min(high, filter_ns - 1))
            else:
                low, high = max(0, low - most), max(0, high - least)
                if accepted and low == 0:
                    reach(states, 0, pulses, 0, 0)
                if not accepted or high > 0:
                    reach(states, accepted, pulses, max(low, 1) if accepted else low, high)
    return Verdict({pulses for _, pulses in states}, times)


def read_trace(paths: list[str], delay_ns: int) -> tuple[dict[int, Line], int]:
    """Reads the feeder's traces; the kernel stamps an edge between BEFORE and AFTER + `delay_ns`."""
    lines: dict[int, Line] = {}
    utc_offset = 0
    for path in paths:
        for text in open(path, encoding="ascii"):
            words = text.split()
            if words[0] == "utc_offset":
                utc_offset = int(words[1])
            elif words[0] == "line":
                lines[int(words[1])] = Line(words[2], int(words[3]), [])
            else:
                number, level, before, after = map(int, words)
                lines[number].edges.append(Edge(level, before, after + delay_ns))
    return lines, utc_offset

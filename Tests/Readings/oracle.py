"""An independent virtual meter: keeps every accepted reading, exact fractions, everything computed anew at the end."""
from fractions import Fraction

PERIOD = 1_800_000
DOUBT = 1 | 2 | 4  # clock unsynchronised, estimated, doubtful


class Oracle:
    def __init__(self, load, rollover, max_mw, tolerance, gap_s, bridge_s):
        self.load, self.rollover, self.max_mw, self.tolerance = load, rollover, max_mw, tolerance
        self.gap, self.bridge = gap_s * 1000, bridge_s * 1000
        self.readings = []  # [ms, value, quality, link]
        self.held = None

    def fits(self, a, b):
        return b[1] >= a[1] and b[1] - a[1] <= self.max_mw * (b[0] - a[0]) // 3600 + self.tolerance

    def rolls(self, a, b):
        return (self.rollover and b[1] < a[1] < self.rollover and
                self.rollover - a[1] + b[1] <= self.max_mw * (b[0] - a[0]) // 3600 + self.tolerance)

    def take(self, ms, value, quality):
        new = [ms, value, quality, "counted"]
        if value < 0 or ms <= 0:
            return "malformed"
        if self.load and value > self.max_mw:
            return "implausible"
        if not self.readings:
            self.readings.append(new)
            return "booked"
        last = self.readings[-1]
        if ms <= last[0]:
            return self.late(new)
        if ms - last[0] <= self.bridge:
            if self.load or self.fits(last, new):
                self.readings.append(new)
                self.release(new)
                return "booked"
            if self.rolls(last, new):
                new[3] = "rolled"
                self.readings.append(new)
                self.release(new)
                return "rolledOver"
        if self.held:
            if self.held[:3] == new[:3]:
                return "duplicate"
            if ms <= self.held[0]:
                return "contradictory"
            if ms - self.held[0] <= self.bridge and (self.load or self.fits(self.held, new)):
                outcome = "booked"
                if not self.load and not self.fits(last, self.held):
                    if self.rolls(last, self.held):
                        self.held[3], outcome = "rolled", "rolledOver"
                    else:
                        self.held[3] = "reset" if self.held[1] < last[1] else "replaced"
                        outcome = "reset"
                self.readings += [self.held, new]
                self.held = None
                return outcome
        self.held = new
        return "held"

    def release(self, new):
        if not self.held:
            return
        if self.held[0] <= new[0]:
            self.held = None
        elif (self.load or self.fits(new, self.held)) and self.held[0] - new[0] <= self.bridge:
            self.readings.append(self.held)
            self.held = None

    def late(self, new):
        for old in self.readings:
            if old[0] == new[0]:
                return "duplicate" if old[1] == new[1] else "contradictory"
        before = [r for r in self.readings if r[0] < new[0]]
        place = len(before)
        after = self.readings[place]
        if not before:
            if not self.load and not self.fits(new, after):
                return "contradictory"
        elif not self.load:
            a = before[-1]
            if after[3] == "counted":
                if not (self.fits(a, new) and self.fits(new, after)):
                    return "contradictory"
            elif after[3] == "exchanged":
                if not self.fits(a, new):
                    return "contradictory"
            elif self.fits(a, new):
                if after[3] == "rolled" and not self.rolls(new, after):
                    return "contradictory"
            else:
                if not self.fits(new, after) or (after[3] == "rolled" and not self.rolls(a, new)):
                    return "contradictory"
                new[3], after[3] = after[3], "counted"
        self.readings.insert(place, new)
        return "bookedLate"

    def exchange(self, ms, final, initial):
        if self.readings and self.readings[-1][0] > ms:
            return "contradictory"
        self.held = None
        outcome = self.take(ms, final, 0)
        if outcome not in ("booked", "bookedLate", "duplicate", "rolledOver", "reset"):
            return outcome
        self.readings.append([ms + 1, initial, 0, "exchanged"])
        return "booked"

    def advance(self, a, b):
        if self.load:
            return Fraction(a[1] * (b[0] - a[0]), 3600)
        if b[3] == "counted":
            return Fraction(b[1] - a[1])
        if b[3] == "rolled":
            return Fraction(self.rollover - a[1] + b[1])
        if b[3] == "reset":
            return Fraction(b[1] if b[1] <= self.max_mw * (b[0] - a[0]) // 3600 + self.tolerance else 0)
        return Fraction(0)

    def periods(self):
        """[(start s, µWh, Wh, register µWh, A or E)] of every period that is closed."""
        points = self.readings
        if len(points) < 2:
            return []
        sums = [Fraction(0 if self.load else points[0][1])]
        for a, b in zip(points, points[1:]):
            sums.append(sums[-1] + self.advance(a, b))
        rows, start = [], points[0][0]
        previous = (sums[0], not start % PERIOD == 0 or bool(points[0][2] & DOUBT))
        for end in range((start // PERIOD + 1) * PERIOD, points[-1][0] + 1, PERIOD):
            k = next(i for i, p in enumerate(points) if p[0] >= end)
            a, b = points[k - 1], points[k]
            if b[0] == end:
                value, doubt = sums[k], bool(b[2] & DOUBT)
            else:
                share = Fraction(end - a[0], b[0] - a[0])
                value = sums[k - 1] + (sums[k] - sums[k - 1]) * share
                doubt = b[0] - a[0] > self.gap or bool((a[2] | b[2]) & DOUBT)
            inside = False
            for p, q in zip(points, points[1:]):
                if p[0] < end and q[0] > end - PERIOD:
                    inside |= q[3] in ("reset", "replaced")
                    if self.load:
                        inside |= q[0] - p[0] > self.gap or bool(p[2] & DOUBT)
            floor = lambda f: f.numerator // f.denominator
            micro, before = floor(value), floor(previous[0])
            rows.append(((end - PERIOD) // 1000, micro - before, micro // 10**6 - before // 10**6, micro,
                         "E" if previous[1] or doubt or inside else "A"))
            previous = (value, doubt)
        return rows

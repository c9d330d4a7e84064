"""python3 -m unittest discover -s Tests/HIL/kernel: the oracle against a walk in steps of a tenth of a millisecond."""

import random
import unittest

import oracle

STEP = oracle.MILLISECOND // 10
FILTER = 10 * oracle.MILLISECOND


def line(runs: list[tuple[int, int]], uncertainty: int = 0) -> oracle.Line:
    """Edges from (level, steps) runs."""
    edges, time = [], 0
    for level, steps in runs:
        edges.append(oracle.Edge(level, time, time + uncertainty))
        time += steps * STEP
    return oracle.Line("test", 0, edges)


def walk(runs: list[tuple[int, int]]) -> int:
    integrator = accepted = pulses = 0
    for level, steps in runs + [(0, 1000)]:
        for _ in range(steps):
            integrator = min(integrator + STEP, FILTER) if level else max(integrator - STEP, 0)
            if not accepted and integrator == FILTER:
                accepted, pulses = 1, pulses + 1
            elif accepted and integrator == 0:
                accepted = 0
    return pulses


class OracleTests(unittest.TestCase):
    def test_equals_a_step_by_step_walk(self):
        for seed in range(300):
            source = random.Random(seed)
            runs = [(index % 2 ^ 1, source.choice([1, 9, 30, 60, 99, 100, 101, 300])) for index in range(60)]
            self.assertEqual(oracle.judge(line(runs), FILTER).counts, {walk(runs)}, f"seed {seed}")

    def test_a_run_at_the_filter_time_is_ambiguous(self):
        self.assertEqual(oracle.judge(line([(1, 100), (0, 500)], STEP), FILTER).counts, {0, 1})

    def test_ambiguity_that_settles_itself_is_none(self):
        runs = [(1, 100), (0, 20), (1, 500), (0, 500)]
        self.assertEqual(oracle.judge(line(runs, STEP), FILTER).counts, {1})

    def test_short_and_bouncing_contacts(self):
        self.assertEqual(oracle.judge(line([(1, 30), (0, 970)] * 50), FILTER).counts, {0})
        bounce = [(1, 10), (0, 10)] * 2
        self.assertEqual(oracle.judge(line((bounce + [(1, 600)] + [(0, 10), (1, 10)] * 2 + [(0, 600)]) * 50), FILTER).counts, {50})


if __name__ == "__main__":
    unittest.main()

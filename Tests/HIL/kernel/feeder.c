/* Drives gpio-sim lines with a reproducible waveform and records what it really did.
 *
 *   feeder [--ticks] SEED SECONDS TRACE LINE:SHAPE:PULL_FILE...
 *
 * SHAPE            waveform of one pulse
 *   clean-HIGH-LOW   HIGH ms on, LOW ms off
 *   random-MIN-MAX   on and off each MIN...MAX ms
 *   reed             60...120 ms on, 60...120 ms off, both edges bounce for up to 5 ms
 *   spikes-MS-RATE   100 ms on, 100 ms off, RATE inverted spikes a second of up to MS ms
 *   sparse-SECONDS   20...200 ms on, then 0.1...2 x SECONDS off; keeps 2 s away from every half hour UTC
 *
 * SECONDS 0 means: until SIGTERM. Every line ends idle. The trace is written at the end, one write a line:
 *   LINE LEVEL BEFORE AFTER   (CLOCK_MONOTONIC nanoseconds; they bound the kernel's time stamp)
 * Widths are counted from the actual write, so a late wake-up makes a run longer, never shorter.
 *
 * --ticks: for a kernel that delivers interrupts at its 100 Hz tick (User-Mode Linux). When the whole guest stood
 * still, an edge written just before was delivered only after; so after a late wake-up such an edge gets its full
 * width again, and its AFTER becomes the end of the standstill. A tick is to be added to AFTER. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { MAX_LINES = 16, MAX_STEPS = 256 };
static const int64_t MS = 1000000, LATE = 3 * 1000000, TICK = 10 * 1000000, SECOND = 1000000000, HALF_HOUR = 1800LL * 1000000000;

typedef struct { int level; int64_t hold; } Step;
typedef struct { int64_t before, after; int line, level; } Write;
typedef struct {
    int name, pull;
    char shape[32];
    double a, b;
    uint64_t random;
    long pulses;
    Step plan[MAX_STEPS];
    int steps, step;
    int64_t due, hold;
    size_t last; /* index of the last write */
} Line;

static Line lines[MAX_LINES];
static int line_count;
static Write *trace;
static size_t writes, capacity;
static int64_t utc_offset;
static volatile sig_atomic_t stopping;

static void stop(int signal) { (void)signal; stopping = 1; }

static void fail(const char *what) {
    fprintf(stderr, "feeder: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

/* splitmix64 */
static double uniform(Line *line, double low, double high) {
    uint64_t z = line->random += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    z ^= z >> 31;
    return low + (high - low) * (double)(z >> 11) / 9007199254740992.0;
}

static void add(Line *line, int level, double milliseconds) {
    if (line->steps == MAX_STEPS) { errno = E2BIG; fail("plan of one pulse"); }
    line->plan[line->steps++] = (Step){ level, (int64_t)(milliseconds * (double)MS) };
}

/* An edge that bounces for at most 5 ms, then stays. */
static void add_bouncing(Line *line, int level, double milliseconds) {
    int contacts = (int)uniform(line, 1, 6);
    for (int i = 0; i < contacts; i++) {
        add(line, level, uniform(line, 0.1, 2.5 / contacts));
        add(line, !level, uniform(line, 0.1, 2.5 / contacts));
    }
    add(line, level, milliseconds);
}

/* A level with inverted spikes, at least 5 ms apart and away from both edges: they must not add up. */
static void add_spiked(Line *line, int level, double milliseconds) {
    double left = milliseconds;
    for (;;) {
        double run = 5 + uniform(line, 0, 2 * (1000 / line->b - 5)), spike = uniform(line, 0.1, line->a);
        if (run + spike + 15 > left) break;
        add(line, level, run);
        add(line, !level, spike);
        left -= run + spike;
    }
    add(line, level, left);
}

static void plan_pulse(Line *line) {
    line->steps = line->step = 0;
    line->pulses++;
    if (!strcmp(line->shape, "clean")) {
        add(line, 1, line->a);
        add(line, 0, line->b);
    } else if (!strcmp(line->shape, "random")) {
        add(line, 1, uniform(line, line->a, line->b));
        add(line, 0, uniform(line, line->a, line->b));
    } else if (!strcmp(line->shape, "reed")) {
        add_bouncing(line, 1, uniform(line, 60, 120));
        add_bouncing(line, 0, uniform(line, 60, 120));
    } else if (!strcmp(line->shape, "spikes")) {
        add_spiked(line, 1, 100);
        add_spiked(line, 0, 100);
    } else {
        add(line, 1, uniform(line, 20, 200));
        add(line, 0, uniform(line, 100, 2000 * line->a));
    }
}

/* A pulse that straddles the end of a period could be booked on either side. */
static int64_t away_from_half_hours(int64_t due) {
    int64_t into = (due + utc_offset) % HALF_HOUR;
    if (into < 2 * SECOND) return due + 2 * SECOND - into;
    if (into > HALF_HOUR - 2 * SECOND) return due + HALF_HOUR + 2 * SECOND - into;
    return due;
}

static void drive(Line *line) {
    Step step = line->plan[line->step++];
    if (writes == capacity) {
        capacity = capacity ? 2 * capacity : 65536;
        if (!(trace = realloc(trace, capacity * sizeof *trace))) fail("memory");
    }
    const char *text = step.level ? "pull-up" : "pull-down";
    int64_t before = now(CLOCK_MONOTONIC);
    if (pwrite(line->pull, text, strlen(text), 0) < 0) fail("pull");
    int64_t after = now(CLOCK_MONOTONIC);
    trace[writes++] = (Write){ before, after, line->name, step.level };
    line->hold = step.hold;
    line->due = after + step.hold;
    line->last = writes - 1;
}

/* The guest stood still from some moment after AWAKE until NOW. */
static void hold_again(int64_t awake, int64_t now) {
    for (int i = 0; i < line_count; i++) {
        Line *line = &lines[i];
        if (!line->hold || trace[line->last].after + TICK < awake) continue;
        trace[line->last].after = now;
        line->due = now + line->hold;
    }
}

static void add_line(char *argument, uint64_t seed) {
    if (line_count == MAX_LINES) { errno = E2BIG; fail("lines"); }
    Line *line = &lines[line_count++];
    int path = 0;
    if (sscanf(argument, "%d:%31[a-z]-%lf-%lf:%n", &line->name, line->shape, &line->a, &line->b, &path) < 4 &&
        sscanf(argument, "%d:%31[a-z]-%lf:%n", &line->name, line->shape, &line->a, &path) < 3 &&
        sscanf(argument, "%d:%31[a-z]:%n", &line->name, line->shape, &path) < 2) path = 0;
    if (!path || !strstr(" clean random reed spikes sparse ", line->shape)) { errno = EINVAL; fail(argument); }
    line->pull = open(argument + path, O_WRONLY | O_CLOEXEC);
    if (line->pull < 0) fail(argument + path);
    line->random = seed * 1000003 + (uint64_t)line->name;
}

int main(int count, char **arguments) {
    int ticks = count > 1 && !strcmp(arguments[1], "--ticks");
    arguments += ticks, count -= ticks;
    if (count < 5) {
        fprintf(stderr, "usage: feeder [--ticks] SEED SECONDS TRACE LINE:SHAPE:PULL_FILE...\n");
        return 2;
    }
    uint64_t seed = strtoull(arguments[1], NULL, 10);
    int64_t duration = atoll(arguments[2]) * SECOND;
    for (int i = 4; i < count; i++) add_line(arguments[i], seed);

    signal(SIGTERM, stop);
    mlockall(MCL_CURRENT | MCL_FUTURE);
    /* Below the kernel's interrupt threads (50): after each write the event is queued before the next one can come. */
    if (sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){ .sched_priority = 10 }))
        fprintf(stderr, "feeder: no real-time priority: %s\n", strerror(errno));

    int64_t start = now(CLOCK_MONOTONIC);
    utc_offset = now(CLOCK_REALTIME) - start;
    /* The lines start apart, so that their edges rarely coincide. */
    for (int i = 0; i < line_count; i++) lines[i].due = start + (int64_t)uniform(&lines[i], 1, 200) * MS;

    for (int64_t awake = start;;) {
        Line *next = NULL;
        for (int i = 0; i < line_count; i++) {
            Line *line = &lines[i];
            if (line->step == line->steps) {
                if (stopping || (duration && line->due >= start + duration)) continue;
                if (!strcmp(line->shape, "sparse")) line->due = away_from_half_hours(line->due);
                plan_pulse(line);
            }
            if (!next || line->due < next->due) next = line;
        }
        if (!next) break;
        struct timespec due = { next->due / SECOND, next->due % SECOND };
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) == EINTR) {}
        int64_t woken = now(CLOCK_MONOTONIC), previous = awake;
        awake = woken;
        if (ticks && woken > next->due + LATE) hold_again(previous, woken);
        if (next->due <= woken) drive(next);
    }

    FILE *file = fopen(arguments[3], "w");
    if (!file) fail(arguments[3]);
    fprintf(file, "utc_offset %lld\n", (long long)utc_offset);
    for (int i = 0; i < line_count; i++)
        fprintf(file, "line %d %s %ld\n", lines[i].name, lines[i].shape, lines[i].pulses);
    for (size_t i = 0; i < writes; i++)
        fprintf(file, "%d %d %lld %lld\n", trace[i].line, trace[i].level, (long long)trace[i].before, (long long)trace[i].after);
    return fclose(file) ? 1 : 0;
}

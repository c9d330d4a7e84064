/* Stands in for systemd around one service: notify socket, file-descriptor store, restart. And kills it.
 *
 *   supervisor COUNT SEED MAX_DELAY_MS READ_EVERY FOLDER -- SERVICE ARGUMENTS... -- READER ARGUMENTS...
 *
 * Starts SERVICE, waits for READY=1, then COUNT times: SIGKILL at a random moment (one in five before READY=1, the
 * others 0...MAX_DELAY_MS after), restart with the stored descriptors. After every READ_EVERYth kill READER runs and
 * its output is logged. Then waits for SIGTERM, passes it on to SERVICE and expects exit status 0.
 *
 * FOLDER gets: notify (socket), armed (made after the first READY=1), killed (made after the last kill), and log:
 *   start CYCLE READY_MS | kill CYCLE early|ready DELAY_MS DESCRIPTORS | reading CYCLE JSON | end | died CYCLE STATUS | slow CYCLE */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_STORED = 32, FIRST_PASSED = 3, READY_TIMEOUT_MS = 60000 };

static struct { int fd; char name[256]; } store[MAX_STORED];
static int stored, notify_socket;
static FILE *logfile;
static char notify_path[108];
static volatile sig_atomic_t stopping;

static void stop(int signal) { (void)signal; stopping = 1; }

static void fail(const char *what) {
    fprintf(stderr, "supervisor: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void forget(const char *name) {
    for (int i = 0; i < stored;)
        if (!strcmp(store[i].name, name)) {
            close(store[i].fd);
            store[i] = store[--stored];
        } else i++;
}

/* One newline-separated notification; the value of KEY= or "". */
static const char *value(char *message, const char *key, char *buffer, size_t size) {
    size_t length = strlen(key);
    buffer[0] = 0;
    for (char *line = message; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
        if (!strncmp(line, key, length) && line[length] == '=')
            snprintf(buffer, size, "%.*s", (int)strcspn(line + length + 1, "\n"), line + length + 1);
    return buffer;
}

/* Takes one pending message; returns 1 when it says READY=1. */
static int take_message(void) {
    char text[4096], name[256], word[16];
    union { struct cmsghdr header; char space[CMSG_SPACE(sizeof(int) * MAX_STORED)]; } control;
    struct iovec part = { text, sizeof text - 1 };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
    ssize_t length = recvmsg(notify_socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (length < 0) return 0;
    text[length] = 0;
    int fds[MAX_STORED], count = 0;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(&message); c; c = CMSG_NXTHDR(&message, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS) {
            count = (int)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
            memcpy(fds, CMSG_DATA(c), sizeof(int) * (size_t)count);
        }
    value(text, "FDNAME", name, sizeof name);
    if (!name[0]) strcpy(name, "stored");
    if (!strcmp(value(text, "FDSTOREREMOVE", word, sizeof word), "1")) forget(name);
    int keep = !strcmp(value(text, "FDSTORE", word, sizeof word), "1");
    /* The newest descriptor of a name wins: systemd, too, keeps one of several that are the same file. */
    if (keep && count) forget(name);
    for (int i = 0; i < count; i++) {
        if (!keep) { close(fds[i]); continue; }
        if (stored == MAX_STORED) { errno = ENOSPC; fail("descriptor store"); }
        store[stored].fd = fds[i];
        strcpy(store[stored++].name, name);
    }
    return !strcmp(value(text, "READY", word, sizeof word), "1");
}

static pid_t start(char **command, int output) {
    pid_t child = fork();
    if (child < 0) fail("fork");
    if (child) return child;
    char names[MAX_STORED * 256] = "", number[16];
    int high[MAX_STORED];
    if (output >= 0) dup2(output, STDOUT_FILENO);
    else {
        for (int i = 0; i < stored; i++) high[i] = fcntl(store[i].fd, F_DUPFD_CLOEXEC, FIRST_PASSED + MAX_STORED);
        for (int i = 0; i < stored; i++) {
            dup2(high[i], FIRST_PASSED + i);
            strcat(strcat(names, i ? ":" : ""), store[i].name);
        }
        setenv("NOTIFY_SOCKET", notify_path, 1);
        if (stored) {
            snprintf(number, sizeof number, "%d", stored);
            setenv("LISTEN_FDS", number, 1);
            setenv("LISTEN_FDNAMES", names, 1);
            snprintf(number, sizeof number, "%d", getpid());
            setenv("LISTEN_PID", number, 1);
        }
    }
    execvp(command[0], command);
    fail(command[0]);
    return 0;
}

/* Waits at most MILLISECONDS for READY=1; 1 ready, 0 time over, -1 the service ended. */
static int wait_ready(pid_t child, int64_t milliseconds, int *status) {
    int64_t end = now_ms() + milliseconds;
    for (;;) {
        struct pollfd wait = { notify_socket, POLLIN, 0 };
        int64_t left = end - now_ms();
        if (left <= 0) return 0;
        if (poll(&wait, 1, left < 50 ? (int)left : 50) > 0 && take_message()) return 1;
        if (waitpid(child, status, WNOHANG) == child) return -1;
    }
}

static void read_registers(int cycle, char **reader) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC)) fail("pipe");
    pid_t child = start(reader, ends[1]);
    close(ends[1]);
    FILE *output = fdopen(ends[0], "r");
    fprintf(logfile, "reading %d ", cycle);
    for (int c; (c = getc(output)) != EOF;) putc(c == '\n' ? ' ' : c, logfile);
    fclose(output);
    int status;
    waitpid(child, &status, 0);
    putc('\n', logfile);
}

static void touch(const char *name) {
    int fd = open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
    if (fd < 0) fail(name);
    close(fd);
}

static int died(int cycle, int status) {
    fprintf(logfile, "died %d %d\n", cycle, status);
    fclose(logfile);
    fprintf(stderr, "supervisor: the service ended by itself in cycle %d (wait status %d)\n", cycle, status);
    return 1;
}

int main(int count, char **arguments) {
    if (count < 10 || strcmp(arguments[6], "--")) {
        fprintf(stderr, "usage: supervisor COUNT SEED MAX_DELAY_MS READ_EVERY FOLDER -- SERVICE... -- READER...\n");
        return 2;
    }
    int kills = atoi(arguments[1]), max_delay = atoi(arguments[3]), read_every = atoi(arguments[4]);
    srand48(atol(arguments[2]));
    if (chdir(arguments[5])) fail(arguments[5]);
    char **service = arguments + 7, **reader = service;
    while (*reader && strcmp(*reader, "--")) reader++;
    if (!*reader || !reader[1]) { errno = EINVAL; fail("reader"); }
    *reader++ = NULL;

    if (!(logfile = fopen("log", "we"))) fail("log");
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    snprintf(notify_path, sizeof notify_path, "%s/notify", arguments[5]);
    strcpy(address.sun_path, notify_path);
    notify_socket = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (notify_socket < 0 || bind(notify_socket, (struct sockaddr *)&address, sizeof address)) fail(notify_path);
    sigaction(SIGTERM, &(struct sigaction){ .sa_handler = stop }, NULL);

    pid_t child;
    int status;
    int64_t usual = 0;
    for (int cycle = 0;; cycle++) {
        int early = cycle > 0 && cycle < kills && drand48() < 0.2;
        int64_t begin = now_ms(), delay = (int64_t)(drand48() * (double)(early ? usual : max_delay));
        child = start(service, -1);
        int ready = wait_ready(child, early ? delay : READY_TIMEOUT_MS, &status);
        if (ready < 0) return died(cycle, status);
        if (!ready && !early) {
            fprintf(logfile, "slow %d\n", cycle);
            fprintf(stderr, "supervisor: no READY=1 within %d ms in cycle %d\n", READY_TIMEOUT_MS, cycle);
            kill(child, SIGKILL);
            fclose(logfile);
            return 1;
        }
        if (ready) {
            int64_t took = now_ms() - begin;
            usual = usual ? (7 * usual + took) / 8 : took;
            fprintf(logfile, "start %d %lld\n", cycle, (long long)took);
        }
        if (cycle == 0) touch("armed");
        if (cycle == kills) break;
        if (ready && !early) {
            /* Descriptors may still come; a second READY=1 changes nothing. */
            for (int64_t end = now_ms() + delay, left; (left = end - now_ms()) > 0;) {
                int answer = wait_ready(child, left, &status);
                if (answer < 0) return died(cycle, status);
            }
        }
        kill(child, SIGKILL);
        waitpid(child, &status, 0);
        if (!WIFSIGNALED(status)) return died(cycle, status);
        while (poll(&(struct pollfd){ notify_socket, POLLIN, 0 }, 1, 0) > 0) take_message();
        fprintf(logfile, "kill %d %s %lld %d\n", cycle, ready ? "ready" : "early", (long long)delay, stored);
        if (read_every && (cycle + 1) % read_every == 0) read_registers(cycle, reader);
    }

    touch("killed");
    while (!stopping) {
        struct pollfd wait = { notify_socket, POLLIN, 0 };
        if (poll(&wait, 1, 100) > 0) take_message();
        if (waitpid(child, &status, WNOHANG) == child) return died(kills, status);
    }
    kill(child, SIGTERM);
    waitpid(child, &status, 0);
    if (status) return died(kills, status);
    fprintf(logfile, "end\n");
    return fclose(logfile) ? 1 : 0;
}

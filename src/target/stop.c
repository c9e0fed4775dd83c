/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/stop.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>

#include "base/clock.h"
#include "target/procfs.h"
#include "target/target.h"

/*
 * So long we look without a pause: a thread that runs is there in some twenty microseconds. Then we
 * give the CPU away, which may be the one that a thread needs to come to its stop, but not for
 * long: a stop is counted from the last look before it.
 */
#define EAGER_NS 50000u
#define PAUSE_NS 100000u

/* How long we wait for a first thread to stop. It needs a CPU for that, as for everything else;
 * nobody is held up meanwhile. */
#define PATIENCE_NS 50000000u

struct stop {
    struct target *target;
    struct stop_thread *threads;
    size_t count;
    const struct stop_options *options;
    uint64_t deadline_ns;
    bool anybody; /* stands still */
    bool overrun;
    struct error *error;
};

/* EPERM has three causes; NULL: the thread is just ending, and will not run again. */
static struct error *refused(pid_t pid, pid_t tid, int errnum)
{
    struct procfs_status status;
    struct procfs_stat stat, tracer;

    if (!error_ignore(procfs_stat(pid, tid, &stat)) || stat.state == 'Z' || stat.state == 'X')
        return NULL;
    if (error_ignore(procfs_status(pid, tid, &status)) && status.tracer != 0 &&
        error_ignore(procfs_stat(status.tracer, 0, &tracer)))
        return error_append(error_os(errnum, NULL, "cannot stop thread %d", tid),
                            "process %d (%s) traces it already, and there can be only one; "
                            "without `set stop brief` nothing needs to be stopped",
                            status.tracer, tracer.comm);
    return error_append(error_os(errnum, NULL, "cannot stop thread %d", tid),
                        "the kernel refuses ptrace, which `doctor` explains; without `set stop "
                        "brief` nothing needs to be stopped");
}

/* Tracing by itself stops nobody, so all of it is done before the first stop. */
static bool seize(struct stop *stop)
{
    for (size_t i = 0; i < stop->count; i++) {
        struct stop_thread *thread = &stop->threads[i];

        if (ptrace(PTRACE_SEIZE, thread->tid, NULL, NULL) == 0) {
            thread->seized = true;
        } else if (errno != ESRCH) {
            stop->error = refused(stop->target->pid, thread->tid, errno);
            if (stop->error != NULL)
                return false;
        }
    }
    return true;
}

/*
 * WSTOPPED alone: the end of a process that is our child is for its parent's code to see, and a
 * thread that has ended is forgotten when the tracing thread ends.
 */
static bool has_stopped(struct stop_thread *thread)
{
    siginfo_t info = {0};

    if (waitid(P_PID, (id_t)thread->tid, &info, WSTOPPED | WNOHANG | __WALL | __WNOTHREAD) < 0) {
        thread->seized = errno == EINTR;
        return false;
    }
    if (info.si_pid == 0)
        return false;
    thread->stopped = true;
    /* An event is above the signal; without one it is a signal on its way to the thread. */
    thread->signal = info.si_status >> 8 == 0 ? info.si_status & 0x7f : 0;
    return true;
}

/* A look at each that has not stopped yet; returns whether there are such. */
static bool look(struct stop *stop)
{
    bool pending = false;

    for (size_t i = 0; i < stop->count; i++) {
        struct stop_thread *thread = &stop->threads[i];
        uint64_t now = clock_now_ns();

        if (!thread->seized || thread->stopped)
            continue;
        if (!has_stopped(thread)) {
            thread->runs_ns = now;
            pending = true;
        } else if (!stop->anybody) {
            stop->anybody = true;
            stop->deadline_ns = thread->runs_ns + stop->options->budget_ns;
        }
    }
    return pending;
}

/* A stop is told by SIGCHLD, which all threads of ours block. */
static void sleep_until_one_stops(uint64_t ns)
{
    struct timespec timeout = {.tv_sec = (time_t)(ns / 1000000000u),
                               .tv_nsec = (long)(ns % 1000000000u)};
    sigset_t child;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigtimedwait(&child, NULL, &timeout);
}

static void interrupt(struct stop *stop)
{
    for (size_t i = 0; i < stop->count; i++) {
        struct stop_thread *thread = &stop->threads[i];

        thread->runs_ns = clock_now_ns();
        if (thread->seized && ptrace(PTRACE_INTERRUPT, thread->tid, NULL, NULL) < 0)
            thread->seized = false;
    }

    uint64_t begun = clock_now_ns();

    stop->deadline_ns = begun + PATIENCE_NS;
    while (look(stop)) {
        uint64_t now = clock_now_ns();

        if (now > stop->deadline_ns)
            break;
        if (now - begun > EAGER_NS)
            sleep_until_one_stops(PAUSE_NS);
    }
}

/* One that has not stopped cannot be let go either: the end of this thread does that. */
static void resume(struct stop *stop)
{
    for (size_t i = 0; i < stop->count; i++) {
        struct stop_thread *thread = &stop->threads[i];

        if (!thread->stopped)
            continue;
        if (ptrace(PTRACE_DETACH, thread->tid, NULL, (void *)(intptr_t)thread->signal) < 0)
            thread->stopped = false;
        thread->stopped_ns = clock_now_ns() - thread->runs_ns;
    }
}

static void *trace(void *arg)
{
    struct stop *stop = arg;

    /* Where it is allowed nobody comes between: whoever waits for a CPU now holds the target up. */
    pthread_setschedparam(pthread_self(), SCHED_FIFO, &(struct sched_param){.sched_priority = 1});
    if (!seize(stop))
        return NULL;
    interrupt(stop);
    if (stop->anybody)
        target_set_deadline(stop->target, stop->deadline_ns);
    stop->options->run(stop->options->arg);
    resume(stop);
    stop->overrun = target_set_deadline(stop->target, 0);
    return NULL;
}

struct error *stop_run(struct target *target, struct stop_thread *threads, size_t count,
                       const struct stop_options *options, bool *ret_overrun)
{
    struct stop stop = {.target = target, .threads = threads, .count = count, .options = options};
    sigset_t all, before;
    pthread_t thread;

    for (size_t i = 0; i < count; i++)
        threads[i] = (struct stop_thread){.tid = threads[i].tid};
    /* A Ctrl-Z that came now would stop us, and with us whom we hold. */
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);

    int errnum = pthread_create(&thread, NULL, trace, &stop);

    if (errnum == 0)
        pthread_join(thread, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (errnum != 0)
        return error_os(errnum, NULL, "cannot start a thread");
    *ret_overrun = stop.overrun;
    return stop.error;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A sampler in a thread of its own, and what a live view shows of it: the trees, the threads, how
 * the whole is doing. It keeps its rate while somebody draws.
 *
 * Idle threads are always sampled, because whoever looks at a process that hangs wants to see them
 * at once; there is a tree with them and one without, so that both have been right from the start.
 *
 * The monitor works between monitor_lock() and monitor_unlock() of others: while it is locked the
 * trees, the threads and the numbers stand still, and the caller may read the target through the
 * runtime (locals, a backtrace). Rounds that come due meanwhile are missed, and counted as that.
 */
#ifndef SAMPLE_MONITOR_H
#define SAMPLE_MONITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/array.h"
#include "base/error.h"
#include "python/task.h"
#include "repr/deadlock.h"
#include "sample/calltree.h"
#include "sample/recording.h"
#include "sample/source.h"

struct moment_report;
struct monitor_process;
struct runtime;
struct thread;
struct waiting;

#define MONITOR_RATE 100.0 /* a second, where nobody says otherwise */
/* Of a program of which fewer threads than this run, on average, nearly nothing does: one that
 * hangs but for somebody who wakes up now and then to see whether he is still alone. */
#define MONITOR_QUIET 0.02

struct monitor_options {
    double rate;             /* rounds a second */
    bool gil;                /* count only samples of who holds the GIL */
    bool cpu;                /* count CPU time, a sample for each period of it; not with gil */
    unsigned thread;         /* count only that thread, by pyinspect's number; 0: all */
    bool subprocesses;       /* and all that the process starts; not with thread; stays as it is */
    const char *layout_file; /* --layout, for these; or NULL */
    bool patient; /* what is asked of the threads is answered at once and as a whole, and rounds are
                     missed for it; else some of it comes when it is asked again */
};

/* Each since the start, or the last reset. */
struct monitor_counts {
    uint64_t ns;         /* that were sampled, pauses and gaps left out */
    uint64_t gap_ns;     /* in which nothing was sampled, pauses left out: gap.h */
    uint64_t rounds;     /* that were made; of each thread there is a sample a round */
    uint64_t missed;     /* that were not */
    uint64_t samples;    /* idle threads included, whatever is counted */
    uint64_t unverified; /* of these */
    uint64_t running;    /* samples of threads that ran or wanted to: / rounds = how many do */
    uint64_t gil;        /* samples of who held a GIL: / rounds = its share of the time */
    uint64_t gc;         /* rounds in which a collection of garbage was under way */
    uint64_t process_ns; /* CPU time of the process, all threads that it had, up to the last mark */
    uint64_t ran_ns;     /* CPU time of threads that are sampled, as far as the kernel tells */
    uint64_t clock_ns;   /* in which it had that, gaps included */
    uint64_t cpu_ns;     /* CPU time of all that we do: up to date since it was locked */
};

struct monitor_thread_counts {
    uint64_t rounds;  /* in which it was there */
    uint64_t running; /* and ran, or wanted to */
    uint64_t gil;     /* and held the GIL */
    uint64_t ran_ns;  /* CPU time that it had, as far as the kernel tells */
};

/* Threads that have ended in an interval, and are not among the others any more: what they had in
 * it. */
struct monitor_ended {
    uint64_t threads;
    /* Without rounds, and without CPU time: nobody knows what they had after the last look. */
    struct monitor_thread_counts counts;
};

/* A thread as it was last seen. */
struct monitor_thread {
    unsigned num; /* of all that are here; those of children have numbers from MONITOR_CHILDREN */
    unsigned own_num;                /* as its process has it, see `info threads` */
    struct monitor_process *process; /* of several; NULL: there is one only */
    pid_t tid;
    uint64_t ident;
    char *name; /* owned */
    enum thread_state state;
    bool gil;
    struct proof proof;
    ARRAY(struct sample_frame) frames; /* newest first */
    size_t verified;                   /* so many of the outermost hold */
    uint64_t seen_ns;                  /* CLOCK_MONOTONIC, as all times here */
    uint64_t still_ns;             /* since when it has not run, at the least; 0: it has just run */
    uint64_t moved_ns;             /* since when its innermost frame is on that line */
    uint64_t gil_turns, no_gil_ns; /* since then the number is that: it has not had the GIL */
    uint64_t gil_ns; /* since when every sample of it has had the GIL; 0: the last one has not */
    uint64_t cpu_ns; /* CPU time that it has had since it was born; 0: not known yet */
    struct monitor_thread_counts now, marked, before;
    uint64_t found_ns, ran_ns; /* it was found to wait, and had last run then; 0: it was not */
    struct waiting *waiting;   /* what monitor_waits() has found out; owned; NULL: nothing yet */
    uint64_t waiting_ns;       /* still_ns at that time ... */
    uint64_t asked_ns;         /* ... which was not before this */
    char *waits;               /* the same in words; owned */
    bool ended;                /* it is no more, and soon not here */
    bool lives;                /* monitor-threads.c's */
};

#define MONITOR_CHILDREN 0x80000000u

enum monitor_tree {
    MONITOR_RUNNING, /* threads that ran or wanted to */
    MONITOR_ALL,     /* and those that waited */
    MONITOR_TREES,
};

/* To be read while it is locked, and not to be written. */
struct monitor {
    struct runtime *runtime; /* not owned */
    struct monitor_options options;
    struct calltree trees[MONITOR_TREES]; /* by line */
    struct recording
        history; /* what came after what, unless it is patient, since the start or the last change
                    of the rate; nodes are of trees[MONITOR_ALL], its own tree is empty */
    ARRAY(struct monitor_thread *) threads;        /* that are there now, by number */
    ARRAY(struct monitor_process *) processes;     /* with subprocesses: monitor-processes.h */
    struct monitor_ended ended_now, ended_threads; /* since the last mark; in the last interval */
    struct monitor_counts now, marked,
        before;          /* at present, at the last mark, and the one before */
    uint64_t started_ns; /* when counting began */
    uint64_t ran_ns;     /* when any thread last ran, as far as is known; 0: it is not */
    bool has_gil;        /* false: a build without one; `gil` says nothing then */
    bool knows_gc;       /* false: this version does not say; `gc` says nothing then */
    bool knows_cpu;      /* false: the kernel has told of no thread yet what it has run */
    bool knows_process;  /* false: nor of the process */
    uint64_t paused_ns;  /* when it was paused; 0: it is not */
    char os_state; /* /proc's letter of the process, at the last mark: 'T', 't': it is stopped */
    char *ended;   /* why there will be no more: a sentence; NULL: it goes on */
    struct monitor_worker *worker; /* the thread, and what it works with */
};

/*
 * Starts the thread. The runtime must outlive the monitor, and must not be used by others unless it
 * is locked. The target's end, and whatever else ends the sampling, is a state (ended) and no
 * error.
 */
struct error *monitor_start(struct runtime *runtime, const struct monitor_options *options,
                            struct monitor **ret);
/* Ends the thread, within some 50 ms. Accepts NULL. Not while it is locked by the caller. */
void monitor_stop(struct monitor *monitor);

/* Not recursive. Who asks first gets it first. */
void monitor_lock(struct monitor *monitor);
void monitor_unlock(struct monitor *monitor);

/* A paused monitor leaves the target alone. Not while it is locked by the caller. What was sampled
 * until then is counted when monitor_pause() returns. */
void monitor_pause(struct monitor *monitor);
void monitor_resume(struct monitor *monitor);

/*
 * While it is locked by the caller:
 * reset: everything that was counted is forgotten (threads stay, with their stacks).
 * mark: an interval ends and the next one begins, in the trees, the threads and the numbers: the
 * last one had marked.x - before.x, until it is marked again. All that was sampled counts.
 * set: other options; if others are counted than before, or the period of CPU time is another one,
 * a reset as well.
 */
void monitor_reset(struct monitor *monitor);
void monitor_mark(struct monitor *monitor);
void monitor_set(struct monitor *monitor, const struct monitor_options *options);

enum monitor_span {
    MONITOR_INTERVAL, /* the last one: between the last two marks */
    MONITOR_START,    /* since the start, or the last reset */
};

/* What the head of a screen says. Where nothing was sampled all of it is 0. */
struct monitor_summary {
    double seconds;    /* that were sampled */
    double gap;        /* seconds in which nothing was, though it was to be */
    double round_s;    /* what one that the trees count stands for, in seconds */
    double rate;       /* rounds a second that were made */
    uint64_t missed;   /* rounds that were not */
    uint64_t samples;  /* of all threads */
    double unverified; /* of these, in percent */
    double running;    /* so many threads ran or wanted to, on average */
    double counted;    /* and of those that the trees count: see monitor_options */
    double on_cpu;     /* so many were on a CPU, threads that run no Python among them */
    double unseen;     /* threads had so many CPUs more than they were found to run: unseen.h */
    double gil;        /* percent of the time in which the GIL was held */
    unsigned holder;   /* the thread that held it most; 0: none did */
    double holder_gil; /* percent of the time in which that one did */
    double gc;         /* percent of the time in which garbage was collected */
    double cpu;        /* CPU time of all that we do, in percent of one CPU */
};

/* What one sample of the trees stands for since the start, in seconds. While it is locked. */
double monitor_sample_seconds(const struct monitor *monitor);
/* Threads that wait are never among what is counted: who holds the GIL is not idle, nor is who is
 * on a CPU. */
bool monitor_leaves_idle(const struct monitor *monitor);

/* While it is locked. */
void monitor_summary(const struct monitor *monitor, enum monitor_span span,
                     struct monitor_summary *ret);

/*
 * For how long the thread had stood still when it was last seen, at the least: it has not run, and
 * its innermost frame is on the same line. Who waits for the GIL wakes up every few milliseconds
 * to ask for it, which is nothing that its program does: there it is for how long it has not had
 * it, which the number of the GIL's changes of hands proves (3.7+). 0: the thread runs. While it is
 * locked.
 */
uint64_t monitor_still_ns(const struct monitor *monitor, const struct monitor_thread *thread);

/* It was found to wait for the GIL, and has not had it since. While it is locked. */
bool monitor_wants_gil(const struct monitor_thread *thread);

/*
 * Who holds the GIL and is off the CPU, as who sleeps in a function of C that has not given it
 * away: no other thread gets on, though those that want the GIL wake up every few milliseconds.
 * Seen so for a tenth of a second: who had the GIL last seems to have it for the moment in which
 * another one takes it (take_gil() of Python/ceval_gil.c), which may be put off the CPU in it.
 * NULL: nobody, or there is more than one GIL. For how long: monitor_still_ns(). While it is
 * locked.
 */
const struct monitor_thread *monitor_gil_sleeper(const struct monitor *monitor);

/* So many threads, and most of all, have stood still for so long at the least. */
struct monitor_stillness {
    size_t threads; /* 0: most of them have not, or not for a second */
    uint64_t ns;
    bool differ; /* some of them by a second more, at the least */
};

/* While it is locked. */
void monitor_stillness(const struct monitor *monitor, struct monitor_stillness *ret);

/*
 * While it is locked:
 * monitor_living: how many threads there are that have not ended.
 * monitor_stopper: "signal", "debugger": who has stopped the process; NULL: nobody.
 * monitor_state_name: "running", "idle", "unknown", as of snapshots; "stopped", "traced", "ended".
 * monitor_share: of the last interval, in which that was so in so many rounds.
 */
size_t monitor_living(const struct monitor *monitor);
const char *monitor_stopper(const struct monitor *monitor);
const char *monitor_state_name(const struct monitor *monitor, const struct monitor_thread *thread);
double monitor_share(const struct monitor *monitor, uint64_t rounds);

/* The thread of that number, or NULL. While it is locked. */
struct monitor_thread *monitor_thread(const struct monitor *monitor, unsigned num);

/*
 * What the thread waits in (repr/waiting.h), in words, or was last seen to wait in by the end of
 * the process: "" where it runs, or cannot be asked. The thread's, until the next call. Reads the
 * target, the more the longer ago it was asked last; in a pause of threads that were not asked
 * before it, and only what they have waited in since before it is told. While it is locked.
 */
const char *monitor_waits(struct monitor *monitor, struct monitor_thread *thread);

/* What that said last, if the thread has not gone on since, without reading anything. NULL: it has,
 * or was never asked. */
const char *monitor_waited(const struct monitor_thread *thread);

/* Appends the deadlocks among threads that have stood still for a second, as far as they are known.
 * Reads the target. While it is locked. */
void monitor_deadlocks(struct monitor *monitor, deadlock_list *ret);

/* What samples say of a frame of the process that was asked for, that was read otherwise: of the
 * function that they have; NULL: it is sampled no more. While it is locked. */
struct sample_frame monitor_frame(const struct monitor *monitor, const struct frame *frame);

/* Appends the tasks of asyncio (python/task.h). Reads the target. While it is locked. */
struct error *monitor_tasks(struct monitor *monitor, task_array *ret);

/* Whether the process has ended, also if no round has found that yet: what was read last says
 * nothing. While it is locked. */
bool monitor_has_ended(const struct monitor *monitor);

/* While it is locked:
 * monitor_thread_title: "3", of several processes "3 of pid 4242"; free it.
 * monitor_thread_runtime: its process is read by that; NULL: it is no more.
 * monitor_living_processes: that are sampled; 1 where there is one only. */
char *monitor_thread_title(const struct monitor_thread *thread);
struct runtime *monitor_thread_runtime(const struct monitor *monitor,
                                       const struct monitor_thread *thread);
size_t monitor_living_processes(const struct monitor *monitor);

/* What is to be read of the frames of a thread. */
struct monitor_look {
    unsigned num;       /* of the thread */
    uint64_t budget_ns; /* what stopping those that run may take; 0: nobody is stopped */
    /* Reads what is wanted, and forgets what it had read when it was called before. With a stop it
     * is called in another thread of this program. */
    void (*read)(void *arg, const struct thread *thread);
    void *arg;
};

/*
 * Reads the thread's frames anew and calls read() with them, all while nobody runs in the target
 * (python/moment.h): again, if somebody did. Where that cannot be had, ret->one_moment is false,
 * and read() was called last with frames that are proven by themselves alone. ERROR_NOT_FOUND: the
 * thread has ended, and what was read is nothing; ERROR_OS: stopping is refused. While it is
 * locked.
 */
struct error *monitor_look(struct monitor *monitor, const struct monitor_look *look,
                           struct moment_report *ret);

/* For how long nothing has run at all, as far as was seen; 0 while something does. While it is
 * locked. */
uint64_t monitor_nothing_ran_ns(const struct monitor *monitor);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was seen of a target at one time: its threads and their frames, each
 * thread with the proof of its stack. A snapshot is plain data: nothing in it
 * points into the target except as an address.
 */
#ifndef PYTHON_SNAPSHOT_H
#define PYTHON_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/array.h"
#include "base/error.h"
#include "python/code.h"
#include "target/offcpu.h"

struct runtime;

/* One Python frame; frame 0 is the newest. */
struct frame {
    uint64_t address;        /* PyFrameObject (-3.10) or _PyInterpreterFrame (3.11+) */
    const struct code *code; /* owned by the runtime's code cache, lives as long as it */
    uint64_t bytecode;       /* where the instructions are that it runs (3.11+), else 0 */
    int lasti;               /* byte offset of the instruction in co_code, -1 before the first */
    struct code_position position; /* of that instruction; position.line 0: it has no line */
    bool entry;                    /* entered from C, where the version can tell (3.11+) */
};

enum proof_kind { PROOF_CONSISTENT, PROOF_STOPPED, PROOF_UNVERIFIED, PROOF_CORE };
enum proof_how { PROOF_HOW_NONE, PROOF_OFF_CPU, PROOF_REREAD, PROOF_PTRACE, PROOF_FROM_CORE };

struct proof {
    enum proof_kind kind;
    enum proof_how how;        /* PROOF_HOW_NONE when unverified */
    unsigned retries;          /* reads beyond the first */
    unsigned stopped_us;       /* PROOF_STOPPED */
    bool cpu_refused;          /* we may not run on its CPU, which would have proven more */
    size_t verified_frames;    /* outermost frames that hold; all of them unless unverified */
    struct offcpu_count count; /* of the thread when it had these frames; unknown where reread */
};

/* The words of `--json`: "consistent", "off-cpu", ...; how is NULL-safe text for HOW_NONE: "none".
 */
const char *proof_kind_name(enum proof_kind kind);
const char *proof_how_name(enum proof_how how);

enum thread_state { THREAD_RUNNING, THREAD_IDLE, THREAD_UNKNOWN };

const char *thread_state_name(enum thread_state state);

struct thread {
    unsigned num;     /* stable for a session, 1 is the main thread */
    pid_t tid;        /* the kernel's, in our pid namespace; 0 where it cannot be told */
    pid_t native_id;  /* the same as the target sees it (threading.get_native_id()) */
    uint64_t ident;   /* threading.get_ident() */
    char *name;       /* Python's name of the thread, else the kernel's, else "?"; owned */
    bool python_name; /* name is Python's */
    enum thread_state state;
    char os_state;   /* the letter in /proc/PID/task/TID/stat, '?' where unknown */
    bool gil;        /* holds the GIL (of its interpreter) */
    uint64_t tstate; /* PyThreadState */
    uint64_t interp; /* PyInterpreterState */
    int64_t interp_id;
    struct proof proof;
    ARRAY(struct frame) frames; /* newest first */
    bool truncated;             /* there are more frames than were asked for or than the limit */
    struct error *error; /* why there are no frames, or no more of them; NULL if that is all */
};

struct snapshot {
    ARRAY(struct thread) threads;  /* by num */
    uint64_t started_ns, ended_ns; /* CLOCK_MONOTONIC, of reading */
    bool one_moment;               /* all threads that were wanted are as they were at one moment */
};

struct snapshot_options {
    size_t max_frames;              /* per thread, 0: no limit but the program's own */
    bool (*interrupted)(void *arg); /* asked between threads; may be NULL */
    /*
     * Not 0: the threads that are wanted are stopped for at most that long, as far as they run, and
     * read as they are at one moment. wanted NULL: all of them.
     */
    uint64_t stop_budget_ns;
    bool (*wanted)(void *arg, const struct snapshot *snapshot, const struct thread *thread);
    void *arg;
};

/*
 * Reads every thread of every interpreter. A thread that cannot be read is in
 * the snapshot with its error; an error here means that there is nothing to show (ERROR_EXITED: the
 * target is gone; with a stop also ERROR_OS: it is refused).
 */
struct error *snapshot_take(struct runtime *runtime, const struct snapshot_options *options,
                            struct snapshot **ret);
/* One thread's frames and proof once more, without a stop. False: it has ended, and has no frames.
 */
bool snapshot_reread(struct runtime *runtime, struct snapshot *snapshot, struct thread *thread,
                     size_t max_frames);
/*
 * False if the thread has not run since its frames were read, so that these are the very calls.
 * Else a frame that looks the same may be another call of the same function from the same place.
 */
bool snapshot_has_run(const struct runtime *runtime, const struct thread *thread);
/* Accepts NULL. */
void snapshot_destroy(struct snapshot *snapshot);

/* The thread of that number, or NULL. */
struct thread *snapshot_thread(struct snapshot *snapshot, unsigned num);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where samples come from, and what one is. The sampler knows no more of it than this: how a stack
 * is read, and how it is proven, is the source's business.
 */
#ifndef SAMPLE_SOURCE_H
#define SAMPLE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "python/snapshot.h"
#include "sample/function.h"

struct sample_frame {
    const struct function *function; /* of the source's table: lives as long as the source */
    int line;                        /* 0: it has none */
};

/* The process of a sample, where a source has more than one. */
struct sample_process {
    pid_t pid;
    char *command; /* as `ps` shows it */
};

/* A thread as samples speak of it, while they do. */
struct sample_thread {
    unsigned num; /* pyinspect's number of it */
    pid_t tid;
    uint64_t ident;                       /* threading.get_ident() */
    char *name;                           /* owned by the source */
    const struct sample_process *process; /* NULL: the source has one only */
};

/* One thread at one time. The source's until the callback returns, but for what is said above. */
struct sample {
    const struct sample_thread *thread;
    uint64_t time_ns; /* CLOCK_MONOTONIC */
    uint64_t last_ns; /* when the last of those rounds was */
    uint32_t repeats; /* so many further rounds in a row found the same: nothing had run */
    enum thread_state state;
    bool gil;                          /* holds the GIL */
    const struct sample_frame *frames; /* newest first; may be none */
    size_t count;
    size_t verified; /* so many of the outermost hold; all, unless the proof is unverified */
    struct proof proof;
    uint64_t still_since_ns; /* since when the thread has not run, as far as was seen; 0: it ran */
    uint64_t ran_ns;    /* CPU time that the thread has had in all; 0: not known, or not asked */
    uint64_t gil_turns; /* the same number twice: it has not had the GIL in between; 0: not known */
};

struct sample_sink {
    void (*take)(void *arg, const struct sample *sample);
    void *arg;
};

/* What a source has done so far. */
struct source_counters {
    uint64_t reads;    /* system calls that read memory */
    uint64_t retries;  /* reads of stacks beyond the first of a sample */
    uint64_t replaced; /* code objects that had changed when they were looked at again */
    /* Samples whose target ended before their code objects were looked at again: each stack is
     * proven as any other, that the names are those of that moment is not. */
    uint64_t unchecked;
    /* CPU time of processes that the target has started, while it was sampled with them, in which
     * they were not: they were too short, or had only just begun. */
    uint64_t missed_cpu_ns;
    size_t threads; /* that there are now */
    size_t running; /* of these at the last round */
    bool
        collecting; /* an interpreter collected garbage then; only if the source was asked for it */
};

struct sample_source {
    /*
     * Looks once at each thread that is wanted. Samples may be handed to the sink later, those of a
     * thread in order, when more is known of them; at the latest by flush(). ERROR_EXITED: the
     * target is no more; what was sampled is still there for flush().
     */
    struct error *(*round)(struct sample_source *source, const struct sample_sink *sink);
    void (*flush)(struct sample_source *source, const struct sample_sink *sink);
    void (*counters)(const struct sample_source *source, struct source_counters *ret);
    /* May be NULL: the CPU that it sits on, to wait for the next round there; -1: none. */
    int (*cpu)(const struct sample_source *source);
    /* May be NULL: between rounds no CPU of the target's is held after this. */
    void (*rest)(struct sample_source *source);
    void (*destroy)(struct sample_source *source);
};

#endif

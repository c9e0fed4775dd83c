/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was sampled, as it is written to a file: the tree of calls, for the formats that have times
 * also what came after what, and how it was come by.
 */
#ifndef SAMPLE_RECORDING_H
#define SAMPLE_RECORDING_H

#include <stdint.h>
#include <sys/types.h>

#include "base/array.h"
#include "sample/calltree.h"
#include "sample/sampler.h"

/* So many samples in a row, one period apart, of one thread in one place. */
struct recording_event {
    uint64_t time_ns; /* of the first */
    uint32_t thread;  /* index in threads */
    uint32_t node;    /* where they ended in the tree */
    uint32_t count;
    bool idle; /* the thread waited */
};

struct recording_thread {
    unsigned num;
    pid_t pid, tid;
    char *process; /* the command of its process, where there are several; else NULL; owned */
    char *name;    /* the last one; owned */
    uint32_t last; /* index + 1 of its last event */
};

/* From here on, new threads are all the same "other threads". */
#define RECORDING_MAX_THREADS 10000

/* Less CPU time than this that was missed (source_counters) is less than the kernel's clock tick
 * can tell. */
#define RECORDING_LEAST_MISSED_NS 10000000u

/* Later events are not kept; they are in the tree all the same. */
#define RECORDING_MAX_EVENTS 20000000

struct recording {
    struct calltree tree;
    bool timed; /* events are kept */
    ARRAY(struct recording_event) events;
    size_t most_events;                     /* that are kept */
    uint64_t late;                          /* events that were not kept */
    ARRAY(struct recording_thread) threads; /* in order of appearance, only where events are kept */
    struct recording_index *index;          /* finds them */
    uint64_t period_ns;                     /* between two samples, as it was asked for */
    uint64_t started_ns;                    /* CLOCK_MONOTONIC */
    int64_t started_unix_ms;                /* the same moment, since 1970 */
    pid_t pid;
    size_t processes; /* that were sampled, where what the process starts is as well; else 0 */
    char *command;    /* the command line that was sampled; owned */
    char *version;    /* "CPython 3.12.1"; owned */
    bool cpu;         /* a sample is a period of CPU time, not of the clock on the wall */
    char *counted;    /* which samples were: "threads that run or are ready to"; owned */
    char *maker;      /* "pyinspect 1.0"; owned */
    struct sampler_stats stats;
};

/* period_ns: between two samples. timed: for speedscope, gecko. */
void recording_init(struct recording *recording, const struct calltree_options *options, bool timed,
                    uint64_t period_ns);
void recording_deinit(struct recording *recording);

struct sample_sink recording_sink(struct recording *recording);
/* The event alone, of a sample that is at that node of a tree. Where events are kept. */
void recording_note(struct recording *recording, const struct sample *sample, uint32_t node);
/* Events and threads are forgotten; others may follow, from now on, with another period. */
void recording_forget(struct recording *recording, uint64_t period_ns);

/* The events of each thread, by time: those of thread i are events.data[events[first[i]]] up to,
 * but not, that of first[i + 1]. */
struct recording_order {
    uint32_t *events;
    size_t *first;
};

void recording_order_init(const struct recording *recording, struct recording_order *ret);
void recording_order_deinit(struct recording_order *order);

/* "thread 1 (MainThread, tid 4242)", with its process where there are several. Free it. */
char *recording_thread_label(const struct recording_thread *thread);

#endif

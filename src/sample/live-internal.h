/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A source of live samples, for the files that make it: live-source.c, which looks at threads, and
 * live-threads.c, which knows which there are. */
#ifndef SAMPLE_LIVE_INTERNAL_H
#define SAMPLE_LIVE_INTERNAL_H

#include "base/array.h"
#include "python/sample-reader.h"
#include "sample/interpreter-watch.h"
#include "sample/live-source.h"
#include "sample/pending.h"
#include "target/offcpu.h"
#include "target/run-mark.h"

struct known_code;
struct known_codes;

struct live_thread {
    struct sample_thread about; /* first */
    struct thread listed;       /* from thread_list(), without a name */
    struct sample_reader reader;
    size_t interp; /* of live_source.interpreters */
    bool watched;  /* reader is there: the kernel's number of the thread is known */
    bool shared;   /* another state names the same OS thread */
    bool gone, seen;
    bool python_named; /* its name is Python's; else the kernel's */
    uint64_t first_listed_ns;
    uint64_t still_since_ns;
    /* The last stack, while the thread has not run since: what its frames were resolved to. */
    ARRAY(struct sample_frame) last;
    bool last_holds;
    /* So many rounds, the first of them then, have found that stack and are not yet pending. */
    uint32_t same;
    uint64_t same_ns, same_last_ns;
    bool same_gil; /* it held the GIL in all of these */
    size_t newest; /* of what is pending, the last that was read of it; none where it is beyond */
};

struct live_source {
    struct sample_source source; /* first */
    struct runtime *runtime;
    struct live_source_options options;
    struct offcpu_seat seat;
    struct run_marks marks;
    bool marks_tried;
    struct function_table *functions;
    struct known_codes *codes;
    struct pending pending;
    struct interpreter_watch interpreters;
    ARRAY(struct live_thread *) threads;
    ARRAY(struct live_thread *) gone; /* ended; samples of them may be pending */
    ARRAY(const struct known_code *) found;
    struct live_thread *begun[SAMPLE_READER_FETCH]; /* off the CPU, to be read together */
    size_t begun_count;
    /* When that was done last, and how much CPU time it took: others may have the CPU meanwhile. */
    uint64_t listed_ns, list_took_ns, flushed_ns, flush_took_ns;
    uint64_t created_ns;
    bool list_again;
    struct source_counters counters;
};

/* The rounds in which nothing has changed become one pending sample. */
void live_push_same(struct live_source *live, struct live_thread *thread);

void live_thread_destroy(struct live_thread *thread);
/* Reads anew which threads there are; those that have gone are among live->gone then. */
struct error *live_list_threads(struct live_source *live);

#endif

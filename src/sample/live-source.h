/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of a live process, read from outside without stopping it: python/sample-reader.h. */
#ifndef SAMPLE_LIVE_SOURCE_H
#define SAMPLE_LIVE_SOURCE_H

#include <stdbool.h>

#include "sample/source.h"

struct frame;
struct function_table;
struct runtime;

struct live_source_options {
    bool idle;       /* threads that wait too, not only those that run or want to */
    bool gil;        /* of those only the one that holds the GIL */
    bool gc;         /* and only while its interpreter collects garbage */
    unsigned thread; /* that number only; 0: all */
    bool collecting; /* tell in the counters whether garbage was being collected */
    /* Of the CPU time of a thread, the samples that are handed on together may tell no more than
     * one. */
    bool seldom_ran_ns;
    /* The last fifth of a second before the process ends need not be looked at again: its code
     * objects are compared no more often than that. */
    bool careless_end;
    /* Of a source that is one of several; NULL: it has a table of its own, and says no process. */
    struct function_table *functions;
    const struct sample_process *process;
};

/*
 * The runtime must outlive it, and is not to be used for anything else while one of the source's
 * functions runs.
 */
struct sample_source *live_source_create(struct runtime *runtime,
                                         const struct live_source_options *options);

/* seldom_ran_ns, from now on. */
void live_source_set_seldom(struct sample_source *source, bool seldom_ran_ns);

/* How many interpreters it has seen. */
size_t live_source_interpreters(const struct sample_source *source);

/* The threads that are there, of those that were listed so far, under their present names. */
void live_source_each_thread(const struct sample_source *source,
                             void (*each)(void *arg, const struct sample_thread *thread),
                             void *arg);

/* What a sample would say of a frame that was read otherwise. */
struct sample_frame live_source_frame(const struct sample_source *source,
                                      const struct frame *frame);

#endif

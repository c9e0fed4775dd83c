/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One process of a family (sample/family-source.h), through each program that it becomes: it waits
 * until it is Python, is sampled, and ends.
 */
#ifndef SAMPLE_FAMILY_PROCESS_H
#define SAMPLE_FAMILY_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "sample/family-cpu.h"
#include "sample/family-member.h"
#include "sample/live-source.h"
#include "sample/source.h"
#include "target/procfs.h"

struct runtime;
struct target;

/* What all of a family have in common. */
struct family_setup {
    struct live_source_options options; /* but for its process, and its thread where not alone */
    const char *layout_file;
    void (*leaves)(void *arg, struct runtime *runtime); /* see family_options */
    void *leaves_arg;
    bool alone;                  /* the first one only, whatever it becomes */
    struct source_counters lost; /* of sources that have ended */
};

struct family_process {
    struct family_member about;
    struct procfs_stat stat; /* of the program that it runs */
    bool sampled;            /* this program was */
    bool forked;             /* its memory is a copy of its parent's */
    bool has_samples;
    bool is_other; /* it was no Python when it was last tried */
    bool gone;
    bool borrowed; /* the runtime, and its target, are the caller's */
    struct family_cpu cpu;
    const struct sample_sink *sink; /* whom its samples are for, while it hands them out */
    uint64_t seen_ns;               /* when that was first seen */
    uint64_t next_try_ns;           /* of FAMILY_WAITING */
    struct target *target;          /* these three: of FAMILY_SAMPLED, else NULL */
    struct runtime *runtime;
    struct sample_source *source;
};

/* was_there: what CPU time it had before is not ours to sample. */
struct family_process *family_process_create(pid_t pid, const struct procfs_stat *stat,
                                             bool was_there, uint64_t now);
/* After family_process_stop(). */
void family_process_destroy(struct family_process *process);

/* Samples it by a runtime that outlives it. */
void family_process_use(const struct family_setup *setup, struct family_process *process,
                        struct runtime *runtime);
/* Whether the stat is of the program that it runs, and not of one that came by execve. */
bool family_process_runs(const struct family_process *process, const struct procfs_stat *stat);
/* Sees what has become of it, and attaches when that is due. False: the process is no more. */
bool family_process_follow(struct family_setup *setup, struct family_process *process,
                           const struct sample_sink *sink, uint64_t now);
/* Where it is sampled: source->round and source->flush. */
struct error *family_process_round(struct family_process *process, const struct sample_sink *sink);
void family_process_flush(struct family_process *process, const struct sample_sink *sink);
/* Its source has failed: it is in the way of being set up or torn down, and tried again later. */
void family_process_lose(struct family_setup *setup, struct family_process *process,
                         const struct sample_sink *sink);
/* Ends the sampling; what is still held back goes to the sink (NULL: nowhere). */
void family_process_stop(struct family_setup *setup, struct family_process *process,
                         const struct sample_sink *sink);
/* It is gone: its CPU time is its parent's from now on (NULL: nobody's here). Returns how much of
 * it was not sampled, in nanoseconds. */
uint64_t family_process_settle(struct family_process *process, struct family_process *parent);

#endif

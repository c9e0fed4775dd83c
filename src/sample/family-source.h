/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Samples of a process and of all that it starts, directly or not: each Python among them is a live
 * source of its own. Children are looked for every few milliseconds while that is cheap, else ten
 * times a second; so one that lives shorter, or whose parent ends at once, may not be seen. How
 * much CPU time went by so is counted.
 */
#ifndef SAMPLE_FAMILY_SOURCE_H
#define SAMPLE_FAMILY_SOURCE_H

#include <stdbool.h>
#include <sys/types.h>

#include "sample/family-member.h"
#include "sample/live-source.h"
#include "sample/source.h"

struct runtime;

struct family_options {
    pid_t pid;               /* the process that all descend from */
    struct runtime *runtime; /* of it, outlives the source; NULL: it may yet become Python */
    const char *layout_file; /* --layout, or NULL */
    /* Called when a runtime that the source has made, or `runtime`, is not used any more, and may
     * soon be gone. NULL: nobody is told. */
    void (*leaves)(void *arg, struct runtime *runtime);
    void *leaves_arg;
    bool alone; /* only that process, but through each execve */
    /* The caller is its parent and a subreaper: what it leaves behind is followed as well, and the
     * last Python among them is the end of the source. False: the first one's end is. */
    bool adopts;
};

/* Of options, functions and process are not used, and thread only where it is alone. */
struct sample_source *family_source_create(const struct family_options *whom,
                                           const struct live_source_options *options);

/* Those that are sampled now, each by its runtime. */
void family_source_each(const struct sample_source *source,
                        void (*each)(void *arg, const struct sample_process *process,
                                     struct runtime *runtime),
                        void *arg);
/* The live source that reads by that runtime, or NULL. */
const struct sample_source *family_source_of(const struct sample_source *source,
                                             const struct runtime *runtime);
/* The same as of a live source: their threads, and the option. */
void family_source_each_thread(const struct sample_source *source,
                               void (*each)(void *arg, const struct sample_thread *thread),
                               void *arg);
void family_source_set_seldom(struct sample_source *source, bool seldom_ran_ns);

/* Appends the first one and all others that were sampled or refused, but for those beyond some
 * thousand; destroy with family_members_deinit(). */
void family_source_members(const struct sample_source *source, family_member_array *ret);

#endif

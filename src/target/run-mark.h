/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tells without a system call whether a thread has been given a CPU. A mark is an event of perf
 * that counts nothing (PERF_COUNT_SW_DUMMY) and belongs to one thread. The kernel puts it to work
 * whenever it gives the thread a CPU, before the thread runs, and says so in a page that we share
 * (perf_swevent_add() calls perf_event_update_userpage(), kernel/events/core.c).
 *
 * To look at a mark takes 0.02 us, where reading the count of time slices takes 1 to 2, and 4 when
 * nothing of it is in the caches. The thread pays for it each time that it is given a CPU, some 1.2
 * us: nothing where it never is, and less than it waits for us otherwise where it is given one a
 * few times between two looks. Marks are for these, and are taken from all others.
 */
#ifndef TARGET_RUN_MARK_H
#define TARGET_RUN_MARK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct perf_event_mmap_page;

/* Of all marks together: the kernel may allow none, or so many and no more. */
struct run_marks {
    int first;    /* an event that belongs to nobody any more; -1: there are no marks */
    bool refused; /* the kernel gives no more of them */
    size_t count;
    unsigned left; /* so many may still be set in this round: to set one takes some 10 us */
};

struct run_mark {
    const volatile struct perf_event_mmap_page *page; /* NULL: not set */
    uint32_t seen;
};

/* Waits some milliseconds where perf has not been in use: the kernel gets ready for it. */
void run_marks_init(struct run_marks *marks);
void run_marks_deinit(struct run_marks *marks);

/*
 * Somebody else is to show that the thread is off the CPU after this: only then does
 * run_mark_is_still() speak of all time since. False: the kernel does not give one.
 */
bool run_mark_set(struct run_marks *marks, struct run_mark *mark, pid_t tid);
/* Accepts one that is not set. */
void run_mark_clear(struct run_marks *marks, struct run_mark *mark);

/* It has not been given a CPU since the mark was set, or renewed. False as well where it is not
 * set. */
bool run_mark_is_still(const struct run_mark *mark);
/* From now on. Of a mark that is set. */
void run_mark_renew(struct run_mark *mark);

#endif

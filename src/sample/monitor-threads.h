/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The threads of a monitor: found by number, called as Python calls them now, and taken away when
 * they have ended. */
#ifndef SAMPLE_MONITOR_THREADS_H
#define SAMPLE_MONITOR_THREADS_H

struct monitor;
struct monitor_thread;
struct sample_source;
struct sample_thread;

/* That which samples speak of; NULL: it is new. */
struct monitor_thread *monitor_thread_of(const struct monitor *monitor,
                                         const struct sample_thread *about);
/* Puts the thread in its place among the others. */
void monitor_threads_add(struct monitor *monitor, struct monitor_thread *thread);
void monitor_threads_clear(struct monitor *monitor);

/*
 * As the source (live-source.h) has them, of which no samples are pending: who is not there any
 * more has ended, and who was so the last time as well is taken away. A process that ends takes its
 * threads one by one: of one that has, all of them stay.
 */
void monitor_threads_sync(struct monitor *monitor, const struct sample_source *source);

/* What an interval had: it is over, and the next one begins. */
void monitor_threads_mark(struct monitor *monitor);
void monitor_threads_reset(struct monitor *monitor);
/* What they run while nothing is sampled is none of what was: what they have run by the next sample
 * is where it is counted from. */
void monitor_threads_forget_cpu(struct monitor *monitor);

#endif

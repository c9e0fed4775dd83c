/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Behind monitor_waits(): threads are found and read when somebody wants to know what they wait in,
 * and what was found out is kept while they have not run. */
#ifndef SAMPLE_MONITOR_WAITS_H
#define SAMPLE_MONITOR_WAITS_H

#include <stdbool.h>

#include "base/error.h"
#include "python/task.h"
#include "repr/deadlock.h"

struct moment_report;
struct monitor;
struct monitor_look;
struct monitor_process;
struct monitor_thread;
struct monitor_waits;
struct runtime;

/* process: of several; NULL: there is one only. */
struct monitor_waits *monitor_waits_create(struct runtime *runtime,
                                           const struct monitor_process *process, bool patient);
/* Accepts NULL. */
void monitor_waits_destroy(struct monitor_waits *waits);

/* See monitor_look(). */
struct error *monitor_waits_look(struct monitor_waits *waits, const struct monitor_thread *thread,
                                 const struct monitor_look *look, struct moment_report *ret);

/* See monitor_waits(). */
const char *monitor_waits_of(struct monitor_waits *waits, const struct monitor *monitor,
                             struct monitor_thread *thread);

/* See monitor_deadlocks(). */
void monitor_waits_deadlocks(struct monitor_waits *waits, const struct monitor *monitor,
                             deadlock_list *ret);

/* See monitor_tasks(). */
struct error *monitor_waits_tasks(struct monitor_waits *waits, const struct monitor *monitor,
                                  task_array *ret);

#endif

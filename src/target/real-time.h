/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads that run before all of the ordinary class: nobody of that class has a CPU while they want
 * it, so that whoever would see what they do on it is too late. */
#ifndef TARGET_REAL_TIME_H
#define TARGET_REAL_TIME_H

#include <sys/types.h>

/* One such thread of the process, in words: "thread 4242 has real-time priority (SCHED_RR 5)"; free
 * it. NULL: it has none. */
char *real_time_thread(pid_t pid);

#endif

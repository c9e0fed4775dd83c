/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernel's number of a Python thread. From 3.11 the thread state has it
 * (native_thread_id); before, and where that is stale (a forked child), it is
 * in the C library's thread descriptor, to which threading.get_ident() points.
 */
#ifndef PYTHON_THREAD_ID_H
#define PYTHON_THREAD_ID_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "target/procfs.h"

struct runtime;

/* The threads that the kernel knows, as we and as the target number them (same order). */
struct thread_ids {
    pid_array outer, inner;
};

struct error *thread_ids_init(struct thread_ids *ids, struct runtime *runtime);
void thread_ids_deinit(struct thread_ids *ids);

/* Our number of the thread that the target numbers so; 0: it has no such thread. */
pid_t thread_ids_outer(const struct thread_ids *ids, pid_t inner);

/*
 * Learns where the C library keeps the number, from the descriptors of several
 * threads (PyThreadState.thread_id each): the offset at which most of them hold a thread of this
 * process, those of known C libraries first. Once it is found it is kept; before,
 * thread_id_from_descriptor() gives 0.
 */
void thread_id_calibrate(struct runtime *runtime, const struct thread_ids *ids,
                         const uint64_t *descriptors, size_t count);

/* The number as the target sees it; 0: not known. */
pid_t thread_id_from_descriptor(struct runtime *runtime, const struct thread_ids *ids,
                                uint64_t descriptor);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one thread without stopping it, until its stack is proven or it is known not to be. */
#ifndef PYTHON_PROOF_H
#define PYTHON_PROOF_H

#include <stdbool.h>
#include <stddef.h>

struct offcpu_seat;
struct runtime;
struct thread;

/*
 * The frames, proof, state and error of a thread. is_shared: another thread state names the same OS
 * thread, whose being off the CPU proves nothing of this one. False if the thread has ended.
 */
bool proof_read_thread(struct runtime *runtime, struct offcpu_seat *seat, struct thread *thread,
                       bool is_shared, size_t max);

#endif

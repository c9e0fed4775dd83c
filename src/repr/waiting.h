/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a thread waits in: the kernel's part (target/os-wait.h), the call of its innermost frame
 * (call-text.h), and which function of the standard library that was made for. Each of the three
 * is there only if it could be told.
 */
#ifndef REPR_WAITING_H
#define REPR_WAITING_H

#include <stdbool.h>
#include <stdint.h>

#include "target/os-wait.h"

struct runtime;
struct thread;

/* What is kept while several threads are asked: tables of sockets, clocks. */
struct waiting_reader;
struct waiting_reader *waiting_reader_create(struct runtime *runtime);
/* Accepts NULL. */
void waiting_reader_destroy(struct waiting_reader *reader);

struct waiting {
    bool waits;      /* false: it runs, or has run meanwhile; then there is no more */
    uint64_t ran_ns; /* CLOCK_MONOTONIC: it has not run since then at the least; 0: not known */
    bool gil;        /* what it waits for is the GIL */
    char *library;   /* "queue.Queue.get", before 3.11 "queue.get": the outermost function of the
                        standard library that the innermost frames are of; NULL: they are not, or it
                        is the program's entry into a thread; owned */
    char *call;      /* "waiter.acquire()"; owned, or NULL */
    char *os_text;   /* "futex"; owned, never NULL */
    struct os_wait os;
};

/* thread: as a snapshot has it, not long ago. Never fails. */
void waiting_read(struct waiting_reader *reader, const struct thread *thread, struct waiting *ret);
/* The kernel's part anew, of a thread that has not run since waiting_read(): the time that is left.
 */
void waiting_refresh(struct waiting_reader *reader, const struct thread *thread,
                     struct waiting *waiting);
void waiting_deinit(struct waiting *waiting);

/* "queue.Queue.get: waiter.acquire() [futex]", "the GIL", "" where it does not wait. Free it. */
char *waiting_text(const struct waiting *waiting);

#endif

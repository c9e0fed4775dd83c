/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a thread waits in: the kernel's part (target/os-wait.h), the call of its innermost frame
 * (call-text.h), and which function of the standard library that was made for. Each of the three
 * is there only if it could be told.
 */
#ifndef REPR_WAITING_H
#define REPR_WAITING_H

#include <stdbool.h>

#include "target/os-wait.h"

struct runtime;
struct sockets;
struct thread;

struct waiting {
    bool waits;    /* false: it runs, or has run meanwhile; then there is no more */
    bool gil;      /* what it waits for is the GIL */
    char *library; /* "queue.Queue.get", before 3.11 "queue.get": the outermost function of the
                      standard library that the innermost frames are of; NULL: they are not, or it
                      is the program's entry into a thread; owned */
    char *call;    /* "waiter.acquire()"; owned, or NULL */
    char *os_text; /* "futex"; owned, never NULL */
    struct os_wait os;
};

/* thread: as a snapshot has it, not long ago. Never fails. */
void waiting_read(struct runtime *runtime, struct sockets *sockets, const struct thread *thread,
                  struct waiting *ret);
void waiting_deinit(struct waiting *waiting);

/* "queue.Queue.get: waiter.acquire() [futex]", "the GIL", "" where it does not wait. Free it. */
char *waiting_text(const struct waiting *waiting);

#endif

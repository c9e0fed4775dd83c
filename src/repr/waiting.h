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

#include "repr/awaited.h"
#include "repr/deadlock.h"
#include "target/offcpu.h"
#include "target/os-wait.h"

struct runtime;
struct snapshot;
struct thread;

/*
 * What is kept while several threads are asked: tables of sockets, clocks, who holds which lock.
 * The snapshot, which lives as long, has all threads. max_frames: of each so many frames are read
 * anew before it is seen which locks they hold; 0: the snapshot has just been taken. patient: these
 * are read at once, of however many threads; else of as many as there is time for, and of the
 * others when it is renewed.
 */
struct waiting_reader;
struct waiting_reader *waiting_reader_create(struct runtime *runtime, struct snapshot *snapshot,
                                             size_t max_frames, bool patient);
/* As if it were a new one of that snapshot's threads, but for what is known of sockets, and, where
 * it is the same snapshot, what is held by who has not run since. */
void waiting_reader_renew(struct waiting_reader *reader, struct snapshot *snapshot);
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
    struct awaited awaited;
    unsigned holder;           /* the number of the thread that awaited.ident is; 0: not known */
    char *holder_name;         /* owned, or NULL */
    struct offcpu_count count; /* of the thread while it waited */
};

/* thread: as a snapshot has it, not long ago. Never fails. */
void waiting_read(struct waiting_reader *reader, const struct thread *thread, struct waiting *ret);
/* Who has it anew, of a thread that has not run since waiting_read(). */
void waiting_find_awaited(struct waiting_reader *reader, struct waiting *waiting);
/* That and the kernel's part anew, of a thread that has not run since waiting_read(): the time that
 * is left.
 */
void waiting_refresh(struct waiting_reader *reader, const struct thread *thread,
                     struct waiting *waiting);
void waiting_deinit(struct waiting *waiting);

/* Which thread it is that awaited.ident says: 0 and NULL, none that is known. */
void waiting_name_holder(struct waiting *waiting, unsigned num, const char *name);
void waiting_find_holder(struct waiting *waiting, const struct snapshot *snapshot);

/*
 * Deadlocks among those that waiting_read() was asked for, or that were noted, since the last call:
 * proven, in that all of them wait and hold at one moment. name: to be there until then.
 */
void waiting_note(struct waiting_reader *reader, unsigned num, const char *name, pid_t tid,
                  uint64_t ident, const struct waiting *waiting);
void waiting_deadlocks(struct waiting_reader *reader, deadlock_list *ret);

/* "Lock held by t3 worker", "joins t3 worker", "" where that is not known. Free it. */
char *waiting_holder_text(const struct waiting *waiting);

/* "queue.Queue.get: waiter.acquire() [futex]", "with lock: Lock held by t3 worker [futex]", "the
 * GIL", "" where it does not wait. Free it. */
char *waiting_text(const struct waiting *waiting);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a round wants to know of the interpreters themselves: whether one has a new thread, and
 * whether garbage is being collected. It comes along with the stack of any thread that is read;
 * what is left is asked for in one read.
 */
#ifndef SAMPLE_INTERPRETER_WATCH_H
#define SAMPLE_INTERPRETER_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"

struct runtime;
struct sample_reader;

struct watched_interpreter {
    uint64_t address;
    uint64_t newest;        /* its first thread state when it was last seen; 0: it was not yet */
    uint64_t collecting_at; /* interpreter_collecting(), if that is wanted; else 0 */
    int32_t collecting;     /* not 0: its garbage collector was at work when that was read */
    bool seen;              /* in this round */
};

typedef ARRAY(struct watched_interpreter) watched_interpreter_array;

struct interpreter_watch {
    struct runtime *runtime; /* not owned */
    bool tells_collecting;
    watched_interpreter_array interpreters, before; /* before: until they were listed again */
    bool changed;                                   /* the threads are to be listed again */
};

void interpreter_watch_init(struct interpreter_watch *watch, struct runtime *runtime,
                            bool tells_collecting);
void interpreter_watch_deinit(struct interpreter_watch *watch);

/* After the threads were listed: forgets all, then adds that of each thread; returns its place.
 */
void interpreter_watch_clear(struct interpreter_watch *watch);
size_t interpreter_watch_add(struct interpreter_watch *watch, uint64_t address);

/* In a round: a thread of the interpreter at that place was read, no more will be. */
void interpreter_watch_begin(struct interpreter_watch *watch);
void interpreter_watch_see(struct interpreter_watch *watch, size_t place,
                           const struct sample_reader *reader);
void interpreter_watch_end(struct interpreter_watch *watch);

/* Whether any was collecting garbage in the last round. */
bool interpreter_watch_collecting(const struct interpreter_watch *watch);

#endif

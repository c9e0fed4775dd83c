/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the stack of one thread a thousand times a second: what is asked of the kernel about the
 * thread is asked through files that stay open, and its memory is read through an image that knows
 * where its stack was last time, several threads' at once. The proof is that of target/offcpu.h and
 * no other: begin, look at all that has to belong to the moment, end.
 */
#ifndef PYTHON_SAMPLE_READER_H
#define PYTHON_SAMPLE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "python/image.h"
#include "python/snapshot.h"
#include "python/stack.h"
#include "target/offcpu.h"
#include "target/run-mark.h"

struct runtime;

struct sample_reader {
    struct runtime *runtime;
    uint64_t tstate, interp, ident; /* the thread state, its interpreter, threading.get_ident() */
    struct offcpu_watch watch;
    struct run_marks *marks; /* NULL: it is not to have one */
    bool marks_running;      /* nor if it has not been still for long */
    unsigned still;          /* so many looks in a row have found that it has not run */
    unsigned looks;          /* since its time slices were last looked at ... */
    uint64_t slices;         /* ... of which it had had so many then */
    struct image image;
    struct stack stack; /* what was last read */
    uint64_t gil;       /* of its interpreter: _gil_runtime_state; 0: it is not known where */
    uint64_t turns;     /* how often the GIL has changed hands, and one more, while another thread
                           had it, or had had it last; 0: this one had, or it is not known */
    uint64_t newest;    /* the first of the interpreter's thread states when that was read */
    bool holds_gil;     /* the same */
    uint64_t collecting_at; /* interpreter_collecting(), if it is to be read; else 0 */
    bool collecting;        /* its garbage collector was at work */
    enum thread_state state;
};

enum sample_look {
    SAMPLE_LOOK_READY,    /* it is off the CPU, to be read */
    SAMPLE_LOOK_READ,     /* stack is of one moment if sample_reader_end() says so */
    SAMPLE_LOOK_IDLE,     /* it is blocked, and was not read */
    SAMPLE_LOOK_SAME,     /* blocked, and has not run since the last look: nothing has changed */
    SAMPLE_LOOK_UNPROVEN, /* it could not be had off the CPU, or between two stores: try again */
    SAMPLE_LOOK_REFUSED,  /* it runs where we may not, or the kernel does not count */
    SAMPLE_LOOK_ENDED,    /* thread or thread state are no more */
};

/* thread: from thread_list(), with a tid. ERROR_NOT_FOUND: it has ended. */
struct error *sample_reader_init(struct sample_reader *reader, struct runtime *runtime,
                                 const struct thread *thread);
void sample_reader_deinit(struct sample_reader *reader);

/* Never READ. idle: blocked threads are read as well. */
enum sample_look sample_reader_begin(struct sample_reader *reader, struct offcpu_seat *seat,
                                     bool idle);
/* Of readers that have said READY, and of one runtime: what the next call needs. */
#define SAMPLE_READER_FETCH 8 /* at most so many of them */
void sample_reader_fetch(struct sample_reader *const *readers, size_t count);
/* READ, UNPROVEN or ENDED. */
enum sample_look sample_reader_read(struct sample_reader *reader);
/* holds_gil and collecting of about this time, without proof. */
void sample_reader_look_at_gil(struct sample_reader *reader);
/* Whether what was read since sample_reader_begin() said READY is of one moment. */
bool sample_reader_end(struct sample_reader *reader);
/* The CPU time that the thread has had, if the last look has asked for it; else 0. */
uint64_t sample_reader_ran_ns(const struct sample_reader *reader);
/* Where looks do not ask for it, asks for it, and whether the mark is worth it: to be called a few
 * times a second. */
uint64_t sample_reader_recount(struct sample_reader *reader);

#endif

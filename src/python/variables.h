/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The variables of a frame, by name. They are read from the live target, of a
 * frame that a snapshot saw earlier: whether it is still the same is looked at first, and again
 * afterwards.
 */
#ifndef PYTHON_VARIABLES_H
#define PYTHON_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"
#include "python/code-variables.h"
#include "python/snapshot.h"
#include "python/stack.h"

struct runtime;

/* "arg", "local", "cell", "free", "global". */
const char *variable_kind_name(enum variable_kind kind);

#define VARIABLE_TUPLES 3
struct variable {
    char *name; /* owned */
    enum variable_kind kind;
    uint8_t tuple;   /* its slot's -3.10: 0 co_varnames, 1 co_cellvars, 2 co_freevars; 3.11+: 0 */
    bool unbound;    /* it has no value; variables_locals() leaves it out */
    uint64_t object; /* 0: a number that is kept in the frame itself (3.14+) */
    int64_t number;
};

typedef ARRAY(struct variable) variable_array;
void variables_deinit(variable_array *variables);

/* One thread's stack as it is now, beside that of the snapshot. */
struct variables_view {
    struct runtime *runtime;
    const struct thread *thread;
    struct stack stack;
    size_t first; /* the newest of the snapshot's frames that is still there; past the last: none */
    bool moved;   /* and has gone on since */
    bool ran;     /* the thread has run, or may have, since the snapshot read it */
};

void variables_view_init(struct variables_view *view, struct runtime *runtime,
                         const struct thread *thread);
void variables_view_deinit(struct variables_view *view);

/*
 * NULL if the snapshot's frame of that level is still there: same frame, same code, called from the
 * same places. *moved: it has gone on since. Else ERROR_STALE: it has returned.
 */
struct error *variables_check(const struct variables_view *view, size_t level, bool *moved);

/*
 * Appends what the frame has: arguments, locals, cells and free variables in the order of the
 * code object; of a class body or a module, its namespace. What is unbound is left out.
 */
struct error *variables_locals(const struct variables_view *view, size_t level,
                               variable_array *ret);
/* The same of any frame that stands still, such as that of a suspended generator or of a traceback.
 */
struct error *variables_of_frame(struct runtime *runtime, const struct frame *frame,
                                 variable_array *ret);
/* Where the mapping is that a module or a class body has its names in, and its globals; both 0: it
 * is the frame of a function. */
struct error *variables_namespace(struct runtime *runtime, const struct frame *frame,
                                  uint64_t *locals, uint64_t *globals);
/* Appends the globals of the frame, as the dict has them. */
struct error *variables_globals(const struct variables_view *view, size_t level,
                                variable_array *ret);

/* Where that dict is. */
struct error *variables_globals_dict(const struct variables_view *view, size_t level,
                                     uint64_t *ret);

/* What a slot of a frame holds; all zero: nothing. */
struct slot_value {
    uint64_t object;
    int64_t number; /* kept in the slot itself (3.14+) */
    bool is_number;
};

struct slot_value variables_slot(const struct runtime *runtime, uint64_t slot);

/*
 * Where one name leads as the frame's code would have it: local, enclosing, global, builtin; inner:
 * as what is written in a class body would, or in code of exec() with locals of its own, from which
 * the names of that are hidden.
 * ERROR_NOT_FOUND: NameError's sentence, or UnboundLocalError's.
 */
struct error *variables_find(const struct variables_view *view, size_t level, const char *name,
                             bool inner, struct variable *ret);

#endif

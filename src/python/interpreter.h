/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The interpreters of a process (PyInterpreterState) and who holds the GIL.
 */
#ifndef PYTHON_INTERPRETER_H
#define PYTHON_INTERPRETER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"

struct runtime;

struct interpreter {
    uint64_t address;
    int64_t id;            /* 0: the main one; before 3.7 counted from 0 in order of creation */
    uint64_t threads_head; /* the newest PyThreadState */
    uint64_t modules;      /* sys.modules */
    bool own_gil;          /* it has a GIL of its own (3.12+) */
    uint64_t gil_holder;   /* PyThreadState that holds its GIL; 0: nobody, or it cannot be told */
};

typedef ARRAY(struct interpreter) interpreter_array;

/* In order of creation, the main one first. ERROR_NOT_FOUND: Python has been finalised. */
struct error *interpreter_list(struct runtime *runtime, interpreter_array *ret);

/* Where the GIL of an interpreter is: a _gil_runtime_state; 0: it cannot be told (2.7, 3.6). */
uint64_t interpreter_gil(struct runtime *runtime, uint64_t interpreter);

/* The PyThreadState that holds the GIL of an interpreter now; 0: nobody does, or it cannot be told.
 */
uint64_t interpreter_gil_holder(struct runtime *runtime, uint64_t interpreter);

/*
 * Where an interpreter keeps whether its garbage collector is at work: the address of an int, 0 or
 * 1, which only changes while the GIL is held. Modules/gcmodule.c (-3.12), Python/gc.c and
 * gc_free_threading.c (3.13+). 0: it is not known (a 2.7 or 3.6 without .symtab).
 */
uint64_t interpreter_collecting(const struct runtime *runtime, uint64_t interpreter);
/* Whether that is known at all. */
bool interpreter_tells_collecting(const struct runtime *runtime);

#endif

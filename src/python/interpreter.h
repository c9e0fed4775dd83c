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

#endif

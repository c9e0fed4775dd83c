/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where the interpreter is in a process: which of its modules holds CPython's
 * state, and of which version it is. What is found is a candidate until
 * check.h has compared it with the live memory.
 */
#ifndef PYTHON_FIND_H
#define PYTHON_FIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "python/layout.h"

struct target;
struct module;

struct find_candidate {
    struct module *module;
    uint32_t hexversion; /* PY_VERSION_HEX */
    bool free_threaded;
    uint64_t runtime;           /* _PyRuntime; 0 before 3.7, or when it has to be searched for */
    uint64_t interpreters_head; /* -3.6: the variable interp_head; 0: to be searched for */
    uint64_t current_tstate;    /* -3.6: _PyThreadState_Current; 0: not found */
    uint64_t hash_secret;       /* _Py_HashSecret; 0: not found */
    uint64_t collecting;        /* -3.6: gcmodule.c's variable of that name; 0: not found */
    bool has_debug_offsets;     /* debug_offsets is a copy of the start of _PyRuntime */
    uint8_t debug_offsets[LAYOUT_DEBUG_OFFSETS_SIZE];
};

/*
 * Calls visit with each candidate, the likely ones first, until it returns NULL
 * (found; NULL is returned) or an error that is not about the candidate (ERROR_EXITED, ERROR_OS).
 * Otherwise the error of the best candidate, or ERROR_NOT_FOUND: no module looks like CPython.
 */
struct error *find_each(struct target *target,
                        struct error *(*visit)(const struct find_candidate *candidate, void *arg),
                        void *arg);

/*
 * For a binary without symbols: looks through the module's writable memory for the pointer to
 * the first interpreter, and believes it when a thread state points back. *ret is the pointer's
 * address.
 */
struct error *find_interpreters_head(struct target *target, struct module *module,
                                     const struct layout *layout, uint64_t *ret);

#endif

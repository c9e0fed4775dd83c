/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Exceptions as a traceback shows them: type, message, where each frame stood, and those that they
 * came from (Include/cpython/pyerrors.h, Objects/exceptions.c, Lib/traceback.py).
 */
#ifndef REPR_EXCEPTION_H
#define REPR_EXCEPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"
#include "python/code.h"
#include "repr/repr.h"

struct runtime;
struct syntax_error;

struct traceback_entry {
    const struct code *code;       /* the code cache's */
    struct code_position position; /* line: as the traceback says; the rest 3.11+ */
};

struct exception {
    uint64_t address; /* of the object; 0: it was not made yet */
    char *type;       /* as a traceback names it: "ValueError", "app.Error"; owned, may be NULL */
    char *message;    /* str() of it, UTF-8; owned; NULL: see unread */
    bool own_str;     /* str() is code of its class, so that message is repr() of its args */
    char *unread;     /* why there is no more of it; owned; NULL: all could be read */
    ARRAY(struct traceback_entry) traceback; /* outermost first */
    bool traceback_cut;                      /* there is more of it, or it could not be read */
    ARRAY(char *) notes;                     /* __notes__ (3.11+), each owned */
    struct exception *cause, *context;       /* owned; NULL: none, or met before in this chain */
    bool suppress_context;                   /* raised `from` something: context is not shown */
    ARRAY(struct exception *) group;         /* members of an exception group, each owned */
    size_t group_size;                       /* members that it has, read or not */
    bool is_group;
    struct syntax_error *syntax; /* of a SyntaxError: what it is about; owned; NULL: of others */
};

/*
 * The exception at that address with all that it came from. traceback: of it, where the exception
 * itself does not have one (2.7), else 0. Never fails: see exception.unread.
 */
struct exception *exception_read(struct runtime *runtime, struct repr *repr, uint64_t address,
                                 uint64_t traceback);

/* One that was raised as a class and is not made yet (-3.11). value: what it will be made of, or 0.
 */
struct exception *exception_read_raised(struct runtime *runtime, struct repr *repr, uint64_t type,
                                        uint64_t value, uint64_t traceback);

/* Accepts NULL. */
void exception_destroy(struct exception *exception);

/* exception-message.c: str() of an exception, free *ret. */
struct error *exception_message(struct repr *repr, uint64_t address, char **ret, bool *own_str);

#endif

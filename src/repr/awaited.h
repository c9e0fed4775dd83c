/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a thread waits for, where that has an owner: a lock, a thread that is joined, a module that
 * another thread imports (Modules/_threadmodule.c, Lib/threading.py, Lib/importlib/_bootstrap.py).
 */
#ifndef REPR_AWAITED_H
#define REPR_AWAITED_H

#include <stdbool.h>
#include <stdint.h>

struct runtime;
struct types;
struct variables_view;

enum awaited_kind {
    AWAITED_NOTHING, /* or it is not known */
    AWAITED_LOCK,    /* does not know who has it: see held.h */
    AWAITED_RLOCK,
    AWAITED_THREAD, /* its end */
    AWAITED_MODULE, /* _ModuleLock */
    AWAITED_KINDS,
};

struct awaited {
    enum awaited_kind kind;
    uint64_t object;
    const char *attribute; /* of the object that says who it is; NULL: it is in its struct */
    uint64_t ident;        /* threading.get_ident() of who has it, or is it; 0: not known */
};

/* "Lock", "RLock", "Thread", "module"; NULL: nothing. */
const char *awaited_kind_name(enum awaited_kind kind);

/*
 * Of a thread that is blocked; call: see call-text.h, or NULL; in_futex: it waits for what another
 * thread does. Never fails.
 */
void awaited_find(const struct variables_view *view, struct types *types, const char *call,
                  bool in_futex, struct awaited *ret);

/* Who has it now. A lock that nobody has is waited for by nobody any more: nothing. */
void awaited_refresh(struct runtime *runtime, struct types *types, struct awaited *awaited);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Iterators that are made here: generators, and what iter(), zip(), map() and the like give. Each
 * can be run from its start to its end, which shows its elements to a visitor one after the other;
 * whoever is left in the middle is gone on with by running it anew past what it has given. It is
 * refused where that would not give the same again.
 */
#ifndef EXPR_ITERATOR_H
#define EXPR_ITERATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "expr/value.h"

struct expr;

#define EXPR_VISITOR(name) struct error *name(void *arg, const struct value *item, bool *stop)
/* Shows each element that comes of the source, until visit says stop. */
#define EXPR_RUNNER(name)                                                                          \
    struct error *name(struct expr *e, const void *source, EXPR_VISITOR((*visit)), void *arg)

struct value_iterator {
    const char *type; /* "generator", "zip" */
    EXPR_RUNNER((*run));
    const void *source;         /* for run() */
    const struct value *series; /* what is read a piece at a time, by its indices; or NULL */
    size_t serial;              /* counts those that were made */
    size_t given;               /* elements */
    bool mixed;                 /* it has changed what is not its own: it cannot be run twice */
    bool running;               /* and before that, this much was kept (expr_mark()): */
    size_t kept;
    bool complete;          /* when the rest is given, it is at its end */
    struct value_list rest; /* elements that were got but not given yet, from at on */
    size_t at;
};

struct value expr_make_iterator(struct expr *e, const char *type, EXPR_RUNNER((*run)),
                                const void *source);
/* Of these elements. */
struct value expr_iterator_of_list(struct expr *e, const char *type, const struct value_list *list);
/* What iter() gives. TypeError: it cannot be iterated over. */
struct error *expr_iter(struct expr *e, const struct value *value, struct value *ret);
/* The next element; *found false: there is none. */
struct error *expr_next(struct expr *e, struct value_iterator *iterator, bool *found,
                        struct value *ret);
/* Shows what is left to visit(), until that says stop. */
struct error *expr_iterate(struct expr *e, struct value_iterator *iterator, EXPR_VISITOR((*visit)),
                           void *arg);
/* What is left becomes the rest. */
struct error *expr_settle(struct expr *e, struct value_iterator *iterator);

/* The error of a next() without another element; and whether it is that. */
struct error *expr_stop_iteration(void) __attribute__((returns_nonnull, warn_unused_result));
bool expr_is_stop_iteration(const struct error *error);

#endif

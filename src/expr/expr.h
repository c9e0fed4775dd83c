/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expressions of Python over the objects of the target, evaluated on this side.
 * What would need code of the target is an error that names it, and nothing is run.
 */
#ifndef EXPR_EXPR_H
#define EXPR_EXPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/array.h"
#include "base/error.h"
#include "repr/repr.h"
#include "python/type.h"
#include "expr/value.h"
#include "python/variables.h"

struct runtime;

/* What a result said when it was printed, and what of it cannot change. */
struct expr_record {
    struct repr_result said;   /* text NULL: none, or too long to be kept */
    uint64_t digest;           /* of the text; 0: none */
    struct repr_limits limits; /* within which it was said */
    bool copied;               /* what it consists of is not in the target, or in copy as well */
    struct value copy;         /* of an object, if copied */
};

/* What an expression came to. */
struct expr_result {
    struct arena *arena; /* holds the value; owned */
    struct value value;
    bool of_frame;   /* it depends on variables of the frame, which another call may have else */
    bool scanned;    /* a key was searched for among all, where its hash could not be known */
    bool described;  /* in it stands what Python would make, described */
    bool unordered;  /* it shows the order of a set that was made here, which is not Python's */
    size_t recorded; /* N of a $N that was taken as it was printed: its object has changed since, or
                        gone; 0: none */
    struct expr_record record; /* if recorded, and there is a text already: all that there is */
};

void expr_result_deinit(struct expr_result *result);

typedef ARRAY(struct expr_result) expr_history;
void expr_history_deinit(expr_history *history);
/* Forgets what came after the first count. */
void expr_history_cut(expr_history *history, size_t count);
/* Keeps what repr() of the result said within the limits, for the history, unless that is recorded
 * already; NULL: what it says now. */
void expr_record(struct runtime *runtime, struct repr_limits limits, const struct repr_result *said,
                 struct expr_result *result);

/* Where names are looked up, and earlier results. */
struct expr_scope {
    struct runtime *runtime;
    const struct variables_view *view;
    size_t level;
    const expr_history *history;
    bool records; /* the result goes into the history, and may be one that is only recorded */
    bool (*interrupted)(void *arg); /* asked now and then; may be NULL */
    void *arg;
};

/* What one expression may take. */
#define EXPR_MEGABYTES_MAX 80
#define EXPR_STEPS_MAX 4194304
/* So many elements, or characters, do not come to the next limit. */
#define EXPR_HINTED 100000
#define EXPR_SECONDS_MAX 60

/*
 * Evaluates text; free ret with expr_result_deinit(). Errors say where in text they are
 * (error.place), and are Python's own sentences ("NameError: name 'x' is not defined",
 * ERROR_NOT_FOUND). ERROR_USAGE: a SyntaxError; ERROR_UNSUPPORTED: code of the target
 * would have to run, or it would be too much work.
 */
struct error *expr_evaluate(const struct expr_scope *scope, const char *text,
                            struct expr_result *ret);

/* Where sys.modules of the scope's interpreter is, as it itself has it. */
struct error *expr_sys_modules(const struct expr_scope *scope, uint64_t *ret);

/* As print shows it. */
void expr_repr(struct repr *repr, const struct value *value, struct repr_result *ret);

/*
 * As gdb's formats show it: x, o, b or t, d: the ints in it in that base, and the numbers of the
 * characters of text; c: these with their characters; s: the text of a str, line ends and all;
 * r: as expr_repr(); a: the address and the type. ERROR_USAGE: it has no such form.
 */
#define EXPR_FORMATS "xobtdcsra"
struct error *expr_format(struct repr *repr, const struct value *value, char format,
                          struct repr_result *ret);

/* The type of a value and what belongs to it, for whatis. */
struct expr_type {
    char *name;        /* "app.Pool"; owned */
    ARRAY(char *) mro; /* the same of the classes it is looked up in, itself first; owned */
    bool has_length;
    uint64_t length;  /* of a container whose length is its own */
    uint64_t address; /* of the type; 0: not known */
};
struct error *expr_type_of(const struct expr_scope *scope, const struct value *value,
                           struct expr_type *ret);
void expr_type_deinit(struct expr_type *type);

/* A value that is a class, or else the class of one; in 2.7 that may be no type. */
struct error *expr_class_of(const struct expr_scope *scope, const struct value *value,
                            uint64_t *ret);

/*
 * What may stand in place of the last expr_complete_length(text) bytes of text: names, and after a
 * point the attributes of what stands before it, after a quote in [] the keys of the dict;
 * each is given to add(). Never fails.
 */
size_t expr_complete_length(const char *text);
void expr_complete(const struct expr_scope *scope, const char *text,
                   void (*add)(void *arg, const char *candidate), void *arg);

#endif

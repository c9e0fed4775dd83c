/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expressions over the objects of the target, evaluated on this side: names,
 * attributes, subscripts, numbers, and earlier results ($, $$, $N). What would need code of the
 * target is an error, or shown as what it is; nothing is run.
 */
#ifndef PYTHON_EXPR_H
#define PYTHON_EXPR_H

#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"
#include "python/repr.h"
#include "python/type.h"
#include "python/variables.h"

/* An object of the target; or, if that is 0, a text that stands for itself; or else a number. */
struct expr_value {
    uint64_t object;
    char *shown, *type; /* the text, and the type that it shows; owned */
    int64_t number;
};

void expr_value_deinit(struct expr_value *value);

typedef ARRAY(struct expr_value) expr_history;
void expr_history_deinit(expr_history *history);
/* Forgets what came after the first count. */
void expr_history_cut(expr_history *history, size_t count);

/* Where names are looked up, and earlier results. */
struct expr_scope {
    struct runtime *runtime;
    const struct variables_view *view;
    size_t level;
    const expr_history *history;
};

/*
 * Evaluates text. Errors are Python's own sentences ("NameError: name 'x' is not defined",
 * ERROR_NOT_FOUND); ERROR_USAGE: no expression that is understood; ERROR_UNSUPPORTED: code of the
 * target would have to run.
 */
struct error *expr_evaluate(const struct expr_scope *scope, const char *text,
                            struct expr_value *ret);

/* As print shows it. */
void expr_repr(struct repr *repr, const struct expr_value *value, struct repr_result *ret);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines that repeat, as those of a recursion do: one line again and again, as Lib/traceback.py
 * folds it, or several in turn, as of functions that call one another.
 */
#ifndef BASE_REPEATS_H
#define BASE_REPEATS_H

#include <stdbool.h>
#include <stddef.h>

/* So many lines at most take turns. */
#define REPEATS_PERIOD_MAX 8

struct repeats_list {
    size_t count;
    size_t most; /* so many times in a row are shown; 0: all */
    bool (*same)(const void *arg, size_t a, size_t b);
    const void *arg;
};

/* From one line on: so many lines, so many times in a row. */
struct repeats {
    size_t period, times;
};

/* Whether the lines from the at-th on repeat more often than is shown, and how: with the fewest
 * lines. */
bool repeats_find(const struct repeats_list *list, size_t at, struct repeats *ret);

/* "[Previous line repeated 47 more times]", "[Previous 2 lines repeated 1 more time]" of those that
 * are not shown. Free it. */
char *repeats_text(const struct repeats_list *list, const struct repeats *repeats);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the names of a call (call-text.h) lead to. */
#ifndef REPR_CALL_PATH_H
#define REPR_CALL_PATH_H

#include <stdbool.h>
#include <stdint.h>

struct types;
struct variables_view;

/* "pool.lock.acquire" of "pool.lock.acquire(True)", "pool.lock" of "with pool.lock"; NULL: it is no
 * path of names. Free it. */
char *call_path(const char *call);

/* What the path leads to from the view's frame 0, as things are now; false: it cannot be told. */
bool call_path_find(const struct variables_view *view, struct types *types, const char *path,
                    uint64_t *ret);

/*
 * True: frame 0 is of a function of the library that runs what it was handed (the target of a
 * thread, the job of a pool), and calls that: who waits is not the library. Then *call is the
 * same with the name of what is called, where that is a function of C: "time.sleep(...)" for
 * "self.fn(...)".
 */
bool call_is_handed(const struct variables_view *view, struct types *types, char **call);

#endif

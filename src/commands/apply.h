/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One command for each of several threads, or frames: what `thread apply` and `frame apply` share.
 */
#ifndef COMMANDS_APPLY_H
#define COMMANDS_APPLY_H

#include <stdbool.h>

#include "base/error.h"
#include "session/emit.h"
#include "session/session.h"

struct apply {
    const char *command; /* within the arguments */
    bool quiet;          /* -q: no headers */
    bool go_on;          /* -c: an error is shown, and the next one comes */
    bool silent;         /* -s: an error is not even shown */
};

/* Takes gdb's switches from the front of *at, and the blanks around them. */
void apply_take_switches(struct apply *a, const char **at);

/* "a", "al" or "all": in gdb it is a word of the command's name. */
bool apply_is_all(const char *word);

/* Runs the command for what is selected; its answer, or its error, are an object's fields. An error
 * here ends it all. */
struct error *apply_run(struct session *s, const struct apply *a, struct emitter *e);

/*
 * Runs each() while no command reads the stacks anew, and selects afterwards what was selected
 * before, unless another process is attached now.
 */
struct error *apply_keeping(struct session *s, struct emitter *e, void *arg,
                            struct error *(*each)(struct session *s, void *arg, struct emitter *e));

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands that read values, run while nobody runs in the target: without a stop where that can be
 * had, or in a brief one (`set stop brief`, or -stop before the arguments).
 */
#ifndef SESSION_HOLD_H
#define SESSION_HOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct emitter;
struct moment_report;
struct session;
struct thread;

/* What is to be done meanwhile; once more, if somebody ran all the same. */
struct hold_work {
    struct error *(*run)(struct session *s, void *arg, struct emitter *e);
    void *arg;
    /* Which threads get their frames read anew at that moment; NULL: none, frames stay as they are.
     */
    bool (*reread)(struct session *s, void *arg, const struct thread *thread);
    bool stop; /* who runs may be stopped */
    const char *proof_name;
};

/*
 * What the work emits is kept back until the target runs again, and is followed by its proof, in an
 * object named proof_name, and in words where there is something to say. Within another hold the
 * work is part of that. Errors are the work's; ERROR_OS: stopping is refused.
 */
struct error *hold_run(struct session *s, const struct hold_work *work, struct emitter *e);

/* What a stop may take, by the settings. */
uint64_t hold_budget_ns(const struct session *s);

/* What is to be said of a read by its report, as a sentence without a full stop; remedy: what
 * would have helped, or NULL. NULL: of one moment, without a stop. Free it. */
char *hold_proof_text(const struct moment_report *report, const char *remedy);

/* For command.values. */
bool hold_always(const char *args);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ps, info process and doctor say of a process in the same words. */
#ifndef COMMANDS_PROCESS_FACTS_H
#define COMMANDS_PROCESS_FACTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "session/emit.h"

/* What /proc tells anyone of a process. */
struct process_facts {
    char *command; /* command line; owned */
    char *user;    /* name, or number; owned */
    double age;    /* seconds */
    double cpu;    /* seconds of CPU time */
};

struct error *process_facts_init(struct process_facts *facts, pid_t pid);
void process_facts_deinit(struct process_facts *facts);
/*
 * Whether the process runs a Python: its memory is looked at, whatever its program is called.
 * *readable: that could be; *hexversion: of the Python, 0: not known.
 */
bool process_facts_is_python(const struct process_facts *facts, pid_t pid, uint32_t *hexversion,
                             bool *readable);

/* "3d04h", "2h05m", "3m07s", "12s". */
void process_facts_emit_age(struct emitter *e, const char *name, double seconds);
/* Share of one CPU since it started, in percent. */
void process_facts_emit_cpu(struct emitter *e, const char *name, const struct process_facts *facts);

#endif

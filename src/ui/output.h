/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A back end of emission with what a front end needs besides: where a command
 * begins, and how it ended.
 */
#ifndef UI_OUTPUT_H
#define UI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "base/error.h"
#include "session/emit.h"
#include "session/settings.h"

struct pager;
struct session;
struct transcript;

struct output {
    struct emitter emitter; /* first: the back ends' callbacks find the rest from it */
    bool single_answers;    /* what each command says stands alone: those of a -x file do too */
    /* pid: of the process by now; 0: there is none yet. */
    void (*start)(struct output *o, const char *command, pid_t pid);
    /* Shows how the command ended; failure NULL: well. pid 0: no process. Flushes; an error here
     * means that the answer could not be written. */
    struct error *(*finish)(struct output *o, pid_t pid, const struct error *failure);
    void (*destroy)(struct output *o);
};

/* Runs one command line; true if it succeeded. That stdout cannot be written ends the session. */
bool output_run(struct output *o, struct session *s, const char *line);
/* Shows the failure of something that was no command line; takes the error. */
void output_fail(struct output *o, const char *command, pid_t pid, struct error *error);

/* Accepts NULL. */
void output_destroy(struct output *o);

struct text_options {
    FILE *out, *err;                 /* stay the caller's */
    const struct settings *settings; /* "style enabled", width; stays the caller's */
    struct pager *pager;             /* NULL for none; stays the caller's */
    struct transcript *transcript;   /* errors and warnings are kept there too; NULL: none */
    bool is_terminal;                /* out is one: long last columns are cut */
    bool err_colors;
    const char *prefix; /* before an error: "pyinspect: " or "" */
};

struct output *text_output_create(const struct text_options *options);
/* One JSON object a line for each command; of one that goes on, for each part of its answer that is
 * to be seen at once (emit_flush()). */
struct output *json_output_create(FILE *out);

#endif

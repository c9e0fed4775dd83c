/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a command is. Each file in commands/ defines one `const struct command`; commands/table.c
 * lists them. Dispatch, prefix matching, help, apropos, completion and the
 * man page's command section all come from these structs.
 */
#ifndef SESSION_COMMAND_H
#define SESSION_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "session/emit.h"

struct option;
struct session;
struct snapshot;
struct thread;

/* What the dispatcher establishes before run() is called; each implies those above it. */
enum command_needs {
    NEEDS_NOTHING,
    NEEDS_TARGET,   /* attached, and the target is still the same process */
    NEEDS_SNAPSHOT, /* a snapshot: the present one (the target may have ended since), or a new one
                       (see command.fresh) */
    NEEDS_THREAD,   /* a selected thread that is in the snapshot */
    NEEDS_FRAME,    /* and a selected frame of it */
};

enum command_group {
    GROUP_WHERE,   /* stack and threads */
    GROUP_WHAT,    /* values and code */
    GROUP_TIME,    /* profiling */
    GROUP_PROCESS, /* the process */
    GROUP_SUPPORT, /* pyinspect itself: help, set, alias, source */
    GROUP_COUNT,
};

/* Candidates for TAB: `add` is called with each that may follow; the caller filters by prefix. */
struct completions {
    void (*add)(struct completions *c, const char *candidate);
    const char *word; /* the word being completed, up to the cursor */
    const char *line; /* the command's arguments before that word */
};

struct command {
    const char *name;           /* "backtrace", or with its prefix "info threads" */
    const char *const *aliases; /* NULL-terminated, whole names; NULL for none */
    enum command_group group;
    const char *usage;            /* arguments only: "[N|-N] [all|THREAD...] [full]", "" for none */
    const char *summary;          /* one line, no full stop */
    const char *help;             /* paragraphs, examples; may be NULL */
    const struct option *options; /* option.h; help lists them behind `help`; may be NULL */
    const char *more;             /* what help says after these; may be NULL */
    enum command_needs needs;
    bool fresh; /* takes a new snapshot each time it is run from the shell prompt (bt, info threads)
                 */
    bool whole_name;  /* no beginning of the name stands for it */
    bool no_repeat;   /* a blank line does not run it again */
    bool takes_words; /* its arguments are read by words_next(): what a shell hands over as one word
                         stays one */
    /* NULL: its options are offered, if it has any. */
    void (*complete)(struct session *s, struct completions *c);
    /*
     * Whether it reads objects: then the target stands still while it runs, if stops are allowed.
     * NULL: it does not; hold_always(): whatever its arguments.
     */
    bool (*values)(const char *args);
    /* Whether it has all that it shows by itself, and needs no process for it any more. NULL:
     * never.
     */
    bool (*kept)(const char *args);
    /* Whether it shows that thread, which is all that a stop is for. NULL: the selected one alone.
     */
    bool (*wants)(struct session *s, const char *args, const struct thread *thread);
    /*
     * What can be said against args before there is a target, which is yet to be started for them.
     * NULL: nothing.
     */
    struct error *(*check)(struct session *s, const char *args);
    /*
     * Whether it takes a program that was started for it (session.started) as it is, and finds the
     * Python in it by itself: there is no target then. NULL: it does not.
     */
    bool (*from_start)(const char *args);
    /* args: what follows the command's name, trimmed, never NULL. */
    struct error *(*run)(struct session *s, const char *args, struct emitter *e);
};

/* help, options and more as one text, which ends its last line; "" if there is nothing. Free it. */
char *command_help(const struct command *command);

/* commands/table.c: every command, NULL-terminated. Handed to session_create() by main. */
extern const struct command *const command_table[];

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the user has selected: the target, the snapshot that commands talk
 * about, a thread and a frame of it, the settings and the aliases. One per run
 * of the program; the front end owns it.
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"
#include "expr/expr.h"
#include "python/snapshot.h"
#include "session/answer.h"
#include "session/command.h"
#include "session/emit.h"
#include "session/windows.h"
#include "session/words.h"

struct target;
struct monitor;
struct runtime;
struct settings;
struct aliases;
struct refused;
struct top_options;

/* What a command may ask of the front end; any may be NULL (batch). */
struct front_end {
    /* A line from the user, or NULL at end of input; free it. Only where is_interactive. */
    char *(*ask)(struct front_end *f, const char *prompt);
    /* Runs argv or a shell line with the terminal handed over; returns its exit status. */
    int (*shell)(struct front_end *f, const char *line);
    /* Shows a line that takes the place of the one before; NULL: takes it away. */
    void (*progress)(struct front_end *f, const char *line);
    /* While on, Ctrl-C (and what else asks the program to end) sets session->interrupted. */
    void (*catch_interrupt)(struct front_end *f, struct session *s, bool on);
    /* From now on stdout is for data alone, and what is said goes to stderr. What stdout was: the
     * front end's. */
    int (*take_stdout)(struct front_end *f);
    /* The live view (top.h) until the user leaves it; NULL: there is no screen to draw it on. */
    struct error *(*top)(struct front_end *f, struct session *s, const struct top_options *options);
    /* What stands above the command line; NULL where there is none. */
    const struct windows_ops *windows;
    bool is_interactive;
};

struct session {
    const struct command *const *commands;
    struct front_end *front_end;
    struct settings *settings;
    struct aliases *aliases;
    const char *layout_file;       /* --layout, or NULL; not owned */
    const struct refused *refused; /* commands of gdb that are not here (refused.h), or NULL */

    pid_t asked_pid; /* the process of the command line, attached or not; 0: none */

    pid_t launched; /* a child of ours, whose command line we were given; 0: none */
    pid_t started;  /* the same, where it is for the command of the command line alone; else 0 */

    struct target *target;     /* NULL: no process */
    struct runtime *runtime;   /* NULL: no process */
    struct snapshot *snapshot; /* NULL: none taken yet */
    unsigned target_changes;   /* attaches and detaches so far: that it is still the same target */
    unsigned thread;           /* selected thread's num, 0: none */
    size_t frame;              /* selected level in that thread */

    struct word_list warned_files; /* of which it was said that they have changed */
    struct listing_place *listed;  /* what `list` showed last, or NULL; see listing.h */

    struct monitor *monitor; /* behind what is shown live, or NULL; see monitoring.h */
    bool monitor_held;       /* it stands still: the runtime is ours */

    bool holding;         /* within hold_run() */
    struct answer answer; /* how the last command came by what it said */

    expr_history history; /* what `print` showed: $1, $2, ... */

    bool told_end;       /* it was said that the process is not what was attached to any more */
    bool quit;           /* `quit` was run */
    bool repeated;       /* the command runs again because of a blank line */
    bool error_placed;   /* the error that is on its way out names its line of a file */
    unsigned depth;      /* session_execute() within itself (source, thread apply) */
    bool fixed_snapshot; /* inside one compound command (thread apply): no fresh snapshot */
    volatile sig_atomic_t interrupted; /* set by the front end's SIGINT handler */
};

struct session *session_create(const struct command *const *commands, struct front_end *front_end);
void session_destroy(struct session *s);

/* Attaches to pid in place of the present target, which is kept when this fails. */
struct error *session_attach(struct session *s, pid_t pid);
void session_detach(struct session *s);

/* A new snapshot; stop_for: a command for which threads may be stopped, NULL: nobody. Keeps the
 * selected thread, and the frame if it is still the same one, else selects frame 0. The thread of a
 * first snapshot is the one that holds the GIL, or number 1. */
struct error *session_refresh(struct session *s, const struct command *stop_for, const char *args);

/* Whether the command shows the thread. */
bool session_wants(struct session *s, const struct command *command, const char *args,
                   const struct thread *thread);

/* The selected ones; NULL where nothing is selected or it is gone. */
struct thread *session_thread(struct session *s);
struct frame *session_frame(struct session *s);

/* Why session_thread() is NULL: none is selected, or the selected one has ended. */
struct error *session_no_thread(const struct session *s)
    __attribute__((returns_nonnull, warn_unused_result));

/* True once the user pressed Ctrl-C during this command. */
bool session_interrupted(const struct session *s);
struct error *session_interrupted_error(void) __attribute__((returns_nonnull, warn_unused_result));

/* dispatch.c: one command line, aliases and prefixes resolved. A blank line does nothing here. */
struct error *session_execute(struct session *s, const char *line, struct emitter *e);

/* Every line of a file (`source`, -x, the init file); stops at the first error, which names
 * file:line, of the innermost file. */
struct error *session_source(struct session *s, const char *path, struct emitter *e);

#endif

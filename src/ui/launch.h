/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pyinspect [COMMAND...] -- PROGRAM [ARG...]`: a program that pyinspect itself started. */
#ifndef UI_LAUNCH_H
#define UI_LAUNCH_H

#include <sys/types.h>

#include "base/error.h"
#include "session/session.h"

enum launch_how {
    LAUNCH_FOREGROUND, /* as if it were called alone: it shares the terminal, and Ctrl-C */
    LAUNCH_BACKGROUND, /* in a process group of its own: Ctrl-C at the prompt is not for it */
    LAUNCH_NO_INPUT,   /* and with an empty stdin, because ours is the prompt's */
};

/* ERROR_OS: it cannot be executed. */
struct error *launch_start(char *const *argv, enum launch_how how, pid_t *ret);

/*
 * Waits until its interpreter runs and attaches. ERROR_EXITED, or the last refusal: after 3 s where
 * it never looked like Python, else after 10 s.
 */
struct error *launch_attach(struct session *s, pid_t pid);

/* Waits for the end of one in the foreground; its exit status as a shell has it. */
int launch_wait(pid_t pid);

/* The same of one that may have ended, or is about to; -1: it has not. */
int launch_status(pid_t pid);

/* At the end: asks whether to end it, if there is somebody to ask; otherwise it runs on. */
void launch_end(struct session *s, pid_t pid);

#endif

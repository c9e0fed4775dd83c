/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `pyinspect -- PROGRAM [ARG...]`: a program that pyinspect itself started. */
#ifndef UI_LAUNCH_H
#define UI_LAUNCH_H

#include <sys/types.h>

#include "base/error.h"
#include "session/session.h"

/*
 * Starts argv in a process group of its own, so that Ctrl-C at the prompt is not for it. no_input:
 * its stdin is empty, because ours is the prompt's. ERROR_OS: it cannot be executed.
 */
struct error *launch_start(char *const *argv, bool no_input, pid_t *ret);

/*
 * Waits until its interpreter runs and attaches. ERROR_EXITED, or the last refusal: after 3 s where
 * it never looked like Python, else after 10 s.
 */
struct error *launch_attach(struct session *s, pid_t pid);

/* At the end: asks whether to end it, if there is somebody to ask; otherwise it runs on. */
void launch_end(struct session *s, pid_t pid);

#endif

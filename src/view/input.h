/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a live view waits for: the keyboard, a time, a signal. While it is open, the signals that
 * are of interest are blocked but for the time that we wait in, so that none cuts anything short
 * and none is missed; threads that are made meanwhile have them blocked too. There is one at a
 * time: handlers have no argument.
 *
 * It is no signalfd: the kernel wakes who polls one at every signal of the process, and those that
 * tell the sampler the time are as many as it makes rounds.
 */
#ifndef VIEW_INPUT_H
#define VIEW_INPUT_H

#include <signal.h>
#include <stdint.h>

#include "view/keys.h"

enum { INPUT_SIGNALS = 7 };

struct input {
    int keyboard;    /* a descriptor; not owned */
    sigset_t before; /* what was blocked, and what handled it: */
    struct sigaction handlers[INPUT_SIGNALS];
    sigset_t waiting; /* what is blocked while it is waited */
    struct keys_reader reader;
    uint64_t escape_ns; /* when the last bytes came, which may be the beginning of a sequence */
};

enum input_kind {
    INPUT_NOTHING, /* the time has come, or there is room */
    INPUT_KEY,
    INPUT_RESIZE,
    INPUT_SUSPEND,  /* Ctrl-Z */
    INPUT_CONTINUE, /* ... is over, or another's SIGSTOP */
    INPUT_END,      /* a signal that ends the program, or the terminal is gone */
};

struct input_event {
    enum input_kind kind;
    struct keys_event key;
    int signal; /* INPUT_END: its number, 0: there was none */
};

void input_start(int keyboard, struct input *ret);
/* The signals are as they were before. */
void input_stop(struct input *input);

/* The next thing that happens, at the latest at until_ns of CLOCK_MONOTONIC, or when there is room
 * to write to a descriptor; -1: none is waited for. */
struct input_event input_wait(struct input *input, int room, uint64_t until_ns);

#endif

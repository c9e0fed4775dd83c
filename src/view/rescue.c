/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/rescue.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS};
/* What else ends a program that does nothing about it; nobody else's handler is replaced. */
static const int ends[] = {SIGQUIT, SIGPIPE, SIGALRM, SIGUSR1,   SIGUSR2, SIGTRAP,
                           SIGXCPU, SIGXFSZ, SIGPROF, SIGVTALRM, SIGPOLL, SIGPWR};

enum { CRASHES = sizeof crashes / sizeof *crashes, ENDS = sizeof ends / sizeof *ends };

/* A signal handler has no argument. */
static struct {
    int in, out;
    struct termios modes;
    const char *bytes;
    size_t size;
    volatile sig_atomic_t armed;
    bool at_exit;
    struct sigaction before[CRASHES], before_end[ENDS];
    bool taken[ENDS];
} rescue;

/* Only what a signal handler may call. */
static void give_back(void)
{
    if (!rescue.armed)
        return;
    rescue.armed = 0;
    for (size_t done = 0; done < rescue.size;) {
        ssize_t got = write(rescue.out, rescue.bytes + done, rescue.size - done);

        if (got <= 0)
            break;
        done += (size_t)got;
    }
    tcsetattr(rescue.in, TCSANOW, &rescue.modes);
}

static void on_crash(int number)
{
    give_back();
    /* What was in charge of the signal before is so again, and has it now. */
    for (size_t i = 0; i < CRASHES; i++)
        if (crashes[i] == number)
            sigaction(number, &rescue.before[i], NULL);
    for (size_t i = 0; i < ENDS; i++)
        if (ends[i] == number)
            sigaction(number, &rescue.before_end[i], NULL);
    raise(number);
}

/* False: somebody else is in charge of it. */
static bool take_end(int number, const struct sigaction *action, struct sigaction *before)
{
    return sigaction(number, NULL, before) == 0 && (before->sa_flags & SA_SIGINFO) == 0 &&
           before->sa_handler == SIG_DFL && sigaction(number, action, NULL) == 0;
}

void rescue_start(int in, int out, const struct termios *modes, const char *bytes, size_t size)
{
    struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_NODEFER | SA_ONSTACK};

    rescue_stop();
    rescue.in = in;
    rescue.out = out;
    rescue.modes = *modes;
    rescue.bytes = bytes;
    rescue.size = size;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < CRASHES; i++)
        sigaction(crashes[i], &action, &rescue.before[i]);
    for (size_t i = 0; i < ENDS; i++)
        rescue.taken[i] = take_end(ends[i], &action, &rescue.before_end[i]);
    if (!rescue.at_exit)
        rescue.at_exit = atexit(give_back) == 0;
    rescue.armed = 1;
}

void rescue_stop(void)
{
    if (!rescue.armed)
        return;
    rescue.armed = 0;
    for (size_t i = 0; i < CRASHES; i++)
        sigaction(crashes[i], &rescue.before[i], NULL);
    for (size_t i = 0; i < ENDS; i++)
        if (rescue.taken[i])
            sigaction(ends[i], &rescue.before_end[i], NULL);
}

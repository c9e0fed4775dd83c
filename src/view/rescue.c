/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/rescue.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

static const struct {
    int number;
    bool crash; /* it is ours whoever has it; of the others nobody's handler is replaced */
} endings[] = {
    {SIGSEGV, true},  {SIGBUS, true},     {SIGFPE, true},   {SIGILL, true},   {SIGABRT, true},
    {SIGSYS, true},   {SIGQUIT, false},   {SIGPIPE, false}, {SIGALRM, false}, {SIGUSR1, false},
    {SIGUSR2, false}, {SIGTRAP, false},   {SIGXCPU, false}, {SIGXFSZ, false}, {SIGPROF, false},
    {SIGPOLL, false}, {SIGVTALRM, false}, {SIGPWR, false},
};

enum { ENDINGS = sizeof endings / sizeof *endings };

/* A signal handler has no argument. */
static struct {
    int in, out;
    struct termios modes;
    const char *bytes;
    size_t size;
    volatile sig_atomic_t armed;
    bool at_exit;
    struct sigaction before[ENDINGS];
    bool taken[ENDINGS];
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

static void on_ending(int number)
{
    give_back();
    /* What was in charge of the signal before is so again, and has it now. */
    for (size_t i = 0; i < ENDINGS; i++)
        if (endings[i].number == number)
            sigaction(number, &rescue.before[i], NULL);
    raise(number);
}

/* False: somebody else is in charge of it. */
static bool take(size_t i, const struct sigaction *action)
{
    struct sigaction *before = &rescue.before[i];

    return sigaction(endings[i].number, NULL, before) == 0 &&
           (endings[i].crash ||
            ((before->sa_flags & SA_SIGINFO) == 0 && before->sa_handler == SIG_DFL)) &&
           sigaction(endings[i].number, action, NULL) == 0;
}

void rescue_start(int in, int out, const struct termios *modes, const char *bytes, size_t size)
{
    struct sigaction action = {.sa_handler = on_ending, .sa_flags = SA_NODEFER | SA_ONSTACK};

    rescue_stop();
    rescue.in = in;
    rescue.out = out;
    rescue.modes = *modes;
    rescue.bytes = bytes;
    rescue.size = size;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < ENDINGS; i++)
        rescue.taken[i] = take(i, &action);
    if (!rescue.at_exit)
        rescue.at_exit = atexit(give_back) == 0;
    rescue.armed = 1;
}

void rescue_stop(void)
{
    if (!rescue.armed)
        return;
    rescue.armed = 0;
    for (size_t i = 0; i < ENDINGS; i++)
        if (rescue.taken[i])
            sigaction(endings[i].number, &rescue.before[i], NULL);
}

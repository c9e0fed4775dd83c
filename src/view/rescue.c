/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/rescue.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS};

/* A signal handler has no argument. */
static struct {
    int in, out;
    struct termios modes;
    const char *bytes;
    size_t size;
    volatile sig_atomic_t armed;
    bool at_exit;
    struct sigaction before[sizeof crashes / sizeof *crashes];
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
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        if (crashes[i] == number)
            sigaction(number, &rescue.before[i], NULL);
    raise(number);
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
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        sigaction(crashes[i], &action, &rescue.before[i]);
    if (!rescue.at_exit)
        rescue.at_exit = atexit(give_back) == 0;
    rescue.armed = 1;
}

void rescue_stop(void)
{
    if (!rescue.armed)
        return;
    rescue.armed = 0;
    for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++)
        sigaction(crashes[i], &rescue.before[i], NULL);
}

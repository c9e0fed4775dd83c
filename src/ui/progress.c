/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/progress.h"

#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "session/session.h"

/* A signal handler has no argument. */
static struct session *session;

static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static struct sigaction before[sizeof signals / sizeof *signals];

/* A line that wraps could not be taken away again. */
static int columns(void)
{
    struct winsize size;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1 : 79;
}

void progress_show(struct front_end *f, const char *line)
{
    (void)f;
    if (line != NULL)
        fprintf(stderr, "\r%.*s\033[K", columns(), line);
    else
        fputs("\r\033[K", stderr);
    fflush(stderr);
}

/* What comes from the terminal has reached a program that we have started as well. */
static void on_signal(int number, siginfo_t *info, void *context)
{
    (void)context;
    if (session->started != 0 && info->si_code != SI_KERNEL)
        kill(session->started, number);
    session->interrupted = 1;
}

void progress_catch_interrupt(struct front_end *f, struct session *s, bool on)
{
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};

    (void)f;
    session = s;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        sigaction(signals[i], on ? &action : &before[i], on ? &before[i] : NULL);
        /* nohup: it is to go on when the terminal is closed. */
        if (on && signals[i] == SIGHUP && before[i].sa_handler == SIG_IGN)
            sigaction(signals[i], &before[i], NULL);
    }
}

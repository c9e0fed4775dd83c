/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/progress.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "session/session.h"

/* A signal handler has no argument. */
static struct session *session;

static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
static struct sigaction before[sizeof signals / sizeof *signals];

static size_t columns(void)
{
    struct winsize size;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1u : 79;
}

/* A line that wraps could not be taken away again: its last items give way, two blanks apart. */
static int length_that_fits(const char *line)
{
    size_t room = columns();
    size_t length = strlen(line);

    if (length <= room)
        return (int)length;
    for (size_t end = room; end > 0; end--)
        if (line[end] == ' ' && line[end + 1] == ' ')
            return (int)end;
    return (int)room;
}

/* What a program that we have started writes to our terminal is not to be written over. */
static bool program_has_terminal(void)
{
    static const int fds[] = {STDOUT_FILENO, STDERR_FILENO};
    struct stat ours;

    if (session == NULL || session->started == 0 || fstat(STDERR_FILENO, &ours) < 0)
        return false;
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++) {
        CLEANUP_FREE char *path = xasprintf("/proc/%d/fd/%d", (int)session->started, fds[i]);
        struct stat its;

        if (stat(path, &its) == 0 && S_ISCHR(its.st_mode) && its.st_rdev == ours.st_rdev)
            return true;
    }
    return false;
}

void progress_show(struct front_end *f, const char *line)
{
    static bool shown;

    (void)f;
    if (line != NULL && program_has_terminal())
        line = NULL;
    if (line == NULL && !shown)
        return;
    shown = line != NULL;
    if (line != NULL)
        fprintf(stderr, "\r%.*s\033[K", length_that_fits(line), line);
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

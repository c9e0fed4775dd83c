/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/shell.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ui/file-limit.h"
#include "ui/pane.h"

static void run_child(const char *line, bool on_stderr) __attribute__((noreturn));

static void run_child(const char *line, bool on_stderr)
{
    const char *shell = getenv("SHELL");

    if (shell == NULL || shell[0] == '\0')
        shell = "/bin/sh";
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    file_limit_restore();
    if (on_stderr)
        dup2(STDERR_FILENO, STDOUT_FILENO);
    if (line[0] != '\0')
        execl(shell, shell, "-c", line, (char *)NULL);
    else
        execl(shell, shell, (char *)NULL);
    fprintf(stderr, "pyinspect: cannot run %s: %s.\n", shell, strerror(errno));
    _exit(127);
}

static int run(const char *line, bool on_stderr)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, old_int, old_quit;
    int status;

    fflush(stdout);
    sigaction(SIGINT, &ignore, &old_int);
    sigaction(SIGQUIT, &ignore, &old_quit);

    pid_t child = fork();

    if (child == 0)
        run_child(line, on_stderr);
    if (child > 0) {
        while (waitpid(child, &status, 0) < 0) {
            if (errno != EINTR) {
                child = -1;
                break;
            }
        }
    }

    int errnum = errno;

    sigaction(SIGINT, &old_int, NULL);
    sigaction(SIGQUIT, &old_quit, NULL);
    pane_restore();
    errno = errnum;
    if (child < 0)
        return -1;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int shell_run(struct front_end *f, const char *line)
{
    (void)f;
    return run(line, false);
}

int shell_run_on_stderr(struct front_end *f, const char *line)
{
    (void)f;
    return run(line, true);
}

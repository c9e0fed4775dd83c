/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/launch.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "session/settings.h"
#include "target/procfs.h"
#include "ui/file-limit.h"

enum {
    STEP_MS = 20,
    FIRST_STEP_MS = 5, /* for so long as a Python takes to start: */
    FIRST_STEPS_MS = 100,
    ATTACH_MS = 10 * 1000,
    NOT_PYTHON_MS = 3 * 1000,
    TERMINATE_MS = 2 * 1000,
    ENDING_MS = 2 * 1000,
};

static void sleep_ms(int ms)
{
    struct timespec step = {.tv_nsec = ms * 1000000L};

    nanosleep(&step, NULL);
}

/* A signal handler has no argument. */
static volatile pid_t foreground;

/* What asks us to end is meant for the program: who started us knows of no other. */
static void pass_on(int number, siginfo_t *info, void *context)
{
    (void)context;
    if (foreground != 0 && info->si_code != SI_KERNEL)
        kill(foreground, number);
}

static void pass_signals_on(pid_t pid)
{
    static const int signals[] = {SIGTERM, SIGHUP};
    struct sigaction action = {.sa_sigaction = pass_on, .sa_flags = SA_SIGINFO | SA_RESTART};
    struct sigaction before;

    foreground = pid;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
}

/* errno goes through fd if the program cannot be executed; that it closes says that it was. */
static void run_child(char *const *argv, enum launch_how how, int fd) __attribute__((noreturn));

static void run_child(char *const *argv, enum launch_how how, int fd)
{
    if (how != LAUNCH_FOREGROUND)
        setpgid(0, 0);
    if (how == LAUNCH_NO_INPUT) {
        CLEANUP_CLOSE int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

        if (null >= 0)
            dup2(null, STDIN_FILENO);
    }
    file_limit_restore();
    execvp(argv[0], argv);

    int errnum = errno;

    (void)!write(fd, &errnum, sizeof errnum);
    _exit(127);
}

struct error *launch_start(char *const *argv, enum launch_how how, pid_t *ret)
{
    int ends[2];
    int errnum = 0;
    ssize_t got;

    if (pipe2(ends, O_CLOEXEC) != 0)
        return error_os(errno, NULL, "cannot make a pipe");

    CLEANUP_CLOSE int in = ends[0];
    void (*before)(int) = SIG_DFL;

    /* Ctrl-C is between the user and the program, but for a command that catches it for itself. */
    if (how == LAUNCH_FOREGROUND)
        before = signal(SIGINT, SIG_IGN);
    /* What it leaves behind can still be found as ours. */
    if (how == LAUNCH_FOREGROUND)
        prctl(PR_SET_CHILD_SUBREAPER, 1);

    pid_t child = fork();

    if (child == 0) {
        if (how == LAUNCH_FOREGROUND)
            signal(SIGINT, before);
        run_child(argv, how, ends[1]);
    }

    int fork_errnum = errno;

    close(ends[1]);
    if (child < 0)
        return error_os(fork_errnum, NULL, "cannot start a process");
    do
        got = read(in, &errnum, sizeof errnum);
    while (got < 0 && errno == EINTR);
    if (got == sizeof errnum) {
        waitpid(child, NULL, 0);
        return error_os(errnum, argv[0], "cannot run");
    }
    if (how == LAUNCH_FOREGROUND)
        pass_signals_on(child);
    *ret = child;
    return NULL;
}

/* An error if the program has come to its end. */
static struct error *check_running(pid_t pid)
{
    siginfo_t info = {0};

    /* Not reaped: its number stays its own while the session may talk of it. */
    if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
        return NULL;
    if (info.si_code == CLD_EXITED)
        return error_create(
            ERROR_EXITED,
            "The program has ended with status %d before Python code was seen in it: the command "
            "was not run (Python that another program starts is for `record --subprocesses`)",
            info.si_status);
    return error_create(ERROR_EXITED,
                        "The program was ended by signal %d (%s) before Python code was seen in "
                        "it: the command was not run",
                        info.si_status, strsignal(info.si_status));
}

/* Attached, and there is a Python frame to be seen. */
static struct error *try_attach(struct session *s, pid_t pid)
{
    if (s->target == NULL)
        TRY(session_attach(s, pid));
    TRY(session_refresh(s, NULL, ""));
    if (session_frame(s) == NULL)
        return error_create(ERROR_NOT_FOUND, "The program runs no Python code yet");
    return NULL;
}

/* Nobody is there to be asked whether to end it: that it stays is said at least. */
static struct error *give_up(struct session *s, pid_t pid, bool is_python, struct error *error)
{
    CLEANUP_FREE char *command = NULL;

    if (!is_python && error_ignore(procfs_cmdline(pid, &command))) {
        error_destroy(error);
        error = error_create(ERROR_NOT_FOUND,
                             "process %d (%s) is not a Python process, %d s after it was started; "
                             "what starts Python later is for `record --subprocesses`",
                             (int)pid, command, NOT_PYTHON_MS / 1000);
    }
    if (!s->front_end->is_interactive)
        error = error_append(error, "process %d keeps running", (int)pid);
    return error;
}

struct error *launch_attach(struct session *s, pid_t pid)
{
    bool is_python = false;

    for (int waited = 0, step;; waited += step) {
        struct error *ended = check_running(pid);

        if (ended != NULL)
            return ended;

        struct error *error = try_attach(s, pid);

        if (error == NULL)
            return NULL;
        if (waited >= ATTACH_MS && s->target != NULL) {
            error_destroy(error); /* attached all the same: an interpreter at rest in C code */
            return NULL;
        }
        /* What has no interpreter yet is another program, or a script that starts Python later. */
        is_python = is_python || s->target != NULL || error->kind != ERROR_NOT_FOUND;
        if (waited >= (is_python ? ATTACH_MS : NOT_PYTHON_MS) || session_interrupted(s))
            return give_up(s, pid, is_python || session_interrupted(s), error);
        /* Between fork and main another program's memory was read; begin again. */
        session_detach(s);
        error_destroy(error);
        step = waited < FIRST_STEPS_MS ? FIRST_STEP_MS : STEP_MS;
        sleep_ms(step);
    }
}

static int exit_status(const siginfo_t *info)
{
    return info->si_code == CLD_EXITED ? info->si_status : 128 + info->si_status;
}

int launch_wait(pid_t pid)
{
    siginfo_t info = {0};

    while (waitid(P_PID, (id_t)pid, &info, WEXITED) < 0 && errno == EINTR)
        continue;
    return exit_status(&info);
}

/* It has no memory any more: that goes before the kernel says that there is a status. */
static bool is_ending(pid_t pid)
{
    struct procfs_stat stat;

    return error_ignore(procfs_stat(pid, 0, &stat)) && stat.memory == 0;
}

int launch_status(pid_t pid)
{
    for (int waited = 0;; waited += FIRST_STEP_MS) {
        siginfo_t info = {0};

        if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0)
            return -1;
        if (info.si_pid != 0)
            return exit_status(&info);
        if (waited >= ENDING_MS || !is_ending(pid))
            return -1;
        sleep_ms(FIRST_STEP_MS);
    }
}

void launch_end(struct session *s, pid_t pid)
{
    struct front_end *f = s->front_end;
    struct error *ended = check_running(pid);

    if (ended != NULL || !f->is_interactive) {
        error_destroy(ended);
        return;
    }
    if (setting_bool(s->settings, SETTING_CONFIRM)) {
        CLEANUP_FREE char *question =
            xasprintf("The program that pyinspect started, process %d, is running.  "
                      "End it? (y or n) ",
                      (int)pid);
        CLEANUP_FREE char *answer = f->ask(f, question);

        if (answer == NULL || tolower((unsigned char)answer[strspn(answer, " ")]) != 'y')
            return;
    }
    kill(pid, SIGTERM);
    for (int waited = 0; waited < TERMINATE_MS; waited += STEP_MS) {
        if (waitpid(pid, NULL, WNOHANG) == pid)
            return;
        sleep_ms(STEP_MS);
    }
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

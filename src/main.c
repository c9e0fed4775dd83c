/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command line is read, a front end chosen, and what was asked for done. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/commands.h"
#include "session/dispatch.h"
#include "session/refused.h"
#include "session/session.h"
#include "session/settings.h"
#include "session/words.h"
#include "ui/batch.h"
#include "ui/color.h"
#include "ui/data-out.h"
#include "ui/file-limit.h"
#include "ui/init-file.h"
#include "ui/launch.h"
#include "ui/manual.h"
#include "ui/options.h"
#include "ui/output.h"
#include "ui/pager.h"
#include "ui/pane.h"
#include "ui/pick.h"
#include "ui/progress.h"
#include "ui/repl.h"
#include "ui/shell.h"
#include "ui/transcript.h"

struct program {
    struct options options;
    struct front_end front_end;
    struct session *session;
    struct transcript *transcript; /* NULL where nobody types */
    struct pager *pager;           /* NULL unless there is somebody to ask */
    struct output *output;
    char *command;  /* of the command line, as one line; NULL: none; owned */
    pid_t launched; /* 0: nothing was started */
    int signal;     /* what has ended the prompt, to be raised in the end; 0: none */
};

/* A command is before "--": the program has the terminal, and its status is ours. */
static bool in_foreground(const struct program *p)
{
    return p->options.program != NULL && p->options.word_count > 0;
}

static void start_output(struct program *p)
{
    bool interactive = p->front_end.is_interactive;
    bool colors = color_wanted(p->options.color, STDOUT_FILENO);
    struct settings *settings = p->session->settings;

    error_destroy(setting_assign(settings, SETTING_STYLE, colors ? "on" : "off"));
    if (p->options.json) {
        p->output = json_output_create(stdout);
        return;
    }
    if (interactive) {
        p->transcript = transcript_create();
        p->pager = pager_create(stdout, p->transcript, settings, &p->session->interrupted);
        pane_init(p->session, p->transcript);
    }
    p->output = text_output_create(&(struct text_options){
        .out = in_foreground(p) ? stderr : stdout,
        .err = stderr,
        .settings = settings,
        .pager = p->pager,
        .transcript = p->transcript,
        .is_terminal = isatty(STDOUT_FILENO) != 0,
        .err_colors = color_wanted(p->options.color, STDERR_FILENO),
        .prefix = interactive ? "" : "pyinspect: ",
    });
}

/* With --json what the init file prints is no answer to anything: it goes to stderr, as text. */
static void read_init_file(struct program *p)
{
    if (!p->options.json) {
        init_file_run(p->session, p->output);
        return;
    }

    struct output *output = text_output_create(&(struct text_options){
        .out = stderr, .err = stderr, .settings = p->session->settings, .prefix = "pyinspect: "});

    init_file_run(p->session, output);
    output_destroy(output);
}

/* Reports what no command line was to blame for; false, for a caller to return. */
static bool fail(struct program *p, pid_t pid, struct error *error)
{
    output_fail(p->output, p->command != NULL ? p->command : "attach", pid, error);
    return false;
}

/* The words of the command line as a line that means the same. */
static char *make_command(struct session *s, const struct options *o)
{
    const struct command *command = NULL;
    CLEANUP_FREE char *args = NULL;
    CLEANUP_FREE char *plain = words_join(o->words, o->word_count, false);

    if (o->word_count == 0)
        return NULL;
    if (error_ignore(dispatch_find(s, plain, &command, &args)) && command != NULL &&
        command->takes_words)
        return words_join(o->words, o->word_count, true);
    return take_pointer(plain);
}

static bool needs_nothing(struct session *s, const char *line)
{
    const struct command *command = NULL;
    CLEANUP_FREE char *args = NULL;

    return error_ignore(dispatch_find(s, line, &command, &args)) && command != NULL &&
           command->needs == NEEDS_NOTHING;
}

static bool attach(struct program *p, pid_t pid)
{
    struct session *s = p->session;

    if (p->front_end.is_interactive && !p->options.quiet) {
        CLEANUP_FREE char *line = xasprintf("attach %d", (int)pid);

        output_run(p->output, s, line);
        return s->target != NULL;
    }

    s->asked_pid = pid;

    struct error *error = session_attach(s, pid);

    /* A refusal is just what `doctor` is asked about. */
    if (error != NULL && p->command != NULL && needs_nothing(s, p->command)) {
        error_destroy(error);
        return true;
    }
    if (error != NULL)
        return fail(p, pid, error);
    /* The prompt names the thread; why it cannot is for the first command to say. */
    if (p->front_end.is_interactive)
        error_destroy(session_refresh(s, NULL, ""));
    return true;
}

static bool attach_to_word(struct program *p, const char *word)
{
    uint64_t pid;

    if (!text_to_u64(word, &pid) || pid == 0 || pid > INT_MAX)
        return fail(p, 0,
                    error_create(ERROR_USAGE,
                                 "\"%s\" is not the number of a process (pid).  "
                                 "Try \"pyinspect --help\"",
                                 word));
    return attach(p, (pid_t)pid);
}

/*
 * The process that stands in the command instead of before it, as others have it ("record -p 4242
 * -d 1", "record 4242"), and the words without it, to be freed; 0: there is none. A number alone
 * may be what another command counts by.
 */
static pid_t misplaced_pid(const struct options *o, const struct command *command, char **ret)
{
    CLEANUP_FREE char **rest = xcalloc(o->word_count + 1, sizeof *rest);
    size_t count = 0;
    uint64_t pid = 0;

    for (size_t i = 0; i < o->word_count; i++) {
        char *word = o->words[i];
        bool takes_next = strcmp(word, "-p") == 0 || strcmp(word, "--pid") == 0;
        bool is_value = i > 0 && o->words[i - 1][0] == '-';
        uint64_t number;

        if (takes_next && i + 1 < o->word_count && text_to_u64(o->words[i + 1], &number)) {
            pid = number;
            i++;
        } else if (text_starts_with(word, "--pid=") &&
                   text_to_u64(strchr(word, '=') + 1, &number)) {
            pid = number;
        } else if (pid == 0 && command->takes_words && i > 0 && !is_value &&
                   text_to_u64(word, &number) && number > 0 && number <= INT_MAX &&
                   (kill((pid_t)number, 0) == 0 || errno == EPERM)) {
            pid = number;
        } else {
            rest[count++] = word;
        }
    }
    *ret = words_join(rest, count, true);
    return pid <= INT_MAX ? (pid_t)pid : 0;
}

/* A command without the process that it needs, or no command at all; false. */
static bool say_what_is_missing(struct program *p)
{
    const struct command *command = NULL;
    CLEANUP_FREE char *args = NULL;

    if (!error_ignore(dispatch_find(p->session, p->command, &command, &args)) || command == NULL)
        return attach_to_word(p, p->options.words[0]);

    CLEANUP_FREE char *rest = NULL;
    pid_t pid = misplaced_pid(&p->options, command, &rest);

    if (pid != 0)
        return fail(p, pid,
                    error_create(ERROR_USAGE,
                                 "the process stands before the command: \"pyinspect %d %s\"",
                                 (int)pid, rest));
    return fail(p, 0,
                error_create(ERROR_USAGE,
                             "%s needs a process: \"pyinspect PID %s\", or \"pyinspect %s -- "
                             "PROGRAM\" to start one",
                             command->name, p->command, p->command));
}

/* A command for a program that is to be started: what is wrong with it is said before. */
static struct error *check_command(struct session *s, const char *line)
{
    const struct command *command = NULL;
    CLEANUP_FREE char *args = NULL;

    TRY(dispatch_find(s, line, &command, &args));
    return command != NULL && command->check != NULL ? command->check(s, args) : NULL;
}

/* The command of the command line waits for Python by itself. */
static bool from_start(struct session *s, const char *line)
{
    const struct command *command = NULL;
    CLEANUP_FREE char *args = NULL;

    return s->started != 0 && line != NULL &&
           error_ignore(dispatch_find(s, line, &command, &args)) && command != NULL &&
           command->from_start != NULL && command->from_start(args);
}

static bool launch(struct program *p)
{
    enum launch_how how = in_foreground(p)              ? LAUNCH_FOREGROUND
                          : p->front_end.is_interactive ? LAUNCH_NO_INPUT
                                                        : LAUNCH_BACKGROUND;
    struct error *error = p->command != NULL ? check_command(p->session, p->command) : NULL;

    if (error == NULL)
        error = launch_start(p->options.program, how, &p->launched);
    p->session->launched = p->launched;
    if (error == NULL && in_foreground(p))
        p->session->started = p->launched;
    if (error == NULL && !from_start(p->session, p->command))
        error = launch_attach(p->session, p->launched);
    if (error != NULL)
        return fail(p, p->launched, error);
    /* Once more, in words. */
    return !p->front_end.is_interactive || p->options.quiet || attach(p, p->launched);
}

/* The exit status: that of a program in the foreground, or which has ended, unless we failed. */
static int end_program(struct program *p, bool ok)
{
    int status = -1;

    if (p->launched != 0 && in_foreground(p))
        status = launch_wait(p->launched);
    else if (p->launched != 0 && !p->front_end.is_interactive && ok)
        status = launch_status(p->launched);
    else if (p->launched != 0)
        launch_end(p->session, p->launched);
    if (status > 0)
        return status;
    return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* True if a target was asked for and is there, or none was; *done: nothing else is to do. */
static bool find_target(struct program *p, bool *done)
{
    struct options *o = &p->options;
    struct session *s = p->session;
    pid_t pid;

    *done = false;
    if (o->core != NULL)
        return fail(p, 0,
                    error_create(ERROR_UNSUPPORTED,
                                 "%s: core files cannot be read yet, only "
                                 "running processes",
                                 o->core));
    if (o->program != NULL)
        return launch(p);
    if (o->pid != NULL)
        return attach_to_word(p, o->pid);
    /* `pyinspect ps`, `pyinspect doctor 4242`: it needs no process but those that it names. */
    if (p->command != NULL)
        return needs_nothing(s, p->command) || say_what_is_missing(p);
    if (o->batch || o->commands.count > 0)
        return true;

    if (!p->front_end.is_interactive) {
        *done = true;
        return output_run(p->output, s, "ps");
    }
    if (!pick_process(s, p->output, &pid))
        return false;
    *done = pid == 0;
    return *done || attach(p, pid);
}

static bool run(struct program *p)
{
    struct options *o = &p->options;
    struct session *s = p->session;
    bool done;

    if (!o->no_init)
        read_init_file(p);
    if (!find_target(p, &done))
        return false;
    if (done)
        return true;

    if (p->front_end.is_interactive)
        repl_catch_interrupt(s);

    bool ok = batch_run(s, p->output, o->commands.data, o->commands.count);

    if (p->command != NULL && !s->quit)
        ok &= output_run(p->output, s, p->command);
    if (o->batch || p->command != NULL || s->quit)
        return ok;
    if (p->front_end.is_interactive) {
        p->signal = repl_run(s, p->output, p->transcript);
        return true;
    }
    /* At a terminal whose output goes elsewhere, nobody would know that lines are waited for. */
    if (o->commands.count > 0 && isatty(STDIN_FILENO))
        return ok;
    return batch_run_stdin(s, p->output) && ok;
}

int main(int argc, char **argv)
{
    struct program p = {0};

    setlocale(LC_ALL, "");
    /* Python, JSON and the formats that are written all have a point in their numbers. */
    setlocale(LC_NUMERIC, "C");
    file_limit_raise();
    options_parse(argc, argv, &p.options);
    if (p.options.dump_manual) {
        manual_write(stdout, command_table);
        options_deinit(&p.options);
        return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    }
    if (!isatty(STDOUT_FILENO))
        setvbuf(stdout, NULL, _IOFBF, 64 * 1024);

    p.front_end.is_interactive = !p.options.json && !p.options.batch && p.options.word_count == 0 &&
                                 isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    p.front_end.ask = p.front_end.is_interactive ? repl_ask : NULL;
    p.front_end.shell = p.options.json ? shell_run_on_stderr : shell_run;
    p.front_end.progress = isatty(STDERR_FILENO) && !p.options.json ? progress_show : NULL;
    p.front_end.take_stdout = data_out_take;
    p.front_end.catch_interrupt = progress_catch_interrupt;
    p.front_end.windows = p.front_end.is_interactive ? &pane_windows : NULL;
    p.front_end.top =
        isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !p.options.json ? pane_show_top : NULL;
    p.session = session_create(command_table, &p.front_end);
    p.session->refused = refused_table;
    p.session->layout_file = p.options.layout_file;
    start_output(&p);
    p.command = make_command(p.session, &p.options);

    bool ok = run(&p);

    pane_deinit();

    int status = end_program(&p, ok);

    output_destroy(p.output);
    pager_destroy(p.pager);
    transcript_destroy(p.transcript);
    session_destroy(p.session);
    options_deinit(&p.options);
    free(p.command);
    /* Whoever has started us is to see what has ended us. */
    if (p.signal != 0) {
        fflush(stdout);
        signal(p.signal, SIG_DFL);
        raise(p.signal);
    }
    return status;
}

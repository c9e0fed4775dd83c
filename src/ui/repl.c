/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/repl.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <readline/readline.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "session/completion.h"
#include "session/dispatch.h"
#include "session/words.h"
#include "target/target.h"
#include "ui/history.h"
#include "ui/pane-keys.h"
#include "ui/pane.h"
#include "ui/terminal.h"
#include "ui/transcript.h"

/* readline's callbacks and signal handlers have no argument, and there is one terminal. */
static struct session *session;
static struct transcript *transcript;
static char *typed_line;      /* what on_line() was given */
static bool line_is_typed;    /* it was called; typed_line is NULL at end of input */
static sigset_t waiting_mask; /* of signals, while a key is waited for */
static volatile sig_atomic_t resized, suspended;
static volatile sig_atomic_t ended; /* by that signal; -1: by the terminal's end; 0: not yet */

static const int signals[] = {SIGINT, SIGWINCH, SIGTSTP, SIGTERM, SIGHUP};

static void on_signal(int number)
{
    switch (number) {
    case SIGINT:
        session->interrupted = 1;
        break;
    case SIGWINCH:
        resized = 1;
        break;
    case SIGTSTP:
        suspended = 1;
        break;
    default:
        ended = number;
        session->interrupted = 1;
    }
}

static void set_handler(int number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler};

    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL); /* without SA_RESTART: a question at the pager ends too */
}

/* While a command runs nobody looks at `suspended`. */
static void on_stop(int number)
{
    (void)number;
    pane_stop();
    raise(SIGSTOP);
    pane_go_on();
    resized = pane_is_open(); /* the terminal may show anything now */
}

void repl_catch_interrupt(struct session *s)
{
    session = s;
    set_handler(SIGINT, on_signal);
}

char *repl_ask(struct front_end *f, const char *prompt)
{
    (void)f;
    return terminal_ask(prompt, prompt, session != NULL ? &session->interrupted : NULL);
}

static void on_line(char *line)
{
    typed_line = line;
    line_is_typed = true;
    rl_callback_handler_remove();
}

static char *prompt_text(struct session *s)
{
    if (s->target == NULL)
        return xstrdup("(pyinspect) ");
    if (s->thread == 0)
        return xasprintf("(pyinspect %d) ", (int)s->target->pid);
    return xasprintf("(pyinspect %d t%u f%zu) ", (int)s->target->pid, s->thread, s->frame);
}

/* What was typed, as it stands on the screen. */
static void keep_line(const char *line)
{
    CLEANUP_FREE char *text = xasprintf("%s%s\n", rl_prompt != NULL ? rl_prompt : "", line);

    transcript_add(transcript, text, strlen(text));
}

static void clear_line(void)
{
    session->interrupted = 0;
    keep_line(rl_line_buffer);
    rl_callback_sigcleanup();
    rl_free_line_state();
    rl_point = rl_end; /* the new prompt goes below all that was typed */
    rl_crlf();
    rl_on_new_line();
    rl_replace_line("", 0);
    rl_redisplay();
}

static void suspend(void)
{
    suspended = 0;
    pane_suspend();
    rl_deprep_terminal();
    raise(SIGSTOP);
    rl_prep_terminal(1);
    pane_resume();
    rl_forced_update_display();
}

static void resize(void)
{
    resized = 0;
    if (!pane_is_open()) {
        rl_resize_terminal();
        return;
    }
    pane_lay_out();
    pane_keys_tell_size();
    rl_forced_update_display();
}

/* While a command asks something: for terminal_on_resize(). */
static bool resize_question(void)
{
    if (!resized || !pane_is_open())
        return false;
    resized = 0;
    pane_lay_out();
    pane_tick_beside();
    return true;
}

/* Waits for a key and lets the pane go on meanwhile; false: a signal came first. */
static bool wait_for_key(void)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};

    for (;;) {
        uint64_t next = pane_tick();
        uint64_t now = clock_now_ns();
        uint64_t ns = next > now ? next - now : 0;
        struct timespec timeout = {.tv_sec = (time_t)(ns / 1000000000u),
                                   .tv_nsec = (long)(ns % 1000000000u)};
        int ready = ppoll(&in, 1, next != UINT64_MAX ? &timeout : NULL, &waiting_mask);

        if (ready != 0)
            return ready > 0;
    }
}

/* A key is there. */
static void take_key(void)
{
    if (!pane_has_keyboard())
        rl_callback_read_char();
    else if (!pane_read_keys(STDIN_FILENO))
        ended = -1;
    if (pane_wants_away())
        pane_keys_toggle(1, 0);
}

/* A key that the pane has read and had no use for; false: there is none. */
static bool take_rest(void)
{
    int byte = pane_next_rest();

    if (byte < 0)
        return false;
    rl_stuff_char(byte);
    rl_callback_read_char();
    return true;
}

/* The prompt names what is selected. */
static void change_prompt(struct session *s)
{
    CLEANUP_FREE char *prompt = prompt_text(s);

    rl_set_prompt(prompt);
    rl_redisplay();
}

/* One line from the keyboard, or NULL at end of input; free it. */
static char *read_line(struct session *s)
{
    CLEANUP_FREE char *prompt = prompt_text(s);
    sigset_t mine;

    /* Signals come in only while we wait: none is missed, and readline is never cut short. */
    sigemptyset(&mine);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaddset(&mine, signals[i]);
    sigprocmask(SIG_BLOCK, &mine, &waiting_mask);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        set_handler(signals[i], on_signal);

    s->interrupted = 0;
    line_is_typed = false;
    pane_keys_tell_size();
    rl_callback_handler_install(prompt, on_line);
    while (!line_is_typed && !ended) {
        if (resized)
            resize();
        if (!take_rest() && wait_for_key())
            take_key();
        if (line_is_typed)
            break;
        if (pane_has_selected())
            change_prompt(s);
        if (s->interrupted && !ended && pane_has_keyboard()) {
            pane_set_keyboard(false);
            s->interrupted = 0;
        }
        if (s->interrupted && !ended)
            clear_line();
        if (suspended)
            suspend();
    }
    keep_line(typed_line != NULL ? typed_line : "");
    if (!line_is_typed) {
        rl_callback_handler_remove();
        typed_line = NULL;
    }
    set_handler(SIGTSTP, on_stop);
    sigprocmask(SIG_SETMASK, &waiting_mask, NULL);
    if (typed_line == NULL)
        putchar('\n');
    return typed_line;
}

/* readline asks for one match at a time. */
static struct word_list matches;
static size_t next_match;

static char *give_match(const char *text, int state)
{
    (void)text;
    if (state == 0)
        next_match = 0;
    return next_match < matches.count ? xstrdup(matches.data[next_match++]) : NULL;
}

static char **complete(const char *text, int word_start, int word_end)
{
    CLEANUP_FREE char *line = xstrndup(rl_line_buffer, (size_t)word_end);
    size_t start;

    (void)word_start;
    rl_attempted_completion_over = 1; /* never file names instead */
    word_list_deinit(&matches);
    completion_find(session, line, &matches, &start);

    const char *only = matches.count == 1 ? matches.data[0] : NULL;

    /* After a folder its files follow, not a blank. */
    if (only != NULL && only[0] != '\0' && only[strlen(only) - 1] == '/')
        rl_completion_suppress_append = 1;
    return rl_completion_matches(text, give_match);
}

/* A key, or -1 when a signal came first. */
static int wait_key(void)
{
    return wait_for_key() ? rl_getc(rl_instream) : -1;
}

static bool wants_to_see(int count)
{
    fprintf(rl_outstream, "\nDisplay all %d possibilities? (y or n)", count);
    fflush(rl_outstream);
    for (;;) {
        int key = wait_key();

        if (key == 'y' || key == 'Y' || key == ' ')
            return true;
        if (key < 0 || key == 'n' || key == 'N' || key == 0x7f || key == '\003' || key == '\004')
            return false;
    }
}

/* readline's own question answers itself where it is driven by callbacks. */
static void display_matches(char **found, int count, int longest)
{
    bool many = rl_completion_query_items > 0 && count >= rl_completion_query_items;

    if (!many || wants_to_see(count))
        rl_display_match_list(found, count, longest);
    else
        rl_crlf();
    rl_on_new_line();
    rl_forced_update_display();
}

/* What a blank line runs after this one; free it. */
static char *repetition(struct session *s, const char *line)
{
    const struct command *command = NULL;
    CLEANUP_FREE char *args = NULL;

    if (!error_ignore(dispatch_find(s, line, &command, &args)) || command == NULL ||
        command->no_repeat)
        return NULL;
    return xstrdup(line);
}

int repl_run(struct session *s, struct output *o, struct transcript *kept)
{
    CLEANUP_FREE char *last = NULL;

    repl_catch_interrupt(s);
    transcript = kept;
    rl_readline_name = "pyinspect";
    rl_catch_signals = 0;
    rl_catch_sigwinch = 0;
    terminal_on_resize(resize_question);
    terminal_on_question(pane_question);
    terminal_on_wait(pane_tick_beside);
    rl_completion_display_matches_hook = display_matches;
    rl_variable_bind("page-completions", "off");
    rl_sort_completion_matches = 0; /* they are: numbers by their value */
    rl_completer_word_break_characters = " \t";
    rl_attempted_completion_function = complete;
    rl_initialize();
    pane_keys_bind();
    history_start(s->settings);

    while (!s->quit && !ended) {
        CLEANUP_FREE char *line = read_line(s);

        if (line == NULL)
            break;
        s->repeated = *words_skip_blanks(line) == '\0';
        if (s->repeated && last == NULL)
            continue;
        if (!s->repeated) {
            history_note(line);
            free(last);
            last = take_pointer(line);
        }
        pane_to_bottom();
        output_run(o, s, last);

        /* Asked again each time: the line may have been the one that made its alias. */
        char *again = repetition(s, last);

        free(last);
        last = again;
    }
    history_stop(s->settings);
    word_list_deinit(&matches);
    return ended > 0 ? ended : 0;
}

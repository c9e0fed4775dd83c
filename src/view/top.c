/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/top.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "session/monitoring.h"
#include "session/session.h"
#include "session/settings.h"
#include "target/procfs.h"
#include "target/target.h"
#include "view/input.h"
#include "view/line.h"
#include "view/live.h"
#include "view/screen.h"

static void draw(struct live *live, struct screen *screen)
{
    struct surface surface = screen_begin(screen);

    live_draw(live, &surface);
    if (live->draw_anew)
        screen_enter(screen);
    live->draw_anew = false;
    screen_show(screen);
}

/* Until the user leaves, or a signal does: its number, 0 for none. */
static int run(struct live *live, struct screen *screen, struct input *input)
{
    for (;;) {
        struct line *line = screen_line(screen);
        uint64_t next = live_tick(live);
        struct input_event event;

        /* What was drawn before is to be seen first: else pictures would queue. */
        if (!line_is_behind(line))
            draw(live, screen);
        if (line_until_ns(line) < next)
            next = line_until_ns(line);
        event = input_wait(input, line_waits_for(line), next);
        switch (event.kind) {
        case INPUT_NOTHING:
            break;
        case INPUT_KEY:
            if (event.key.code == KEYS_ANSWER)
                line_has_answered(line);
            else
                live_key(live, &event.key);
            break;
        case INPUT_RESIZE:
            screen_fit(screen);
            break;
        case INPUT_SUSPEND:
            screen_leave(screen);
            raise(SIGSTOP);
            screen_enter(screen);
            break;
        case INPUT_CONTINUE:
            /* Whoever had the terminal meanwhile has left its own modes. */
            screen_fit(screen);
            screen_enter(screen);
            break;
        case INPUT_END:
            return event.signal == SIGINT ? 0 : event.signal;
        }
        if (live->quit)
            return 0;
    }
}

/* A program that we have started writes to the same terminal. */
static bool is_our_child(pid_t pid)
{
    struct procfs_stat stat;

    return error_ignore(procfs_stat(pid, 0, &stat)) && stat.ppid == getpid();
}

struct error *top_show(struct front_end *f, struct session *s, const struct top_options *top)
{
    struct screen_options options = {
        .in = STDIN_FILENO,
        .out = STDOUT_FILENO,
        .colors = setting_bool(s->settings, SETTING_STYLE),
        .mouse = true,
        .shared = is_our_child(s->target->pid),
    };
    struct screen *screen;
    struct input input;
    struct live *live = NULL;
    int signal = 0;

    (void)f;
    fflush(stdout);
    TRY(screen_create(&options, &screen));
    input_start(STDIN_FILENO, &input);
    /* Signals are blocked by now: the monitor's thread is to have them blocked, too. */
    monitoring_release(s);

    struct error *error = live_create(s, top, &live);

    if (error == NULL) {
        screen_enter(screen);
        signal = run(live, screen, &input);
        screen_leave(screen);
        if (live->ended != NULL) {
            CLEANUP_FREE char *picture = screen_text(screen);
            CLEANUP_FREE char *sentence = text_escaped(live->ended);

            printf("%s%s.\n", picture, sentence);
            fflush(stdout);
        }
    }
    live_destroy(live);
    monitoring_hold(s);
    input_stop(&input);
    screen_destroy(screen);
    /* The signals are ours no more: it does what it would have done without us. */
    if (signal != 0)
        raise(signal);
    return error;
}

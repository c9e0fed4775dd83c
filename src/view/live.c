/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/live.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "sample/gap.h"
#include "session/monitoring.h"
#include "session/session.h"
#include "session/settings.h"
#include "session/top.h"
#include "target/target.h"
#include "view/common-keys.h"
#include "view/pages.h"
#include "view/screen.h"

#define SECOND_NS 1000000000ull
/* The first picture comes sooner than the others: as soon as there is something to show. */
#define FIRST_NS 400000000ull
/* Until then it is told whether anything runs at all: as soon as something does, or nothing has for
 * so long. */
#define OPENING_NS 4000000000ull
#define QUIET_NS 500000000ull
/* ... or hardly anything has for so long. */
#define OPENING_SECONDS 1.2
/* Idle threads are counted by themselves from then on, and no longer once so much runs again: a
 * process that wakes up now and then does not have its table turned over each time. */
#define QUIET_SECONDS 2
#define SOMETHING_RUNS 0.05
/* Long enough to be read; then the keys stand there again. */
#define MESSAGE_NS 10000000000ull

struct error *live_create(struct session *s, const struct top_options *options, struct live **ret)
{
    struct live *live = xcalloc(1, sizeof *live);

    live->session = s;
    live->delay = options->seconds;
    live->lines = options->lines;
    live->idle = options->idle ? LIVE_IDLE_ON : LIVE_IDLE_BY_ITSELF;
    live->shows_idle = options->idle;
    live->started_ns = clock_now_ns();
    live->next_ns = live->started_ns + FIRST_NS;
    live->message_until_ns = UINT64_MAX;
    live->owns_monitor = s->monitor == NULL;

    struct error *error =
        live->owns_monitor || !options->monitor.subprocesses
            ? monitoring_start(s, &options->monitor)
            : error_create(ERROR_USAGE, "top --subprocesses: not beside a pane of the one process; "
                                        "`layout none` takes it away");

    if (error != NULL) {
        live->owns_monitor = false;
        live_destroy(live);
        return error;
    }
    live->monitor = s->monitor;
    header_init(&live->header, s);
    if (!live->owns_monitor)
        live_set(live, &options->monitor);
    live_push(live, functions_create(live, options));
    if (options->threads)
        live_push(live, threads_create(live));
    error = live_set_filter(live, options->filter);
    if (error != NULL) {
        live_destroy(live);
        return error;
    }
    *ret = live;
    return NULL;
}

static void destroy_top(struct live *live)
{
    struct page *page = live->page;

    live->page = page->below;
    page->class->destroy(page);
}

void live_destroy(struct live *live)
{
    if (live == NULL)
        return;
    while (live->page != NULL)
        destroy_top(live);
    if (live->owns_monitor)
        monitoring_stop(live->session);
    header_deinit(&live->header);
    prompt_close(&live->prompt);
    profile_filter_destroy(live->regex);
    free(live->filter);
    free(live->replaces);
    free(live->message);
    free(live->ended);
    free(live);
}

void live_update(struct live *live)
{
    if (live->page == NULL)
        return;
    monitoring_hold(live->session);
    if (monitor_leaves_idle(live->monitor))
        live->shows_idle = false;
    else if (live->idle != LIVE_IDLE_BY_ITSELF)
        live->shows_idle = live->idle == LIVE_IDLE_ON;
    header_update(&live->header, live->monitor);
    if (live->page->class->update != NULL)
        live->page->class->update(live->page);
    monitoring_release(live->session);
}

void live_push(struct live *live, struct page *page)
{
    page->live = live;
    page->below = live->page;
    live->page = page;
    live_update(live);
}

void live_pop(struct live *live)
{
    if (live->page->below == NULL)
        return;
    destroy_top(live);
    live_update(live);
}

void live_begin_with(struct live *live, struct page *page)
{
    while (live->page != NULL)
        destroy_top(live);
    live_push(live, page);
}

void live_select(struct live *live, unsigned thread, size_t level)
{
    struct session *s = live->session;

    if (!live->selects || thread >= MONITOR_CHILDREN)
        return;

    bool held = monitoring_hold(s);
    struct error *error = target_check(s->target);

    /* What the commands speak of is what is there now, as after info threads. */
    if (error == NULL)
        error = session_refresh(s, NULL, "");

    const struct thread *found = s->snapshot != NULL ? snapshot_thread(s->snapshot, thread) : NULL;

    if (found != NULL) {
        s->thread = thread;
        s->frame = level < found->frames.count ? level : 0;
    }
    if (held)
        monitoring_release(s);
    live_fail(live, error);
}

bool live_return_to(struct live *live, const struct page_class *class)
{
    const struct page *page = live->page;

    while (page != NULL && page->class != class)
        page = page->below;
    while (page != NULL && live->page != page)
        destroy_top(live);
    if (page != NULL)
        live_update(live);
    return page != NULL;
}

static void forget_message(struct live *live)
{
    free(take_pointer(live->message));
    live->message_until_ns = UINT64_MAX;
}

void live_say(struct live *live, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    free(live->message);
    live->message = xvasprintf(format, args);
    live->message_fails = false;
    live->message_of_stillness = false;
    live->message_until_ns = clock_now_ns() + MESSAGE_NS;
    va_end(args);
}

void live_fail(struct live *live, struct error *error)
{
    if (error == NULL)
        return;
    live_say(live, "%s", error->message);
    live->message_fails = true;
    live->message_until_ns = UINT64_MAX;
    error_destroy(error);
}

const struct calltree *live_tree(const struct live *live)
{
    return &live->monitor->trees[live->shows_idle ? MONITOR_ALL : MONITOR_RUNNING];
}

char *live_counted(const struct live *live, bool waits)
{
    const struct monitor_options *options = &live->monitor->options;
    const char *what = options->gil   ? "who holds the GIL"
                       : options->cpu ? "CPU time"
                       : waits        ? "all threads, those that wait as well"
                                      : "threads that run or are ready to";

    return options->thread != 0 ? xasprintf("%s; thread %u only", what, options->thread)
                                : xstrdup(what);
}

uint64_t live_now_ns(const struct live *live)
{
    return live->monitor->paused_ns != 0 ? live->monitor->paused_ns : clock_now_ns();
}

double live_seconds(const struct live *live, uint64_t samples)
{
    return (double)samples * monitor_sample_seconds(live->monitor);
}

size_t live_repeats(const struct live *live, bool all)
{
    return all ? 0 : (size_t)setting_number(live->session->settings, SETTING_BACKTRACE_REPEATS);
}

void live_set(struct live *live, const struct monitor_options *options)
{
    monitoring_hold(live->session);
    monitor_set(live->monitor, options);
    monitoring_release(live->session);
    live_update(live);
}

void live_set_only(struct live *live, unsigned thread)
{
    struct monitor_options options = live->monitor->options;

    options.thread = thread;
    live_set(live, &options);
    if (thread != 0)
        live_say(live,
                 "Only thread %u is counted, from now on: all counts begin anew; o counts all of "
                 "them again",
                 thread);
    else
        live_say(live, "All threads are counted, from now on: all counts begin anew");
}

bool live_matches(const struct live *live, const struct monitor_thread *thread)
{
    if (live->regex == NULL || regexec(live->regex, thread->name, 0, NULL, 0) == 0)
        return true;
    for (size_t i = 0; i < thread->frames.count; i++) {
        const struct function *function = thread->frames.data[i].function;

        /* Recursion is not asked once a frame. */
        if ((i == 0 || function != thread->frames.data[i - 1].function) &&
            profile_matches(live->regex, function))
            return true;
    }
    return false;
}

struct error *live_set_filter(struct live *live, const char *text)
{
    regex_t *regex;

    TRY(profile_filter_create(text, &regex));
    profile_filter_destroy(live->regex);
    free(live->filter);
    live->regex = regex;
    live->filter = regex != NULL ? xstrdup(text) : NULL;
    live_update(live);
    return NULL;
}

void live_keys(const struct live *live, const struct page_class *class,
               const struct keys_binding *ret[LIVE_KEYS])
{
    size_t count = 0;

    if (live->selects)
        ret[count++] = pane_keys;
    ret[count++] = class->keys;
    ret[count++] = common_keys;
    ret[count] = NULL;
}

static void say_it_does_nothing(struct live *live, int code)
{
    char name[16];

    if (code >= KEYS_CLICK)
        return;
    keys_name(code, name);
    live_say(live, "%s does nothing on this page; ? names the keys",
             code < 0x7f || code >= KEYS_ESCAPE ? name : "This key");
}

/* The key whose name, or what that does, stands there in the line of keys; else still a click. */
static int clicked_key(const struct live *live, int column)
{
    for (size_t i = 0; i < live->hint_count; i++)
        if (column >= live->hints[i].column &&
            column < live->hints[i].column + live->hints[i].width)
            return live->hints[i].code;
    return KEYS_CLICK;
}

void live_key(struct live *live, const struct keys_event *event)
{
    struct keys_event moved = *event;
    const struct keys_binding *tables[LIVE_KEYS], *binding = NULL;

    if (live->prompt.question != NULL) {
        prompt_key(&live->prompt, live, event);
        return;
    }
    forget_message(live);
    if (event->code == KEYS_CLICK && event->row == live->hint_row)
        moved.code = clicked_key(live, event->column);
    moved.row -= live->body_row;
    live_keys(live, live->page->class, tables);
    for (size_t i = 0; tables[i] != NULL && binding == NULL; i++)
        binding = keys_find(tables[i], moved.code);
    if (binding == NULL) {
        say_it_does_nothing(live, moved.code);
        return;
    }
    live->touched = true;
    binding->run(live->page, &moved);
}

/* Whether the table counts idle threads, where the user has not said. */
static void choose_idle(struct live *live)
{
    const struct monitor *monitor = live->monitor;
    const struct monitor_summary *interval = &live->header.interval;
    bool any = profile_start(&monitor->trees[MONITOR_RUNNING]) > 0;

    /* Those that want the GIL wake up to ask for it, and get no further. */
    if (live->header.sleeps_ns >= QUIET_SECONDS * SECOND_NS)
        live->quiet = QUIET_SECONDS;
    else if (interval->counted > SOMETHING_RUNS)
        live->quiet = 0;
    else if (interval->counted < MONITOR_QUIET && live->header.start.unseen == 0)
        live->quiet += interval->seconds;
    if (live->idle != LIVE_IDLE_BY_ITSELF || monitor_leaves_idle(monitor))
        return;
    /* That it waits is no answer to what it does. */
    if (live->header.start.unseen > 0) {
        live->shows_idle = false;
        return;
    }
    /* A table that has been empty so far has nothing to be turned over. */
    if (live->quiet >= QUIET_SECONDS || (live->quiet > 0 && !any))
        live->shows_idle = true;
    else if (live->quiet == 0 && interval->samples > 0)
        live->shows_idle = false;
}

/* All of it, once: the header has it as long as it lasts, and may have no room. */
static void say_deadlock(struct live *live)
{
    const char *deadlock = live->header.deadlock;

    if (deadlock != NULL && !live->said_deadlock)
        live_say(live, "Deadlock: %s", deadlock);
    live->said_deadlock = deadlock != NULL;
}

/* The header has it from then on, where it has room. */
static void say_gap(struct live *live)
{
    if (live->header.interval.gap * 1e9 < GAP_TOLD_NS)
        return;

    CLEANUP_FREE char *age = text_age(live->header.interval.gap);

    live_say(live, "Nothing was sampled for %s, which count for nothing", age);
}

/* Why, once: the header has it from then on. */
static void say_unseen(struct live *live)
{
    const struct header *header = &live->header;

    if (header->start.unseen > 0 && !live->said_unseen)
        live_say(live,
                 "Not all is seen: threads have had %.0f %% of a CPU more than they were found to "
                 "run%s%s%s",
                 100 * header->start.unseen, header->unseen != NULL ? "; " : "",
                 header->unseen != NULL ? header->unseen : "",
                 header->unseen != NULL ? ", and is not interrupted" : "");
    live->said_unseen = header->start.unseen > 0;
}

static void mark(struct live *live)
{
    struct monitor *monitor = live->monitor;

    monitoring_hold(live->session);
    /* What came between the last interval and the end is too little to be shown alone. */
    if (monitor->ended == NULL || monitor->now.rounds - monitor->marked.rounds >= 10)
        monitor_mark(monitor);
    if (monitor->ended != NULL)
        live->ended = xstrdup(monitor->ended);
    header_update(&live->header, monitor);
    say_gap(live);
    say_deadlock(live);
    say_unseen(live);
    if (live->message_of_stillness && live->header.interval.running > SOMETHING_RUNS &&
        live->header.sleeper == 0)
        forget_message(live);
    choose_idle(live);
    if (live->page->class->update != NULL)
        live->page->class->update(live->page);
    monitoring_release(live->session);
    live->updates++;
    live->changes++;
}

/* A process that hangs is looked at for what its threads wait in: they are shown at once. */
static void decide_opening(struct live *live, uint64_t now)
{
    const struct header *header = &live->header;
    bool nothing = header->nothing_ran_ns >= QUIET_NS;
    bool hardly = header->start.seconds >= OPENING_SECONDS && header->start.samples > 0 &&
                  header->start.running < MONITOR_QUIET && header->start.unseen == 0;

    bool sleeps = header->sleeps_ns >= QUIET_NS;

    live->opened = live->touched || live->page->class != &functions_class ||
                   (header->interval.running > SOMETHING_RUNS && header->sleeper == 0) ||
                   now >= live->started_ns + OPENING_NS;
    if (live->opened || !(nothing || hardly || sleeps) || header->threads == 0)
        return;
    live->opened = true;
    live_push(live, threads_create(live));
    if (header->deadlock != NULL)
        return;
    if (header->stopper != NULL)
        live_say(live, "The process is stopped by a %s", header->stopper);
    else if (!nothing && sleeps)
        live_say(live,
                 "Thread %u sleeps with the GIL: this is what the threads wait in (%s: the "
                 "functions)",
                 header->sleeper, live->selects ? "Backspace" : "Escape");
    else
        live_say(live, "%s runs: this is what the threads wait in (%s: the functions)",
                 nothing ? "Nothing" : "Hardly anything", live->selects ? "Backspace" : "Escape");
    live->message_of_stillness = true;
}

/* The next update, if it is time for it; when the next one is. */
static uint64_t tick(struct live *live, uint64_t now)
{
    uint64_t delay = (uint64_t)(live->delay * (double)SECOND_NS);

    if (live->ended != NULL || live->monitor->paused_ns != 0)
        return UINT64_MAX;
    if (now < live->next_ns)
        return live->next_ns;
    mark(live);
    if (!live->opened)
        decide_opening(live, now);
    if (!live->opened)
        delay = FIRST_NS;
    /* On the beat, unless that has been missed. */
    live->next_ns += delay;
    if (live->next_ns <= now)
        live->next_ns = now + delay;
    return live->next_ns;
}

uint64_t live_tick(struct live *live)
{
    uint64_t now = clock_now_ns();
    uint64_t next = tick(live, now);

    if (live->message != NULL && now >= live->message_until_ns) {
        forget_message(live);
        live->changes++;
    }
    return next < live->message_until_ns ? next : live->message_until_ns;
}

/* The keys that are worth naming and not taken by a table before, as many as there is room for. */
static void draw_hints(struct live *live, const struct surface *foot)
{
    const struct keys_binding *tables[LIVE_KEYS], *binding;
    int column = 0, right = foot->width - live->foot_right;

    live_keys(live, live->page->class, tables);
    for (size_t i = 0; tables[i] != NULL; i++) {
        for (binding = tables[i]; binding->codes[0] != 0; binding++) {
            struct keys_binding left;
            char name[16];
            int width;

            if (binding->hint == NULL || !keys_left(binding, tables, i, &left) ||
                left.codes[0] != binding->codes[0])
                continue;
            keys_name(binding->codes[0], name);
            width = surface_width(foot, name);

            int whole = width + 1 + surface_width(foot, binding->hint);

            if (column + whole > right || live->hint_count == LIVE_HINTS)
                return;
            live->hints[live->hint_count].column = column;
            live->hints[live->hint_count].width = whole;
            live->hints[live->hint_count++].code = binding->codes[0];
            column += surface_put(foot, 0, column, width, LOOK_KEY, FIT_LEFT, name) + 1;
            column += surface_put(foot, 0, column, right, LOOK_PLAIN, FIT_LEFT, binding->hint) + 2;
        }
    }
}

/* What is said in place of the keys: free it; NULL: nothing is. */
static char *said(const struct live *live, enum look *look)
{
    *look = live->message == NULL || live->message_fails ? LOOK_ERROR : LOOK_BOLD;
    if (live->message != NULL)
        return xstrdup(live->message);
    if (live->ended == NULL)
        return NULL;
    return xasprintf("%s; this was its last picture%s", live->ended,
                     live->selects ? "" : " (q leaves)");
}

/* Rows below the page: a question, a sentence, or a row of keys. */
static int foot_height(const struct live *live, const struct surface *surface, int top)
{
    struct surface nothing = surface_rows(surface, 0, 0);
    int most = (surface->height - top) / 2, height = 1;
    enum look look;
    CLEANUP_FREE char *sentence = said(live, &look);

    if (live->prompt.question != NULL)
        height = prompt_height(&live->prompt, surface);
    else if (sentence != NULL)
        height = surface_wrap(&nothing, 0, 0, surface->width - live->foot_right, look, sentence) +
                 live->has_foot;
    return height > most ? most : height;
}

static void draw_foot(struct live *live, const struct surface *foot)
{
    enum look look;
    CLEANUP_FREE char *sentence = said(live, &look);

    if (live->prompt.question != NULL)
        prompt_draw(&live->prompt, foot);
    else if (sentence != NULL)
        surface_wrap(foot, 0, 0, foot->width - live->foot_right, look, sentence);
    else if (!live->has_foot)
        draw_hints(live, foot);
}

/* The longest of some sentences that has room. */
static void draw_too_small(const struct surface *surface)
{
    CLEANUP_FREE char *whole = xasprintf("%dx%d is too small: %dx%d is needed", surface->width,
                                         surface->height, SCREEN_MIN_COLUMNS, SCREEN_MIN_ROWS);
    CLEANUP_FREE char *needed = xasprintf("needs %dx%d", SCREEN_MIN_COLUMNS, SCREEN_MIN_ROWS);
    const char *const sentences[] = {whole, needed, "too small", "small", "-"};

    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (surface_width(surface, sentences[i]) <= surface->width) {
            surface_put(surface, 0, 0, surface->width, LOOK_PLAIN, FIT_LEFT, sentences[i]);
            return;
        }
}

void live_draw(struct live *live, const struct surface *surface)
{
    int top = header_height(surface->height);

    live->body_row = top;
    live->hint_count = 0;
    if (surface->width < SCREEN_MIN_COLUMNS || surface->height < SCREEN_MIN_ROWS) {
        draw_too_small(surface);
        return;
    }

    int below = foot_height(live, surface, top);
    struct surface header = surface_rows(surface, 0, top);
    struct surface body = surface_rows(surface, top, surface->height - top - below);
    struct surface foot = surface_rows(surface, surface->height - below, below);

    live->hint_row = surface->height - 1;
    header_draw(&live->header, live, &header);
    live->page->class->draw(live->page, &body);
    draw_foot(live, &foot);
}

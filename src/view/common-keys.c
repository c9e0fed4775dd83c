/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/common-keys.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/text.h"
#include "sample/format.h"
#include "sample/recording-file.h"
#include "sample/recording.h"
#include "session/monitoring.h"
#include "session/session.h"
#include "session/version.h"
#include "view/live.h"
#include "view/pages.h"

static void quit(struct page *page, const struct keys_event *event)
{
    (void)event;
    page->live->quit = true;
}

static void back(struct page *page, const struct keys_event *event)
{
    (void)event;
    if (page->below != NULL)
        live_pop(page->live);
    else if (page->live->regex != NULL)
        live_fail(page->live, live_set_filter(page->live, NULL));
}

static void help(struct page *page, const struct keys_event *event)
{
    (void)event;
    if (page->class != &help_class)
        live_push(page->live, help_create(page->live));
}

/* A page that is there already is gone back to; its key leads to it wherever one is. */
static void go_to(struct page *page, const struct page_class *class,
                  struct page *(*create)(struct live *live))
{
    if (!live_return_to(page->live, class))
        live_push(page->live, create(page->live));
}

static void threads(struct page *page, const struct keys_event *event)
{
    (void)event;
    go_to(page, &threads_class, threads_create);
}

static void stacks(struct page *page, const struct keys_event *event)
{
    (void)event;
    go_to(page, &stacks_class, stacks_create);
}

static void flame(struct page *page, const struct keys_event *event)
{
    (void)event;
    go_to(page, &flame_class, flame_create);
}

static void pause_or_go_on(struct page *page, const struct keys_event *event)
{
    struct live *live = page->live;

    (void)event;
    if (live->ended != NULL)
        return;
    if (live->monitor->paused_ns != 0) {
        monitor_resume(live->monitor);
        live->next_ns = 0;
    } else {
        monitor_pause(live->monitor);
        live_update(live);
        live_say(live, "Paused until p is pressed again: all stands still, but for the values of a "
                       "frame, which are read when it is opened");
    }
}

static void reset(struct page *page, const struct keys_event *event)
{
    struct live *live = page->live;

    (void)event;
    if (live->ended != NULL)
        return;
    monitoring_hold(live->session);
    monitor_reset(live->monitor);
    monitoring_release(live->session);
    live_update(live);
    live_say(live, "Everything is counted from %s on",
             live->monitor->paused_ns != 0 ? "the end of the pause" : "here");
}

static void count_idle(struct page *page, const struct keys_event *event)
{
    struct live *live = page->live;

    (void)event;
    if (monitor_leaves_idle(live->monitor)) {
        live_say(live, live->monitor->options.gil
                           ? "Who holds the GIL is not idle: H counts the others again"
                           : "Who is on a CPU is not idle: C counts the others again");
        return;
    }
    live->idle = live->shows_idle ? LIVE_IDLE_OFF : LIVE_IDLE_ON;
    live_update(live);
    live_say(live, live->shows_idle ? "Threads that wait are counted as well"
                                    : "Only threads that run, or want to, are counted");
}

#define ALL_ANEW "All threads that run, or want to, are counted, from now on: all counts begin anew"

static void count_holder(struct page *page, const struct keys_event *event)
{
    struct live *live = page->live;
    struct monitor_options options = live->monitor->options;

    (void)event;
    if (!live->monitor->has_gil) {
        live_say(live, "This Python has no GIL to hold");
        return;
    }
    options.gil = !options.gil;
    options.cpu = false;
    live_set(live, &options);
    live_say(live, options.gil
                       ? "Only who holds the GIL is counted, from now on: all counts begin anew"
                       : ALL_ANEW);
}

static void count_cpu(struct page *page, const struct keys_event *event)
{
    struct live *live = page->live;
    struct monitor_options options = live->monitor->options;

    (void)event;
    options.cpu = !options.cpu;
    options.gil = false;
    live_set(live, &options);
    live_say(live, options.cpu ? "CPU time alone is counted, not who waits for a CPU, from now on: "
                                 "all counts begin anew"
                               : ALL_ANEW);
}

static void set_rate(struct live *live, double rate)
{
    struct monitor_options options = live->monitor->options;

    options.rate = rate;
    live_set(live, &options);
    live_say(live, "%g samples a second%s", rate,
             options.cpu ? ", each of so much CPU time: all counts begin anew" : "");
}

static const double rates[] = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000};
enum { RATES = sizeof rates / sizeof *rates };

static void faster(struct page *page, const struct keys_event *event)
{
    double rate = page->live->monitor->options.rate;

    (void)event;
    for (size_t i = 0; i < RATES; i++) {
        if (rates[i] > rate) {
            set_rate(page->live, rates[i]);
            return;
        }
    }
}

static void slower(struct page *page, const struct keys_event *event)
{
    double rate = page->live->monitor->options.rate;

    (void)event;
    for (size_t i = RATES; i > 0; i--) {
        if (rates[i - 1] < rate) {
            set_rate(page->live, rates[i - 1]);
            return;
        }
    }
}

static struct error *delay_is(struct live *live, const char *text)
{
    char *end = NULL;
    double delay = strtod(text, &end);

    if (end == text || *end != '\0' || !(delay >= 0.1) || delay > 3600)
        return error_create(ERROR_USAGE, "the delay is 0.1 to 3600 seconds");
    live->delay = delay;
    live->next_ns = 0;
    return NULL;
}

static void set_delay(struct page *page, const struct keys_event *event)
{
    CLEANUP_FREE char *now = xasprintf("%g", page->live->delay);

    (void)event;
    prompt_open(&page->live->prompt, "Seconds between two updates: ", now, NULL, delay_is);
}

static void set_filter(struct page *page, const struct keys_event *event)
{
    struct live *live = page->live;

    (void)event;
    prompt_open(&live->prompt, "/", live->filter != NULL ? live->filter : "", live_set_filter,
                live_set_filter);
}

static struct error *only_is(struct live *live, const char *text)
{
    uint64_t number = 0;
    bool found;

    if (text[0] != '\0' && !text_to_u64(text, &number))
        return error_create(ERROR_USAGE, "\"%s\" is not the number of a thread", text);
    monitoring_hold(live->session);
    found = number == 0 ||
            (number <= UINT_MAX && monitor_thread(live->monitor, (unsigned)number) != NULL);
    monitoring_release(live->session);
    if (!found)
        return error_create(ERROR_NOT_FOUND, "there is no thread %s", text);
    live_set_only(live, (unsigned)number);
    return NULL;
}

static void set_only(struct page *page, const struct keys_event *event)
{
    struct live *live = page->live;

    (void)event;
    if (live->monitor->options.subprocesses)
        live_say(live, "Each process numbers its own threads: all of them are counted");
    else if (live->monitor->options.thread != 0)
        live_set_only(live, 0);
    else
        prompt_open(&live->prompt, "Count only thread number: ", "", NULL, only_is);
}

struct bytes {
    char *data; /* owned */
    size_t size;
};

static void write_bytes(const void *arg, FILE *out)
{
    const struct bytes *bytes = arg;

    fwrite(bytes->data, 1, bytes->size, out);
}

/* What came after what, of the threads that are counted. */
static void add_history(const struct live *live, struct recording *recording)
{
    const struct recording *history = &live->monitor->history;

    recording->tree = live->monitor->trees[MONITOR_ALL];
    recording->timed = true;
    recording->started_ns = history->started_ns;
    recording->started_unix_ms = history->started_unix_ms;
    recording->late = history->late;
    recording->threads.data = history->threads.data;
    recording->threads.count = history->threads.count;
    for (size_t i = 0; i < history->events.count; i++)
        if (live->shows_idle || !history->events.data[i].idle)
            array_push(&recording->events, history->events.data[i]);
}

/* What was sampled so far as a file of that format; its bytes are the caller's. The sampler waits,
 * so not on a disk. late: the end is not in it. */
static struct bytes make_file(struct live *live, const struct format *format, bool *late)
{
    struct monitor *monitor = live->monitor;
    struct bytes bytes = {0};
    FILE *out = xopen_memstream(&bytes.data, &bytes.size);

    monitoring_hold(live->session);

    const struct calltree *tree = live_tree(live);
    CLEANUP_FREE char *what = live_counted(live, live->shows_idle);
    CLEANUP_FREE char *maker = xasprintf("pyinspect %s", version_number());
    struct recording recording = {
        .tree = *tree,
        .period_ns = (uint64_t)(1e9 / monitor->options.rate),
        .started_ns = monitor->started_ns,
        .pid = live->header.pid,
        .command = live->header.command,
        .version = live->header.version,
        .processes = monitor->options.subprocesses ? monitor_living_processes(monitor) : 0,
        .cpu = monitor->options.cpu,
        .counted = what,
        .maker = maker,
        .stats = {.rounds = monitor->now.rounds,
                  .missed = monitor->now.missed,
                  .samples = tree->samples,
                  .unverified = tree->unverified,
                  .running_ns = monitor->now.ns,
                  .gap_ns = monitor->now.gap_ns,
                  .cpu_ns = monitor->now.cpu_ns},
    };

    if (format->timed)
        add_history(live, &recording);
    format->write(&recording, out);
    *late = format->timed && recording.late > 0;
    array_deinit(&recording.events);
    monitoring_release(live->session);
    fclose(out);
    return bytes;
}

/* As a shell does it; free it. */
static char *expanded(const char *path)
{
    const char *home = getenv("HOME");

    return home != NULL && text_starts_with(path, "~/") ? xasprintf("%s%s", home, path + 1)
                                                        : xstrdup(path);
}

/* As `record` does it: what is there stays until the whole of the new file is on the disk. */
static struct error *write_now(struct live *live, const char *path)
{
    const struct format *format = format_of_path(path);
    struct recording_file file;
    bool late;

    TRY(recording_file_open(path, &file));

    struct bytes bytes = make_file(live, format, &late);
    struct error *error =
        recording_file_write(&file, "what was sampled", format->suffix, write_bytes, &bytes);

    recording_file_close(&file);
    free(bytes.data);
    if (error == NULL && late)
        live_say(live, "Wrote %s: what was sampled at first; the rest was too much", path);
    else if (error == NULL)
        live_say(live, "Wrote %s: what was sampled so far", path);
    return error;
}

static struct error *replace_is(struct live *live, const char *answer)
{
    CLEANUP_FREE char *path = take_pointer(live->replaces);

    if (answer[0] == 'n' || answer[0] == 'N') {
        live_say(live, "Nothing was written: %s is as it was", path);
        return NULL;
    }
    if (answer[0] == 'y' || answer[0] == 'Y') {
        /* It was looked at when it was asked. */
        live_fail(live, write_now(live, path));
        return NULL;
    }
    live->replaces = take_pointer(path);
    return error_create(ERROR_USAGE, "y or n");
}

static struct error *write_to(struct live *live, const char *text)
{
    CLEANUP_FREE char *path = expanded(text);
    const struct format *format = format_of_path(path);
    struct stat there;

    if (path[0] == '\0')
        return NULL;
    if (format == NULL) {
        CLEANUP_FREE char *suffixes = format_suffixes();

        return error_create(ERROR_USAGE, "the name is to end in %s, which says what is written",
                            suffixes);
    }

    if (stat(path, &there) != 0 || !S_ISREG(there.st_mode))
        return write_now(live, path);
    free(live->replaces);
    live->replaces = take_pointer(path);
    prompt_open_for_key(&live->prompt, "There is such a file; replace it (y/n)? ", replace_is);
    return NULL;
}

static void write_file(struct page *page, const struct keys_event *event)
{
    CLEANUP_FREE char *name = xasprintf("pyinspect-%d.svg", (int)page->live->header.pid);

    (void)event;
    prompt_open(&page->live->prompt, "Write a flame graph to: ", name, NULL, write_to);
}

static void draw_anew(struct page *page, const struct keys_event *event)
{
    (void)event;
    page->live->draw_anew = true;
}

static void move(struct page *page, long by)
{
    if (page->class->scrolls)
        list_scroll(&page->list, by);
    else
        list_move(&page->list, by);
    if (page->class->selected != NULL)
        page->class->selected(page);
}

static void up(struct page *page, const struct keys_event *event)
{
    (void)event;
    move(page, -1);
}

static void down(struct page *page, const struct keys_event *event)
{
    (void)event;
    move(page, 1);
}

static void page_up(struct page *page, const struct keys_event *event)
{
    (void)event;
    move(page, -(long)(page->list.height > 1 ? page->list.height - 1 : 1));
}

static void page_down(struct page *page, const struct keys_event *event)
{
    (void)event;
    move(page, page->list.height > 1 ? page->list.height - 1 : 1);
}

static void home(struct page *page, const struct keys_event *event)
{
    (void)event;
    move(page, -(long)page->list.count);
}

static void end(struct page *page, const struct keys_event *event)
{
    (void)event;
    move(page, (long)page->list.count);
}

static void wheel_up(struct page *page, const struct keys_event *event)
{
    (void)event;
    move(page, -3);
}

static void wheel_down(struct page *page, const struct keys_event *event)
{
    (void)event;
    move(page, 3);
}

void common_click(struct page *page, const struct keys_event *event)
{
    size_t line;

    if (!page->class->scrolls && list_at(&page->list, event->row, &line))
        move(page, (long)line - (long)page->list.selected);
}

/* The windows stay as they are when the keyboard goes from one to the other, as those of gdb do. */
const struct keys_binding pane_keys[] = {
    {{KEYS_ESCAPE, 'q', KEYS_F1 + 9},
     quit,
     NULL,
     "the keyboard goes to the command line; the pane stays as it is"},
    {{0}, NULL, NULL, NULL},
};

const struct keys_binding common_keys[] = {
    {{'q', KEYS_F1 + 9}, quit, "quit", "leave the view"},
    {{'?', 'h', KEYS_F1}, help, "help", "this page"},
    {{KEYS_ESCAPE, KEYS_BACKSPACE, KEYS_LEFT}, back, NULL, "back to the page before"},
    {{'/'}, set_filter, "filter", "only functions and files with a match of a regular expression"},
    {{'t'}, threads, "threads", "each thread: its state and what it waits in"},
    {{'s'}, stacks, "stacks", "the stack of each thread, now"},
    {{'f'}, flame, "flame", "what was sampled so far as a flame graph"},
    {{'i'}, count_idle, "idle", "count threads that wait, too; by itself while nothing runs"},
    {{'p', ' '}, pause_or_go_on, "pause", "leave the process alone, keep the picture; go on"},
    {{'r'}, reset, "reset", "count from here on"},
    {{'+', '='}, faster, NULL, "more samples a second"},
    {{'-'}, slower, NULL, "fewer"},
    {{'d'}, set_delay, NULL, "seconds between two updates"},
    {{'o'}, set_only, NULL, "count only one thread, by its number; once more: all of them again"},
    {{'H'}, count_holder, NULL, "count only who holds the GIL; once more: all that run"},
    {{'C'},
     count_cpu,
     NULL,
     "count CPU time alone, not who waits for a CPU; once more: all that run"},
    {{'w'},
     write_file,
     "write",
     "write what was sampled so far, as `record -o` does, by the name's end; asks where such a "
     "file is "
     "there"},
    {{KEYS_UP, 'k'}, up, NULL, "up and down"},
    {{KEYS_DOWN, 'j'}, down, NULL, NULL},
    {{KEYS_PAGE_UP, KEYS_CONTROL('b')}, page_up, NULL, "a screen up and down"},
    {{KEYS_PAGE_DOWN, KEYS_CONTROL('f')}, page_down, NULL, NULL},
    {{KEYS_HOME, 'g'}, home, NULL, "to the first line and the last"},
    {{KEYS_END, 'G'}, end, NULL, NULL},
    {{KEYS_WHEEL_UP}, wheel_up, NULL, "of the mouse: up and down"},
    {{KEYS_WHEEL_DOWN}, wheel_down, NULL, NULL},
    {{KEYS_CLICK}, common_click, NULL, "selects a line"},
    {{KEYS_CONTROL('l')}, draw_anew, NULL, "draw the screen anew"},
    {{0}, NULL, NULL, NULL},
};

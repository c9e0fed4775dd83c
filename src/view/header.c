/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/header.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "python/layout.h"
#include "python/runtime.h"
#include "sample/monitor.h"
#include "session/session.h"
#include "target/procfs.h"
#include "target/target.h"
#include "view/live.h"

void header_init(struct header *header, const struct session *s)
{
    CLEANUP_FREE char *version = layout_version_long(s->runtime->hexversion);
    struct procfs_stat stat;
    double age;

    *header = (struct header){.pid = s->target->pid};
    header->version = xasprintf("CPython %s", version);
    if (!error_ignore(procfs_cmdline(header->pid, &header->command)))
        header->command = xstrdup("?");
    if (error_ignore(procfs_stat(header->pid, 0, &stat)) && error_ignore(procfs_age(&stat, &age)) &&
        age * 1e9 < (double)clock_now_ns())
        header->born_ns = clock_now_ns() - (uint64_t)(age * 1e9);
}

void header_deinit(struct header *header)
{
    free(take_pointer(header->command));
    free(take_pointer(header->version));
    free(take_pointer(header->holder_name));
}

void header_update(struct header *header, const struct monitor *monitor)
{
    monitor_summary(monitor, MONITOR_INTERVAL, &header->interval);
    monitor_summary(monitor, MONITOR_START, &header->start);
    header->has_gil = monitor->has_gil;
    header->knows_gc = monitor->knows_gc;
    header->rate = monitor->options.rate;
    header->nothing_ran_ns = monitor_nothing_ran_ns(monitor);
    header->threads = monitor->threads.count;
    header->running = 0;
    free(take_pointer(header->holder_name));
    for (size_t i = 0; i < monitor->threads.count; i++) {
        const struct monitor_thread *thread = monitor->threads.data[i];

        header->running += thread->marked.running > thread->before.running;
        if (thread->num == header->interval.holder)
            header->holder_name = xstrdup(thread->name);
    }
}

int header_height(int rows)
{
    return rows >= 16 ? 3 : rows >= 10 ? 2 : 1;
}

/* Pieces of a line, one after the other with blanks between, as long as they have room. */
struct writer {
    const struct surface *surface;
    int row, column;
    bool full;
};

static void write_piece(struct writer *w, enum look look, const char *label, const char *value)
{
    int label_width = surface_width(w->surface, label);
    int width = label_width + surface_width(w->surface, value);
    int gap = w->column > 0 ? 2 : 0;

    if (w->full || w->column + gap + width > w->surface->width) {
        w->full = true;
        return;
    }
    w->column += gap;
    w->column += surface_put(w->surface, w->row, w->column, label_width, LOOK_DIM, FIT_LEFT, label);
    w->column +=
        surface_put(w->surface, w->row, w->column, width - label_width, look, FIT_LEFT, value);
}

static void write_format(struct writer *w, enum look look, const char *label, const char *format,
                         ...) __attribute__((format(printf, 4, 5)));

static void write_format(struct writer *w, enum look look, const char *label, const char *format,
                         ...)
{
    va_list args;

    va_start(args, format);

    CLEANUP_FREE char *text = xvasprintf(format, args);

    va_end(args);
    write_piece(w, look, label, text);
}

static void draw_process(const struct header *header, const struct live *live,
                         const struct surface *surface)
{
    struct writer w = {.surface = surface};
    int right = 0;

    if (live->ended != NULL) {
        right = surface_width(surface, "has ended");
        surface_put(surface, 0, surface->width - right, right, LOOK_ERROR, FIT_LEFT, "has ended");
    } else if (header->born_ns != 0) {
        CLEANUP_FREE char *age = text_age((double)(clock_now_ns() - header->born_ns) / 1e9);

        right = surface_print(surface, 0, surface->width - 3 - (int)text_width(age), 16, LOOK_DIM,
                              "up %s", age);
    }
    write_format(&w, LOOK_NUMBER, "pid ", "%d", (int)header->pid);
    write_piece(&w, LOOK_PLAIN, "", header->version);
    surface_put(surface, 0, w.column + 2, surface->width - w.column - 2 - right - 2, LOOK_TITLE,
                FIT_LEFT, header->command);
}

static void draw_threads(const struct header *header, const struct surface *surface)
{
    struct writer w = {.surface = surface, .row = 1};

    write_format(&w, LOOK_PLAIN, header->threads == 1 ? "thread " : "threads ",
                 "%zu: %zu running, %zu idle", header->threads, header->running,
                 header->threads - header->running);
    if (header->nothing_ran_ns >= 1000000000u) {
        CLEANUP_FREE char *age = text_age((double)header->nothing_ran_ns / 1e9);

        write_format(&w, LOOK_WARNING, "", "nothing has run for %s", age);
    }
    if (header->has_gil)
        write_format(&w, LOOK_PLAIN, "GIL ", "%.0f%%", header->interval.gil);
    if (header->has_gil && header->holder_name != NULL)
        write_format(&w, LOOK_PLAIN, "most by ", "t%u %s", header->interval.holder,
                     header->holder_name);
    if (header->knows_gc)
        write_format(&w, LOOK_PLAIN, "GC ", "%.1f%%", header->interval.gc);
}

static void draw_sampling(const struct header *header, const struct live *live,
                          const struct surface *surface)
{
    struct writer w = {.surface = surface, .row = 2};
    const struct monitor_summary *interval = &header->interval, *start = &header->start;
    bool late = interval->rate < 0.9 * header->rate && interval->rate > 0;

    if (live->monitor->paused)
        write_piece(&w, LOOK_WARNING, "", "paused");
    write_format(&w, LOOK_PLAIN, "samples ", "%" PRIu64, start->samples);
    write_format(&w, late ? LOOK_WARNING : LOOK_PLAIN, "", "%.0f of %g Hz", interval->rate,
                 header->rate);
    write_format(&w, LOOK_PLAIN, "unverified ", "%.2f%%", start->unverified);
    write_format(&w, LOOK_PLAIN, "own CPU ", "%.1f%%", interval->cpu);
    if (live->monitor->options.gil)
        write_piece(&w, LOOK_WARNING, "only ", "the GIL's holder");
    if (live->monitor->options.thread != 0)
        write_format(&w, LOOK_WARNING, "only ", "thread %u", live->monitor->options.thread);
    if (live->regex != NULL)
        write_format(&w, LOOK_WARNING, "filter ", "%s", live->filter);
    if (live->shows_idle)
        write_piece(&w, LOOK_WARNING, "", "idle threads count");
}

void header_draw(const struct header *header, const struct live *live,
                 const struct surface *surface)
{
    draw_process(header, live, surface);
    if (surface->height > 1)
        draw_threads(header, surface);
    if (surface->height > 2)
        draw_sampling(header, live, surface);
}

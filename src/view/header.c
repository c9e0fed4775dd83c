/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/header.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "python/layout.h"
#include "python/runtime.h"
#include "sample/gap.h"
#include "sample/monitor-processes.h"
#include "sample/monitor.h"
#include "session/session.h"
#include "target/procfs.h"
#include "target/real-time.h"
#include "target/target.h"
#include "view/live.h"

#define SECOND_NS 1000000000ull

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
    free(take_pointer(header->deadlock));
    free(take_pointer(header->unseen));
}

static void update_deadlock(struct header *header, struct monitor *monitor)
{
    deadlock_list deadlocks = {0};

    monitor_deadlocks(monitor, &deadlocks);
    /* The last picture keeps it. */
    if (deadlocks.count == 0 && header->deadlock != NULL && monitor_has_ended(monitor))
        return;
    free(take_pointer(header->deadlock));
    if (deadlocks.count > 1)
        header->deadlock =
            xasprintf("%s (and %zu more)", deadlocks.data[0].text, deadlocks.count - 1);
    else if (deadlocks.count > 0)
        header->deadlock = take_pointer(deadlocks.data[0].text);
    deadlock_list_deinit(&deadlocks);
}

static void count_refused(struct header *header, const struct monitor *monitor)
{
    family_member_array refused = {0};

    monitor_processes_refused(monitor, &refused);
    header->refused = refused.count;
    family_members_deinit(&refused);
}

void header_update(struct header *header, struct monitor *monitor)
{
    const struct monitor_thread *sleeper = monitor_gil_sleeper(monitor);

    monitor_summary(monitor, MONITOR_INTERVAL, &header->interval);
    monitor_summary(monitor, MONITOR_START, &header->start);
    header->has_gil = monitor->has_gil;
    header->knows_gc = monitor->knows_gc;
    header->knows_cpu =
        monitor->knows_process && monitor->marked.clock_ns > monitor->before.clock_ns;
    header->rate = monitor->options.rate;
    header->nothing_ran_ns = monitor_nothing_ran_ns(monitor);
    header->sleeper = sleeper != NULL ? sleeper->num : 0;
    header->sleeps_ns = sleeper != NULL ? monitor_still_ns(monitor, sleeper) : 0;
    header->stopper = monitor_stopper(monitor);
    monitor_stillness(monitor, &header->stillness);
    if (monitor->ended == NULL && monitor->paused_ns == 0)
        update_deadlock(header, monitor);
    header->threads = monitor_living(monitor);
    count_refused(header, monitor);
    /* The last picture keeps it. */
    if (monitor->options.subprocesses && (monitor->ended == NULL || header->processes == 0))
        header->processes = monitor_living_processes(monitor);
    if (header->start.unseen > 0 && header->unseen == NULL)
        header->unseen = real_time_thread(header->pid);
    free(take_pointer(header->holder_name));
    for (size_t i = 0; i < monitor->threads.count; i++) {
        const struct monitor_thread *thread = monitor->threads.data[i];

        if (thread->num == header->interval.holder)
            header->holder_name = xstrdup(thread->name);
    }
}

/* brief: after the number of threads. */
static char *stillness(const struct header *header, bool brief)
{
    bool nothing = header->stopper != NULL || header->nothing_ran_ns >= SECOND_NS;
    uint64_t ns = nothing ? header->nothing_ran_ns : header->stillness.ns;
    CLEANUP_FREE char *age = text_age((double)ns / 1e9);

    if (header->stopper != NULL)
        return xasprintf("%s by a %s for %s", brief ? "stopped" : "Stopped", header->stopper, age);
    if (nothing)
        return xasprintf("%s has run for %s", brief ? "nothing" : "Nothing", age);
    if (header->sleeps_ns >= SECOND_NS) {
        CLEANUP_FREE char *sleeps = text_age((double)header->sleeps_ns / 1e9);

        return brief
                   ? xasprintf("t%u asleep with the GIL for %s", header->sleeper, sleeps)
                   : xasprintf("Thread %u has slept with the GIL for %s", header->sleeper, sleeps);
    }
    if (header->interval.samples == 0 || header->interval.running >= MONITOR_QUIET ||
        header->start.unseen > 0 || header->stillness.threads == 0)
        return NULL;

    const char *more = header->stillness.differ ? " or more" : "";

    if (brief)
        return xasprintf("%zu have not moved for %s%s", header->stillness.threads, age, more);
    return xasprintf("%zu of %zu threads have not moved for %s%s", header->stillness.threads,
                     header->threads, age, more);
}

char *header_stillness(const struct header *header)
{
    return stillness(header, false);
}

int header_height(int rows)
{
    return rows >= 16 ? 3 : rows >= 10 ? 2 : 1;
}

/* So many threads want a CPU and have none, on average: that is worth a look. */
#define WAITS_FOR_CPU 0.25
/* Who has had so much of the time in which the GIL was held has had it, as far as a reader cares.
 */
#define MOST_OF_GIL 0.9
/* Columns of a name that still tell whose it is. */
enum { NAME_LEAST = 10 };

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
        /* Why, the last line says: it has ended, or runs another program. */
        const char *last = "last picture";

        right = surface_width(surface, last);
        surface_put(surface, 0, surface->width - right, right, LOOK_ERROR, FIT_LEFT, last);
    } else if (header->born_ns != 0) {
        CLEANUP_FREE char *age = text_age((double)(live_now_ns(live) - header->born_ns) / 1e9);

        right = surface_print(surface, 0, surface->width - 3 - (int)text_width(age), 16, LOOK_DIM,
                              "up %s", age);
    }
    write_format(&w, LOOK_NUMBER, "pid ", "%d", (int)header->pid);
    write_piece(&w, LOOK_PLAIN, "", header->version);
    surface_put(surface, 0, w.column + 2, surface->width - w.column - 2 - right - 2, LOOK_TITLE,
                FIT_LEFT, header->command);
}

/* What the kernel has counted, however often we looked. */
static void write_cpu(struct writer *w, const struct header *header, bool waits)
{
    const struct monitor_summary *interval = &header->interval;

    if (header->knows_cpu &&
        (interval->running >= MONITOR_QUIET || interval->on_cpu >= MONITOR_QUIET))
        write_format(w, waits ? LOOK_WARNING : LOOK_PLAIN, "CPU ", "%.0f%%",
                     100 * interval->on_cpu);
}

static void write_processes(struct writer *w, const struct header *header)
{
    if (header->processes > 0)
        write_format(w, LOOK_PLAIN, header->processes == 1 ? "process " : "processes ", "%zu",
                     header->processes);
    if (header->refused > 0)
        write_format(w, LOOK_WARNING, "", "%zu not to be read", header->refused);
}

/* Of the last interval, on average: what ran, and what of it had a CPU. */
static void write_running(struct writer *w, const struct header *header)
{
    const struct monitor_summary *interval = &header->interval;
    double idle = (double)header->threads - interval->running;

    write_format(w, LOOK_PLAIN, header->threads == 1 ? "thread " : "threads ",
                 "%zu: %.1f running, %.1f idle", header->threads, interval->running,
                 idle > 0 ? idle : 0);
    if (header->start.unseen > 0)
        write_format(w, LOOK_ERROR, "", "%.0f%% CPU not seen", 100 * header->start.unseen);
    write_cpu(w, header, interval->running - interval->on_cpu > WAITS_FOR_CPU);
}

/* Of most of the interval nobody knows who ran: what is known without samples. */
static void write_hardly_sampled(struct writer *w, const struct header *header)
{
    write_format(w, LOOK_PLAIN, header->threads == 1 ? "thread " : "threads ", "%zu",
                 header->threads);
    write_cpu(w, header, false);
    if (header->interval.gap > 0 && header->deadlock == NULL)
        write_format(w, LOOK_WARNING, "", "not sampled for %.1f of the last %.1f s",
                     header->interval.gap, header->interval.gap + header->interval.seconds);
}

/* Who has it is worth more than what comes after, and than all of the name: that is cut, to what
 * is left of the line by the pieces of these widths, as far as they leave it enough. */
static void write_gil(struct writer *w, const struct header *header, int still, int gc)
{
    write_format(w, LOOK_PLAIN, header->processes > 0 ? "GILs " : "GIL ", "%.0f%%",
                 header->interval.gil);
    /* Of several processes each has its own. */
    if (header->holder_name == NULL || w->full || header->processes > 0)
        return;

    /* Where others have had it too, how much of it is that one's. */
    bool others = header->interval.holder_gil < MOST_OF_GIL * header->interval.gil;
    CLEANUP_FREE char *number =
        xasprintf("%s by t%u ", others ? ", most" : "", header->interval.holder);
    CLEANUP_FREE char *part =
        others ? xasprintf(" %.0f%%", header->interval.holder_gil) : xstrdup("");
    int at = w->column + surface_put(w->surface, w->row, w->column, w->surface->width - w->column,
                                     LOOK_PLAIN, FIT_LEFT, number);
    int room = w->surface->width - at - surface_width(w->surface, part),
        least = surface_width(w->surface, header->holder_name);

    least = least < NAME_LEAST ? least : NAME_LEAST;
    if (room - still - gc >= least)
        room -= still + gc;
    else if (room - still >= least)
        room -= still;
    w->column =
        at + surface_put(w->surface, w->row, at, room, LOOK_PLAIN, FIT_MIDDLE, header->holder_name);
    w->column += surface_put(w->surface, w->row, w->column, w->surface->width - w->column,
                             LOOK_PLAIN, FIT_LEFT, part);
}

/* What is long of it is cut: there is more to say. */
static void write_filter(struct writer *w, const char *filter)
{
    int most = w->surface->width / 3, width = surface_width(w->surface, filter);

    write_piece(w, LOOK_WARNING, "filter", "");
    if (w->full)
        return;
    w->column++;
    w->column += surface_put(w->surface, w->row, w->column, width < most ? width : most,
                             LOOK_WARNING, FIT_MIDDLE, filter);
}

/* What is in the table is not all that there is: whoever reads the table is to know. */
static void write_limits(struct writer *w, const struct live *live)
{
    if (live->monitor->options.gil)
        write_piece(w, LOOK_WARNING, "only ", "the GIL's holder");
    if (live->monitor->options.cpu)
        write_piece(w, LOOK_WARNING, "only ", "CPU time");
    if (live->monitor->options.thread != 0)
        write_format(w, LOOK_WARNING, "only ", "thread %u", live->monitor->options.thread);
    if (live->regex != NULL)
        write_filter(w, live->filter);
}

static void draw_threads(const struct header *header, const struct live *live,
                         const struct surface *surface)
{
    struct writer w = {.surface = surface, .row = 1};
    bool hardly = header->interval.samples == 0 || header->interval.gap > header->interval.seconds;

    /* Where the line below has no room. */
    if (surface->height < 3) {
        if (live->monitor->paused_ns != 0)
            write_piece(&w, LOOK_WARNING, "", "paused");
        write_limits(&w, live);
    }
    write_processes(&w, header);
    if (hardly)
        write_hardly_sampled(&w, header);
    else
        write_running(&w, header);
    /* For which nobody had to be sampled. */
    if (header->deadlock != NULL) {
        surface_print(surface, w.row, w.column + 2, surface->width - w.column - 2, LOOK_ERROR,
                      "Deadlock: %s", header->deadlock);
        return;
    }
    if (hardly)
        return;

    CLEANUP_FREE char *still = stillness(header, true);
    CLEANUP_FREE char *gc = xasprintf("%.1f%%", header->interval.gc);
    int still_width = still != NULL ? 2 + surface_width(surface, still) : 0;

    /* Nothing else matters then, and nobody changes it. */
    if (still != NULL && header->stopper != NULL) {
        write_piece(&w, LOOK_WARNING, "", still);
        still_width = 0;
    }
    /* It says whose the GIL is. */
    if (still_width > 0 && header->sleeps_ns >= SECOND_NS && header->nothing_ran_ns < SECOND_NS) {
        write_piece(&w, LOOK_WARNING, "", still);
        still_width = 0;
    } else if (header->has_gil)
        write_gil(&w, header, still_width,
                  header->knows_gc ? (int)strlen("  GC ") + (int)strlen(gc) : 0);
    if (still_width > 0)
        write_piece(&w, LOOK_WARNING, "", still);
    if (header->knows_gc)
        write_piece(&w, LOOK_PLAIN, "GC ", gc);
}

static void draw_sampling(const struct header *header, const struct live *live,
                          const struct surface *surface)
{
    struct writer w = {.surface = surface, .row = 2};
    const struct monitor_summary *interval = &header->interval, *start = &header->start;
    bool late = interval->rate < 0.9 * header->rate && interval->rate > 0;

    if (live->monitor->paused_ns != 0)
        write_piece(&w, LOOK_WARNING, "", "paused");
    write_limits(&w, live);
    write_format(&w, LOOK_PLAIN, "samples ", "%" PRIu64, start->samples);
    if (interval->samples > 0)
        write_format(&w, late ? LOOK_WARNING : LOOK_PLAIN, "", "%.0f of %g Hz", interval->rate,
                     header->rate);
    else
        write_format(&w, LOOK_PLAIN, "", "%g Hz", header->rate);
    if (start->gap * 1e9 >= GAP_TOLD_NS) {
        CLEANUP_FREE char *gap = text_age(start->gap);

        write_piece(&w, LOOK_WARNING, "not sampled for ", gap);
    }
    write_format(&w, LOOK_PLAIN, "unverified ", "%.2f%%", start->unverified);
    write_format(&w, LOOK_PLAIN, "own CPU ", "%.1f%%", interval->cpu);
    if (live->shows_idle)
        write_piece(&w, LOOK_WARNING, "", "with those that wait");
}

void header_draw(const struct header *header, const struct live *live,
                 const struct surface *surface)
{
    draw_process(header, live, surface);
    if (surface->height > 1)
        draw_threads(header, live, surface);
    if (surface->height > 2)
        draw_sampling(header, live, surface);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/thread-rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "repr/waiting.h"
#include "sample/function.h"
#include "sample/monitor-processes.h"
#include "session/session.h"
#include "session/settings.h"
#include "view/header.h"
#include "view/list.h"
#include "view/live.h"

/* For so long it is asked in one update what threads wait in, or so many of them: the sampler waits
 * for it. The others have their turn in the next one. */
#define ASKING_NS 50000000ull
enum { ASKED_LEAST = 8 };

static void clear(struct thread_rows *rows)
{
    for (size_t i = 0; i < rows->rows.count; i++) {
        free(rows->rows.data[i].name);
        free(rows->rows.data[i].where);
        free(rows->rows.data[i].waits);
        free(rows->rows.data[i].whose);
    }
    array_clear(&rows->rows);
}

void thread_rows_deinit(struct thread_rows *rows)
{
    clear(rows);
    array_deinit(&rows->rows);
    task_rows_deinit(&rows->tasks);
}

static char *name_of(const struct monitor_thread *thread)
{
    return thread->process != NULL ? xasprintf("%d %s", (int)thread->process->pid, thread->name)
                                   : xstrdup(thread->name);
}

static char *where_of(const struct monitor_thread *thread)
{
    const struct sample_frame *frame = &thread->frames.data[0];
    const char *slash;

    if (thread->frames.count == 0)
        return xstrdup("(no Python code)");
    slash = strrchr(frame->function->filename, '/');
    return xasprintf("%s  %s:%d", frame->function->name,
                     slash != NULL ? slash + 1 : frame->function->filename, frame->line);
}

/* Of the CPU time of one CPU. */
static double share_of_cpu(const struct monitor *monitor, uint64_t ran_ns)
{
    uint64_t interval_ns = monitor->marked.ns - monitor->before.ns;

    return interval_ns > 0 ? (double)ran_ns / (double)interval_ns : 0;
}

/* Those that are not among the threads any more, as a row of its own below the others. */
static void sum_up_ended(struct thread_rows *rows, const struct monitor *monitor)
{
    const struct monitor_ended *ended = &monitor->ended_threads;

    rows->ended = ended->threads;
    rows->ended_running = monitor_share(monitor, ended->counts.running);
    rows->ended_gil = monitor_share(monitor, ended->counts.gil);
}

static int compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

static int compare_column(const struct thread_row *a, const struct thread_row *b,
                          enum thread_column column)
{
    switch (column) {
    case THREAD_COLUMN_NAME:
        return strverscmp(a->name, b->name); /* pool_2 before pool_10 */
    case THREAD_COLUMN_STATE:
        return (int)a->state - (int)b->state;
    case THREAD_COLUMN_RUN:
        return compare_numbers(b->running, a->running);
    case THREAD_COLUMN_GIL:
        return compare_numbers(b->gil_share, a->gil_share);
    case THREAD_COLUMN_CPU:
        return compare_numbers(b->on_cpu, a->on_cpu);
    case THREAD_COLUMN_STILL:
        return compare_numbers(b->still, a->still);
    case THREAD_COLUMN_WHERE:
        return strcmp(a->where, b->where);
    case THREAD_COLUMN_NUM:
    case THREAD_COLUMNS:
        break;
    }
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return (a->own_num > b->own_num) - (a->own_num < b->own_num);
}

static int compare_rows(const void *left, const void *right, void *arg)
{
    const struct thread_rows *rows = arg;
    const struct thread_row *a = left, *b = right;
    int order = compare_column(a, b, rows->sort);

    if (order != 0)
        return rows->reverse ? -order : order;
    return compare_column(a, b, THREAD_COLUMN_NUM);
}

/* How many tasks wait for it is why one looks at it. */
static char *with_tasks(const struct task_rows *all, unsigned num, const char *waits)
{
    size_t tasks = task_rows_count(all, num);

    if (waits[0] == '\0' || tasks == 0)
        return xstrdup(waits);
    return xasprintf("%zu task%s: %s", tasks, tasks == 1 ? "" : "s", waits);
}

/* As far as it is known without asking. */
static char *waited(const struct task_rows *tasks, const struct monitor_thread *thread)
{
    const char *waits = monitor_waited(thread);

    return with_tasks(tasks, thread->num, waits != NULL ? waits : "...");
}

void thread_rows_update(struct thread_rows *rows, const struct live *live)
{
    struct monitor *monitor = live->monitor;
    double stuck_after = (double)setting_number(live->session->settings, SETTING_STUCK_AFTER);

    clear(rows);
    task_rows_read(&rows->tasks, live);
    sum_up_ended(rows, monitor);
    for (size_t i = 0; i < monitor->threads.count; i++) {
        struct monitor_thread *thread = monitor->threads.data[i];

        if (rows->filtered && !live_matches(live, thread) &&
            !task_rows_match(&rows->tasks, live, thread->num))
            continue;

        struct thread_row row = {
            .thread = thread,
            .num = thread->num,
            .own_num = thread->own_num,
            .order = thread->process != NULL ? thread->process->order : 0,
            .name = name_of(thread),
            .where = where_of(thread),
            .waits = waited(&rows->tasks, thread),
            .whose = xstrdup(""),
            .state = thread->state,
            .state_name = monitor_state_name(monitor, thread),
            .gil = thread->gil,
            .running = monitor_share(monitor, thread->marked.running - thread->before.running),
            .gil_share = monitor_share(monitor, thread->marked.gil - thread->before.gil),
            .on_cpu = share_of_cpu(monitor, thread->marked.ran_ns - thread->before.ran_ns),
            .still = (double)monitor_still_ns(monitor, thread) / 1e9,
        };

        /* Who is stopped hangs on nothing. */
        row.stuck = stuck_after > 0 && row.still >= stuck_after && monitor_stopper(monitor) == NULL;
        array_push(&rows->rows, row);
    }
    if (rows->rows.count > 1)
        qsort_r(rows->rows.data, rows->rows.count, sizeof *rows->rows.data, compare_rows, rows);
    task_rows_insert(rows, live);
}

static void ask_row(struct thread_rows *rows, const struct live *live, struct thread_row *row)
{
    if (row->is_task) {
        task_rows_ask(&rows->tasks, live, row);
        return;
    }
    free(row->waits);
    free(row->whose);
    row->waits = with_tasks(&rows->tasks, row->num, monitor_waits(live->monitor, row->thread));
    /* It may have been read anew for that. */
    free(row->where);
    row->where = where_of(row->thread);
    row->still = (double)monitor_still_ns(live->monitor, row->thread) / 1e9;
    row->whose = row->waits[0] != '\0' ? waiting_holder_text(row->thread->waiting) : xstrdup("");
}

void thread_rows_ask(struct thread_rows *rows, const struct live *live, size_t first, size_t count)
{
    size_t left = first < rows->rows.count ? rows->rows.count - first : 0;
    uint64_t until = clock_now_ns() + ASKING_NS;
    size_t asked = 0;

    count = count < left ? count : left;
    while (asked < count && (asked < ASKED_LEAST || clock_now_ns() < until)) {
        ask_row(rows, live, &rows->rows.data[first + (rows->next + asked) % count]);
        asked++;
    }
    rows->next = asked < count ? (rows->next + asked) % count : 0;
}

/* Where the columns are; a width of 0: there is no room for it. */
struct columns {
    int name, name_width, state, running, gil, on_cpu, still, waits, waits_width, where;
};

enum { NUM_WIDTH = 5, STATE_WIDTH = 7, SHARE_WIDTH = 5, STILL_WIDTH = 7 };

/* What it is sorted by is always seen. */
static struct columns columns_for(int width, enum thread_column sort)
{
    struct columns c = {.name = NUM_WIDTH + 1};
    int at;

    c.name_width = width < 70 ? 12 : width < 120 ? 15 : 24;
    at = c.name + c.name_width + 1;
    c.state = at;
    at += STATE_WIDTH + 1;
    if (width >= 70 || sort == THREAD_COLUMN_RUN) {
        c.running = at;
        at += SHARE_WIDTH + 1;
    }
    if (width >= 90 || sort == THREAD_COLUMN_GIL) {
        c.gil = at;
        at += SHARE_WIDTH + 1;
    }
    if (width >= 120 || sort == THREAD_COLUMN_CPU) {
        c.on_cpu = at;
        at += SHARE_WIDTH + 1;
    }
    c.still = at;
    c.waits = at + STILL_WIDTH + 1;
    c.waits_width = width - c.waits;
    if (width >= 120) {
        c.waits_width = (width - c.waits) * 3 / 5;
        c.where = c.waits + c.waits_width + 1;
    }
    return c;
}

/* Titles, and where the user has chosen by which it is sorted, which one that is. */
struct titles {
    const struct surface *line;
    enum thread_column sort; /* THREAD_COLUMNS: none */
    bool reverse;
};

static void draw_title(const struct titles *titles, int column, int width, enum thread_column sorts,
                       const char *title)
{
    bool sorted = titles->sort == sorts;
    bool time = sorts >= THREAD_COLUMN_RUN && sorts <= THREAD_COLUMN_STILL;
    enum glyph glyph = time != titles->reverse ? GLYPH_DOWN : GLYPH_UP;
    CLEANUP_FREE char *text =
        xasprintf("%s%s", title, sorted ? surface_glyph(titles->line, glyph) : "");

    surface_put(titles->line, 0, column, width, sorted ? LOOK_SORTED : LOOK_COLUMNS,
                time || sorts == THREAD_COLUMN_NUM ? FIT_RIGHT : FIT_LEFT, text);
}

static void draw_titles(const struct columns *c, const struct titles *t)
{
    int width = t->line->width;

    surface_put(t->line, 0, 0, width, LOOK_COLUMNS, FIT_LEFT, "");
    draw_title(t, 0, NUM_WIDTH, THREAD_COLUMN_NUM, "NUM");
    draw_title(t, c->name, c->name_width, THREAD_COLUMN_NAME, "THREAD");
    draw_title(t, c->state, STATE_WIDTH, THREAD_COLUMN_STATE, "STATE");
    if (c->running != 0)
        draw_title(t, c->running, SHARE_WIDTH, THREAD_COLUMN_RUN, "%RUN");
    if (c->gil != 0)
        draw_title(t, c->gil, SHARE_WIDTH, THREAD_COLUMN_GIL, "%GIL");
    if (c->on_cpu != 0)
        draw_title(t, c->on_cpu, SHARE_WIDTH, THREAD_COLUMN_CPU, "%CPU");
    draw_title(t, c->still, STILL_WIDTH, THREAD_COLUMN_STILL, "STILL");
    if (c->where != 0) {
        surface_put(t->line, 0, c->waits, c->waits_width, LOOK_COLUMNS, FIT_LEFT, "WAITS IN");
        draw_title(t, c->where, width - c->where, THREAD_COLUMN_WHERE, "WHERE");
    } else {
        draw_title(t, c->waits, c->waits_width, THREAD_COLUMN_WHERE, "WAITS IN, OR RUNS");
    }
}

bool thread_rows_title_at(const struct thread_rows *rows, int width, int column,
                          enum thread_column *ret)
{
    struct columns c = columns_for(width, rows->sort);
    const struct {
        int column;
        enum thread_column sorts;
    } titles[] = {
        {c.name, THREAD_COLUMN_NAME},
        {c.state, THREAD_COLUMN_STATE},
        {c.running, THREAD_COLUMN_RUN},
        {c.gil, THREAD_COLUMN_GIL},
        {c.on_cpu, THREAD_COLUMN_CPU},
        {c.still, THREAD_COLUMN_STILL},
        {c.where == 0 ? c.waits : c.where, THREAD_COLUMN_WHERE},
    };

    *ret = THREAD_COLUMN_NUM;
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (titles[i].column != 0 && column >= titles[i].column)
            *ret = titles[i].sorts;
    /* Nothing is sorted by what they wait in. */
    return c.where == 0 || column < c.waits || column >= c.where;
}

static void draw_share(const struct surface *line, int column, bool selected, double part)
{
    if (column != 0)
        surface_put_share(line, column, SHARE_WIDTH, 0, selected, part);
}

static void draw_task(const struct columns *c, const struct surface *line,
                      const struct thread_row *row, bool last, bool selected)
{
    enum look plain = selected ? LOOK_SELECTED : LOOK_PLAIN;
    enum look state = selected                          ? LOOK_SELECTED
                      : row->task_state == TASK_WAITING ? LOOK_DIM
                                                        : LOOK_GOOD;
    CLEANUP_FREE char *both =
        xasprintf("%s%s%s", row->where, row->waits[0] != '\0' ? "  " : "", row->waits);

    if (selected)
        surface_put(line, 0, 0, line->width, LOOK_SELECTED, FIT_LEFT, "");
    surface_put(line, 0, c->name, c->name_width, selected ? LOOK_SELECTED : LOOK_DIM, FIT_LEFT,
                surface_glyph(line, last ? GLYPH_LAST_BRANCH : GLYPH_BRANCH));
    surface_put(line, 0, c->name + 2, c->name_width - 2, plain, FIT_MIDDLE, row->name);
    surface_put(line, 0, c->state, STATE_WIDTH, state, FIT_LEFT, task_state_name(row->task_state));
    /* What threads have numbers for is empty. */
    if (c->where == 0) {
        surface_put(line, 0, c->state + STATE_WIDTH + 1, line->width, plain, FIT_LEFT, both);
        return;
    }
    surface_put(line, 0, c->waits, c->waits_width, plain, FIT_LEFT, row->waits);
    surface_put(line, 0, c->where, line->width - c->where, plain, FIT_MIDDLE, row->where);
}

static void draw_row(const struct columns *c, const struct surface *line,
                     const struct thread_row *row, bool selected)
{
    enum look plain = selected ? LOOK_SELECTED : LOOK_PLAIN;
    enum look still = selected ? LOOK_SELECTED : row->stuck ? LOOK_ERROR : LOOK_DIM;
    enum look state = selected                       ? LOOK_SELECTED
                      : row->state == THREAD_RUNNING ? LOOK_GOOD
                                                     : LOOK_DIM;
    char text[32];

    if (selected)
        surface_put(line, 0, 0, line->width, LOOK_SELECTED, FIT_LEFT, "");
    surface_put(line, 0, 0, 1, still, FIT_LEFT, row->stuck ? "!" : "");
    snprintf(text, sizeof text, "%u", row->own_num);
    surface_put(line, 0, 1, NUM_WIDTH - 1, selected ? LOOK_SELECTED : LOOK_NUMBER, FIT_RIGHT, text);
    surface_put(line, 0, c->name, c->name_width, plain, FIT_MIDDLE, row->name);
    surface_put(line, 0, c->state, STATE_WIDTH, state, FIT_LEFT, row->state_name);
    draw_share(line, c->running, selected, row->running);
    draw_share(line, c->gil, selected, row->gil_share);
    draw_share(line, c->on_cpu, selected, row->on_cpu);

    CLEANUP_FREE char *age = text_age(row->still);

    surface_put(line, 0, c->still, STILL_WIDTH, still, FIT_RIGHT, row->still >= 1 ? age : "");

    bool waits = row->waits[0] != '\0';
    bool brief = row->whose[0] != '\0' && surface_width(line, row->waits) > c->waits_width;

    if (waits || c->where == 0)
        surface_put(line, 0, c->waits, c->waits_width, plain, waits ? FIT_LEFT : FIT_MIDDLE,
                    brief   ? row->whose
                    : waits ? row->waits
                            : row->where);
    if (c->where != 0)
        surface_put(line, 0, c->where, line->width - c->where, plain, FIT_MIDDLE, row->where);
}

static void draw_ended(const struct columns *c, const struct surface *line,
                       const struct thread_rows *rows)
{
    surface_print(line, 0, c->name, c->name_width, LOOK_DIM, "%" PRIu64 " more", rows->ended);
    surface_put(line, 0, c->state, STATE_WIDTH, LOOK_DIM, FIT_LEFT, "ended");
    draw_share(line, c->running, false, rows->ended_running);
    draw_share(line, c->gil, false, rows->ended_gil);
}

void thread_rows_draw(const struct thread_rows *rows, const struct surface *surface,
                      struct list *list)
{
    struct columns c = columns_for(surface->width, rows->sort);
    size_t first = list != NULL ? list->first : 0;

    draw_titles(&c, &(struct titles){
                        .line = surface,
                        .sort = list != NULL ? rows->sort : THREAD_COLUMNS,
                        .reverse = rows->reverse,
                    });
    for (int i = 1; i < surface->height && first + (size_t)i <= rows->rows.count; i++) {
        struct surface line = surface_rows(surface, i, 1);
        size_t at = first + (size_t)i - 1;
        bool selected = list != NULL && at == list->selected;
        bool last = at + 1 == rows->rows.count || !rows->rows.data[at + 1].is_task;

        if (rows->rows.data[at].is_task)
            draw_task(&c, &line, &rows->rows.data[at], last, selected);
        else
            draw_row(&c, &line, &rows->rows.data[at], selected);
    }
    if (rows->ended > 0 && rows->rows.count - first + 1 < (size_t)surface->height) {
        struct surface line = surface_rows(surface, 1 + (int)(rows->rows.count - first), 1);

        draw_ended(&c, &line, rows);
    }
}

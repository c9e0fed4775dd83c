/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One frame: its source with the time that each line had, and its locals as a tree. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "python/code.h"
#include "python/moment.h"
#include "python/runtime.h"
#include "python/variables.h"
#include "sample/function.h"
#include "session/hold.h"
#include "session/listing.h"
#include "session/monitoring.h"
#include "session/session.h"
#include "session/settings.h"
#include "view/live.h"
#include "view/pages.h"
#include "view/tree.h"
#include "view/weights.h"

/* How often a frame is looked for, and after how long again, unless it has taken that long. */
#define TRIES 10
#define TRY_NS 1000000l
#define LONGEST_NS 30000000u
/* Where others are stopped for it. */
#define STOPS 3

/* What one look at the thread has found. */
struct glance {
    struct frame_page *page;
    struct runtime *runtime; /* of the thread's process */
    bool found;              /* the frame is on its stack */
    size_t depth;            /* from the oldest frame */
    int line;
    struct error *error; /* why its variables could not be read */
    tree_lines lines;
};

struct frame_page {
    struct page page;
    unsigned num;                    /* of the thread */
    char *thread;                    /* monitor_thread_title(); owned */
    const struct function *function; /* what the frame is of */
    char *name, *file;               /* the same, owned: the functions of a tree go with it */
    size_t depth;                    /* from the oldest frame */

    int line;         /* where it is; 0: no line */
    uint64_t seen_ns; /* when its variables were read; 0: they could not be, so far */
    bool gone;        /* it has returned, and what is shown is what was seen last */
    bool wanted;      /* they are to be read, be it in a pause: the user has opened something */
    bool one_moment;  /* nobody ran while they were read */
    char *proof;      /* what else there is to say of that; owned, or NULL */
    char *error;      /* why there are no locals; NULL: there are; owned */
    char *mark;       /* the line that was selected before the last update; owned */
    struct tree tree;

    struct listing listing;
    char *no_source; /* why there is none; NULL: there is; owned */
    struct weights weights;
    uint64_t samples; /* that were on any of them */
    long scrolled;    /* by the user, from where the line is in the middle */
};

static struct frame_page *frame_of(struct page *page)
{
    return (struct frame_page *)page;
}

static void replace(char **text, char *by)
{
    free(*text);
    *text = by;
}

static bool is_at(const struct frame_page *f, const struct thread *thread, size_t level)
{
    const struct code *code = thread->frames.data[level].code;

    return strcmp(code_display_name(code), f->name) == 0 && strcmp(code->filename, f->file) == 0;
}

/* The level of the frame: as far from the oldest one as it was, and of the same function. If that
 * one has returned, the newest one of the function is followed from there on. */
static bool find_level(const struct frame_page *f, const struct thread *thread, size_t *ret)
{
    size_t count = thread->frames.count;

    if (f->depth < count && is_at(f, thread, count - 1 - f->depth)) {
        *ret = count - 1 - f->depth;
        return true;
    }
    for (size_t level = 0; level < count; level++)
        if (is_at(f, thread, level)) {
            *ret = level;
            return true;
        }
    return false;
}

/* For monitor_look(). A frame that has returned before its variables were read is none. */
static void look_at(void *arg, const struct thread *thread)
{
    struct glance *glance = arg;
    struct runtime *runtime = glance->runtime;
    struct variables_view view;
    variable_array variables = {0};
    size_t level;

    error_destroy(take_pointer(glance->error));
    glance->found = find_level(glance->page, thread, &level);
    if (!glance->found)
        return;
    glance->depth = thread->frames.count - 1 - level;
    glance->line = thread->frames.data[level].position.line;
    variables_view_init(&view, runtime, thread);
    glance->error = variables_locals(&view, level, &variables);
    if (glance->error == NULL)
        tree_read(&glance->page->tree, runtime, &variables, &glance->lines);
    variables_view_deinit(&view);
    variables_deinit(&variables);
    /* And is still there: of nothing else would what was read be. */
    variables_view_init(&view, runtime, thread);
    glance->found = level >= view.first;
    variables_view_deinit(&view);
}

/* The line of the list stays at the variable that it was at. */
static void keep_selected(struct frame_page *f)
{
    struct list *list = &f->page.list;

    list_set_count(list, f->tree.lines.count);
    for (size_t i = 0; f->mark != NULL && i < f->tree.lines.count; i++)
        if (strcmp(f->tree.lines.data[i].path, f->mark) == 0) {
            list->selected = i;
            return;
        }
}

/* What its lines had; true: samples have found it on a stack since the last time. */
static bool read_lines(struct frame_page *f)
{
    uint64_t before = f->samples;

    weights_of_function(&f->weights, f->page.live, f->function);
    f->samples = 0;
    for (size_t i = 0; i < f->weights.lines.count; i++)
        f->samples += f->weights.lines.data[i].total_start;
    return f->samples > before;
}

static void take_glance(struct frame_page *f, struct glance *glance,
                        const struct moment_report *report, bool stops)
{
    tree_lines before = f->tree.lines;

    f->depth = glance->depth;
    f->line = glance->line;
    replace(&f->error, glance->error != NULL ? xstrdup(glance->error->message) : NULL);
    if (glance->error != NULL)
        return;
    f->tree.lines = glance->lines;
    glance->lines = before;
    f->seen_ns = clock_now_ns();
    f->one_moment = report->one_moment && !report->changing;
    replace(&f->proof, hold_proof_text(report, stops ? NULL : "`set stop brief`"));
    keep_selected(f);
}

/* True: it is there, and was read. What was seen before stays where it is not. */
static bool look_again(struct frame_page *f, bool stops)
{
    struct session *session = f->page.live->session;
    struct monitor_thread *watched = monitor_thread(f->page.live->monitor, f->num);
    struct glance glance = {
        .page = f,
        .runtime = watched != NULL ? monitor_thread_runtime(f->page.live->monitor, watched) : NULL,
    };
    struct moment_report report;
    struct error *error = monitor_look(f->page.live->monitor,
                                       &(struct monitor_look){
                                           .num = f->num,
                                           .budget_ns = stops ? hold_budget_ns(session) : 0,
                                           .read = look_at,
                                           .arg = &glance,
                                       },
                                       &report);

    if (error != NULL && error->kind != ERROR_NOT_FOUND)
        replace(&f->error, xstrdup(error->message));
    f->gone = error != NULL || !glance.found;
    if (!f->gone)
        take_glance(f, &glance, &report, stops);
    error_destroy(error);
    error_destroy(glance.error);
    tree_lines_clear(&glance.lines);
    array_deinit(&glance.lines);
    return !f->gone;
}

static void frame_update(struct page *page)
{
    struct frame_page *f = frame_of(page);
    bool stops = setting_number(page->live->session->settings, SETTING_STOP) == STOP_BRIEF;
    bool entered = read_lines(f);
    int tries = !entered ? 1 : stops ? STOPS : TRIES;
    uint64_t until = clock_now_ns() + LONGEST_NS;

    if (page->live->monitor->paused_ns != 0 && !f->wanted)
        return;
    f->wanted = false;
    /* One that comes and goes is hardly ever there when it is looked for once. */
    for (int i = 0; !look_again(f, stops) && ++i < tries && clock_now_ns() < until;)
        clock_nanosleep(CLOCK_MONOTONIC, 0, &(struct timespec){.tv_nsec = TRY_NS}, NULL);
}

static void remember_selected(struct page *page)
{
    struct frame_page *f = frame_of(page);

    if (page->list.selected < f->tree.lines.count)
        replace(&f->mark, xstrdup(f->tree.lines.data[page->list.selected].path));
}

/* ---- drawing */

enum { SHARE_WIDTH = 6, NUMBER_WIDTH = 6, WIDE = 140 };

static double share_of_line(const struct frame_page *f, int line)
{
    for (size_t i = 0; i < f->weights.lines.count; i++)
        if (f->weights.lines.data[i].line == line)
            return weights_share(&f->weights, f->weights.lines.data[i].total_start);
    return 0;
}

static void draw_source_line(const struct frame_page *f, const struct surface *line, int number)
{
    bool current = number == f->line;
    double share = share_of_line(f, number);
    CLEANUP_FREE char *text = listing_text(&f->listing, (size_t)number);
    int at = SHARE_WIDTH + 1 + NUMBER_WIDTH + 2;

    if (share > 0)
        surface_put_share(line, 0, SHARE_WIDTH, 1, false, share);
    surface_print(line, 0, SHARE_WIDTH + 1, NUMBER_WIDTH, current ? LOOK_BOLD : LOOK_DIM, "%*d",
                  NUMBER_WIDTH, number);
    if (current)
        surface_put(line, 0, at - 2, 1, f->gone ? LOOK_DIM : LOOK_GOOD, FIT_LEFT,
                    surface_glyph(line, GLYPH_POINTER));
    surface_put(line, 0, at, line->width - at,
                current     ? LOOK_BOLD
                : share > 0 ? look_of_share(share)
                            : LOOK_PLAIN,
                FIT_LEFT, text);
}

static void draw_source(struct frame_page *f, const struct surface *surface)
{
    struct surface below = surface_rows(surface, 1, surface->height - 1);
    long count = (long)f->listing.lines.count;
    long first = f->line - below.height / 2, last = count - below.height + 1;

    if (f->no_source != NULL) {
        surface_put(surface, 0, 2, surface->width - 2, LOOK_DIM, FIT_LEFT, f->no_source);
        return;
    }
    weights_draw_base(&f->weights, f->page.live, f->listing.newer, surface, 0,
                      SHARE_WIDTH + 1 + NUMBER_WIDTH + 2);
    first += f->scrolled;
    first = first > last ? last : first;
    first = first < 1 ? 1 : first;
    /* Not further than there is something to see. */
    if (f->scrolled != 0)
        f->scrolled = first - (f->line - below.height / 2);
    for (int row = 0; row < below.height && first + row <= count; row++) {
        struct surface line = surface_rows(&below, row, 1);

        draw_source_line(f, &line, (int)(first + row));
    }
}

/* Of when they are, and of how many moments. */
static char *note_on_locals(const struct frame_page *f)
{
    uint64_t now = live_now_ns(f->page.live);
    bool later = f->seen_ns > now; /* in a pause */
    CLEANUP_FREE char *age = text_age((double)(later ? f->seen_ns - now : now - f->seen_ns) / 1e9);
    const char *proof = f->proof != NULL ? f->proof : "Of one moment";

    if (f->seen_ns == 0)
        return xstrdup("");
    if (f->error != NULL)
        return xasprintf("as they were seen %s ago: %s", age, f->error);
    if (!f->gone)
        return later ? xasprintf("read %s after the pause began. %s", age, proof) : xstrdup(proof);
    if (f->page.live->ended != NULL)
        return xasprintf("as they were last seen. %s", proof);
    return xasprintf("as they were seen %s ago: the function has returned. %s", age, proof);
}

static void draw_locals(struct frame_page *f, const struct surface *surface, int row)
{
    struct list *list = &f->page.list;

    surface_put(surface, 0, 0, surface->width, LOOK_COLUMNS, FIT_LEFT, "LOCALS");
    CLEANUP_FREE char *note = note_on_locals(f);

    surface_put(surface, 0, 8, surface->width - 8,
                f->one_moment || f->seen_ns == 0 ? LOOK_COLUMNS : LOOK_WARNING, FIT_LEFT, note);
    list_place(list, row + 1, surface->height - 1);
    if (f->error != NULL && f->seen_ns == 0)
        surface_put(surface, 1, 2, surface->width - 2, LOOK_WARNING, FIT_LEFT, f->error);
    else if (f->tree.lines.count == 0)
        surface_put(surface, 1, 2, surface->width - 2, LOOK_DIM, FIT_LEFT,
                    f->seen_ns != 0               ? "It has none"
                    : f->page.live->ended != NULL ? "The process had ended before they were read"
                                                  : "It had returned before they could be read");
    for (int i = 0; i < list->height && list->first + (size_t)i < f->tree.lines.count; i++) {
        struct surface line = surface_rows(surface, 1 + i, 1);
        size_t at = list->first + (size_t)i;

        tree_draw_line(&f->tree, at, &line, at == list->selected);
    }
}

static void frame_draw(struct page *page, const struct surface *surface)
{
    struct frame_page *f = frame_of(page);
    int used = surface_put(surface, 0, 0, surface->width, LOOK_TITLE, FIT_MIDDLE, f->name);
    int rows = surface->height - 1;
    struct surface source, locals;

    used += surface_print(surface, 0, used + 2, surface->width - used - 2, LOOK_PLAIN,
                          "of thread %s", f->thread);
    surface_print(surface, 0, used + 4, surface->width - used - 4, LOOK_FILE, "%s:%d", f->file,
                  f->line);
    if (surface->width >= WIDE) {
        int left = surface->width * 11 / 20;
        struct surface body = surface_rows(surface, 1, rows);

        source = surface_columns(&body, 0, left);
        locals = surface_columns(&body, left + 1, surface->width - left - 1);
        draw_locals(f, &locals, 1);
    } else {
        int above = f->no_source != NULL ? 1 : rows / 2;

        source = surface_rows(surface, 1, above);
        locals = surface_rows(surface, 1 + above, rows - above);
        draw_locals(f, &locals, 1 + above);
    }
    draw_source(f, &source);
}

/* ---- keys */

static void toggle(struct page *page)
{
    struct frame_page *f = frame_of(page);

    tree_toggle(&f->tree, page->list.selected);
    f->wanted = true;
    remember_selected(page);
    live_update(page->live);
}

static void open_or_close(struct page *page, const struct keys_event *event)
{
    struct frame_page *f = frame_of(page);

    (void)event;
    if (page->list.selected < f->tree.lines.count)
        toggle(page);
}

static void open_it(struct page *page, const struct keys_event *event)
{
    struct frame_page *f = frame_of(page);

    (void)event;
    if (page->list.selected < f->tree.lines.count && !f->tree.lines.data[page->list.selected].open)
        toggle(page);
}

static void close_it(struct page *page, const struct keys_event *event)
{
    struct frame_page *f = frame_of(page);
    size_t at = page->list.selected;

    (void)event;
    if (at >= f->tree.lines.count ||
        (f->tree.lines.data[at].depth == 0 && !f->tree.lines.data[at].open)) {
        live_pop(page->live);
    } else if (f->tree.lines.data[at].open) {
        toggle(page);
    } else {
        list_select(&page->list, tree_parent(&f->tree, at));
        remember_selected(page);
    }
}

static void scroll_up(struct page *page, const struct keys_event *event)
{
    (void)event;
    frame_of(page)->scrolled -= 5;
}

static void scroll_down(struct page *page, const struct keys_event *event)
{
    (void)event;
    frame_of(page)->scrolled += 5;
}

static const struct keys_binding frame_keys[] = {
    {{KEYS_ENTER}, open_or_close, "open", "show what a value is made of, or hide it"},
    {{KEYS_RIGHT}, open_it, NULL, "open it, or close it and go outwards"},
    {{KEYS_LEFT}, close_it, NULL, NULL},
    {{'['}, scroll_up, "source", "the source up and down"},
    {{']'}, scroll_down, NULL, NULL},
    {{0}, NULL, NULL, NULL},
};

static void frame_destroy(struct page *page)
{
    struct frame_page *f = frame_of(page);

    tree_deinit(&f->tree);
    listing_deinit(&f->listing);
    weights_deinit(&f->weights);
    free(f->thread);
    free(f->name);
    free(f->file);
    free(f->error);
    free(f->proof);
    free(f->mark);
    free(f->no_source);
    free(f);
}

const struct page_class frame_class = {
    .name = "a frame",
    .keys = frame_keys,
    .update = frame_update,
    .draw = frame_draw,
    .selected = remember_selected,
    .destroy = frame_destroy,
};

/* As the thread's process has it. */
static struct error *read_source(struct frame_page *f)
{
    struct session *s = f->page.live->session;
    bool held = monitoring_hold(s);
    const struct monitor_thread *thread = monitor_thread(f->page.live->monitor, f->num);
    const struct runtime *runtime =
        thread != NULL ? monitor_thread_runtime(f->page.live->monitor, thread) : NULL;
    struct error *error =
        listing_read_of(runtime != NULL ? runtime->target : s->target, f->file, &f->listing);

    f->thread = thread != NULL              ? monitor_thread_title(thread)
                : f->num < MONITOR_CHILDREN ? xasprintf("%u", f->num)
                                            : xstrdup("? (it has ended)");
    if (held)
        monitoring_release(s);
    return error;
}

struct page *frame_create(struct live *live, unsigned num, const struct function *function,
                          size_t depth, int line)
{
    struct frame_page *f = xcalloc(1, sizeof *f);
    struct error *error;

    f->page.class = &frame_class;
    f->page.live = live;
    f->num = num;
    f->function = function;
    f->name = xstrdup(function->name);
    f->file = xstrdup(function->filename);
    f->depth = depth;
    f->line = line;
    f->wanted = true;
    error = read_source(f);
    f->no_source = error != NULL ? xstrdup(error->message) : NULL;
    error_destroy(error);
    return &f->page;
}

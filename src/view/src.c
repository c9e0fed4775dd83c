/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Source with the time that each line had: of the frame that the commands have selected, or of a
 * function.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "sample/function.h"
#include "session/listing.h"
#include "session/session.h"
#include "view/live.h"
#include "view/pages.h"
#include "view/weights.h"

#define SECOND_NS 1000000000ull

struct src {
    struct page page;
    const struct function *function; /* NULL: it is about the frame that is selected */
    char *title;                     /* the frame, or the function; owned */
    char *age;     /* how long ago the frame was read, of a thread that has run since; owned */
    char *file;    /* whose source it is, or NULL; owned */
    char *why_not; /* there is no source to show; owned */
    struct listing listing;
    struct weights weights; /* of the file */
    unsigned thread;        /* the frame that is shown */
    size_t frame;
    size_t line; /* its line, 0: it has none */
    bool center; /* it is to be brought into the middle */
};

static struct src *src_of(struct page *page)
{
    return (struct src *)page;
}

static void forget(struct src *s)
{
    free(take_pointer(s->file));
    free(take_pointer(s->why_not));
    listing_deinit(&s->listing);
    s->listing = (struct listing){0};
}

/* Once a file: it is asked for at each update. */
static void read_file(struct src *s, const char *file)
{
    if (s->file != NULL && strcmp(s->file, file) == 0)
        return;
    forget(s);
    s->file = xstrdup(file);

    struct error *error = listing_read(s->page.live->session, file, &s->listing);

    if (error != NULL)
        s->why_not = xstrdup(error->message);
    error_destroy(error);
}

/* The view stays where the user has scrolled to while the frame is the same. */
static void follow(struct src *s, const struct session *session, const struct frame *frame)
{
    size_t line = frame->position.line > 0 ? (size_t)frame->position.line : 0;
    bool same = s->thread == session->thread && s->frame == session->frame && s->line == line;

    s->thread = session->thread;
    s->frame = session->frame;
    s->line = line;
    list_set_count(&s->page.list, s->listing.lines.count);
    if (same || line == 0 || line > s->listing.lines.count)
        return;
    s->page.list.selected = line - 1;
    s->center = true;
}

/* What the thread does now the numbers beside it say; where it is, the last command. NULL: it is
 * there still. */
static char *age_of(const struct live *live)
{
    const struct session *session = live->session;
    const struct monitor_thread *thread = monitor_thread(live->monitor, session->thread);
    uint64_t read_ns = session->snapshot->ended_ns, now = live_now_ns(live);

    if (now < read_ns + SECOND_NS)
        return NULL;
    if (thread != NULL && !thread->ended && thread->still_ns != 0 && thread->still_ns <= read_ns)
        return NULL;

    CLEANUP_FREE char *age = text_age((double)(now - read_ns) / 1e9);

    return xasprintf(" as read %s ago", age);
}

static void src_update(struct page *page)
{
    struct src *s = src_of(page);
    struct session *session = page->live->session;
    const struct frame *frame = session_frame(session);

    free(take_pointer(s->title));
    free(take_pointer(s->age));
    if (frame == NULL) {
        forget(s);
        list_set_count(&page->list, 0);
        s->line = 0;
        return;
    }
    s->title =
        xasprintf("thread %u  #%zu  %s  %s:%d", session->thread, session->frame,
                  code_display_name(frame->code), frame->code->filename, frame->position.line);
    s->age = age_of(page->live);
    if (s->file == NULL || strcmp(s->file, frame->code->filename) != 0)
        s->line = 0;
    read_file(s, frame->code->filename);
    weights_of_file(&s->weights, page->live, s->file);
    follow(s, session, frame);
}

enum { SHARE_WIDTH = 6, NUMBER_WIDTH = 6, POINTER_AT = 2 * (SHARE_WIDTH + 1), HEADING_ROWS = 2 };

static void draw_share(const struct surface *row, int column, double share)
{
    char percent[16] = "";

    if (share >= 0.0005)
        snprintf(percent, sizeof percent, "%.1f", 100 * share);
    surface_put(row, 0, column, SHARE_WIDTH, look_of_share(share), FIT_RIGHT, percent);
}

static void draw_line(const struct src *s, const struct surface *row, size_t line)
{
    CLEANUP_FREE char *text = listing_text(&s->listing, line);
    const struct profile_row *had =
        line <= s->weights.lines.count ? &s->weights.lines.data[line - 1] : NULL;
    bool is_current = line == s->line;
    bool is_chosen = line - 1 == s->page.list.selected;
    /* In the source of a frame its line stands out, in that of a function the user's. */
    bool stands_out = s->function != NULL ? is_chosen : is_current;
    enum look look = stands_out ? LOOK_SELECTED : is_chosen ? LOOK_SELECTED_LESS : LOOK_PLAIN;
    int at = POINTER_AT + 1 + NUMBER_WIDTH;

    if (had != NULL) {
        draw_share(row, 0, weights_share(&s->weights, had->own_start));
        draw_share(row, SHARE_WIDTH + 1, weights_share(&s->weights, had->total_start));
    }
    surface_put(row, 0, POINTER_AT, 1, LOOK_GOOD, FIT_LEFT,
                is_current ? surface_glyph(row, GLYPH_POINTER) : "");
    surface_print(row, 0, POINTER_AT + 1, NUMBER_WIDTH, stands_out ? LOOK_SELECTED : LOOK_NUMBER,
                  "%*zu ", NUMBER_WIDTH - 1, line);
    surface_put(row, 0, at, row->width - at, look, FIT_LEFT, text);
}

static void src_draw(struct page *page, const struct surface *surface)
{
    struct src *s = src_of(page);
    struct list *list = &page->list;

    surface_put(surface, 0, 0, surface->width, LOOK_COLUMNS, FIT_LEFT, "");
    surface_put(surface, 0, 0, SHARE_WIDTH, LOOK_COLUMNS, FIT_RIGHT, "%OWN");
    surface_put(surface, 0, SHARE_WIDTH + 1, SHARE_WIDTH, LOOK_COLUMNS, FIT_RIGHT, "%TOT");
    int age = s->age != NULL ? surface_width(surface, s->age) : 0;

    surface_put(surface, 0, POINTER_AT + 2, surface->width - POINTER_AT - 2 - age, LOOK_COLUMNS,
                FIT_MIDDLE, s->title != NULL ? s->title : "");
    if (age > 0)
        surface_put(surface, 0, surface->width - age, age, LOOK_WARNING, FIT_LEFT, s->age);
    if (s->title == NULL || s->why_not != NULL) {
        surface_put(surface, 2, 2, surface->width, LOOK_DIM, FIT_LEFT,
                    s->title != NULL ? s->why_not
                                     : "No frame is selected: bt, thread N and frame N select one");
        return;
    }
    weights_draw_base(&s->weights, page->live, s->listing.newer, surface, 1, POINTER_AT + 2);
    if (s->center && surface->height > HEADING_ROWS) {
        size_t above = (size_t)(surface->height - HEADING_ROWS) / 2;

        list->first = list->selected > above ? list->selected - above : 0;
        s->center = false;
    }
    list_place(list, HEADING_ROWS, surface->height - HEADING_ROWS);
    for (int i = 0; i < list->height && list->first + (size_t)i < list->count; i++) {
        struct surface row = surface_rows(surface, HEADING_ROWS + i, 1);

        draw_line(s, &row, list->first + (size_t)i + 1);
    }
}

static void move_frame(struct page *page, bool up)
{
    struct session *s = page->live->session;
    const struct thread *thread = session_thread(s);

    if (thread == NULL || (up ? s->frame + 1 >= thread->frames.count : s->frame == 0)) {
        live_say(page->live, up ? "This is the oldest frame" : "This is the newest frame");
        return;
    }
    live_select(page->live, s->thread, up ? s->frame + 1 : s->frame - 1);
    live_update(page->live);
}

static void frame_up(struct page *page, const struct keys_event *event)
{
    (void)event;
    move_frame(page, true);
}

static void frame_down(struct page *page, const struct keys_event *event)
{
    (void)event;
    move_frame(page, false);
}

static void to_current(struct page *page, const struct keys_event *event)
{
    struct src *s = src_of(page);

    (void)event;
    if (s->line == 0)
        return;
    page->list.selected = s->line - 1;
    s->center = true;
}

static const struct keys_binding src_keys[] = {
    {{'u'}, frame_up, "up", "the frame that called this one"},
    {{'d'}, frame_down, "down", "the frame that it called"},
    {{'.'}, to_current, "line", "to the line that runs"},
    {{0}, NULL, NULL, NULL},
};

static void src_selected_elsewhere(struct page *page, unsigned thread, size_t level)
{
    (void)thread;
    (void)level;
    live_update(page->live);
}

static void src_destroy(struct page *page)
{
    struct src *s = src_of(page);

    forget(s);
    weights_deinit(&s->weights);
    free(s->title);
    free(s->age);
    free(s);
}

const struct page_class src_class = {
    .name = "source",
    .keys = src_keys,
    .update = src_update,
    .draw = src_draw,
    .select = src_selected_elsewhere,
    .destroy = src_destroy,
};

struct page *src_create(struct live *live)
{
    struct src *s = xcalloc(1, sizeof *s);

    s->page.class = &src_class;
    s->page.live = live;
    return &s->page;
}

/* ---- of a function */

/* The line of it that had the most, or where it begins. */
static int hottest_line(const struct live *live, const struct function *function)
{
    struct weights weights = {0};
    int line = function->firstlineno;
    uint64_t most = 0;

    weights_of_function(&weights, live, function);
    for (size_t i = 0; i < weights.lines.count; i++)
        if (weights.lines.data[i].total_start > most) {
            most = weights.lines.data[i].total_start;
            line = weights.lines.data[i].line;
        }
    weights_deinit(&weights);
    return line;
}

static void source_update(struct page *page)
{
    struct src *s = src_of(page);
    size_t lines;

    read_file(s, s->function->filename);
    weights_of_file(&s->weights, page->live, s->file);
    lines = s->listing.lines.count;
    list_set_count(&page->list, lines);
    if (s->line == 0)
        s->line = (size_t)hottest_line(page->live, s->function);
    if (s->center && s->line <= lines && s->line > 0)
        page->list.selected = s->line - 1;
}

static void to_hottest(struct page *page, const struct keys_event *event)
{
    src_of(page)->line = 0;
    live_update(page->live);
    to_current(page, event);
}

static void its_callers(struct page *page, const struct keys_event *event)
{
    (void)event;
    live_push(page->live, calls_create(page->live, src_of(page)->function));
}

static const struct keys_binding source_keys[] = {
    {{'c', KEYS_ENTER}, its_callers, "callers", "who calls the function, and what it calls"},
    {{'.'}, to_hottest, "hottest", "to its line that has had the most"},
    {{0}, NULL, NULL, NULL},
};

const struct page_class source_class = {
    .name = "the source of a function",
    .keys = source_keys,
    .update = source_update,
    .draw = src_draw,
    .destroy = src_destroy,
};

struct page *source_create(struct live *live, const struct function *function, int line)
{
    struct src *s = xcalloc(1, sizeof *s);

    s->page.class = &source_class;
    s->page.live = live;
    s->function = function;
    s->title = function_label(function, 0);
    s->line = line > 0 ? (size_t)line : 0;
    s->center = true;
    return &s->page;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The source of the frame that the commands have selected; which lines the time goes to. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sample/calltree.h"
#include "sample/function.h"
#include "session/listing.h"
#include "session/session.h"
#include "view/live.h"
#include "view/pages.h"

struct src {
    struct page page;
    char *title;   /* the frame; owned */
    char *file;    /* whose source it is, or NULL; owned */
    char *why_not; /* there is no source to show; owned */
    struct listing listing;
    ARRAY(double) shares; /* of each line, of what was sampled since the start */
    unsigned thread;      /* the frame that is shown */
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
    array_clear(&s->shares);
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

static void add_shares(struct src *s)
{
    const struct calltree *tree = live_tree(s->page.live);
    size_t count = s->listing.lines.count;

    array_clear(&s->shares);
    array_reserve(&s->shares, count);
    s->shares.count = count;
    for (size_t i = 0; i < count; i++)
        s->shares.data[i] = 0;
    for (size_t i = 0; i < tree->by_line.count && tree->samples > 0; i++) {
        const struct calltree_entry *entry = &tree->by_line.data[i];

        if (entry->line > 0 && (size_t)entry->line <= count &&
            strcmp(entry->function->filename, s->file) == 0)
            s->shares.data[entry->line - 1] += (double)entry->own / (double)tree->samples;
    }
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

static void src_update(struct page *page)
{
    struct src *s = src_of(page);
    struct session *session = page->live->session;
    const struct frame *frame = session_frame(session);

    free(take_pointer(s->title));
    if (frame == NULL) {
        forget(s);
        list_set_count(&page->list, 0);
        s->line = 0;
        return;
    }
    s->title =
        xasprintf("thread %u  #%zu  %s  %s:%d", session->thread, session->frame,
                  code_display_name(frame->code), frame->code->filename, frame->position.line);
    if (s->file == NULL || strcmp(s->file, frame->code->filename) != 0)
        s->line = 0;
    read_file(s, frame->code->filename);
    add_shares(s);
    follow(s, session, frame);
}

static void draw_line(const struct src *s, const struct surface *row, size_t line)
{
    CLEANUP_FREE char *text = listing_text(&s->listing, line);
    double share = s->shares.data[line - 1];
    bool is_current = line == s->line;
    bool is_chosen = line - 1 == s->page.list.selected;
    enum look look = is_current ? LOOK_SELECTED : is_chosen ? LOOK_SELECTED_LESS : LOOK_PLAIN;
    char percent[16] = "";

    if (share >= 0.0005)
        snprintf(percent, sizeof percent, "%.1f", 100 * share);
    surface_put(row, 0, 0, 6, look_of_share(share), FIT_RIGHT, percent);
    surface_put(row, 0, 7, 1, LOOK_GOOD, FIT_LEFT,
                is_current ? surface_glyph(row, GLYPH_POINTER) : "");
    surface_print(row, 0, 8, 6, is_current ? LOOK_SELECTED : LOOK_NUMBER, "%5zu ", line);
    surface_put(row, 0, 14, row->width, look, FIT_LEFT, text);
}

static void src_draw(struct page *page, const struct surface *surface)
{
    struct src *s = src_of(page);
    struct list *list = &page->list;

    surface_put(surface, 0, 0, surface->width, LOOK_COLUMNS, FIT_MIDDLE,
                s->title != NULL ? s->title : "");
    if (s->title == NULL || s->why_not != NULL) {
        surface_put(surface, 2, 2, surface->width, LOOK_DIM, FIT_LEFT,
                    s->title != NULL ? s->why_not
                                     : "No frame is selected: bt, thread N and frame N select one");
        return;
    }
    if (s->center && surface->height > 1) {
        size_t above = (size_t)(surface->height - 1) / 2;

        list->first = list->selected > above ? list->selected - above : 0;
        s->center = false;
    }
    list_place(list, 1, surface->height - 1);
    for (int i = 0; i < list->height && list->first + (size_t)i < list->count; i++) {
        struct surface row = surface_rows(surface, 1 + i, 1);

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
    array_deinit(&s->shares);
    free(s->title);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A flame graph that hangs down: what was called is below what called it, as wide as its share. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "sample/calltree.h"
#include "sample/function.h"
#include "sample/icicle.h"
#include "view/live.h"
#include "view/pages.h"

/* Shares smaller than that are left out on the widest of screens. */
enum { RESOLUTION = 1024 };

struct flame {
    struct page page;
    struct icicle icicle;  /* as of the last update */
    icicle_path zoom;      /* the box that has the whole width */
    ARRAY(size_t) zooms;   /* the lengths of the zooms before it, which all lead to it */
    icicle_path path;      /* to the selected box */
    size_t selected;       /* its index */
    double seconds;        /* that one sample stands for */
    bool waiting;          /* threads that wait are in it */
    double matched;        /* the share that the search has found */
    int title_rows, width; /* above the boxes, and of them, when they were drawn last */
};

static struct flame *flame_of(struct page *page)
{
    return (struct flame *)page;
}

static const struct icicle_box *box_at(const struct flame *f, size_t index)
{
    return &f->icicle.boxes.data[index];
}

static bool is_match(const struct flame *f, const struct icicle_box *box)
{
    const regex_t *regex = f->page.live->regex;

    return regex != NULL && box->function != NULL &&
           (regexec(regex, box->function->name, 0, NULL, 0) == 0 ||
            regexec(regex, box->function->filename, 0, NULL, 0) == 0);
}

/* What is within a match counts with it. */
static double matched_share(const struct flame *f)
{
    size_t count = f->icicle.boxes.count;
    uint64_t found = 0;

    if (f->page.live->regex == NULL || box_at(f, 0)->total == 0)
        return 0;

    CLEANUP_FREE bool *within = xcalloc(count, sizeof *within);

    for (size_t i = 0; i < count; i++) {
        const struct icicle_box *box = box_at(f, i);

        within[i] = within[box->parent];
        if (!within[i] && is_match(f, box)) {
            within[i] = true;
            found += box->total;
        }
    }
    return (double)found / (double)box_at(f, 0)->total;
}

/* The list that the common keys move is that of the rows. */
static void update_list(struct flame *f)
{
    size_t rows = box_at(f, f->icicle.boxes.count - 1)->row + 1;

    list_set_count(&f->page.list, rows);
    f->page.list.selected = box_at(f, f->selected)->row;
}

static void flame_update(struct page *page)
{
    struct flame *f = flame_of(page);
    const struct calltree *tree = live_tree(page->live);

    icicle_build(&f->icicle, tree, &f->zoom, RESOLUTION);
    f->selected = icicle_find(&f->icicle, &f->path);
    f->seconds = live_seconds(page->live, 1);
    f->waiting = page->live->shows_idle;
    f->matched = matched_share(f);
    update_list(f);
}

static void select_box(struct flame *f, size_t index)
{
    f->selected = index;
    icicle_path_of(&f->icicle, index, &f->path);
    update_list(f);
}

/* A common key has gone to another row: straight up, or down where it is widest. */
static void row_selected(struct page *page)
{
    struct flame *f = flame_of(page);
    size_t row = page->list.selected;
    size_t at = f->selected;

    while (box_at(f, at)->row > row)
        at = icicle_beside(&f->icicle, at, ICICLE_UP);
    for (size_t next = at; box_at(f, at)->row < row; at = next) {
        next = icicle_beside(&f->icicle, at, ICICLE_DOWN);
        if (next == at)
            break;
    }
    select_box(f, at);
}

/* ---- drawing */

/* Columns of a box: where it begins and how many. */
static int columns_of(const struct flame *f, const struct icicle_box *box, int width, int *left)
{
    const struct icicle_box *zoomed = box_at(f, f->icicle.zoomed);
    double scale = zoomed->total > 0 ? (double)width / (double)zoomed->total : 0;

    *left = 0;
    if (box->row <= zoomed->row)
        return width;
    *left = (int)((double)(box->start - zoomed->start) * scale + 0.5);
    return (int)((double)(box->start - zoomed->start + box->total) * scale + 0.5) - *left;
}

/*
 * One look a function, whichever screen it is on; but never one that cannot be told from that of
 * the box to the left: of few colours there are three, and without any it is two that take turns.
 */
static int flame_look(const struct icicle_box *box, int left_neighbour)
{
    int look = 0;

    if (box->function != NULL)
        look = (int)((box->function->id * 2654435761u >> 16) % FLAME_COUNT);
    while (left_neighbour >= 0 &&
           ((look - left_neighbour) % 2 == 0 || (look - left_neighbour) % 3 == 0))
        look = (look + 1) % FLAME_COUNT;
    return look;
}

static void draw_box(const struct flame *f, const struct surface *surface, int row, int left,
                     int width, size_t index, int look)
{
    const struct icicle_box *box = box_at(f, index);
    const char *name = box->function != NULL ? box->function->name : "all";
    bool dull = f->page.live->regex != NULL && !is_match(f, box);
    enum look shown = dull ? LOOK_DIM : (enum look)(LOOK_FLAME + look);

    if (index == f->selected)
        shown = LOOK_SELECTED;
    surface_put(surface, row, left, width, shown, FIT_LEFT,
                index == f->selected ? surface_glyph(surface, GLYPH_POINTER)
                : dull               ? surface_glyph(surface, GLYPH_STROKE)
                                     : "");
    if (width > 2)
        surface_put(surface, row, left + 1, width - 1, shown, FIT_MIDDLE, name);
}

/* What it called and that is too narrow for a column. */
static size_t count_narrow(const struct flame *f, size_t index, int width)
{
    size_t count = box_at(f, index)->left_out;

    for (size_t i = index + 1; i < f->icicle.boxes.count; i++) {
        int left;

        if (box_at(f, i)->row > box_at(f, index)->row + 1)
            break;
        if (box_at(f, i)->parent == index && columns_of(f, box_at(f, i), width, &left) <= 0)
            count++;
    }
    return count;
}

/* Below the box, where something is that is too narrow: what is not is drawn over it. */
static void draw_narrow(const struct flame *f, const struct surface *surface, int row, int left,
                        size_t index)
{
    const struct icicle_box *box = box_at(f, index);
    double called = box->total > 0 ? 1 - (double)box->own / (double)box->total : 0;
    int width, from;

    if (index < f->icicle.zoomed || count_narrow(f, index, surface->width) == 0)
        return;
    width = (int)(columns_of(f, box, surface->width, &from) * called + 0.5);
    for (int column = 0; column < width; column++)
        surface_put(surface, row, left + column, 1, LOOK_DIM, FIT_LEFT,
                    surface_glyph(surface, GLYPH_ELLIPSIS));
}

static void draw_boxes(const struct flame *f, const struct surface *surface)
{
    size_t first = f->page.list.first;
    size_t last_row = SIZE_MAX;
    int neighbour = -1;
    int end = 0;

    for (size_t i = 0; i < f->icicle.boxes.count; i++) {
        const struct icicle_box *box = box_at(f, i);
        int left, width;

        if (box->row < first)
            continue;
        if (box->row - first >= (size_t)surface->height)
            break;
        width = columns_of(f, box, surface->width, &left);
        if (width <= 0)
            continue;
        if (box->row != last_row || left != end)
            neighbour = -1;
        neighbour = flame_look(box, neighbour);
        last_row = box->row;
        end = left + width;
        draw_box(f, surface, (int)(box->row - first), left, width, i, neighbour);
        draw_narrow(f, surface, (int)(box->row - first) + 1, left, i);
    }
}

static void draw_title(const struct flame *f, const struct surface *line)
{
    const struct icicle_box *zoomed = box_at(f, f->icicle.zoomed);
    uint64_t samples = box_at(f, 0)->total;
    CLEANUP_FREE char *counted = live_counted(f->page.live, f->waiting);
    int used;

    surface_put(line, 0, 0, line->width, LOOK_COLUMNS, FIT_LEFT, "");
    used = surface_print(line, 0, 0, line->width, LOOK_COLUMNS, "%llu sample%s since the start",
                         (unsigned long long)samples, samples == 1 ? "" : "s");
    if (f->page.live->regex != NULL)
        used += surface_print(line, 0, used, line->width, LOOK_COLUMNS, "; /%s/ has %.1f %%",
                              f->page.live->filter, 100 * f->matched);
    if (zoomed->function != NULL)
        used += surface_print(line, 0, used, line->width, LOOK_COLUMNS, "; zoomed on %.1f %%",
                              100 * (double)zoomed->total / (double)samples);
    surface_print(line, 0, used, line->width, LOOK_COLUMNS, "; of %s", counted);
}

static void draw_details(const struct flame *f, const struct surface *line)
{
    const struct icicle_box *box = box_at(f, f->selected);
    double all = (double)box_at(f, 0)->total;
    size_t narrow = f->selected >= f->icicle.zoomed ? count_narrow(f, f->selected, line->width) : 0;
    CLEANUP_FREE char *called =
        narrow > 0 ? xasprintf("  %zu of what it calls too narrow here", narrow) : xstrdup("");
    CLEANUP_FREE char *numbers =
        xasprintf("  total %.1f %% (%.2f s)  own %.1f %% (%.2f s)%s",
                  100 * (double)box->total / all, (double)box->total * f->seconds,
                  100 * (double)box->own / all, (double)box->own * f->seconds, called);
    int wide = surface_width(line, numbers);
    int room = line->width - wide;

    if (box->function == NULL) {
        surface_print(line, 0, 0, line->width, LOOK_BOLD, "all%s", numbers);
        return;
    }

    const struct function *function = box->function;
    CLEANUP_FREE char *place = function->filename[0] != '\0'
                                   ? xasprintf("  %s:%d", function->filename, function->firstlineno)
                                   : xstrdup("");
    int used = surface_width(line, function->name);
    int place_width = surface_width(line, place);

    /* The name first, then the numbers; the file has what is left. */
    if (used > room)
        used = room > 8 ? room : 8;
    if (place_width > room - used)
        place_width = room - used;
    surface_put(line, 0, 0, used, LOOK_FUNCTION, FIT_MIDDLE, function->name);
    if (place_width > 6)
        used += surface_put(line, 0, used, place_width, LOOK_FILE, FIT_MIDDLE, place);
    surface_put(line, 0, used, line->width - used, LOOK_NUMBER, FIT_LEFT, numbers);
}

static void flame_draw(struct page *page, const struct surface *surface)
{
    struct flame *f = flame_of(page);
    int title = surface->height >= 6 ? 1 : 0;
    struct surface top = surface_rows(surface, 0, title);
    struct surface boxes = surface_rows(surface, title, surface->height - title - 1);
    struct surface last = surface_rows(surface, surface->height - 1, 1);

    f->title_rows = title;
    f->width = surface->width;
    list_place(&page->list, title, boxes.height);
    if (box_at(f, 0)->total == 0) {
        surface_put(surface, 1, 2, surface->width, LOOK_DIM, FIT_LEFT,
                    f->waiting ? "Nothing was sampled yet"
                               : "Nothing has run yet; i counts threads that wait as well");
        return;
    }
    if (title > 0)
        draw_title(f, &top);
    draw_boxes(f, &boxes);
    draw_details(f, &last);
}

/* ---- keys */

static void go(struct page *page, enum icicle_way way)
{
    struct flame *f = flame_of(page);

    select_box(f, icicle_beside(&f->icicle, f->selected, way));
}

static void go_up(struct page *page, const struct keys_event *event)
{
    (void)event;
    go(page, ICICLE_UP);
}

static void go_down(struct page *page, const struct keys_event *event)
{
    (void)event;
    go(page, ICICLE_DOWN);
}

static void go_left(struct page *page, const struct keys_event *event)
{
    (void)event;
    go(page, ICICLE_LEFT);
}

static void go_right(struct page *page, const struct keys_event *event)
{
    (void)event;
    go(page, ICICLE_RIGHT);
}

/* The selected box gets the width, or is made to share it again if it has it. */
static void zoom(struct page *page, const struct keys_event *event)
{
    struct flame *f = flame_of(page);
    size_t length = f->path.count;

    (void)event;
    if (length != box_at(f, f->selected)->row)
        return; /* the box has gone meanwhile */
    while (f->zooms.count > 0 && f->zooms.data[f->zooms.count - 1] >= length)
        f->zooms.count--;
    if (length > f->zoom.count)
        array_push(&f->zooms, f->zoom.count);
    array_clear(&f->zoom);
    for (size_t i = 0; i < length; i++)
        array_push(&f->zoom, f->path.data[i]);
    live_update(page->live);
}

static void back(struct page *page, const struct keys_event *event)
{
    struct flame *f = flame_of(page);

    (void)event;
    if (f->zoom.count == 0) {
        live_pop(page->live);
        return;
    }
    f->zoom.count = f->zooms.count > 0 ? f->zooms.data[--f->zooms.count] : 0;
    live_update(page->live);
}

static void click(struct page *page, const struct keys_event *event)
{
    struct flame *f = flame_of(page);
    int row = event->row - f->title_rows + (int)page->list.first;

    for (size_t i = 0; i < f->icicle.boxes.count; i++) {
        int left, width;

        if ((int)box_at(f, i)->row != row)
            continue;
        width = columns_of(f, box_at(f, i), f->width, &left);
        if (event->column >= left && event->column < left + width) {
            if (i == f->selected)
                zoom(page, event);
            else
                select_box(f, i);
            return;
        }
    }
}

static const struct keys_binding flame_keys[] = {
    {{KEYS_ENTER}, zoom, "zoom", "give the box the whole width"},
    {{KEYS_ESCAPE, KEYS_BACKSPACE},
     back,
     "back",
     "back to the zoom before, then to the page before"},
    {{KEYS_UP, 'k'}, go_up, NULL, "to what called it"},
    {{KEYS_DOWN, 'j'}, go_down, NULL, "to the most of what it called"},
    {{KEYS_LEFT, 'h'}, go_left, NULL, "to the box on the left, and on the right"},
    {{KEYS_RIGHT, 'l'}, go_right, NULL, NULL},
    {{KEYS_CLICK}, click, NULL, "selects a box; once more: zooms"},
    {{0}, NULL, NULL, NULL},
};

static void flame_destroy(struct page *page)
{
    struct flame *f = flame_of(page);

    icicle_deinit(&f->icicle);
    array_deinit(&f->zoom);
    array_deinit(&f->zooms);
    array_deinit(&f->path);
    free(f);
}

const struct page_class flame_class = {
    .name = "flame graph",
    .keys = flame_keys,
    .update = flame_update,
    .draw = flame_draw,
    .selected = row_selected,
    .destroy = flame_destroy,
};

struct page *flame_create(struct live *live)
{
    struct flame *f = xcalloc(1, sizeof *f);

    f->page.class = &flame_class;
    f->page.live = live;
    return &f->page;
}

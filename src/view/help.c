/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the keys do: the tables that dispatch them, as text. */
#include <stdlib.h>

#include "base/array.h"
#include "base/memory.h"
#include "view/common-keys.h"
#include "view/live.h"
#include "view/pages.h"

struct help_line {
    char *keys; /* NULL: a heading; owned */
    char *text; /* owned */
};

struct help {
    struct page page;
    ARRAY(struct help_line) lines;
};

static struct help *help_of(struct page *page)
{
    return (struct help *)page;
}

static void push_heading(struct help *h, char *text)
{
    if (h->lines.count > 0)
        array_push(&h->lines, ((struct help_line){NULL, xstrdup("")}));
    array_push(&h->lines, ((struct help_line){NULL, text}));
}

/* The table that goes after so many others. A binding without a text of its own stands in the line
 * of the one above. */
static void push_table(struct help *h, const struct keys_binding *const *tables, size_t before)
{
    const char *help = NULL;
    bool has_line = false;

    for (const struct keys_binding *table = tables[before]; table->codes[0] != 0; table++) {
        struct keys_binding left;
        char *keys;

        if (table->help != NULL) {
            help = table->help;
            has_line = false;
        }
        if (!keys_left(table, tables, before, &left))
            continue;
        keys = keys_names(&left);
        if (has_line) {
            struct help_line *last = &h->lines.data[h->lines.count - 1];
            char *both = xasprintf("%s %s", last->keys, keys);

            free(last->keys);
            free(keys);
            last->keys = both;
            continue;
        }
        array_push(&h->lines, ((struct help_line){keys, xstrdup(help)}));
        has_line = true;
    }
}

/* Draws a line from that row on, which may be above the surface; the rows that it takes. */
static int draw_line(const struct help_line *line, const struct surface *surface, int row)
{
    int keys_width = surface->width / 3 < 28 ? surface->width / 3 : 28;
    int keys, text;

    if (line->keys == NULL) {
        surface_put(surface, row, 0, surface->width, LOOK_TITLE, FIT_LEFT, line->text);
        return 1;
    }
    keys = surface_wrap(surface, row, 2, keys_width, LOOK_NUMBER, line->keys);
    text = surface_wrap(surface, row, 3 + keys_width, surface->width, LOOK_PLAIN, line->text);
    return keys > text ? keys : text;
}

/* What does not fit on a row goes on below it: the list is one of rows. */
static void help_draw(struct page *page, const struct surface *surface)
{
    struct help *h = help_of(page);
    struct list *list = &page->list;
    struct surface nothing = surface_rows(surface, 0, 0);
    size_t rows = 0;
    int row = 0;

    for (size_t i = 0; i < h->lines.count; i++)
        rows += (size_t)draw_line(&h->lines.data[i], &nothing, 0);
    list_set_count(list, rows);
    list_place(list, 0, surface->height);
    row = -(int)list->first;
    for (size_t i = 0; i < h->lines.count; i++)
        row += draw_line(&h->lines.data[i], surface, row);
}

static void wheel_up(struct page *page, const struct keys_event *event)
{
    (void)event;
    list_scroll(&page->list, -1);
}

static void wheel_down(struct page *page, const struct keys_event *event)
{
    (void)event;
    list_scroll(&page->list, 1);
}

static void close(struct page *page, const struct keys_event *event)
{
    (void)event;
    live_pop(page->live);
}

static const struct keys_binding help_keys[] = {
    {{'?', 'h', 'q', KEYS_ENTER}, close, "back", "back to the page before"},
    {{KEYS_WHEEL_UP}, wheel_up, NULL, NULL},
    {{KEYS_WHEEL_DOWN}, wheel_down, NULL, NULL},
    {{0}, NULL, NULL, NULL},
};

static void help_destroy(struct page *page)
{
    struct help *h = help_of(page);

    for (size_t i = 0; i < h->lines.count; i++) {
        free(h->lines.data[i].keys);
        free(h->lines.data[i].text);
    }
    array_deinit(&h->lines);
    free(h);
}

const struct page_class help_class = {
    .name = "help",
    .keys = help_keys,
    .scrolls = true,
    .draw = help_draw,
    .destroy = help_destroy,
};

struct page *help_create(struct live *live)
{
    const struct page_class *of = live->page->class;
    const struct keys_binding *tables[LIVE_KEYS];
    struct help *h = xcalloc(1, sizeof *h);

    h->page.class = &help_class;
    h->page.live = live;
    live_keys(live, of, tables);
    for (size_t i = 0; tables[i] != NULL; i++) {
        push_heading(h, tables[i] == of->keys    ? xasprintf("Keys of the page of %s", of->name)
                        : tables[i] == pane_keys ? xstrdup("Keys of the pane")
                                                 : xstrdup("Keys of all pages"));
        push_table(h, tables, i);
    }
    return &h->page;
}

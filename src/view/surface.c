/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/surface.h"

#include <limits.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>
#include <uniwidth.h>
#include <wchar.h>

#include <curses.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/text.h"
#include "view/internal.h"

/* What stands in one cell, or in two: a character and what is put over it. */
struct cell {
    wchar_t text[CCHARW_MAX + 1];
    int width;
};

struct cells {
    ARRAY(struct cell) list;
    int width;
};

struct surface surface_rows(const struct surface *surface, int first, int count)
{
    struct surface part = *surface;

    first = first < 0 ? 0 : first > surface->height ? surface->height : first;
    count = count < 0 ? 0 : count > surface->height - first ? surface->height - first : count;
    part.row += first;
    part.height = count;
    return part;
}

struct surface surface_columns(const struct surface *surface, int first, int count)
{
    struct surface part = *surface;

    first = first < 0 ? 0 : first > surface->width ? surface->width : first;
    count = count < 0 ? 0 : count > surface->width - first ? surface->width - first : count;
    part.column += first;
    part.width = count;
    return part;
}

static void push(struct cells *cells, wchar_t character, int width)
{
    array_push(&cells->list, ((struct cell){.text = {character}, .width = width}));
    cells->width += width;
}

/*
 * Whether the locale has the character, and curses the same idea of its width as we have: it counts
 * columns by wcwidth(), and where the two differ nobody knows what the terminal will do.
 */
static bool can_show(const struct screen *screen, ucs4_t c, int width)
{
    char bytes[MB_LEN_MAX];
    mbstate_t state = {0};

    if (wcwidth((wchar_t)c) != width || text_joins(c))
        return false;
    return screen->utf8 || wcrtomb(bytes, (wchar_t)c, &state) != (size_t)-1;
}

/* utf8 as cells; what the locale cannot show is written as Python would escape it. */
static void split(const struct screen *screen, const char *utf8, struct cells *ret)
{
    CLEANUP_FREE char *escaped = text_escaped(utf8);
    const uint8_t *at = (const uint8_t *)escaped;

    *ret = (struct cells){0};
    while (*at != '\0') {
        ucs4_t c = *at;
        int length = c < 0x80 ? 1 : u8_strmbtouc(&c, at);
        int width = c < 0x80 ? 1 : uc_width(c, "UTF-8");
        struct cell *last = ret->list.count > 0 ? &ret->list.data[ret->list.count - 1] : NULL;

        at += length > 0 ? length : 1;
        if (c < 0x80 || (width > 0 && can_show(screen, c, width))) {
            push(ret, (wchar_t)c, width);
        } else if (width == 0 && last != NULL && can_show(screen, c, 0)) {
            size_t count = wcslen(last->text);

            if (count < CCHARW_MAX)
                last->text[count] = (wchar_t)c;
        } else {
            char escape[16];
            int size = snprintf(escape, sizeof escape,
                                c < 0x100     ? "\\x%02x"
                                : c < 0x10000 ? "\\u%04x"
                                              : "\\U%08x",
                                (unsigned)c);

            for (int i = 0; i < size; i++)
                push(ret, (wchar_t)escape[i], 1);
        }
    }
}

static void cells_deinit(struct cells *cells)
{
    array_deinit(&cells->list);
}

static void put_cell(const struct palette *palette, enum look look, const struct cell *cell)
{
    cchar_t glyph;

    setcchar(&glyph, cell->text, palette->attributes[look], palette->pairs[look], NULL);
    add_wch(&glyph);
}

static void put_blanks(const struct palette *palette, enum look look, int count)
{
    struct cell blank = {{L' '}, 1};

    for (int i = 0; i < count; i++)
        put_cell(palette, look, &blank);
}

/* Cells from `from` on, as many as have room; the columns that they took. */
static int put_cells(const struct screen *screen, enum look look, const struct cells *cells,
                     size_t from, size_t to, int room)
{
    int used = 0;

    for (size_t i = from; i < to && used + cells->list.data[i].width <= room; i++) {
        put_cell(&screen->palette, look, &cells->list.data[i]);
        used += cells->list.data[i].width;
    }
    return used;
}

/* The first cell of the last ones that have room. */
static size_t tail(const struct cells *cells, int room)
{
    size_t first = cells->list.count;
    int used = 0;

    while (first > 0 && used + cells->list.data[first - 1].width <= room)
        used += cells->list.data[--first].width;
    return first;
}

static void put_ellipsis(const struct screen *screen, enum look look)
{
    put_cell(&screen->palette, look, &(struct cell){{screen->utf8 ? L'\u2026' : L'~'}, 1});
}

/* What is too long, without its beginning, its end, or its middle. */
static int put_cut(const struct screen *screen, const struct cells *cells, int width,
                   enum look look, enum fit fit)
{
    size_t count = cells->list.count;
    int head = fit == FIT_LEFT ? width - 1 : fit == FIT_MIDDLE ? (width - 1) / 2 : 0;
    int used = put_cells(screen, look, cells, 0, count, head);

    put_ellipsis(screen, look);
    if (fit != FIT_LEFT)
        used +=
            put_cells(screen, look, cells, tail(cells, width - 1 - used), count, width - 1 - used);
    return used + 1;
}

int surface_put(const struct surface *surface, int row, int column, int width, enum look look,
                enum fit fit, const char *utf8)
{
    CLEANUP(cells_deinit) struct cells cells = {0};
    struct screen *screen = surface->screen;

    if (row < 0 || row >= surface->height || column < 0 || column >= surface->width || width <= 0)
        return 0;
    if (width > surface->width - column)
        width = surface->width - column;
    split(screen, utf8, &cells);
    move(surface->row + row, surface->column + column);
    if (cells.width > width) {
        int used = put_cut(screen, &cells, width, look, fit);

        put_blanks(&screen->palette, look, width - used);
        return used;
    }
    if (fit == FIT_RIGHT)
        put_blanks(&screen->palette, look, width - cells.width);
    put_cells(screen, look, &cells, 0, cells.list.count, width);
    if (fit != FIT_RIGHT)
        put_blanks(&screen->palette, look, width - cells.width);
    return cells.width;
}

/* How many of the cells from first on a row of so many columns has: up to a blank, if there is one.
 */
static size_t cells_of_row(const struct cells *cells, size_t first, int width)
{
    size_t end = first, blank = first;
    int used = 0;

    for (; end < cells->list.count && used + cells->list.data[end].width <= width; end++) {
        if (cells->list.data[end].text[0] == L' ')
            blank = end;
        used += cells->list.data[end].width;
    }
    if (end < cells->list.count && cells->list.data[end].text[0] != L' ' && blank > first)
        end = blank;
    return end > first ? end - first : 1;
}

int surface_wrap(const struct surface *surface, int row, int column, int width, enum look look,
                 const char *utf8)
{
    CLEANUP(cells_deinit) struct cells cells = {0};
    struct screen *screen = surface->screen;
    int rows = 0;

    if (width > surface->width - column)
        width = surface->width - column;
    if (width <= 0 || column < 0)
        return 0;
    split(screen, utf8, &cells);
    for (size_t first = 0; first < cells.list.count; rows++) {
        size_t end = first + cells_of_row(&cells, first, width);

        if (row + rows >= 0 && row + rows < surface->height) {
            move(surface->row + row + rows, surface->column + column);
            put_blanks(&screen->palette, look,
                       width - put_cells(screen, look, &cells, first, end, width));
        }
        for (first = end; first < cells.list.count && cells.list.data[first].text[0] == L' ';)
            first++;
    }
    return rows;
}

int surface_print(const struct surface *surface, int row, int column, int width, enum look look,
                  const char *format, ...)
{
    va_list args;

    va_start(args, format);

    CLEANUP_FREE char *text = xvasprintf(format, args);

    va_end(args);
    return surface_put(surface, row, column, width, look, FIT_LEFT, text);
}

void surface_paint(const struct surface *surface, int row, int column, int width, enum look look)
{
    const struct palette *palette = &surface->screen->palette;

    if (row < 0 || row >= surface->height || column < 0 || column >= surface->width || width <= 0)
        return;
    if (width > surface->width - column)
        width = surface->width - column;
    mvchgat(surface->row + row, surface->column + column, width, palette->attributes[look],
            palette->pairs[look], NULL);
}

int surface_width(const struct surface *surface, const char *utf8)
{
    CLEANUP(cells_deinit) struct cells cells = {0};

    split(surface->screen, utf8, &cells);
    return cells.width;
}

const char *surface_glyph(const struct surface *surface, enum glyph glyph)
{
    static const char *const glyphs[GLYPH_COUNT][2] = {
        [GLYPH_ELLIPSIS] = {"~", "\u2026"},    [GLYPH_LINE] = {"-", "\u2500"},
        [GLYPH_STROKE] = {"|", "\u2502"},      [GLYPH_BRANCH] = {"|", "\u251c"},
        [GLYPH_LAST_BRANCH] = {"`", "\u2514"}, [GLYPH_OPEN] = {"-", "\u25be"},
        [GLYPH_CLOSED] = {"+", "\u25b8"},      [GLYPH_DOWN] = {"v", "\u25bc"},
        [GLYPH_UP] = {"^", "\u25b2"},          [GLYPH_POINTER] = {">", "\u25b6"},
        [GLYPH_BLOCK] = {"#", "\u2588"},       [GLYPH_DOT] = {".", "\u00b7"},
    };

    return glyphs[glyph][surface->screen->utf8];
}

enum look look_of_share(double share)
{
    if (share <= 0)
        return LOOK_DIM;
    if (share < 0.05)
        return LOOK_HEAT;
    if (share < 0.15)
        return (enum look)(LOOK_HEAT + 1);
    return (enum look)(share < 0.4 ? LOOK_HEAT + 2 : LOOK_HEAT + 3);
}

void surface_put_share(const struct surface *surface, int column, int width, int decimals,
                       bool selected, double share)
{
    char text[32];

    snprintf(text, sizeof text, "%.*f", decimals, 100 * share);
    surface_put(surface, 0, column, width, selected ? LOOK_SELECTED : look_of_share(share),
                FIT_RIGHT, text);
}

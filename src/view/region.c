/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/region.h"

#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

#include "base/memory.h"
#include "view/line.h"
#include "view/mouse.h"
#include "view/rescue.h"
#include "view/terminfo.h"

/* What is asked of the terminal, in the names of terminfo. */
enum sequence {
    SET_REGION,   /* csr: first and last row that scroll; moves the cursor */
    ADDRESS,      /* cup: row, column */
    SAVE,         /* sc */
    RESTORE,      /* rc */
    CLEAR_BELOW,  /* ed: from the cursor on */
    DELETE_LINES, /* dl: so many from the cursor's on; may be missing */
    HIDE_CURSOR,  /* civis; may be missing */
    SHOW_CURSOR,  /* cnorm; may be missing */
    SEQUENCE_COUNT,
};

enum { NEEDED_COUNT = DELETE_LINES };

struct region {
    int in, out;
    int rows, upper;      /* as they were split; rows 0: they are not */
    struct termios modes; /* of the terminal while nobody reads keys */
    bool has_modes;
    char *sequences[SEQUENCE_COUNT]; /* NULL: the terminal has none */
    char *rescue;                    /* what makes it whole again */
    char *split;                     /* and what divides it */
};

/* curses speaks of one terminal at a time; readline and screens have theirs. */
static bool learn(struct region *region)
{
    static const char *const names[SEQUENCE_COUNT] = {
        [SET_REGION] = "csr",    [ADDRESS] = "cup",       [SAVE] = "sc",
        [RESTORE] = "rc",        [CLEAR_BELOW] = "ed",    [DELETE_LINES] = "dl",
        [HIDE_CURSOR] = "civis", [SHOW_CURSOR] = "cnorm",
    };
    TERMINAL *other = cur_term;
    int status;
    bool all = true;

    if (setupterm(NULL, region->out, &status) != OK)
        return false;
    for (int i = 0; i < SEQUENCE_COUNT; i++) {
        region->sequences[i] = terminfo_sequence(names[i]);
        all = all && (region->sequences[i] != NULL || i >= NEEDED_COUNT);
    }

    TERMINAL *mine = set_curterm(other);

    if (mine != other)
        del_curterm(mine);
    return all;
}

struct error *region_create(int in, int out, struct region **ret)
{
    const char *term = getenv("TERM");
    struct region *region = xcalloc(1, sizeof *region);

    region->in = in;
    region->out = out;
    if (!learn(region)) {
        region_destroy(region);
        return error_create(ERROR_UNSUPPORTED,
                            "This terminal (TERM is \"%s\") cannot scroll a part of its screen, "
                            "which a pane needs; `top -b` needs no more than lines",
                            term != NULL ? term : "");
    }
    *ret = region;
    return NULL;
}

void region_destroy(struct region *region)
{
    if (region == NULL)
        return;
    region_end(region, false);
    for (int i = 0; i < SEQUENCE_COUNT; i++)
        free(region->sequences[i]);
    free(region->rescue);
    free(region->split);
    free(region);
}

static void put(const struct region *region, FILE *out, enum sequence sequence, int first,
                int second)
{
    const char *text = region->sequences[sequence];

    if (text != NULL)
        fputs(tiparm(text, first, second), out);
}

/* All at once: nothing of it is seen half done. */
static void write_all(const struct region *region, const char *text, size_t size)
{
    line_write_whole(region->out, text, size);
}

/* What makes the terminal whole again, its cursor in the last row. */
static char *wholeness(const struct region *region)
{
    char *text = NULL;
    size_t size;
    FILE *out = xopen_memstream(&text, &size);

    put(region, out, SET_REGION, 0, region->rows - 1);
    put(region, out, ADDRESS, region->rows - 1, 0);
    put(region, out, SHOW_CURSOR, 0, 0);
    fputs(MOUSE_OFF "\n", out);
    fclose(out);
    return text;
}

/* What divides it: the cursor stays in the last row. */
static char *division(const struct region *region)
{
    char *text = NULL;
    size_t size;
    FILE *out = xopen_memstream(&text, &size);

    put(region, out, SET_REGION, region->upper, region->rows - 1);
    put(region, out, ADDRESS, region->rows - 1, 0);
    fclose(out);
    return text;
}

static void arm_rescue(struct region *region)
{
    char *rescue = region->rescue, *split = region->split;

    rescue_stop();
    /* A handler may come at any time. */
    region->rescue = wholeness(region);
    region->split = division(region);
    free(rescue);
    free(split);
    if (!region->has_modes)
        region->has_modes = tcgetattr(region->in, &region->modes) == 0;
    if (region->has_modes)
        rescue_start(region->in, region->out, &region->modes, region->rescue,
                     strlen(region->rescue));
}

void region_split(struct region *region, int rows, int upper)
{
    CLEANUP_FREE char *text = NULL;
    size_t size;
    FILE *out = xopen_memstream(&text, &size);
    bool was_split = region->rows > 0;

    put(region, out, SET_REGION, 0, rows - 1);
    put(region, out, ADDRESS, rows - 1, 0);
    /* Into the terminal's memory of what has scrolled away, where people look for it. */
    for (int i = 0; !was_split && i < rows; i++)
        fputc('\n', out);
    put(region, out, ADDRESS, 0, 0);
    put(region, out, CLEAR_BELOW, 0, 0);
    put(region, out, SET_REGION, upper, rows - 1);
    put(region, out, ADDRESS, rows - 1, 0);
    fclose(out);
    region->rows = rows;
    region->upper = upper;
    arm_rescue(region);
    write_all(region, text, size);
}

/* Setting the region moves the cursor. */
static void set_region(struct region *region, int first)
{
    CLEANUP_FREE char *text = NULL;
    size_t size;
    FILE *out = xopen_memstream(&text, &size);

    put(region, out, SAVE, 0, 0);
    put(region, out, SET_REGION, first, region->rows - 1);
    put(region, out, RESTORE, 0, 0);
    fclose(out);
    write_all(region, text, size);
}

void region_lend(struct region *region)
{
    if (region->rows == 0)
        return;
    set_region(region, 0);
    rescue_stop();
}

void region_restore(struct region *region)
{
    if (region->rows == 0)
        return;
    set_region(region, region->upper);
    arm_rescue(region);
}

void region_leave_in_handler(const struct region *region)
{
    if (region->rows > 0)
        write_all(region, region->rescue, strlen(region->rescue));
}

void region_return_in_handler(const struct region *region)
{
    if (region->rows > 0)
        write_all(region, region->split, strlen(region->split));
}

void region_clear(struct region *region)
{
    CLEANUP_FREE char *text = NULL;
    size_t size;
    FILE *out = xopen_memstream(&text, &size);

    put(region, out, SET_REGION, region->upper, region->rows - 1);
    put(region, out, ADDRESS, region->upper, 0);
    put(region, out, CLEAR_BELOW, 0, 0);
    put(region, out, ADDRESS, region->rows - 1, 0);
    fclose(out);
    write_all(region, text, size);
}

void region_to_bottom(struct region *region)
{
    const char *address = tiparm(region->sequences[ADDRESS], region->rows - 1, 0);

    write_all(region, address, strlen(address));
}

void region_give_keyboard(struct region *region, bool upper)
{
    const char *cursor = region->sequences[upper ? HIDE_CURSOR : SHOW_CURSOR];
    CLEANUP_FREE char *text =
        xasprintf("%s%s", cursor != NULL ? cursor : "", upper ? MOUSE_ON : MOUSE_OFF);

    write_all(region, text, strlen(text));
}

void region_end(struct region *region, bool leave_upper)
{
    CLEANUP_FREE char *text = NULL;
    size_t size;

    if (region->rows == 0)
        return;

    FILE *out = xopen_memstream(&text, &size);

    put(region, out, SET_REGION, 0, region->rows - 1);
    if (!leave_upper && region->upper > 0 && region->sequences[DELETE_LINES] != NULL) {
        put(region, out, ADDRESS, 0, 0);
        put(region, out, DELETE_LINES, region->upper, 0);
        put(region, out, ADDRESS, region->rows - 1 - region->upper, 0);
        put(region, out, CLEAR_BELOW, 0, 0);
    } else {
        put(region, out, ADDRESS, region->rows - 1, 0);
        fputc('\n', out);
    }
    put(region, out, SHOW_CURSOR, 0, 0);
    fputs(MOUSE_OFF, out);
    fclose(out);
    write_all(region, text, size);
    rescue_stop();
    region->rows = 0;
}

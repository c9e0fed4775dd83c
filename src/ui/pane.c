/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pane.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "session/monitoring.h"
#include "session/session.h"
#include "session/settings.h"
#include "session/top.h"
#include "ui/terminal.h"
#include "view/keys.h"
#include "view/live.h"
#include "view/pages.h"
#include "view/region.h"
#include "view/screen.h"
#include "view/terminfo.h"
#include "view/top.h"

enum {
    MIN_ROWS = 4,         /* of the pane; what is too little for it the view says itself */
    MIN_COMMAND_ROWS = 4, /* what scrolls in less is of no use */
};

/* Who presses Escape is not kept waiting; the bytes of a key may come apart on a slow line. */
#define ESCAPE_NS 30000000ull

static struct {
    struct session *session;
    struct transcript *transcript;
    struct region *region;
    struct screen *screen;
    struct live *live;       /* NULL: there is nothing to be shown of a process */
    char *why_not;           /* a sentence then, or NULL: there is no process */
    unsigned target_changes; /* which process that is about */
    enum windows_layout layout, last_layout;
    enum windows_layout
        shown;       /* what live has: a command, which holds the monitor, cannot tell it */
    int wanted_rows; /* 0: as many as seems right */
    int rows, terminal_rows, columns; /* rows 0: the terminal is too small for a pane */

    bool lent;         /* a command asks something below, and the sampler goes on */
    bool stands_still; /* ... or does not */
    bool has_keyboard, wants_away;
    struct keys_reader reader;
    uint64_t escape_ns; /* when the beginning of a key came, while it is not whole */
    bool control_x;     /* was the key before */

    char *filter;            /* of the view that was closed last, for the next one; NULL: none */
    bool was_closed;         /* that is the same process's */
    bool draw;               /* something has changed */
    int changes;             /* of live, that were drawn */
    const struct page *page; /* what was told the session's selection, which was: */
    unsigned thread;
    size_t frame;
    uint64_t snapshot_ns;
    bool has_selected; /* the pane has selected something for the session */
} pane = {.last_layout = WINDOWS_TOP};

void pane_init(struct session *s, struct transcript *transcript)
{
    pane.session = s;
    pane.transcript = transcript;
}

bool pane_is_open(void)
{
    return pane.layout != WINDOWS_NONE;
}

/* ---- where things are */

static int command_rows(void)
{
    return pane.terminal_rows - pane.rows;
}

static void choose_rows(void)
{
    int most, rows = pane.wanted_rows;

    terminfo_size(STDOUT_FILENO, &pane.terminal_rows, &pane.columns);
    most = pane.terminal_rows - MIN_COMMAND_ROWS;
    if (rows == 0)
        rows =
            pane.terminal_rows / 2 > SCREEN_MIN_ROWS ? pane.terminal_rows / 2 : SCREEN_MIN_ROWS + 1;
    if (rows < MIN_ROWS)
        rows = MIN_ROWS;
    if (rows > most)
        rows = most;
    pane.rows = rows >= MIN_ROWS ? rows : 0;
}

void pane_lay_out(void)
{
    fflush(stdout);
    choose_rows();
    terminal_set_rows(command_rows());
    /* Too small for two: the split of no rows is the whole. */
    region_split(pane.region, pane.terminal_rows, pane.rows);
    if (pane.rows > 0) {
        screen_set_rows(pane.screen, pane.rows);
        screen_enter(pane.screen);
    }
    transcript_show(pane.transcript, stdout, (size_t)command_rows(), (size_t)pane.columns);
    if (pane.rows == 0)
        pane_set_keyboard(false);
    region_give_keyboard(pane.region, pane.has_keyboard);
    pane.draw = true;
}

void pane_clear(void)
{
    fflush(stdout);
    region_clear(pane.region);
    transcript_clear(pane.transcript);
    if (pane.rows > 0)
        screen_enter(pane.screen);
    pane.draw = true;
}

void pane_to_bottom(void)
{
    fflush(stdout);
    if (pane_is_open())
        region_to_bottom(pane.region);
}

/* ---- opening and closing */

static void close_live(void)
{
    live_destroy(take_pointer(pane.live));
    pane.page = NULL;
    free(take_pointer(pane.why_not));
}

static void close_pane(void)
{
    if (!pane_is_open())
        return;
    pane.layout = WINDOWS_NONE;
    pane_set_keyboard(false);
    free(take_pointer(pane.filter));
    pane.was_closed = pane.live != NULL;
    if (pane.live != NULL && pane.live->filter != NULL)
        pane.filter = xstrdup(pane.live->filter);
    close_live();
    screen_destroy(take_pointer(pane.screen));
    fflush(stdout);
    region_destroy(take_pointer(pane.region));
    terminal_set_rows(0);
    pane.rows = 0;
}

static struct error *open_screen(void)
{
    struct screen_options options = {
        .in = STDIN_FILENO,
        .out = STDOUT_FILENO,
        .rows = MIN_ROWS,
        .colors = setting_bool(pane.session->settings, SETTING_STYLE),
    };

    if (pane.rows > 0)
        options.rows = pane.rows;
    TRY(screen_create(&options, &pane.screen));
    screen_set_keyboard(pane.screen, pane.has_keyboard);
    return NULL;
}

static struct error *open_parts(void)
{
    TRY(region_create(STDIN_FILENO, STDOUT_FILENO, &pane.region));

    struct error *error = open_screen();

    if (error != NULL)
        region_destroy(take_pointer(pane.region));
    return error;
}

static const struct top_options top_options = {
    .monitor.rate = MONITOR_RATE,
    .sort = PROFILE_OWN,
    .seconds = TOP_SECONDS,
};

/* Who has closed the pane and opens it again finds what he had set; what was not sampled meanwhile
 * nobody knows. */
static void take_up_again(void)
{
    if (!pane.was_closed)
        return;
    pane.was_closed = false;
    error_ignore(live_set_filter(pane.live, pane.filter));
    live_say(pane.live, "Nothing was sampled while there was no pane: all counts begin anew");
}

static void show_first_page(void)
{
    struct live *live = pane.live;
    struct page *page;

    if (pane.layout == WINDOWS_THREADS)
        page = threads_create(live);
    else if (pane.layout == WINDOWS_SRC)
        page = src_create(live);
    else
        page = functions_create(live, &top_options);
    live_begin_with(live, page);
    pane.shown = pane.layout;
    take_up_again();
}

static struct error *set_layout(struct front_end *f, struct session *s, enum windows_layout layout)
{
    (void)f;
    (void)s;
    if (layout == WINDOWS_NONE) {
        close_pane();
        return NULL;
    }
    if (!pane_is_open())
        TRY(open_parts());

    bool was_open = pane_is_open();

    /* The keys of the pane lead to other pages: who asks for a layout wants to see that one. */
    if (pane.live != NULL && pane.live->page->below != NULL)
        pane.shown = WINDOWS_NONE;
    pane.layout = pane.last_layout = layout;
    if (!was_open)
        pane_lay_out();
    pane.draw = true;
    return NULL;
}

struct error *pane_toggle(void)
{
    return set_layout(NULL, pane.session, pane_is_open() ? WINDOWS_NONE : pane.last_layout);
}

void pane_deinit(void)
{
    close_pane();
    free(take_pointer(pane.filter));
}

void pane_suspend(void)
{
    fflush(stdout);
    if (pane_is_open())
        region_end(pane.region, true);
}

struct error *pane_show_top(struct front_end *f, struct session *s,
                            const struct top_options *options)
{
    fflush(stdout);
    if (!pane_is_open())
        return top_show(f, s, options);
    screen_destroy(take_pointer(pane.screen)); /* there is but one at a time */
    region_lend(pane.region);

    struct error *error = top_show(f, s, options);
    struct error *reopening = open_screen();

    if (reopening != NULL)
        close_pane();
    error_destroy(reopening);
    pane_restore();
    return error;
}

void pane_stop(void)
{
    if (pane_is_open())
        region_leave_in_handler(pane.region);
}

void pane_go_on(void)
{
    if (pane_is_open())
        region_return_in_handler(pane.region);
}

void pane_resume(void)
{
    if (pane_is_open())
        pane_lay_out();
}

static bool has_another_size(void)
{
    int rows, columns;

    terminfo_size(STDOUT_FILENO, &rows, &columns);
    return rows != pane.terminal_rows || columns != pane.columns;
}

void pane_restore(void)
{
    if (!pane_is_open())
        return;
    fflush(stdout);
    region_restore(pane.region);
    if (has_another_size())
        pane_lay_out();
    if (pane.rows > 0)
        screen_enter(pane.screen);
    pane.draw = true;
}

/* ---- the keyboard */

bool pane_has_keyboard(void)
{
    return pane.has_keyboard;
}

void pane_set_keyboard(bool on)
{
    if (on == pane.has_keyboard || (on && pane.rows == 0))
        return;
    pane.has_keyboard = on;
    pane.control_x = false;
    pane.draw = true;
    if (pane.screen != NULL)
        screen_set_keyboard(pane.screen, on);
    fflush(stdout);
    region_give_keyboard(pane.region, on);
}

static struct error *set_keyboard(struct front_end *f, bool on)
{
    (void)f;
    pane_set_keyboard(on);
    return NULL;
}

bool pane_wants_away(void)
{
    bool wants = pane.wants_away;

    pane.wants_away = false;
    return wants;
}

/* The key after Ctrl-X, as readline has it bound. */
static void control_x_key(int code)
{
    if (code == 'o' || code == 'O' || code == KEYS_CONTROL('o'))
        pane_set_keyboard(false);
    if (code == 'a' || code == 'A' || code == KEYS_CONTROL('a'))
        pane.wants_away = true;
}

/* What the mouse did below the pane is nobody's. */
static bool is_below(const struct keys_event *event)
{
    return event->code >= KEYS_CLICK && event->row >= pane.rows;
}

bool pane_has_selected(void)
{
    bool selected = pane.has_selected;

    pane.has_selected = false;
    return selected;
}

static void live_has_key(const struct keys_event *event)
{
    struct session *s = pane.session;
    struct live *live = pane.live;

    live_key(live, event);
    if (live->draw_anew)
        screen_enter(pane.screen);
    live->draw_anew = false;
    if (live->quit)
        pane_set_keyboard(false);
    live->quit = false;
    pane.has_selected = s->thread != pane.thread || s->frame != pane.frame;
}

static void key(const struct keys_event *event)
{
    if (is_below(event))
        return;
    pane.draw = true;
    if (pane.control_x) {
        pane.control_x = false;
        control_x_key(event->code);
    } else if (event->code == KEYS_CONTROL('x')) {
        pane.control_x = true;
    } else if (pane.live != NULL) {
        live_has_key(event);
    } else if (event->code == KEYS_ESCAPE || event->code == 'q') {
        pane_set_keyboard(false);
    }
}

/* Keys that are whole; all: also one that may be the beginning of another. */
static void take_keys(bool all)
{
    struct keys_event event;

    while (pane.has_keyboard && keys_next(&pane.reader, all, &event))
        key(&event);
    pane.escape_ns = pane.has_keyboard && pane.reader.count > 0 ? clock_now_ns() : 0;
}

int pane_next_rest(void)
{
    struct keys_reader *reader = &pane.reader;
    int byte = reader->bytes[0];

    if (pane.has_keyboard || reader->count == 0)
        return -1;
    memmove(reader->bytes, reader->bytes + 1, --reader->count);
    return byte;
}

bool pane_read_keys(int keyboard)
{
    uint8_t bytes[sizeof pane.reader.bytes];
    size_t room = sizeof bytes - pane.reader.count;
    ssize_t got = read(keyboard, bytes, room > 0 ? room : sizeof bytes);

    if (got <= 0)
        return got < 0 && (errno == EAGAIN || errno == EINTR);
    keys_feed(&pane.reader, bytes, (size_t)got);
    take_keys(false);
    return true;
}

/* ---- drawing */

/* There may be another process than the one that is shown, or none. */
static void follow_target(void)
{
    struct session *s = pane.session;

    if (s->target_changes == pane.target_changes &&
        (pane.live != NULL || pane.why_not != NULL || s->target == NULL))
        return;
    close_live();
    pane.was_closed = pane.was_closed && s->target_changes == pane.target_changes;
    pane.target_changes = s->target_changes;
    pane.draw = true;
    if (s->target == NULL)
        return;

    struct error *error = live_create(s, &top_options, &pane.live);

    if (error == NULL) {
        pane.live->selects = true;
        pane.shown = WINDOWS_NONE;
        return;
    }
    pane.why_not = xstrdup(error->message);
    error_destroy(error);
}

/* The commands may have gone to another thread or frame, or have read the stacks again. */
static void follow_selection(void)
{
    struct session *s = pane.session;
    uint64_t snapshot_ns = s->snapshot != NULL ? s->snapshot->started_ns : 0;
    struct page *page = pane.live != NULL ? pane.live->page : NULL;

    /* What the user goes to in the pane has its own selection already. */
    bool is_other = page != pane.page && page != NULL && page->below == NULL;

    if (page == NULL || (!is_other && s->thread == pane.thread && s->frame == pane.frame &&
                         snapshot_ns == pane.snapshot_ns))
        return;
    pane.page = page;
    pane.thread = s->thread;
    pane.frame = s->frame;
    pane.snapshot_ns = snapshot_ns;
    if (page->class->select != NULL)
        page->class->select(page, s->thread, s->frame);
    pane.draw = true;
}

/* What divides the two windows. */
static void draw_division(const struct surface *line)
{
    static const char *const names[WINDOWS_COUNT] = {
        [WINDOWS_TOP] = "top", [WINDOWS_THREADS] = "threads", [WINDOWS_SRC] = "src"};
    static const char keys[] = " Ctrl-X O: keys here ", still[] = " stands still meanwhile ";
    const char *in = pane.stands_still ? still : keys;
    const struct page *page = pane.live != NULL ? pane.live->page : NULL;
    const char *glyph = surface_glyph(line, GLYPH_LINE);
    int wide = (int)strlen(in);
    /* Where the keys have led. */
    CLEANUP_FREE char *name = page != NULL && page->below != NULL
                                  ? xasprintf(" %s / %s ", names[pane.layout], page->class->name)
                                  : xasprintf(" %s ", names[pane.layout]);

    for (int column = 0; column < line->width; column++)
        surface_put(line, 0, column, 1, LOOK_DIM, FIT_LEFT, glyph);
    surface_put(line, 0, 2, surface_width(line, name), LOOK_BOLD, FIT_LEFT, name);
    if (line->width > 2 * wide)
        surface_put(line, 0, line->width - wide - 2, wide,
                    pane.stands_still ? LOOK_WARNING : LOOK_DIM, FIT_LEFT, in);
}

static void draw_pane(void)
{
    static const char out[] = " Escape: command line";
    struct surface all = screen_begin(pane.screen);
    struct surface last = surface_rows(&all, all.height - 1, 1);
    struct live *live = pane.live;
    int wide = (int)sizeof out - 1;
    bool says_out = pane.has_keyboard && all.width > 2 * wide &&
                    (live == NULL || live->prompt.question == NULL);

    if (live == NULL)
        surface_put(&all, 0, 0, all.width, LOOK_PLAIN, FIT_LEFT,
                    pane.why_not != NULL ? pane.why_not : "No process.  Use `attach PID`.");
    else {
        live->has_foot = !pane.has_keyboard;
        live->foot_right = says_out ? wide : 0;
        live_draw(live, &all);
    }
    if (!pane.has_keyboard)
        draw_division(&last);
    else if (says_out)
        surface_put(&last, 0, all.width - wide, wide, LOOK_KEY, FIT_LEFT, out);
    screen_show(pane.screen);
}

/* The next picture, if it is time for it. */
static uint64_t go_on(void)
{
    uint64_t next = UINT64_MAX;

    if (pane.live != NULL) {
        next = live_tick(pane.live);
        pane.draw = pane.draw || pane.live->changes != pane.changes;
        pane.changes = pane.live->changes;
    }
    if (pane.draw)
        draw_pane();
    pane.draw = false;
    return next;
}

/* The command may have left the process, or gone to another one: live is of what was before. */
static bool is_of_before(void)
{
    return pane.session->target_changes != pane.target_changes;
}

void pane_question(bool begins)
{
    struct session *s = pane.session;

    if (begins && pane_is_open()) {
        pane.lent = monitoring_lend(s);
        pane.stands_still = s->monitor_held;
    } else {
        if (pane.lent)
            monitoring_hold(s);
        pane.lent = pane.stands_still = false;
    }
    pane.draw = true;
}

uint64_t pane_tick_beside(void)
{
    if (!pane_is_open() || pane.rows == 0 || is_of_before())
        return UINT64_MAX;
    if (!pane.stands_still)
        return go_on();
    if (pane.draw)
        draw_pane();
    pane.draw = false;
    return UINT64_MAX;
}

uint64_t pane_tick(void)
{
    uint64_t next = UINT64_MAX;

    if (!pane_is_open() || pane.rows == 0)
        return next;
    if (pane.escape_ns != 0 && clock_now_ns() >= pane.escape_ns + ESCAPE_NS)
        take_keys(true);
    follow_target();
    if (pane.live != NULL && pane.shown != pane.layout)
        show_first_page();
    follow_selection();
    next = go_on();
    if (pane.escape_ns != 0 && pane.escape_ns + ESCAPE_NS < next)
        next = pane.escape_ns + ESCAPE_NS;
    return next;
}

/* ---- what the commands see */

static struct windows get(struct front_end *f)
{
    (void)f;
    return (struct windows){
        .layout = pane.layout,
        .last_layout = pane.last_layout,
        .pane_has_keyboard = pane.has_keyboard,
        .pane_rows = pane.rows,
        .command_rows = command_rows(),
        .columns = pane.columns,
    };
}

static struct error *set_pane_rows(struct front_end *f, int rows)
{
    (void)f;
    pane.wanted_rows = rows > 0 ? rows : 1;
    pane_lay_out();
    pane.wanted_rows = pane.rows > 0 ? pane.rows : pane.wanted_rows;
    return NULL;
}

const struct windows_ops pane_windows = {
    .get = get,
    .set_layout = set_layout,
    .set_keyboard = set_keyboard,
    .set_pane_rows = set_pane_rows,
};

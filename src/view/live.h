/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The live view: a monitor, a stack of pages, and what is common to them. It neither waits nor
 * knows a terminal: whoever drives it hands in keys, tells the time and gives it a surface. top.c
 * does so with the whole terminal.
 */
#ifndef VIEW_LIVE_H
#define VIEW_LIVE_H

#include <regex.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "sample/monitor.h"
#include "sample/profile.h"
#include "view/header.h"
#include "view/keys.h"
#include "view/page.h"
#include "view/prompt.h"
#include "view/surface.h"

struct session;
struct top_options;

/* Whether the table counts threads that wait. */
enum live_idle {
    LIVE_IDLE_BY_ITSELF, /* while nothing runs */
    LIVE_IDLE_ON,
    LIVE_IDLE_OFF,
};

enum { LIVE_HINTS = 32 };

struct live {
    struct session *session; /* not owned */
    struct monitor *monitor; /* the session's */
    bool owns_monitor;       /* ... which was started for this view */
    struct page *page;       /* the uppermost */
    struct header header;
    struct prompt prompt;
    char *replaces;            /* the file about which it is asked; NULL: none is; owned */
    char *message;             /* on the last line until the next key; NULL: none; owned */
    bool message_fails;        /* ... and tells of a failure */
    bool message_of_stillness; /* ... or is true only while nothing runs */
    uint64_t message_until_ns; /* then it goes by itself; a failure stays */
    bool said_deadlock;        /* the present one, on the last line */
    bool said_unseen;          /* that not all is seen */

    double delay;     /* seconds between two updates */
    uint64_t next_ns; /* when the next one is due */
    enum live_idle idle;
    bool shows_idle; /* what has come of it */
    double quiet;    /* seconds of intervals in which nearly nothing ran, until something does */
    bool lines;      /* the table has lines, not functions */
    char *filter;    /* the text of: */
    regex_t *regex;  /* NULL: no filter */
    char *ended;     /* why there is no more, as the monitor said it; NULL: it goes on */

    uint64_t started_ns; /* when it was opened */
    bool opened;         /* it is decided with which page it begins */
    bool touched;        /* the user has pressed a key */
    int updates;         /* so far */
    int changes;         /* of what is to be seen, other than by keys */
    int body_row;        /* where the page's surface begins */
    int hint_row;        /* ... and the line of keys is */
    struct {
        int column, width, code;
    } hints[LIVE_HINTS]; /* ... each of which can be clicked on */
    size_t hint_count;   /* 0: something else is there */
    bool draw_anew;      /* Ctrl-L */
    bool selects;        /* there is a command line beside it: what is selected is so for both */
    bool has_foot;       /* the last row is somebody else's, who has the keyboard */
    int foot_right;      /* so many columns at the right of the last row are */
    bool quit;           /* the user has seen enough */
};

/*
 * Starts to sample, unless the session has a monitor, which is then set to the options. The
 * session's target must stay until live_destroy(). Whatever follows is called while the session
 * does not hold the monitor (monitoring.h).
 */
struct error *live_create(struct session *s, const struct top_options *options, struct live **ret);
/* Accepts NULL. */
void live_destroy(struct live *live);

/* The tables of the keys of a page, the first that has a key is the one that counts; ended by NULL.
 */
enum { LIVE_KEYS = 4 };
void live_keys(const struct live *live, const struct page_class *class,
               const struct keys_binding *ret[LIVE_KEYS]);

void live_key(struct live *live, const struct keys_event *event);
/* Updates what is shown if it is time; returns when the next time is, of CLOCK_MONOTONIC. */
uint64_t live_tick(struct live *live);
void live_draw(struct live *live, const struct surface *surface);

/* ---- for pages */

/* Puts a page on the others, or takes the uppermost away; not the first one. */
void live_push(struct live *live, struct page *page);
void live_pop(struct live *live);
/* Takes all of them away and begins with another one. */
void live_begin_with(struct live *live, struct page *page);
/* Goes to the page of that class if it is on the stack; false: it is not. */
bool live_return_to(struct live *live, const struct page_class *class);

/* Has the page on top take from the monitor what it shows, now. */
void live_update(struct live *live);

/* The commands go to that thread and frame as well, if there are any beside the view: not in the
 * page's update(). */
void live_select(struct live *live, unsigned thread, size_t level);

/* A sentence on the last line, until the next key or for some seconds. */
void live_say(struct live *live, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same of an error, which is taken, until the next key; NULL says nothing. */
void live_fail(struct live *live, struct error *error);

/* The tree that the user wants to see. While the monitor is locked. */
const struct calltree *live_tree(const struct live *live);
/* What is counted, in words, as `record` says it: threads that wait as well, or only those that
 * run. Free it. */
char *live_counted(const struct live *live, bool waits);
/* The time of what is shown: in a pause that of its beginning. */
uint64_t live_now_ns(const struct live *live);
/* Seconds that a count of samples since the start stands for. While it is locked. */
double live_seconds(const struct live *live, uint64_t samples);

/* So many frames in a row that stand at one line are shown of a stack; 0: all. */
size_t live_repeats(const struct live *live, bool all);

/* Other options of the monitor, which pages and keys set; it is not locked. */
void live_set(struct live *live, const struct monitor_options *options);
/* Whether the filter has a match in the thread's name, or in a function or file on its stack; there
 * may be no filter. While it is locked. */
bool live_matches(const struct live *live, const struct monitor_thread *thread);
/* Counts only that thread, 0: all, and says so; it is not locked. */
void live_set_only(struct live *live, unsigned thread);
/* NULL or "": no filter. ERROR_USAGE: it is no regular expression; the one before stays. */
struct error *live_set_filter(struct live *live, const char *text);

#endif

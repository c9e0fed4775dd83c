/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keys: what they are, and tables of what they do. One table a page and one for all pages; the
 * dispatch, the line of hints and the help page all read these.
 */
#ifndef VIEW_KEYS_H
#define VIEW_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct page;

/* A key is its character, or one of these. */
enum keys_code {
    KEYS_ESCAPE = 0x110000,
    KEYS_ENTER,
    KEYS_BACKSPACE,
    KEYS_TAB,
    KEYS_BACK_TAB,
    KEYS_UP,
    KEYS_DOWN,
    KEYS_LEFT,
    KEYS_RIGHT,
    KEYS_PAGE_UP,
    KEYS_PAGE_DOWN,
    KEYS_HOME,
    KEYS_END,
    KEYS_DELETE,
    KEYS_F1,                   /* up to KEYS_F1 + 11 */
    KEYS_CLICK = KEYS_F1 + 12, /* with a place */
    KEYS_WHEEL_UP,
    KEYS_WHEEL_DOWN,
    KEYS_ANSWER, /* of the terminal: it is well */
};

struct keys_event {
    int code;
    int row, column; /* of the mouse, from 0 */
};

#define KEYS_CONTROL(letter) ((letter)&0x1f)

enum { KEYS_MAX = 4 };

struct keys_binding {
    int codes[KEYS_MAX]; /* any of them; ended by 0 */
    void (*run)(struct page *page, const struct keys_event *event);
    const char *hint; /* a word for the last line; NULL: it is not named there */
    const char *help; /* a line of the help page; NULL: the binding above speaks for both */
};

/* The binding of a table, which one without codes ends; NULL: none. */
const struct keys_binding *keys_find(const struct keys_binding *table, int code);

/* The same with the keys alone that none of the tables before has; false: none is left. */
bool keys_left(const struct keys_binding *binding, const struct keys_binding *const *tables,
               size_t before, struct keys_binding *ret);

/* "PgUp", "Ctrl-L", "q"; UTF-8. */
void keys_name(int code, char ret[16]);
/* All keys of a binding: "Up k"; free it. */
char *keys_names(const struct keys_binding *binding);

/* Bytes of the keyboard on their way to becoming keys. */
struct keys_reader {
    uint8_t bytes[64];
    size_t count;
};

void keys_feed(struct keys_reader *reader, const uint8_t *bytes, size_t size);
/*
 * The next key. False: there is none, or only the beginning of one. all: no more bytes will come
 * now, so that an escape character alone is the Escape key.
 */
bool keys_next(struct keys_reader *reader, bool all, struct keys_event *ret);

#endif

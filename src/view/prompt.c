/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/prompt.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unigbrk.h>
#include <unistr.h>

#include "base/memory.h"
#include "view/screen.h"

enum { MAX_BYTES = 1000, MIN_ROOM = 16 };

void prompt_open(struct prompt *prompt, const char *question, const char *text,
                 struct error *(*changed)(struct live *live, const char *text),
                 struct error *(*done)(struct live *live, const char *text))
{
    prompt_close(prompt);
    prompt->question = question;
    prompt->text = xstrdup(text);
    prompt->cursor = strlen(text);
    prompt->offered = text[0] != '\0';
    prompt->before = xstrdup(text);
    prompt->changed = changed;
    prompt->done = done;
}

void prompt_open_for_key(struct prompt *prompt, const char *question,
                         struct error *(*done)(struct live *live, const char *text))
{
    prompt_open(prompt, question, "", NULL, done);
    prompt->one_key = true;
}

void prompt_close(struct prompt *prompt)
{
    free(prompt->text);
    free(prompt->before);
    free(prompt->error);
    *prompt = (struct prompt){0};
}

static void set_error(struct prompt *prompt, struct error *error)
{
    free(take_pointer(prompt->error));
    if (error != NULL)
        prompt->error = xstrdup(error->message);
    error_destroy(error);
}

/* ---- editing */

/* Other bytes in place of those from..to; the cursor is behind them. */
static void replace(struct prompt *prompt, size_t from, size_t to, const uint8_t *bytes,
                    size_t size)
{
    char *text = xasprintf("%.*s%.*s%s", (int)from, prompt->text, (int)size, (const char *)bytes,
                           prompt->text + to);

    free(prompt->text);
    prompt->text = text;
    prompt->cursor = from + size;
}

/* What was offered goes with the first character that is typed, as in a browser's address bar. */
static void insert(struct prompt *prompt, int code)
{
    size_t from = prompt->offered ? 0 : prompt->cursor;
    size_t to = prompt->offered ? strlen(prompt->text) : prompt->cursor;
    uint8_t bytes[6];
    int length = u8_uctomb(bytes, (ucs4_t)code, sizeof bytes);

    if (length > 0 && strlen(prompt->text) + (size_t)length <= MAX_BYTES)
        replace(prompt, from, to, bytes, (size_t)length);
}

/* Where the character before the cursor begins, and the one at the cursor ends. */
static size_t before(const struct prompt *prompt)
{
    const uint8_t *text = (const uint8_t *)prompt->text;
    const uint8_t *at = u8_grapheme_prev(text + prompt->cursor, text);

    return at != NULL ? (size_t)(at - text) : 0;
}

static size_t after(const struct prompt *prompt)
{
    const uint8_t *text = (const uint8_t *)prompt->text;
    const uint8_t *end = text + strlen(prompt->text);
    const uint8_t *at = u8_grapheme_next(text + prompt->cursor, end);

    return (size_t)((at != NULL ? at : end) - text);
}

static size_t word_before(const struct prompt *prompt)
{
    size_t at = prompt->cursor;

    while (at > 0 && prompt->text[at - 1] == ' ')
        at--;
    while (at > 0 && prompt->text[at - 1] != ' ')
        at--;
    return at;
}

static void delete (struct prompt *prompt, size_t from, size_t to)
{
    if (prompt->offered) {
        from = 0;
        to = strlen(prompt->text);
    }
    replace(prompt, from, to, (const uint8_t *)"", 0);
}

/* As readline has them. True: the text is another one. */
static bool edit(struct prompt *prompt, int code)
{
    size_t cursor = prompt->cursor;

    switch (code) {
    case KEYS_BACKSPACE:
        delete (prompt, before(prompt), cursor);
        return true;
    case KEYS_DELETE:
    case KEYS_CONTROL('d'):
        delete (prompt, cursor, after(prompt));
        return true;
    case KEYS_CONTROL('u'):
        delete (prompt, 0, cursor);
        return true;
    case KEYS_CONTROL('k'):
        delete (prompt, cursor, strlen(prompt->text));
        return true;
    case KEYS_CONTROL('w'):
        delete (prompt, word_before(prompt), cursor);
        return true;
    case KEYS_LEFT:
    case KEYS_CONTROL('b'):
        prompt->cursor = before(prompt);
        return false;
    case KEYS_RIGHT:
    case KEYS_CONTROL('f'):
        prompt->cursor = after(prompt);
        return false;
    case KEYS_HOME:
    case KEYS_CONTROL('a'):
        prompt->cursor = 0;
        return false;
    case KEYS_END:
    case KEYS_CONTROL('e'):
        prompt->cursor = strlen(prompt->text);
        return false;
    default:
        if (code < ' ' || code >= KEYS_ESCAPE)
            return false;
        insert(prompt, code);
        return true;
    }
}

/* ---- what is typed takes effect */

/* A text that will not do changes nothing: what was before is in force until one does. */
static void take_back(struct prompt *prompt, struct live *live)
{
    if (prompt->changed != NULL)
        error_destroy(prompt->changed(live, prompt->before));
}

static void accept(struct prompt *prompt, struct live *live)
{
    /* The question is closed meanwhile: the answer may ask another. */
    struct prompt asked = *prompt;

    *prompt = (struct prompt){0};

    struct error *error = asked.done(live, asked.text);

    if (error == NULL) {
        prompt_close(&asked);
        return;
    }
    prompt_close(prompt);
    *prompt = asked;
    prompt->offered = asked.one_key; /* the next one takes its place */
    take_back(prompt, live);
    set_error(prompt, error);
}

static void give_up(struct prompt *prompt, struct live *live)
{
    take_back(prompt, live);
    prompt_close(prompt);
}

void prompt_key(struct prompt *prompt, struct live *live, const struct keys_event *event)
{
    struct error *error = NULL;

    if (event->code == KEYS_ENTER) {
        accept(prompt, live);
        return;
    }
    if (event->code == KEYS_ESCAPE || (event->code == KEYS_BACKSPACE && prompt->text[0] == '\0')) {
        give_up(prompt, live);
        return;
    }
    if (edit(prompt, event->code)) {
        if (prompt->one_key) {
            accept(prompt, live);
            return;
        }
        if (prompt->changed != NULL)
            error = prompt->changed(live, prompt->text);
        if (error != NULL)
            take_back(prompt, live);
        set_error(prompt, error);
    }
    prompt->offered = false;
}

/* ---- drawing */

void prompt_draw(const struct prompt *prompt, const struct surface *surface)
{
    CLEANUP_FREE char *typed = xstrndup(prompt->text, prompt->cursor);
    enum look look = prompt->offered ? LOOK_SELECTED : LOOK_PLAIN;
    int asks = surface_width(surface, prompt->question);
    int typed_width = surface_width(surface, typed);
    int room;

    if (asks > surface->width - MIN_ROOM)
        asks = surface->width - MIN_ROOM;
    asks = surface_put(surface, 0, 0, asks, LOOK_BOLD, FIT_LEFT, prompt->question);
    room = surface->width - asks - 1;
    /* The cursor is always to be seen. */
    if (typed_width > room) {
        surface_put(surface, 0, asks, room, look, FIT_TAIL, typed);
        typed_width = room;
    } else {
        int width = surface_width(surface, prompt->text);

        surface_put(surface, 0, asks, width < room ? width : room, look, FIT_LEFT, prompt->text);
    }
    screen_set_cursor(surface, 0, asks + typed_width);
    if (prompt->error != NULL) {
        struct surface below = surface_rows(surface, 1, surface->height - 1);

        surface_wrap(&below, 0, 0, below.width, LOOK_ERROR, prompt->error);
    }
}

int prompt_height(const struct prompt *prompt, const struct surface *surface)
{
    struct surface nothing = surface_rows(surface, 0, 0);

    return 1 + (prompt->error != NULL
                    ? surface_wrap(&nothing, 0, 0, surface->width, LOOK_ERROR, prompt->error)
                    : 0);
}

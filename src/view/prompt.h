/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A question on the last line of the live view, and the answer that is being typed. What was the
 * answer before is offered, selected: Enter takes it, a cursor key edits it, and whatever else is
 * typed takes its place.
 */
#ifndef VIEW_PROMPT_H
#define VIEW_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "view/keys.h"
#include "view/surface.h"

struct live;

struct prompt {
    const char *question; /* NULL: nothing is asked */
    char *text;           /* so far; UTF-8, owned */
    size_t cursor;        /* where the next character goes, in bytes */
    bool one_key;         /* one character is the answer, without Enter */
    bool offered;         /* the text is what was there before, no key has touched it */
    char *before;         /* what is in force until an answer is accepted; owned */
    char *error;          /* why the text will not do; owned, NULL: it will, or nobody has said */
    /* At each key; may be NULL. An error: the text will not do (yet). Then, and when the question
     * is given up, it is called with what was before. */
    struct error *(*changed)(struct live *live, const char *text);
    /* At Enter. An error: the question stays, with it beneath. */
    struct error *(*done)(struct live *live, const char *text);
};

/* Asks; text is what the answer was before, and copied. */
void prompt_open(struct prompt *prompt, const char *question, const char *text,
                 struct error *(*changed)(struct live *live, const char *text),
                 struct error *(*done)(struct live *live, const char *text));
/* The same of a question to which one character is the answer. */
void prompt_open_for_key(struct prompt *prompt, const char *question,
                         struct error *(*done)(struct live *live, const char *text));
/* Accepts one that is closed. */
void prompt_close(struct prompt *prompt);

/* A key for it, while it is open. */
void prompt_key(struct prompt *prompt, struct live *live, const struct keys_event *event);
/* Rows that it would like to have of the surface: one, and those of the error. */
int prompt_height(const struct prompt *prompt, const struct surface *surface);
void prompt_draw(const struct prompt *prompt, const struct surface *surface);

#endif

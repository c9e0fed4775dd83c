/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A question on the last line of the live view, and the answer that is being typed. */
#ifndef VIEW_PROMPT_H
#define VIEW_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

#include "view/keys.h"
#include "view/surface.h"

struct live;

struct prompt {
    const char *question; /* NULL: nothing is asked */
    char *text;           /* so far; UTF-8, owned */
    char *before;         /* what changed() is given when the user leaves it; owned, may be NULL */
    void (*changed)(struct live *live, const char *text); /* at each key; may be NULL */
    void (*done)(struct live *live, const char *text);    /* at Enter */
};

/* Asks; text is what the answer is to begin with, and copied. */
void prompt_open(struct prompt *prompt, const char *question, const char *text,
                 void (*changed)(struct live *live, const char *text),
                 void (*done)(struct live *live, const char *text));
/* Accepts one that is closed. */
void prompt_close(struct prompt *prompt);

/* A key for it, while it is open. */
void prompt_key(struct prompt *prompt, struct live *live, const struct keys_event *event);
/* On a surface of one row. */
void prompt_draw(const struct prompt *prompt, const struct surface *surface);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/prompt.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/memory.h"
#include "view/screen.h"

enum { MAX_BYTES = 1000 };

void prompt_open(struct prompt *prompt, const char *question, const char *text,
                 void (*changed)(struct live *live, const char *text),
                 void (*done)(struct live *live, const char *text))
{
    prompt_close(prompt);
    prompt->question = question;
    prompt->text = xstrdup(text);
    prompt->before = xstrdup(text);
    prompt->changed = changed;
    prompt->done = done;
}

void prompt_close(struct prompt *prompt)
{
    free(prompt->text);
    free(prompt->before);
    *prompt = (struct prompt){0};
}

static void append(struct prompt *prompt, int code)
{
    uint8_t bytes[6];
    int length = u8_uctomb(bytes, (ucs4_t)code, sizeof bytes);

    if (length <= 0 || strlen(prompt->text) + (size_t)length > MAX_BYTES)
        return;

    char *longer = xasprintf("%s%.*s", prompt->text, length, (const char *)bytes);

    free(prompt->text);
    prompt->text = longer;
}

static void drop_last(struct prompt *prompt)
{
    size_t length = strlen(prompt->text);

    while (length > 0 && ((unsigned char)prompt->text[length - 1] & 0xc0) == 0x80)
        length--;
    if (length > 0)
        prompt->text[length - 1] = '\0';
}

void prompt_key(struct prompt *prompt, struct live *live, const struct keys_event *event)
{
    void (*done)(struct live *, const char *) = prompt->done;
    void (*changed)(struct live *, const char *) = prompt->changed;
    int code = event->code;

    /* What was typed is handed over after the question is closed: the answer may ask another. */
    if (code == KEYS_ENTER) {
        CLEANUP_FREE char *text = xstrdup(prompt->text);

        prompt_close(prompt);
        done(live, text);
        return;
    }
    if (code == KEYS_ESCAPE || (code == KEYS_BACKSPACE && prompt->text[0] == '\0')) {
        CLEANUP_FREE char *text = xstrdup(prompt->before);

        prompt_close(prompt);
        if (changed != NULL)
            changed(live, text);
        return;
    }
    if (code == KEYS_BACKSPACE)
        drop_last(prompt);
    else if (code == KEYS_CONTROL('u'))
        prompt->text[0] = '\0';
    else if (code >= ' ' && code < KEYS_ESCAPE)
        append(prompt, code);
    else
        return;
    if (changed != NULL)
        changed(live, prompt->text);
}

void prompt_draw(const struct prompt *prompt, const struct surface *surface)
{
    int used = surface_put(surface, 0, 0, surface->width, LOOK_BOLD, FIT_LEFT, prompt->question);
    int room = surface->width - used - 1;

    /* What is typed last is what one looks at. */
    used += surface_put(surface, 0, used, room, LOOK_PLAIN, FIT_TAIL, prompt->text);
    screen_set_cursor(surface, 0, used);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "view/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/memory.h"
#include "base/text.h"

enum { ESCAPE = 0x1b, MAX_PARAMETERS = 4 };

const struct keys_binding *keys_find(const struct keys_binding *table, int code)
{
    for (; table->codes[0] != 0; table++) {
        for (size_t i = 0; i < KEYS_MAX && table->codes[i] != 0; i++) {
            if (table->codes[i] == code)
                return table;
        }
    }
    return NULL;
}

void keys_name(int code, char ret[16])
{
    static const char *const names[] = {
        "Escape", "Enter", "Backspace", "Tab",  "Shift-Tab", "Up",  "Down",
        "Left",   "Right", "PgUp",      "PgDn", "Home",      "End", "Delete",
    };
    int named = code - KEYS_ESCAPE;

    if (code == KEYS_CLICK)
        snprintf(ret, 16, "click");
    else if (code == KEYS_WHEEL_UP || code == KEYS_WHEEL_DOWN)
        snprintf(ret, 16, "wheel");
    else if (code >= KEYS_F1 && code < KEYS_F1 + 12)
        snprintf(ret, 16, "F%d", code - KEYS_F1 + 1);
    else if (named >= 0 && (size_t)named < sizeof names / sizeof *names)
        snprintf(ret, 16, "%s", names[named]);
    else if (code == ' ')
        snprintf(ret, 16, "Space");
    else if (code < 0x20)
        snprintf(ret, 16, "Ctrl-%c", code + '@');
    else
        snprintf(ret, 16, "%c", code);
}

static bool is_taken(const struct keys_binding *const *tables, size_t count, int code)
{
    for (size_t i = 0; i < count; i++)
        if (keys_find(tables[i], code) != NULL)
            return true;
    return false;
}

bool keys_left(const struct keys_binding *binding, const struct keys_binding *const *tables,
               size_t before, struct keys_binding *ret)
{
    size_t count = 0;

    *ret = *binding;
    for (size_t i = 0; i < KEYS_MAX && binding->codes[i] != 0; i++)
        if (!is_taken(tables, before, binding->codes[i]))
            ret->codes[count++] = binding->codes[i];
    if (count < KEYS_MAX)
        ret->codes[count] = 0;
    return count > 0;
}

char *keys_names(const struct keys_binding *binding)
{
    char *names = xstrdup("");

    for (size_t i = 0; i < KEYS_MAX && binding->codes[i] != 0; i++) {
        char name[16];

        keys_name(binding->codes[i], name);

        char *longer = xasprintf("%s%s%s", names, i > 0 ? " " : "", name);

        free(names);
        names = longer;
    }
    return names;
}

void keys_feed(struct keys_reader *reader, const uint8_t *bytes, size_t size)
{
    size_t room = sizeof reader->bytes - reader->count;

    /* Nobody types that much: what a lost sequence left behind goes first. */
    if (size > room)
        reader->count = 0;
    size = size < sizeof reader->bytes ? size : sizeof reader->bytes;
    memcpy(reader->bytes + reader->count, bytes, size);
    reader->count += size;
}

static void consume(struct keys_reader *reader, size_t size)
{
    reader->count -= size;
    memmove(reader->bytes, reader->bytes + size, reader->count);
}

/* The number before the '~' of VT220's keys, as all terminals of today have them. */
static int numbered(int number)
{
    switch (number) {
    case 1:
    case 7:
        return KEYS_HOME;
    case 4:
    case 8:
        return KEYS_END;
    case 3:
        return KEYS_DELETE;
    case 5:
        return KEYS_PAGE_UP;
    case 6:
        return KEYS_PAGE_DOWN;
    default:
        if (number >= 11 && number <= 15)
            return KEYS_F1 + number - 11;
        if (number >= 17 && number <= 21)
            return KEYS_F1 + number - 12;
        return number == 23 || number == 24 ? KEYS_F1 + number - 13 : 0;
    }
}

static int lettered(int letter)
{
    switch (letter) {
    case 'A':
        return KEYS_UP;
    case 'B':
        return KEYS_DOWN;
    case 'C':
        return KEYS_RIGHT;
    case 'D':
        return KEYS_LEFT;
    case 'F':
        return KEYS_END;
    case 'H':
        return KEYS_HOME;
    case 'M':
        return KEYS_ENTER;
    case 'Z':
        return KEYS_BACK_TAB;
    default:
        return letter >= 'P' && letter <= 'S' ? KEYS_F1 + letter - 'P' : 0;
    }
}

/* A report of the mouse, as SGR: button, column and row, counted from 1. */
static int mouse(const int *parameters, int final, struct keys_event *ret)
{
    ret->column = parameters[1] - 1;
    ret->row = parameters[2] - 1;
    if (parameters[0] == 64)
        return KEYS_WHEEL_UP;
    if (parameters[0] == 65)
        return KEYS_WHEEL_DOWN;
    return parameters[0] == 0 && final == 'M' ? KEYS_CLICK : 0;
}

/* What begins with ESC [: its size, 0 if it is not all there; *ret's code 0 if it is nothing to us.
 */
static size_t control_sequence(const struct keys_reader *reader, struct keys_event *ret)
{
    const uint8_t *at = reader->bytes + 2, *end = reader->bytes + reader->count;
    int parameters[MAX_PARAMETERS] = {0};
    size_t parameter = 0;
    bool is_mouse = at < end && *at == '<';

    /* The console of Linux has its own way with F1 to F5. */
    if (at < end && *at == '[') {
        if (at + 1 == end)
            return 0;
        ret->code = at[1] >= 'A' && at[1] <= 'E' ? KEYS_F1 + at[1] - 'A' : 0;
        return 4;
    }
    for (; at < end && *at >= 0x20 && *at < 0x40; at++) {
        if (*at == ';' && parameter + 1 < MAX_PARAMETERS)
            parameter++;
        else if (*at >= '0' && *at <= '9' && parameters[parameter] < 10000)
            parameters[parameter] = 10 * parameters[parameter] + *at - '0';
    }
    if (at == end)
        return 0;
    if (is_mouse)
        ret->code = mouse(parameters, *at, ret);
    else if (*at == 'n')
        ret->code = KEYS_ANSWER;
    else
        ret->code = *at == '~' ? numbered(parameters[0]) : lettered(*at);
    return (size_t)(at - reader->bytes) + 1;
}

/* What begins with ESC; as above. */
static size_t escape_sequence(const struct keys_reader *reader, bool all, struct keys_event *ret)
{
    size_t size = 0;

    ret->code = 0;
    if (reader->count > 1 && reader->bytes[1] == '[')
        size = control_sequence(reader, ret);
    else if (reader->count > 2 && reader->bytes[1] == 'O') {
        ret->code = lettered(reader->bytes[2]);
        size = 3;
    }
    if (size > 0)
        return size;
    if (reader->count > 1 && reader->bytes[1] != '[' && reader->bytes[1] != 'O') {
        ret->code = KEYS_ESCAPE;
        return 1;
    }
    if (all) {
        /* The Escape key, or a sequence of which the rest was lost. */
        ret->code = reader->count == 1 ? KEYS_ESCAPE : 0;
        return reader->count;
    }
    return 0;
}

static size_t character(const struct keys_reader *reader, bool all, struct keys_event *ret)
{
    ucs4_t c;
    int length = u8_mbtoucr(&c, reader->bytes, reader->count);

    ret->code = length > 0 ? (int)c : 0;
    if (length == -2 && !all)
        return 0;
    switch (ret->code) {
    case '\r':
    case '\n':
        ret->code = KEYS_ENTER;
        break;
    case '\b':
    case 0x7f:
        ret->code = KEYS_BACKSPACE;
        break;
    case '\t':
        ret->code = KEYS_TAB;
        break;
    }
    return length > 0 ? (size_t)length : 1;
}

bool keys_next(struct keys_reader *reader, bool all, struct keys_event *ret)
{
    while (reader->count > 0) {
        size_t size;

        *ret = (struct keys_event){0};
        size = reader->bytes[0] == ESCAPE ? escape_sequence(reader, all, ret)
                                          : character(reader, all, ret);
        if (size == 0)
            return false;
        consume(reader, size);
        if (ret->code != 0)
            return true;
    }
    return false;
}

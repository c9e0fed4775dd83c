/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Methods of str and bytes that ask what kind a character is, or make another of it:
 * Objects/unicodeobject.c, bytes_methods.c. Of what is not ASCII the tables of Unicode decide,
 * which each version has its own of; bytes have no such.
 */
#include <string.h>

#include "base/memory.h"
#include "expr/text-methods.h"
#include "python/runtime.h"
#include "python/unicode.h"

static bool is_upper(uint32_t c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(uint32_t c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_alpha(uint32_t c)
{
    return is_upper(c) || is_lower(c);
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static uint32_t lower(uint32_t c)
{
    return is_upper(c) ? c + ('a' - 'A') : c;
}

static uint32_t upper(uint32_t c)
{
    return is_lower(c) ? c - ('a' - 'A') : c;
}

/* ---- another case */

/* A copy to be changed; *data NULL: the call is refused. */
static struct error *copy(struct method_call *m, uint32_t **data)
{
    *data = NULL;
    if (m->call->count != 0)
        return refuse(m);
    if (!m->of.bytes && !text_method_is_ascii(&m->of))
        return text_method_needs_tables(m);
    TRY(expr_room(m->e, m->of.count, sizeof(uint32_t)));
    *data = arena_copy(m->e->arena, m->of.data, m->of.count * sizeof **data);
    return NULL;
}

static struct error *change_each(struct method_call *m, uint32_t (*change)(uint32_t))
{
    uint32_t *data;

    TRY(copy(m, &data));
    if (data == NULL)
        return NULL;
    for (size_t i = 0; i < m->of.count; i++)
        data[i] = change(data[i]);
    return text_method_make(m, data, m->of.count, m->ret);
}

METHOD(text_method_upper)
{
    return change_each(m, upper);
}

METHOD(text_method_lower)
{
    return change_each(m, lower);
}

static uint32_t swap(uint32_t c)
{
    return is_upper(c) ? lower(c) : upper(c);
}

METHOD(text_method_swapcase)
{
    return change_each(m, swap);
}

METHOD(text_method_capitalize)
{
    uint32_t *data;

    TRY(copy(m, &data));
    if (data == NULL)
        return NULL;
    for (size_t i = 0; i < m->of.count; i++)
        data[i] = i == 0 ? upper(data[i]) : lower(data[i]);
    return text_method_make(m, data, m->of.count, m->ret);
}

METHOD(text_method_title)
{
    uint32_t *data;
    bool within = false;

    TRY(copy(m, &data));
    if (data == NULL)
        return NULL;
    for (size_t i = 0; i < m->of.count; i++) {
        data[i] = within ? lower(data[i]) : upper(data[i]);
        within = is_alpha(data[i]);
    }
    return text_method_make(m, data, m->of.count, m->ret);
}

/* ---- hex() */

METHOD(text_method_hex)
{
    static const char digits[] = "0123456789abcdef";
    uint32_t *data;

    /* A separator, and the bytes between two, are not followed. */
    if (m->call->count != 0 || !m->of.bytes)
        return refuse(m);
    TRY(expr_room(m->e, 2 * m->of.count, sizeof *data));
    data = arena_take(m->e->arena, 2 * m->of.count * sizeof *data);
    for (size_t i = 0; i < m->of.count; i++) {
        data[2 * i] = (unsigned char)digits[m->of.data[i] >> 4];
        data[2 * i + 1] = (unsigned char)digits[m->of.data[i] & 15];
    }
    *m->ret = (struct value){.kind = VALUE_STR, .str = {data, 2 * m->of.count}};
    return NULL;
}

/* ---- isdigit() and the like */

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_OF_TABLES };

/* Of the character and the one before it, 0 of the first. */
#define QUESTION(name) enum answer name(const struct method_call *m, uint32_t c, uint32_t before)

static enum answer of_ascii(const struct method_call *m, uint32_t c, bool is)
{
    if (c < 0x80)
        return is ? ANSWER_YES : ANSWER_NO;
    /* 2.7 asks its locale of bytes. */
    return m->of.bytes && !m->e->old ? ANSWER_NO : ANSWER_OF_TABLES;
}

static QUESTION(ask_alpha)
{
    (void)before;
    return of_ascii(m, c, is_alpha(c));
}

static QUESTION(ask_digit)
{
    (void)before;
    return of_ascii(m, c, is_digit(c));
}

static QUESTION(ask_alnum)
{
    (void)before;
    return of_ascii(m, c, is_alpha(c) || is_digit(c));
}

static QUESTION(ask_ascii)
{
    (void)m;
    (void)before;
    return c < 0x80 ? ANSWER_YES : ANSWER_NO;
}

static QUESTION(ask_space)
{
    (void)before;
    if (c >= 0x80 && m->e->old)
        return ANSWER_OF_TABLES;
    return text_method_is_space(&m->of, c) ? ANSWER_YES : ANSWER_NO;
}

static QUESTION(ask_printable)
{
    (void)before;
    return unicode_is_printable(m->e->runtime->layout.traits.unicode, c) ? ANSWER_YES : ANSWER_NO;
}

static QUESTION(ask_identifier)
{
    return of_ascii(m, c, is_alpha(c) || c == '_' || (is_digit(c) && before != 0));
}

/* Those that ask of all letters, of which there has to be one. */
static QUESTION(ask_lower)
{
    (void)before;
    return of_ascii(m, c, !is_upper(c));
}

static QUESTION(ask_upper)
{
    (void)before;
    return of_ascii(m, c, !is_lower(c));
}

static QUESTION(ask_title)
{
    if (before >= 0x80 && c < 0x80 && of_ascii(m, before, true) == ANSWER_OF_TABLES)
        return ANSWER_OF_TABLES;
    return of_ascii(m, c, !is_alpha(c) || is_alpha(before) == is_lower(c));
}

METHOD(text_method_is)
{
    static const struct {
        const char *name;
        QUESTION((*ask));
        bool letters, empty; /* one must be a letter; what it says of no characters */
    } questions[] = {
        {"isalnum", ask_alnum, false, false},        {"isalpha", ask_alpha, false, false},
        {"isascii", ask_ascii, false, true},         {"isdecimal", ask_digit, false, false},
        {"isdigit", ask_digit, false, false},        {"isidentifier", ask_identifier, false, false},
        {"islower", ask_lower, true, false},         {"isnumeric", ask_digit, false, false},
        {"isprintable", ask_printable, false, true}, {"isspace", ask_space, false, false},
        {"istitle", ask_title, true, false},         {"isupper", ask_upper, true, false},
    };
    bool any_letter = false, unknown = false;
    size_t at = 0;

    if (m->call->count != 0)
        return refuse(m);
    while (strcmp(questions[at].name, m->name) != 0)
        at++;
    *m->ret = value_of_bool(m->of.count == 0 && questions[at].empty);
    for (size_t i = 0; i < m->of.count; i++) {
        enum answer answer = questions[at].ask(m, m->of.data[i], i > 0 ? m->of.data[i - 1] : 0);

        if (answer == ANSWER_NO && !(m->of.data[i] >= 0x80 && questions[at].letters))
            return NULL;
        unknown |= answer == ANSWER_OF_TABLES;
        any_letter |= is_alpha(m->of.data[i]);
    }
    if (unknown)
        return text_method_needs_tables(m);
    if (m->of.count > 0)
        *m->ret = value_of_bool(any_letter || !questions[at].letters);
    return NULL;
}

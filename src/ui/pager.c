/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pager.h"

#include <ctype.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "ui/color.h"
#include "ui/terminal.h"
#include "ui/transcript.h"

#define QUESTION "--Type <RET> for more, q to quit, c to continue without paging--"

struct pager {
    FILE *out;
    struct transcript *transcript;
    const struct settings *settings;
    volatile sig_atomic_t *interrupted;
    size_t rows;       /* of the screen, shown since the last question */
    size_t column;     /* of the row that is being written */
    size_t height;     /* 0: no paging */
    size_t width;      /* 0: lines do not wrap */
    const char *style; /* the sequence that is in force, "" for none */
    bool enough;
};

struct pager *pager_create(FILE *out, struct transcript *transcript,
                           const struct settings *settings, volatile sig_atomic_t *interrupted)
{
    struct pager *pager = xcalloc(1, sizeof *pager);

    pager->out = out;
    pager->transcript = transcript;
    pager->settings = settings;
    pager->interrupted = interrupted;
    pager->style = "";
    return pager;
}

void pager_destroy(struct pager *pager)
{
    free(pager);
}

static void measure(struct pager *pager)
{
    pager->height = terminal_height(pager->settings, fileno(pager->out));
    pager->width = terminal_width(pager->settings, fileno(pager->out));
}

void pager_start(struct pager *pager)
{
    bool on = setting_bool(pager->settings, SETTING_PAGINATION);

    measure(pager);
    if (!on)
        pager->height = 0;
    pager->rows = 0;
    pager->column = 0;
    pager->style = "";
    pager->enough = false;
}

bool pager_enough(const struct pager *pager)
{
    return pager->enough;
}

static void end_row(struct pager *pager)
{
    pager->rows++;
    pager->column = 0;
}

/* within: of a line that goes on on the next row. */
static void ask(struct pager *pager, bool within)
{
    if (pager->style[0] != '\0')
        fputs(COLOR_END, pager->out);
    fflush(pager->out);

    CLEANUP_FREE char *answer =
        terminal_ask(QUESTION, within ? "\n" QUESTION : QUESTION, pager->interrupted);
    char letter = answer != NULL ? answer[strspn(answer, " \t")] : 'q';

    /* The terminal may have got another size meanwhile. */
    measure(pager);
    pager->rows = 0;
    if (tolower((unsigned char)letter) == 'q') {
        pager->enough = true;
        if (within)
            transcript_add(pager->transcript, "\n", 1);
        if (answer == NULL)
            fputc('\n', pager->out);
        return;
    }
    if (tolower((unsigned char)letter) == 'c')
        pager->height = 0;
    fputs(pager->style, pager->out);
}

/* Ctrl-C: what stdio holds back still is not to be seen either. */
static void stop(struct pager *pager)
{
    __fpurge(pager->out);
    clearerr(pager->out); /* the signal may have cut a write short */
    fprintf(pager->out, "%s%sQuit\n", pager->style[0] != '\0' ? COLOR_END : "",
            pager->column > 0 ? "\n" : "");
    pager->enough = true;
}

/* Rows that fit on the screen above the question. */
static size_t room(const struct pager *pager)
{
    size_t question = 1;

    if (pager->width > 0)
        question += (strlen(QUESTION) - 1) / pager->width;
    return pager->height > question ? pager->height - question : 1;
}

/* Bytes of the text that go on the row, which is not full, and the columns that they take. */
static size_t take_row(const struct pager *pager, const char *text, size_t *columns)
{
    size_t line = strcspn(text, "\n");
    size_t left = pager->width - pager->column;
    size_t length = line;

    if (pager->width > 0) {
        /* No character takes more than four bytes; what takes up nothing comes with the rest. */
        CLEANUP_FREE char *piece = xstrndup(text, line < 4 * left ? line : 4 * left);

        length = text_fitting(piece, left);
    }

    CLEANUP_FREE char *taken = xstrndup(text, length);

    *columns = text_width(taken);
    return length;
}

static void put(struct pager *pager, const char *text, size_t length)
{
    fwrite(text, 1, length, pager->out);
    transcript_add(pager->transcript, text, length);
}

void pager_write(struct pager *pager, const char *text)
{
    while (*text != '\0' && !pager->enough) {
        bool full = pager->width > 0 && pager->column >= pager->width;
        size_t columns, length;

        if (*pager->interrupted) {
            stop(pager);
            return;
        }
        if (full && *text != '\n')
            end_row(pager);
        /* Asked before a row that no longer fits, so never after the last one. */
        if (pager->column == 0 && pager->height > 1 && pager->rows >= room(pager)) {
            if (full)
                fputc('\n', pager->out);
            ask(pager, full);
            continue;
        }
        if (*text == '\n') {
            put(pager, text++, 1);
            end_row(pager);
            continue;
        }
        length = take_row(pager, text, &columns);
        if (length == 0) {
            /* A wide character for which one column is too few, but for it alone. */
            if (pager->column > 0) {
                pager->column = pager->width;
                continue;
            }
            length = strcspn(text, "\n");
        }
        put(pager, text, length);
        pager->column += columns;
        text += length;
    }
}

void pager_style(struct pager *pager, const char *sequence)
{
    if (pager->enough)
        return;
    pager->style = strcmp(sequence, COLOR_END) != 0 ? sequence : "";
    put(pager, sequence, strlen(sequence));
}

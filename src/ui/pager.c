/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/pager.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "ui/color.h"
#include "ui/terminal.h"

#define QUESTION "--Type <RET> for more, q to quit, c to continue without paging--"

struct pager {
    FILE *out;
    const struct settings *settings;
    volatile sig_atomic_t *interrupted;
    size_t lines;      /* shown since the last question */
    size_t columns;    /* of the line that is being written */
    size_t height;     /* 0: no paging */
    size_t width;      /* 0: lines do not wrap */
    const char *style; /* the sequence that is in force, "" for none */
    bool enough;
};

struct pager *pager_create(FILE *out, const struct settings *settings,
                           volatile sig_atomic_t *interrupted)
{
    struct pager *pager = xcalloc(1, sizeof *pager);

    pager->out = out;
    pager->settings = settings;
    pager->interrupted = interrupted;
    pager->style = "";
    return pager;
}

void pager_destroy(struct pager *pager)
{
    free(pager);
}

void pager_start(struct pager *pager)
{
    bool on = setting_bool(pager->settings, SETTING_PAGINATION);

    pager->height = on ? terminal_height(pager->settings, fileno(pager->out)) : 0;
    pager->width = terminal_width(pager->settings, fileno(pager->out));
    pager->lines = 0;
    pager->columns = 0;
    pager->style = "";
    pager->enough = false;
}

bool pager_enough(const struct pager *pager)
{
    return pager->enough;
}

static void ask(struct pager *pager)
{
    if (pager->style[0] != '\0')
        fputs(COLOR_END, pager->out);
    fflush(pager->out);

    CLEANUP_FREE char *answer = terminal_ask(QUESTION, pager->interrupted);
    char letter = answer != NULL ? answer[strspn(answer, " \t")] : 'q';

    pager->lines = 0;
    if (tolower((unsigned char)letter) == 'q') {
        pager->enough = true;
        if (answer == NULL)
            fputc('\n', pager->out);
        return;
    }
    if (tolower((unsigned char)letter) == 'c')
        pager->height = 0;
    fputs(pager->style, pager->out);
}

/* Rows that a line of so many columns takes on the screen. */
static size_t rows(const struct pager *pager, size_t columns)
{
    if (pager->width == 0 || columns <= pager->width)
        return 1;
    return (columns + pager->width - 1) / pager->width;
}

void pager_write(struct pager *pager, const char *text)
{
    while (*text != '\0' && !pager->enough) {
        /* Asked before a line that no longer fits, so never after the last one. */
        if (pager->columns == 0 && pager->height > 1 && pager->lines >= pager->height - 1) {
            ask(pager);
            continue;
        }

        size_t length = strcspn(text, "\n");

        if (length > 0) {
            CLEANUP_FREE char *piece = xstrndup(text, length);

            fwrite(text, 1, length, pager->out);
            pager->columns += text_width(piece);
            text += length;
        }
        if (*text == '\n') {
            fputc('\n', pager->out);
            text++;
            pager->lines += rows(pager, pager->columns);
            pager->columns = 0;
        }
    }
}

void pager_style(struct pager *pager, const char *sequence)
{
    if (pager->enough)
        return;
    pager->style = strcmp(sequence, COLOR_END) != 0 ? sequence : "";
    fputs(sequence, pager->out);
}

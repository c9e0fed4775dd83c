/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/transcript.h"

#include <string.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/text.h"
#include "ui/color.h"

enum {
    KEPT_LINES = 500,           /* more than terminals have rows */
    KEPT_LINE_BYTES = 64 * 1024 /* of a line; the beginning of a longer one is forgotten */
};

struct transcript {
    ARRAY(char *) lines; /* owned, without their ends */
    ARRAY(char) open;    /* the line that has no end yet */
};

struct transcript *transcript_create(void)
{
    return xcalloc(1, sizeof(struct transcript));
}

static void forget(struct transcript *transcript, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(transcript->lines.data[i]);
    transcript->lines.count -= count;
    if (transcript->lines.count > 0 && count > 0)
        memmove(transcript->lines.data, transcript->lines.data + count,
                transcript->lines.count * sizeof *transcript->lines.data);
}

void transcript_clear(struct transcript *transcript)
{
    forget(transcript, transcript->lines.count);
    array_clear(&transcript->open);
}

void transcript_destroy(struct transcript *transcript)
{
    if (transcript == NULL)
        return;
    transcript_clear(transcript);
    array_deinit(&transcript->lines);
    array_deinit(&transcript->open);
    free(transcript);
}

static void add_to_line(struct transcript *transcript, const char *text, size_t length)
{
    if (length == 0)
        return;
    if (length > KEPT_LINE_BYTES || transcript->open.count > KEPT_LINE_BYTES - length) {
        array_clear(&transcript->open);
        if (length > KEPT_LINE_BYTES)
            length = KEPT_LINE_BYTES;
    }
    array_reserve(&transcript->open, length);
    memcpy(transcript->open.data + transcript->open.count, text, length);
    transcript->open.count += length;
}

static void end_line(struct transcript *transcript)
{
    if (transcript->lines.count >= 2 * KEPT_LINES)
        forget(transcript, KEPT_LINES);
    array_push(&transcript->lines,
               xstrndup(transcript->open.data != NULL ? transcript->open.data : "",
                        transcript->open.count));
    array_clear(&transcript->open);
}

void transcript_add(struct transcript *transcript, const char *text, size_t length)
{
    if (transcript == NULL)
        return;
    while (length > 0) {
        const char *end = memchr(text, '\n', length);
        size_t part = end != NULL ? (size_t)(end - text) : length;

        add_to_line(transcript, text, part);
        if (end != NULL)
            end_line(transcript);
        part += end != NULL;
        text += part;
        length -= part;
    }
}

/* Rows that a line takes; sequences of colours take no columns. */
static size_t rows_of(const char *line, size_t columns)
{
    CLEANUP_FREE char *plain = xstrdup(line);
    char *start, *end;

    for (char *at = plain; (start = strstr(at, "\033[")) != NULL; at = start) {
        end = strchr(start, 'm');
        if (end == NULL)
            break;
        memmove(start, end + 1, strlen(end + 1) + 1);
    }

    size_t width = text_width(plain);

    return columns == 0 || width <= columns ? 1 : (width + columns - 1) / columns;
}

void transcript_show(const struct transcript *transcript, FILE *out, size_t rows, size_t columns)
{
    CLEANUP_FREE char *open = xstrndup(transcript->open.data != NULL ? transcript->open.data : "",
                                       transcript->open.count);
    size_t first = transcript->lines.count;
    size_t used = rows_of(open, columns);

    for (; first > 0; first--) {
        size_t more = rows_of(transcript->lines.data[first - 1], columns);

        if (used + more > rows)
            break;
        used += more;
    }
    for (; first < transcript->lines.count; first++)
        fprintf(out, "%s" COLOR_END "\n", transcript->lines.data[first]);
    fputs(open, out);
    fflush(out);
}

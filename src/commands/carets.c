/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/carets.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/anchors.h"

/* Lines of one instruction. */
#define LINES_MAX 10000

typedef ARRAY(uint32_t) characters;

struct line {
    uint32_t *text;
    size_t count;
};

struct source {
    struct line *lines;
    size_t count;
    size_t start, end; /* of the instruction, in the first and the last line */
    characters segment;
    struct anchors anchors; /* in the segment */
};

void caret_lines_deinit(caret_lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        free(lines->data[i]);
    array_deinit(lines);
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t indent_of(const struct line *line)
{
    size_t ret = 0;

    while (ret < line->count && is_blank(line->text[ret]))
        ret++;
    return ret;
}

/* The bytes of a line that the file has, without blanks at its end; what is no UTF-8 is not shown
 * as such. */
static struct line line_at(const struct listing *listing, size_t number)
{
    const char *text =
        number >= 1 && number <= listing->lines.count ? listing->lines.data[number - 1] : "";
    size_t size = strlen(text);
    struct line ret = {xmalloc((size + 1) * sizeof *ret.text), 0};

    while (size > 0 && is_blank((uint8_t)text[size - 1]))
        size--;
    for (size_t i = 0; i < size;) {
        ucs4_t c;
        int length = u8_mbtouc(&c, (const uint8_t *)text + i, size - i);

        ret.text[ret.count++] = c;
        i += (size_t)length;
    }
    return ret;
}

/* _byte_offset_to_character_offset() */
static size_t character_at(const struct line *line, int column)
{
    size_t bytes = 0, i = 0;

    while (i < line->count && column > 0 && bytes < (size_t)column) {
        uint8_t buffer[6];
        int length = u8_uctomb(buffer, line->text[i], sizeof buffer);

        bytes += length > 0 ? (size_t)length : 1;
        i++;
    }
    return i;
}

static char *text_of(const uint32_t *text, size_t count)
{
    size_t size = 0;
    uint8_t *bytes = u32_to_u8(text, count, NULL, &size);
    char *ret = xstrndup(bytes != NULL ? (const char *)bytes : "", size);

    free(bytes);
    return ret;
}

static void put(characters *to, uint32_t c, size_t count)
{
    while (count-- > 0)
        array_push(to, c);
}

static void finish(characters *line, caret_lines *ret)
{
    while (line->count > 0 && line->data[line->count - 1] == ' ')
        line->count--;
    array_push(ret, text_of(line->data, line->count));
    array_deinit(line);
}

/* ---- 3.11 and 3.12: one line */

static void mark_line(const struct listing *listing, struct code_position position,
                      const struct source *source, caret_lines *ret)
{
    const struct line *line = &source->lines[0];
    const char *whole = listing->lines.data[position.line - 1];
    size_t indent = indent_of(line), start = source->start;
    size_t end = position.end_line == position.line ? source->end : line->count;
    size_t stripped = indent; /* of which those at the end are taken for some, too */
    struct anchors anchors = {0};
    characters marks = {0};

    for (size_t i = strlen(whole); i > 0 && is_blank((uint8_t)whole[i - 1]); i--)
        stripped++;
    if (end < start)
        return;
    if (position.end_line == position.line)
        anchors = anchors_find(line->text + start, end - start);
    if (anchors.of == ANCHORS_OF_CALL)
        anchors.of = ANCHORS_OF_NOTHING;
    if (end - start >= line->count - indent && anchors.of == ANCHORS_OF_NOTHING)
        return;

    size_t from = text_display_width(line->text, start),
           all = text_display_width(line->text, end) - from;
    size_t left = text_display_width(line->text + start, anchors.start);
    size_t right = text_display_width(line->text + start, anchors.end);

    put(&marks, ' ', from > stripped ? from - stripped : 0);
    if (anchors.of != ANCHORS_OF_NOTHING) {
        put(&marks, '~', left);
        put(&marks, '^', right - left);
        put(&marks, '~', all > right ? all - right : 0);
    } else {
        put(&marks, '^', all);
    }
    finish(&marks, ret);
}

/* ---- 3.13+: all lines */

/* textwrap.dedent(): what all lines begin with. */
static size_t common_indent(const struct source *source)
{
    const struct line *first = NULL;
    size_t ret = 0;

    for (size_t i = 0; i < source->count; i++) {
        const struct line *line = &source->lines[i];
        size_t same = 0;

        if (line->count == 0)
            continue;
        if (first == NULL) {
            first = line;
            ret = indent_of(line);
        }
        while (same < ret && same < line->count && line->text[same] == first->text[same])
            same++;
        ret = same;
    }
    return ret;
}

static void dedent(struct source *source)
{
    size_t indent = common_indent(source);

    for (size_t i = 0; i < source->count; i++) {
        struct line *line = &source->lines[i];
        size_t cut = line->count < indent ? line->count : indent;

        memmove(line->text, line->text + cut, (line->count - cut) * sizeof *line->text);
        line->count -= cut;
    }
    source->start = source->start > indent ? source->start - indent : 0;
    source->end = source->end > indent ? source->end - indent : 0;
}

static void take_segment(struct source *source)
{
    for (size_t i = 0; i < source->count; i++) {
        const struct line *line = &source->lines[i];
        size_t from = i == 0 ? source->start : 0;
        size_t to = i + 1 == source->count ? source->end : line->count;

        for (size_t j = from; j < to && j < line->count; j++)
            array_push(&source->segment, line->text[j]);
        if (i + 1 < source->count)
            array_push(&source->segment, '\n');
    }
}

static size_t skip_blanks(const struct line *line, size_t at, size_t end)
{
    while (at < end && is_blank(line->text[at]))
        at++;
    return at;
}

static bool is_alone(const struct source *source)
{
    const struct line *last = &source->lines[source->count - 1];
    size_t at = skip_blanks(last, source->end, last->count);

    return at == last->count || last->text[at] == '#' || last->text[at] == ';';
}

/* Whether the call is all that is returned, and what is called a name, or all that is assigned to a
 * name. */
static bool is_whole_statement(const struct source *source)
{
    static const char word[] = "return";
    const struct line *line = &source->lines[0];
    size_t same = 0, at = 0;

    if (source->anchors.of != ANCHORS_OF_CALL || !is_alone(source))
        return false;
    while (same < strlen(word) && same < source->start &&
           line->text[same] == (unsigned char)word[same])
        same++;
    if (same == strlen(word) && skip_blanks(line, same, source->start) == source->start &&
        same < source->start)
        return source->anchors.of_name;
    while (at < source->start && !is_blank(line->text[at]) && line->text[at] != '=' &&
           (line->text[at] >= 0x80 || line->text[at] == '_' ||
            (line->text[at] >= '0' && line->text[at] <= '9') ||
            ((line->text[at] | 0x20) >= 'a' && (line->text[at] | 0x20) <= 'z')))
        at++;
    if (at == 0)
        return false;
    at = skip_blanks(line, at, source->start);
    return at < source->start && line->text[at] == '=' &&
           skip_blanks(line, at + 1, source->start) == source->start;
}

static bool shows_marks(const struct source *source)
{
    const struct line *last = &source->lines[source->count - 1];

    if (is_whole_statement(source))
        return false;
    return source->anchors.of != ANCHORS_OF_NOTHING ||
           skip_blanks(&source->lines[0], 0, source->start) < source->start ||
           source->end < last->count;
}

struct place {
    size_t line, column;
};

/* Where a character of the segment stands; the column as it is displayed. */
static struct place place_of(const struct source *source, size_t at)
{
    struct place ret = {0, source->start};

    for (size_t i = 0; i < at; i++) {
        ret.column++;
        if (source->segment.data[i] == '\n')
            ret = (struct place){ret.line + 1, 0};
    }
    ret.column = text_display_width(source->lines[ret.line].text, ret.column);
    return ret;
}

static void mark_one(const struct source *source, size_t index, const struct place anchors[2],
                     caret_lines *ret)
{
    const struct line *line = &source->lines[index];
    bool last = index + 1 == source->count, any = source->anchors.of != ANCHORS_OF_NOTHING;
    size_t begin = index == 0 ? text_display_width(line->text, source->start) : 0;
    size_t end = text_display_width(line->text, last ? source->end : line->count);
    size_t indent = indent_of(line);
    characters marks = {0};

    for (size_t i = 0; i < end; i++) {
        bool after =
            index > anchors[0].line || (index == anchors[0].line && i >= anchors[0].column);
        bool before =
            index < anchors[1].line || (index == anchors[1].line && i < anchors[1].column);

        put(&marks, i < indent || i < begin ? ' ' : any && !(after && before) ? '~' : '^', 1);
    }
    finish(&marks, ret);
}

static void put_line(const struct source *source, size_t index, bool marked,
                     const struct place anchors[2], caret_lines *ret)
{
    array_push(ret, text_of(source->lines[index].text, source->lines[index].count));
    if (marked)
        mark_one(source, index, anchors, ret);
}

static void mark_all(struct source *source, caret_lines *ret)
{
    struct place anchors[2] = {{0, 0}, {0, 0}};
    size_t last = source->count - 1, before = 0;
    bool marked, any;

    take_segment(source);
    source->anchors = anchors_find(source->segment.data, source->segment.count);
    any = source->anchors.of != ANCHORS_OF_NOTHING;
    marked = shows_marks(source);
    if (any) {
        anchors[0] = place_of(source, source->anchors.start);
        anchors[1] = place_of(source, source->anchors.end);
    }
    for (size_t i = 0; i <= last; i++) {
        bool near = false;

        for (int j = 0; j < 2 && any; j++)
            near |= i + 1 >= anchors[j].line && i <= anchors[j].line + 1;
        if (i != 0 && i != last && !near)
            continue;
        if (i - before == 2)
            put_line(source, i - 1, marked, anchors, ret);
        else if (i - before > 2)
            array_push(ret, xasprintf("...<%zu lines>...", i - before - 1));
        put_line(source, i, marked, anchors, ret);
        before = i;
    }
}

/* ---- any */

static void make(const struct listing *listing, struct code_position position, unsigned marks,
                 struct source *source, caret_lines *ret)
{
    for (size_t i = 0; i < source->count; i++)
        source->lines[i] = line_at(listing, (size_t)position.line + i);
    source->start = character_at(&source->lines[0], position.column);
    source->end = character_at(&source->lines[source->count - 1], position.end_column);
    if (marks > 1) {
        dedent(source);
        mark_all(source, ret);
        return;
    }

    size_t indent = indent_of(&source->lines[0]);

    array_push(ret, text_of(source->lines[0].text + indent, source->lines[0].count - indent));
    if (marks > 0)
        mark_line(listing, position, source, ret);
}

void carets_make(const struct listing *listing, struct code_position position, unsigned marks,
                 caret_lines *ret)
{
    struct source source = {.count = 1};

    if (position.line <= 0 || (size_t)position.line > listing->lines.count)
        return;
    if (position.column < 0 || position.end_column < 0 || position.end_line < position.line)
        marks = 0;
    if (marks > 0)
        source.count = (size_t)(position.end_line - position.line) + 1;
    if (source.count > LINES_MAX) {
        source.count = 1;
        marks = 0;
    }
    source.lines = xcalloc(source.count, sizeof *source.lines);
    make(listing, position, marks, &source, ret);
    for (size_t i = 0; i < source.count; i++)
        free(source.lines[i].text);
    free(source.lines);
    array_deinit(&source.segment);
}

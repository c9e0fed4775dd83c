/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/commands.h"
#include "session/listing.h"
#include "session/session.h"
#include "session/settings.h"
#include "session/words.h"

/* Lines first to last of file; the file's name is owned. */
struct range {
    char *file;
    int64_t first, last;
    int64_t asked; /* a line that was named, or 0 */
};

static int64_t window(const struct session *s)
{
    long size = setting_number(s->settings, SETTING_LIST_SIZE);

    return size > 0 ? size : 10;
}

static void center(const struct session *s, int64_t line, struct range *ret)
{
    int64_t size = window(s);

    ret->first = line - size / 2;
    if (ret->first < 1)
        ret->first = 1;
    ret->last = ret->first + size - 1;
}

/* What no name of a file was given for: what was listed last, else the selected frame's. */
static char *present_file(struct session *s)
{
    if (s->listed != NULL)
        return xstrdup(s->listed->file);
    return xstrdup(session_frame(s)->code->filename);
}

/* A function that is on the stack of some thread; file: of that one, NULL: of any. */
static const struct code *find_function(const struct session *s, const char *file, const char *name)
{
    for (size_t i = 0; i < s->snapshot->threads.count; i++) {
        const struct thread *thread = &s->snapshot->threads.data[i];

        for (size_t j = 0; j < thread->frames.count; j++) {
            const struct code *code = thread->frames.data[j].code;

            if ((file == NULL || strcmp(code->filename, file) == 0) &&
                (strcmp(code->name, name) == 0 || strcmp(code_display_name(code), name) == 0))
                return code;
        }
    }
    return NULL;
}

static void go_on(const struct session *s, bool backwards, struct range *ret)
{
    int64_t size = window(s);

    ret->first = backwards ? s->listed->first - size : s->listed->last + 1;
    ret->last = backwards ? s->listed->first - 1 : s->listed->last + size;
    if (ret->first < 1)
        ret->first = 1;
}

/* Whether a file may be meant by a name: its own, or the end of its path. */
static bool is_meant(const char *file, const char *name)
{
    size_t length = strlen(file);
    size_t end = strlen(name);

    return end > 0 && length > end && file[length - end - 1] == '/' &&
           strcmp(file + length - end, name) == 0;
}

/* The file of a name: one that is on a stack, else the name as it stands. */
static struct error *find_file(const struct session *s, const char *name, char **ret)
{
    CLEANUP(word_list_deinit) struct word_list found = {0};

    for (size_t i = 0; i < s->snapshot->threads.count; i++) {
        const struct thread *thread = &s->snapshot->threads.data[i];

        for (size_t j = 0; j < thread->frames.count; j++) {
            const char *file = thread->frames.data[j].code->filename;

            if (strcmp(file, name) == 0) {
                *ret = xstrdup(name);
                return NULL;
            }
            if (is_meant(file, name))
                word_list_add(&found, file, strlen(file));
        }
    }
    if (found.count > 1) {
        word_list_sort(&found);

        CLEANUP_FREE char *choices = word_list_join(&found);

        return error_create(ERROR_USAGE, "Ambiguous file \"%s\": %s", name, choices);
    }
    *ret = xstrdup(found.count == 1 ? found.data[0] : name);
    return NULL;
}

static struct error *check_order(const struct range *range)
{
    if (range->last >= range->first)
        return NULL;
    return error_create(ERROR_USAGE, "The first line, %lld, comes after the last, %lld",
                        (long long)range->first, (long long)range->last);
}

static bool is_line(const char *text, int64_t *ret)
{
    uint64_t line;

    if (!text_to_u64(text, &line) || line == 0 || line > INT32_MAX)
        return false;
    *ret = (int64_t)line;
    return true;
}

/* What gdb calls a location: LINE, FUNCTION, FILE:LINE, FILE:FUNCTION. */
static struct error *find_place(struct session *s, const char *text, struct range *ret)
{
    const char *colon = strrchr(text, ':');
    const char *place = text;
    const struct code *code = NULL;

    if (is_line(text, &ret->first)) {
        ret->file = present_file(s);
        return NULL;
    }
    if (colon != NULL) {
        CLEANUP_FREE char *name = xstrndup(text, (size_t)(colon - text));

        place = colon + 1;
        TRY(find_file(s, name, &ret->file));
        if (is_line(place, &ret->first))
            return NULL;
    }
    code = find_function(s, ret->file, place);
    if (code == NULL)
        return error_create(ERROR_NOT_FOUND,
                            "\"%s\" is neither a line nor a function on a stack "
                            "of this process",
                            text);
    if (ret->file == NULL)
        ret->file = xstrdup(code->filename);
    ret->first = code->firstlineno;
    return NULL;
}

/* What stands behind the comma: "", "20", "+8", of which the first line is known. */
static struct error *find_last(struct session *s, const char *text, struct range *ret)
{
    uint64_t more;

    if (text[0] == '\0')
        ret->last = ret->first + window(s) - 1;
    else if (text[0] == '+' && text_to_u64(text + 1, &more) && more <= INT32_MAX)
        ret->last = ret->first + (int64_t)more;
    else if (!is_line(text, &ret->last))
        return error_create(ERROR_USAGE, "\"%s\" is neither a last line nor +LINES", text);
    return NULL;
}

/* What follows, or stands before, what was shown last; else around the frame's line. */
static struct error *follow(struct session *s, bool backwards, struct range *ret)
{
    ret->file = present_file(s);
    if (s->listed == NULL) {
        center(s, session_frame(s)->position.line, ret);
        return NULL;
    }
    go_on(s, backwards, ret);
    if (ret->last < 1)
        return error_create(ERROR_NOT_FOUND, "Already at the start of %s", ret->file);
    return NULL;
}

static struct error *parse(struct session *s, const char *args, struct range *ret)
{
    bool backwards = strcmp(args, "-") == 0;
    const char *comma = strchr(args, ',');
    size_t length = comma != NULL ? (size_t)(comma - args) : strlen(args);

    if (args[0] == '\0' || backwards || strcmp(args, "+") == 0 ||
        (s->repeated && s->listed != NULL))
        return follow(s, backwards, ret);
    while (length > 0 && isblank((unsigned char)args[length - 1]))
        length--;

    CLEANUP_FREE char *before = xstrndup(args, length);
    const char *after = comma != NULL ? words_skip_blanks(comma + 1) : "";

    if (before[0] == '\0' && is_line(after, &ret->last)) {
        ret->file = present_file(s);
        ret->first = ret->last > window(s) ? ret->last - window(s) + 1 : 1;
        return NULL;
    }
    TRY(find_place(s, before, ret));
    ret->asked = ret->first;
    if (comma == NULL)
        center(s, ret->first, ret);
    else
        TRY(find_last(s, after, ret));
    return check_order(ret);
}

static void show_line(const struct listing *listing, int64_t line, bool is_current,
                      struct emitter *e)
{
    emit_begin_object(e, NULL);
    emit_textf(e, STYLE_GOOD, "%s", is_current ? "-> " : "   ");
    listing_emit_line(e, listing, (size_t)line);
    emit_hidden_bool(e, "current", is_current);
    emit_end(e);
}

static struct error *show(struct session *s, const struct range *range,
                          const struct listing *listing, struct emitter *e)
{
    const struct frame *frame = session_frame(s);
    int64_t count = (int64_t)listing->lines.count;
    int64_t last = range->last < count ? range->last : count;

    if (range->first > count)
        return error_create(ERROR_NOT_FOUND, "Line number %lld out of range; \"%s\" has %lld lines",
                            (long long)(range->asked != 0 ? range->asked : range->first),
                            range->file, (long long)count);
    listing_warn(s, range->file, listing, e);
    emit_hidden_string(e, "file", range->file);
    emit_hidden_bool(e, "newer_than_process", listing->newer);
    emit_begin_list(e, "lines");
    for (int64_t line = range->first; line <= last && !emit_enough(e); line++)
        show_line(listing, line,
                  frame->position.line == line && strcmp(frame->code->filename, range->file) == 0,
                  e);
    emit_end(e);
    listing_set_place(s, range->file, (int)range->first, (int)last);
    return NULL;
}

static struct error *list_run(struct session *s, const char *args, struct emitter *e)
{
    struct range range = {0};
    struct listing listing = {0};
    struct error *error = parse(s, args, &range);

    if (error == NULL)
        error = listing_read(s, range.file, &listing);
    if (error == NULL)
        error = show(s, &range, &listing, e);
    listing_deinit(&listing);
    free(range.file);
    return error;
}

static const char *const aliases[] = {"l", NULL};

const struct command list_command = {
    .name = "list",
    .aliases = aliases,
    .group = GROUP_WHAT,
    .usage = "[PLACE|PLACE,LAST|PLACE,+N|,LAST|+|-]",
    .summary = "List source lines, read as the target sees its files",
    .help =
        "Without an argument, the lines around the selected frame's, then those that follow; `list "
        "-`\n"
        "goes back.  PLACE is LINE, FUNCTION, FILE:LINE or FILE:FUNCTION.  FUNCTION is one that "
        "is\n"
        "on a stack now; of a FILE on a stack the end of its path will do (`list "
        "threading.py:320`).\n"
        "`set listsize` says how many lines.  `info source` says whether the file has changed.\n",
    .needs = NEEDS_FRAME,
    .run = list_run,
};

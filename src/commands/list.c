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

/* "12", "12,20", "12,", ",20" */
static bool parse_lines(const struct session *s, const char *text, struct range *ret)
{
    const char *comma = strchr(text, ',');
    CLEANUP_FREE char *before =
        xstrndup(text, comma != NULL ? (size_t)(comma - text) : strlen(text));
    const char *after = comma != NULL ? comma + 1 + strspn(comma + 1, " \t") : "";
    uint64_t first = 0;
    uint64_t last = 0;

    for (size_t length = strlen(before); length > 0 && isblank((unsigned char)before[length - 1]);)
        before[--length] = '\0';
    if ((before[0] != '\0' && (!text_to_u64(before, &first) || first == 0 || first > INT32_MAX)) ||
        (after[0] != '\0' && (!text_to_u64(after, &last) || last == 0 || last > INT32_MAX)) ||
        (first == 0 && last == 0))
        return false;
    if (comma == NULL) {
        center(s, (int64_t)first, ret);
    } else if (first == 0) {
        ret->last = (int64_t)last;
        ret->first = ret->last - window(s) + 1;
    } else {
        ret->first = (int64_t)first;
        ret->last = last != 0 ? (int64_t)last : ret->first + window(s) - 1;
    }
    if (ret->first < 1)
        ret->first = 1;
    return true;
}

/* A function that is on the stack of some thread. */
static const struct code *find_function(const struct session *s, const char *name)
{
    for (size_t i = 0; i < s->snapshot->threads.count; i++) {
        const struct thread *thread = &s->snapshot->threads.data[i];

        for (size_t j = 0; j < thread->frames.count; j++) {
            const struct code *code = thread->frames.data[j].code;

            if (strcmp(code->name, name) == 0 || strcmp(code_display_name(code), name) == 0)
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

static struct error *parse(struct session *s, const char *args, struct range *ret)
{
    bool backwards = strcmp(args, "-") == 0;
    bool goes_on = args[0] == '\0' || backwards || (s->repeated && s->listed != NULL);
    const char *colon = strrchr(args, ':');
    const struct code *code;

    if (goes_on) {
        ret->file = present_file(s);
        if (s->listed != NULL) {
            go_on(s, backwards, ret);
            if (ret->last < 1)
                return error_create(ERROR_NOT_FOUND, "Already at the start of %s", ret->file);
            return NULL;
        }
        center(s, session_frame(s)->position.line, ret);
        return NULL;
    }
    if (parse_lines(s, args, ret)) {
        ret->file = present_file(s);
        return check_order(ret);
    }
    if (colon != NULL && parse_lines(s, colon + 1, ret)) {
        CLEANUP_FREE char *name = xstrndup(args, (size_t)(colon - args));

        TRY(check_order(ret));
        return find_file(s, name, &ret->file);
    }
    code = find_function(s, args);
    if (code == NULL)
        return error_create(ERROR_NOT_FOUND,
                            "\"%s\" is neither a line nor a function on a stack "
                            "of this process",
                            args);
    ret->file = xstrdup(code->filename);
    center(s, code->firstlineno, ret);
    return NULL;
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
                            (long long)range->first, range->file, (long long)count);
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
    .usage = "[LINE|FIRST,LAST|FILE:LINE|FUNCTION|-]",
    .summary = "List source lines, read as the target sees its files",
    .help = "Without an argument, the lines around the selected frame's, then those that follow; "
            "`list -`\n"
            "goes back.  FUNCTION is one that is on a stack now; of a FILE on a stack the end of "
            "its path\n"
            "will do (`list threading.py:320`).  `set listsize` says how many lines.\n",
    .needs = NEEDS_FRAME,
    .run = list_run,
};

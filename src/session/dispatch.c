/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/dispatch.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/text.h"
#include "session/alias.h"
#include "session/hold.h"
#include "session/monitoring.h"
#include "session/option.h"
#include "session/refused.h"
#include "session/session.h"
#include "session/settings.h"
#include "session/words.h"
#include "target/target.h"

enum {
    MAX_ALIASES = 20, /* one that stands for another, and so on: more must be a circle */
    MAX_DEPTH = 20,   /* files that source each other */
};

/* The next words after path that begin with the typed ones, the user's aliases among them. */
static void collect(const struct session *s, const char *path, const char *typed, size_t length,
                    struct word_list *found)
{
    for (const struct command *const *c = s->commands; *c != NULL; c++) {
        size_t whole = 0;

        if ((*c)->whole_name && (words_after((*c)->name, path, &whole) == NULL || whole != length))
            continue;
        if (words_collect(found, (*c)->name, path, typed, length))
            return;
        for (const char *const *a = (*c)->aliases; a != NULL && *a != NULL; a++) {
            if (words_collect(found, *a, path, typed, length))
                return;
        }
    }
    for (size_t i = 0; i < alias_count(s->aliases); i++) {
        if (words_collect(found, alias_name(s->aliases, i), path, typed, length))
            return;
    }
}

static const struct command *command_named(const struct session *s, const char *name)
{
    for (const struct command *const *c = s->commands; *c != NULL; c++) {
        if (strcmp((*c)->name, name) == 0)
            return *c;
        for (const char *const *a = (*c)->aliases; a != NULL && *a != NULL; a++) {
            if (strcmp(*a, name) == 0)
                return *c;
        }
    }
    return NULL;
}

static const char *alias_named(const struct session *s, const char *name)
{
    for (size_t i = 0; i < alias_count(s->aliases); i++) {
        if (strcmp(alias_name(s->aliases, i), name) == 0)
            return alias_expansion(s->aliases, i);
    }
    return NULL;
}

bool dispatch_has_subcommands(const struct session *s, const char *path)
{
    size_t length;

    for (const struct command *const *c = s->commands; *c != NULL; c++) {
        if (words_after((*c)->name, path, &length) != NULL)
            return true;
    }
    return false;
}

void dispatch_path_deinit(struct dispatch_path *path)
{
    free(path->path);
    free(path->rest);
    *path = (struct dispatch_path){0};
}

/* gdb's sentences. */
static struct error *undefined(const char *path, const char *word)
{
    const char *gap = path[0] != '\0' ? " " : "";

    return error_create(ERROR_USAGE, "Undefined %s%scommand: \"%s\".  Try \"help%s%s\"", path, gap,
                        word, gap, path);
}

static struct error *ambiguous(const char *path, const char *typed, size_t length,
                               struct word_list *found)
{
    word_list_sort(found);

    CLEANUP_FREE char *choices = word_list_join(found);

    return error_create(ERROR_USAGE, "Ambiguous %s%scommand \"%.*s\": %s", path,
                        path[0] != '\0' ? " " : "", (int)length, typed, choices);
}

/* What gdb has in this place and we do not, with the reason; NULL: nothing, or a word of ours. */
static struct error *refuse(const struct session *s, const char *path, const char *typed,
                            size_t length, const struct word_list *found)
{
    CLEANUP_FREE char *word = xstrndup(typed, length);
    CLEANUP_FREE char *name = xasprintf("%s%s%s", path, path[0] != '\0' ? " " : "", word);
    const struct refused *refused;

    if (found->count == 1 && strcmp(found->data[0], word) == 0)
        return NULL;
    refused = refused_find(s->refused, name, true);
    if (refused == NULL && found->count == 0)
        refused = refused_find(s->refused, name, false);
    return refused != NULL ? error_create(ERROR_UNSUPPORTED, "%s", refused->reason) : NULL;
}

/* One word further: false when the words end here and arguments begin. */
static struct error *step(struct session *s, struct dispatch_path *at, size_t *aliases, bool *ret)
{
    const char *typed = words_skip_blanks(at->rest);
    size_t length = words_length(typed);
    bool first = at->path[0] == '\0';
    /* `thread 2` has an argument; `info 2` is a word that info does not have. */
    bool takes_arguments =
        at->command != NULL && at->command->usage != NULL && at->command->usage[0] != '\0';

    *ret = false;
    if (*typed == '\0')
        return NULL;
    if (!first && !dispatch_has_subcommands(s, at->path)) {
        CLEANUP_FREE char *name = xasprintf("%s %.*s", at->path, (int)length, typed);
        const struct refused *refused = refused_find(s->refused, name, true);

        return refused != NULL ? error_create(ERROR_UNSUPPORTED, "%s", refused->reason) : NULL;
    }
    if (length == 0 && (first || !takes_arguments)) {
        CLEANUP_FREE char *word = xstrndup(typed, strcspn(typed, " \t"));

        return undefined(at->path, word);
    }

    CLEANUP(word_list_deinit) struct word_list found = {0};

    if (length > 0)
        collect(s, at->path, typed, length, &found);
    TRY(refuse(s, at->path, typed, length, &found));
    if (found.count > 1)
        return ambiguous(at->path, typed, length, &found);
    if (found.count == 0 && takes_arguments)
        return NULL;
    if (found.count == 0) {
        CLEANUP_FREE char *word = xstrndup(typed, length);

        return undefined(at->path, word);
    }

    const char *expansion = first ? alias_named(s, found.data[0]) : NULL;

    if (expansion != NULL) {
        if (++*aliases > MAX_ALIASES)
            return error_create(ERROR_USAGE, "The alias \"%s\" stands for itself", found.data[0]);

        char *line = xasprintf("%s%s", expansion, typed + length);

        free(at->rest);
        at->rest = line;
        *ret = true;
        return NULL;
    }

    CLEANUP_FREE char *path = xasprintf("%s%s%s", at->path, first ? "" : " ", found.data[0]);
    char *rest = xstrdup(typed + length);

    at->command = command_named(s, path);
    free(at->path);
    /* An alias ("t") leads to the same further words ("apply") as the name it stands for. */
    at->path = at->command != NULL ? xstrdup(at->command->name) : take_pointer(path);
    free(at->rest);
    at->rest = rest;
    *ret = true;
    return NULL;
}

struct error *dispatch_walk(struct session *s, const char *line, struct dispatch_path *ret)
{
    size_t aliases = 0;
    bool more = true;

    *ret = (struct dispatch_path){.path = xstrdup(""), .rest = xstrdup(line)};
    while (more) {
        struct error *error = step(s, ret, &aliases, &more);

        if (error != NULL) {
            dispatch_path_deinit(ret);
            return error;
        }
    }
    return NULL;
}

struct error *dispatch_find(struct session *s, const char *line, const struct command **ret,
                            char **args)
{
    const char *start = words_skip_blanks(line);

    *ret = NULL;
    *args = NULL;
    if (*start == '\0' || *start == '#')
        return NULL;

    CLEANUP(dispatch_path_deinit) struct dispatch_path at = {0};

    TRY(dispatch_walk(s, start, &at));
    if (at.command == NULL)
        return error_create(ERROR_USAGE,
                            "\"%s\" must be followed by the name of a subcommand.  "
                            "Try \"help %s\"",
                            at.path, at.path);
    *ret = at.command;
    *args = xstrdup(words_skip_blanks(at.rest));
    for (size_t end = strlen(*args); end > 0 && isspace((unsigned char)(*args)[end - 1]); end--)
        (*args)[end - 1] = '\0';
    return NULL;
}

static struct error *check_selection(struct session *s, const struct command *command)
{
    if (command->needs >= NEEDS_THREAD && session_thread(s) == NULL)
        return session_no_thread(s);
    if (command->needs >= NEEDS_FRAME && session_frame(s) == NULL) {
        const struct thread *thread = session_thread(s);

        if (thread->error != NULL)
            return error_create(thread->error->kind, "No stack of thread %u: %s", thread->num,
                                thread->error->message);
        return error_create(ERROR_NOT_FOUND, "No stack: thread %u runs no Python code",
                            thread->num);
    }
    return NULL;
}

/*
 * What was read of a process that has ended since, or that runs another program, is there still:
 * frames can be looked at, values cannot.
 */
static struct error *check_target(struct session *s, bool reads, struct emitter *e)
{
    struct error *gone = target_check(s->target);

    if (gone == NULL || reads)
        return gone;
    if (!s->told_end)
        emit_warning(e, "%s; this is what was read of it before", gone->message);
    s->told_end = true;
    error_destroy(gone);
    return NULL;
}

/* What the command's struct asks for is there, or the sentence why not. */
static struct error *establish(struct session *s, const struct command *command, const char *args,
                               bool stop, bool *new_snapshot, struct emitter *e)
{
    bool kept = command->kept != NULL && command->kept(args);
    bool was_read = command->needs >= NEEDS_SNAPSHOT && s->snapshot != NULL &&
                    (!command->fresh || s->fixed_snapshot);

    bool from_start = s->started != 0 && command->from_start != NULL && command->from_start(args);

    if (command->needs >= NEEDS_TARGET && !(s->target == NULL && from_start)) {
        if (s->target == NULL)
            return error_create(ERROR_NOT_FOUND, "No process.  Use `attach PID`");
        /* Within another command it has been said. */
        if (!was_read || s->depth == 1)
            TRY(check_target(s, !was_read || (command->values != NULL && !kept), e));
    }
    *new_snapshot = command->needs >= NEEDS_SNAPSHOT && !was_read;
    if (*new_snapshot)
        TRY(session_refresh(s, stop ? command : NULL, args));

    return check_selection(s, command);
}

/* Whether -stop stands in args, before which there are other options alone, or a format ("/x").
 * *rest is args without it; free it. */
static bool take_stop(const struct command *command, const char *args, char **rest)
{
    const char *at = args;

    while (at != NULL) {
        at = words_skip_blanks(at);

        size_t length = strcspn(at, " \t");

        if (length == strlen("-stop") && strncmp(at, "-stop", length) == 0) {
            *rest = xasprintf("%.*s%s", (int)(at - args), args, words_skip_blanks(at + length));
            return true;
        }
        if (*at == '/')
            at += length;
        else
            at = command->options != NULL ? option_skip(command->options, at) : NULL;
    }
    *rest = xstrdup(args);
    return false;
}

/* A command as work that is done while nobody runs. */
struct job {
    const struct command *command;
    const char *args;
    bool new_snapshot;
};

static struct error *job_run(struct session *s, void *arg, struct emitter *e)
{
    const struct job *job = arg;

    /* Frames may have been read anew. */
    TRY(check_selection(s, job->command));
    return job->command->run(s, job->args, e);
}

/* Frames that were read for this very command may as well be those of the moment of the values. */
static bool job_rereads(struct session *s, void *arg, const struct thread *thread)
{
    const struct job *job = arg;

    return job->new_snapshot && session_wants(s, job->command, job->args, thread);
}

static struct error *run(struct session *s, const struct command *command, const char *args,
                         struct emitter *e)
{
    bool values = command->values != NULL;
    bool stop =
        (command->fresh || values) && setting_number(s->settings, SETTING_STOP) == STOP_BRIEF;
    CLEANUP_FREE char *rest = NULL;

    if ((command->fresh || values) && take_stop(command, args, &rest))
        stop = true;

    struct job job = {.command = command, .args = rest != NULL ? rest : args};

    values = values && command->values(job.args);
    /* What is held as a whole reads the frames again then. */
    TRY(establish(s, command, job.args, stop && !values, &job.new_snapshot, e));
    s->answer.new_snapshot |= job.new_snapshot;
    /* Of a process that has ended: what is left of it changes no more. */
    if (s->told_end)
        return command->run(s, job.args, e);
    /* Without a stop, what shows many threads holds one after the other by itself. */
    if (values && (stop || command->wants == NULL))
        return hold_run(
            s, &(struct hold_work){job_run, &job, job_rereads, stop, .proof_name = "proof"}, e);
    return command->run(s, job.args, e);
}

/* Of a process that went meanwhile, that a frame or a page is not there is no news. */
static struct error *explain_by_end(struct session *s, const struct command *command,
                                    struct error *error)
{
    struct error *gone = NULL;

    if (s->target != NULL &&
        (error->kind == ERROR_FAULT || error->kind == ERROR_CORRUPT || error->kind == ERROR_STALE ||
         (error->kind == ERROR_NOT_FOUND && command->values != NULL)))
        gone = target_check(s->target);
    if (gone == NULL)
        return error;
    error_destroy(error);
    return gone;
}

struct error *session_execute(struct session *s, const char *line, struct emitter *e)
{
    const struct command *command;
    CLEANUP_FREE char *args = NULL;

    TRY(dispatch_find(s, line, &command, &args));
    if (command == NULL)
        return NULL;
    if (s->depth >= MAX_DEPTH)
        return error_create(ERROR_USAGE, "Commands within commands, more than %d deep", MAX_DEPTH);
    s->depth++;

    /* What is run within another command is part of its answer. */
    bool reads = command->needs >= NEEDS_SNAPSHOT && s->depth == 1;
    bool held = monitoring_hold(s);

    if (reads)
        answer_begin(s, line);

    struct error *error = run(s, command, args, e);

    if (error != NULL && command->needs >= NEEDS_TARGET)
        error = explain_by_end(s, command, error);
    if (reads)
        answer_end(s);
    if (held)
        monitoring_release(s);
    s->depth--;
    return error;
}

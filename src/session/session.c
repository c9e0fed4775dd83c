/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"
#include "python/runtime.h"
#include "session/alias.h"
#include "session/listing.h"
#include "session/monitoring.h"
#include "session/settings.h"
#include "session/words.h"
#include "target/access.h"
#include "target/target.h"

struct session *session_create(const struct command *const *commands, struct front_end *front_end)
{
    struct session *s = xcalloc(1, sizeof *s);

    s->commands = commands;
    s->front_end = front_end;
    s->settings = settings_create();
    s->aliases = aliases_create();
    return s;
}

void session_destroy(struct session *s)
{
    if (s == NULL)
        return;
    session_detach(s);
    answer_deinit(&s->answer);
    settings_destroy(s->settings);
    aliases_destroy(s->aliases);
    free(s);
}

void session_detach(struct session *s)
{
    monitoring_stop(s);
    listing_set_place(s, NULL, 0, 0);
    word_list_deinit(&s->warned_files);
    expr_history_deinit(&s->history);
    snapshot_destroy(take_pointer(s->snapshot));
    runtime_destroy(take_pointer(s->runtime));
    target_destroy(take_pointer(s->target));
    s->target_changes++;
    s->told_end = false;
    s->thread = 0;
    s->frame = 0;
}

static struct error *explained(pid_t pid, struct error *error)
{
    if (error->kind == ERROR_OS && (error->errnum == EPERM || error->errnum == EACCES))
        return access_explain(pid, error);
    return error;
}

struct error *session_attach(struct session *s, pid_t pid)
{
    struct target *target;
    struct runtime *runtime;
    struct error *error = target_open(pid, &target);

    if (error != NULL)
        return explained(pid, error);
    error = runtime_attach(target, s->layout_file, &runtime);
    if (error != NULL) {
        target_destroy(target);
        return explained(pid, error);
    }
    session_detach(s);
    s->target = target;
    s->runtime = runtime;
    return NULL;
}

/* What a new snapshot is for. */
struct refresh {
    struct session *session;
    const struct command *command;
    const char *args;
};

static bool was_interrupted(void *arg)
{
    const struct refresh *refresh = arg;

    return session_interrupted(refresh->session);
}

/* The number of the thread that a first snapshot selects. */
static unsigned first_thread(const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->threads.count; i++) {
        if (snapshot->threads.data[i].gil)
            return snapshot->threads.data[i].num;
    }
    return snapshot->threads.count > 0 ? snapshot->threads.data[0].num : 0;
}

bool session_wants(struct session *s, const struct command *command, const char *args,
                   const struct thread *thread)
{
    return command->wants != NULL ? command->wants(s, args, thread) : thread->num == s->thread;
}

static bool is_wanted(void *arg, const struct snapshot *snapshot, const struct thread *thread)
{
    struct refresh *refresh = arg;

    if (refresh->session->thread == 0)
        refresh->session->thread = first_thread(snapshot);
    return session_wants(refresh->session, refresh->command, refresh->args, thread);
}

struct error *session_refresh(struct session *s, const struct command *stop_for, const char *args)
{
    struct refresh refresh = {s, stop_for, args};
    struct snapshot *snapshot;
    struct snapshot_options options = {
        .max_frames = (size_t)setting_number(s->settings, SETTING_BACKTRACE_LIMIT),
        .interrupted = was_interrupted,
        .wanted = is_wanted,
        .arg = &refresh,
    };

    if (stop_for != NULL)
        options.stop_budget_ns = 1000u * (uint64_t)setting_number(s->settings, SETTING_STOP_BUDGET);
    TRY(snapshot_take(s->runtime, &options, &snapshot));

    /* The newest frame is not followed: who looks at frame 0 wants to see what is newest now. */
    const struct frame *old = s->frame > 0 ? session_frame(s) : NULL;
    struct frame selected = old != NULL ? *old : (struct frame){0};

    snapshot_destroy(s->snapshot);
    s->snapshot = snapshot;
    s->frame = 0;
    if (s->thread == 0)
        s->thread = first_thread(snapshot);

    const struct thread *thread = session_thread(s);

    for (size_t i = 0; selected.address != 0 && thread != NULL && i < thread->frames.count; i++) {
        if (thread->frames.data[i].address == selected.address &&
            thread->frames.data[i].code == selected.code) {
            s->frame = i;
            break;
        }
    }
    return NULL;
}

struct thread *session_thread(struct session *s)
{
    if (s->snapshot == NULL || s->thread == 0)
        return NULL;
    return snapshot_thread(s->snapshot, s->thread);
}

struct frame *session_frame(struct session *s)
{
    struct thread *thread = session_thread(s);

    if (thread == NULL || s->frame >= thread->frames.count)
        return NULL;
    return &thread->frames.data[s->frame];
}

struct error *session_no_thread(const struct session *s)
{
    if (s->thread == 0)
        return error_create(ERROR_NOT_FOUND, "The process has no Python threads");
    return error_create(ERROR_NOT_FOUND,
                        "Thread %u has ended.  Use `thread N` to select another, `info threads` "
                        "lists them",
                        s->thread);
}

bool session_interrupted(const struct session *s)
{
    return s->interrupted != 0;
}

struct error *session_interrupted_error(void)
{
    return error_create(ERROR_INTERRUPTED, "Quit");
}

/* One line of a file, as an element of the list of what its commands gave. */
static struct error *source_line(struct session *s, const char *line, struct emitter *e)
{
    emit_begin_object(e, NULL);
    emit_hidden_string(e, "command", line);
    emit_begin_object(e, "result");
    TRY(session_execute(s, line, e));
    emit_end(e);
    emit_end(e);
    return NULL;
}

struct error *session_source(struct session *s, const char *path, struct emitter *e)
{
    CLEANUP_FCLOSE FILE *file = fopen(path, "re");
    CLEANUP_FREE char *line = NULL;
    size_t capacity = 0;
    ssize_t length;

    if (file == NULL)
        return error_os(errno, path, "cannot read commands");
    emit_begin_list(e, "commands");
    for (size_t number = 1; !s->quit && !emit_enough(e); number++) {
        errno = 0;
        length = getline(&line, &capacity, file);
        if (length < 0) {
            if (ferror(file))
                return error_os(errno, path, "cannot read commands");
            break;
        }
        if (line[length - 1] == '\n')
            line[length - 1] = '\0';
        if (session_interrupted(s))
            return session_interrupted_error();

        const char *start = words_skip_blanks(line);

        if (*start == '\0' || *start == '#')
            continue;
        s->error_placed = false;

        struct error *error = source_line(s, start, e);

        if (error != NULL && !s->error_placed)
            error = error_prefix(error, "%s:%zu", path, number);
        s->error_placed = error != NULL;
        TRY(error);
    }
    emit_end(e);
    return NULL;
}

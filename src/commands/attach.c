/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <stdint.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/process-facts.h"
#include "python/runtime.h"
#include "session/session.h"
#include "target/procfs.h"
#include "target/target.h"

static struct error *attach_run(struct session *s, const char *args, struct emitter *e)
{
    uint64_t pid;
    CLEANUP_FREE char *command_line = NULL;

    if (!text_to_u64(args, &pid) || pid == 0 || pid > INT_MAX)
        return error_create(ERROR_USAGE, "\"%s\" is not the number of a process (pid)", args);
    TRY(session_attach(s, (pid_t)pid));
    TRY(session_refresh(s, NULL, ""));

    size_t threads = s->snapshot->threads.count;
    CLEANUP_FREE char *version = layout_version_long(s->runtime->hexversion);

    emit_text(e, "Attached to ");
    emit_int(e, "pid", STYLE_NUMBER, s->target->pid);
    emit_text(e, ": CPython ");
    emit_string(e, "version", STYLE_PLAIN, version);
    emit_hidden_bool(e, "free_threaded", s->runtime->layout.traits.free_threaded);
    emit_text(e, s->runtime->layout.traits.free_threaded ? " free-threaded, " : ", ");
    emit_as(e, "threads", STYLE_NUMBER, EMIT_OF_UINT(threads), "%zu", threads);
    emit_textf(e, STYLE_PLAIN, " thread%s", threads == 1 ? "" : "s");
    if (error_ignore(procfs_cmdline(s->target->pid, &command_line))) {
        emit_text(e, ": ");
        emit_string(e, "command", STYLE_PLAIN, command_line);
    }
    emit_text(e, "\n");
    return NULL;
}

/* The Pythons that there are. */
static void attach_complete(struct session *s, struct completions *c)
{
    pid_array pids = {0};

    (void)s;
    if (c->line[0] != '\0' || !error_ignore(procfs_processes(&pids)))
        return;
    for (size_t i = 0; i < pids.count; i++) {
        CLEANUP_FREE char *number = xasprintf("%d", (int)pids.data[i]);
        struct process_facts facts;
        uint32_t hexversion;
        bool readable;

        if (!text_starts_with(number, c->word) || pids.data[i] == getpid())
            continue;
        if (error_ignore(process_facts_init(&facts, pids.data[i])) &&
            process_facts_is_python(&facts, pids.data[i], &hexversion, &readable))
            c->add(c, number);
        process_facts_deinit(&facts);
    }
    array_deinit(&pids);
}

const struct command attach_command = {
    .name = "attach",
    .group = GROUP_PROCESS,
    .usage = "PID",
    .summary = "Inspect another process",
    .help = "The process is not stopped and nothing in it is changed.  When it cannot be "
            "inspected, the\n"
            "present one stays.  `ps` lists the processes, `doctor PID` says what is in the way.\n",
    .no_repeat = true,
    .complete = attach_complete,
    .run = attach_run,
};

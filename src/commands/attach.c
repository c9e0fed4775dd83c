/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <limits.h>
#include <stdint.h>

#include "base/memory.h"
#include "base/text.h"
#include "commands/commands.h"
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

const struct command attach_command = {
    .name = "attach",
    .group = GROUP_PROCESS,
    .usage = "PID",
    .summary = "Inspect another process",
    .help = "The process is not stopped and nothing in it is changed.  When it cannot be "
            "inspected, the\n"
            "present one stays.  `ps` lists the processes, `doctor PID` says what is in the way.\n",
    .no_repeat = true,
    .run = attach_run,
};

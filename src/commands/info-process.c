/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "commands/commands.h"
#include "commands/process-facts.h"
#include "python/runtime.h"
#include "session/session.h"
#include "target/module.h"
#include "target/process.h"

/* "  NAME           VALUE\n" */
static void line(struct emitter *e, const char *label, const char *name, const char *value)
{
    if (value == NULL) {
        emit_hidden_null(e, name);
        return;
    }
    emit_textf(e, STYLE_TITLE, "%-14s", label);
    emit_string(e, name, STYLE_PLAIN, value);
    emit_text(e, "\n");
}

static void link_line(struct emitter *e, const char *label, const char *name, pid_t pid,
                      const char *link)
{
    char path[64];
    CLEANUP_FREE char *value = NULL;

    snprintf(path, sizeof path, "/proc/%d/%s", pid, link);
    if (!error_ignore(procfs_link(path, &value)))
        value = NULL;
    line(e, label, name, value);
}

static void show_python(const struct session *s, struct emitter *e)
{
    const struct runtime *runtime = s->runtime;
    CLEANUP_FREE char *version = layout_version_long(runtime->hexversion);
    struct module *module = (struct module *)runtime->module;

    emit_textf(e, STYLE_TITLE, "%-14s", "python");
    emit_as(e, "version", STYLE_PLAIN, EMIT_OF_STRING(version), "CPython %s%s", version,
            runtime->layout.traits.free_threaded ? " (free-threaded)" : "");
    emit_text(e, "\n");
    emit_hidden_bool(e, "free_threaded", runtime->layout.traits.free_threaded);
    emit_textf(e, STYLE_TITLE, "%-14s", "binary");
    emit_string(e, "binary", STYLE_FILE, module->path);
    if (module->deleted)
        emit_textf(e, STYLE_WARNING, " (deleted or replaced since)");
    emit_text(e, "\n");
    emit_hidden_bool(e, "binary_deleted", module->deleted);
    line(e, "read from", "binary_read_from", module_opened_as(module));
    line(e, "build id", "build_id", module_build_id(module));
    line(e, "layout", "layout", runtime->layout_from);
}

static struct error *info_process_run(struct session *s, const char *args, struct emitter *e)
{
    struct process_facts facts;
    pid_t pid = s->target->pid;
    struct error *error;

    if (args[0] != '\0')
        return error_create(ERROR_USAGE, "info process takes no arguments");
    TRY(target_check(s->target)); /* the number may be another process's by now */
    error = process_facts_init(&facts, pid);
    if (error != NULL) {
        process_facts_deinit(&facts);
        return error;
    }
    emit_textf(e, STYLE_TITLE, "%-14s", "process");
    emit_int(e, "pid", STYLE_NUMBER, pid);
    if (s->target->process->other_pid_namespace)
        emit_as(e, "inner_pid", STYLE_PLAIN, EMIT_OF_INT(s->target->process->inner_pid),
                " (%d in its own PID namespace)", s->target->process->inner_pid);
    emit_text(e, "\n");
    line(e, "command", "cmdline", facts.command);
    link_line(e, "program", "exe", pid, "exe");
    link_line(e, "directory", "cwd", pid, "cwd");
    line(e, "user", "user", facts.user);
    emit_textf(e, STYLE_TITLE, "%-14s", "running for");
    process_facts_emit_age(e, "age", facts.age);
    emit_text(e, ", CPU ");
    emit_as(e, "cpu_seconds", STYLE_PLAIN, EMIT_OF_DOUBLE(facts.cpu), "%.2f s", facts.cpu);
    emit_text(e, " (");
    process_facts_emit_cpu(e, "cpu_percent", &facts);
    emit_text(e, " %)\n");
    emit_textf(e, STYLE_TITLE, "%-14s", "threads");
    emit_uint(e, "threads", STYLE_NUMBER, s->snapshot->threads.count);
    emit_text(e, "\n");
    show_python(s, e);
    process_facts_deinit(&facts);
    return NULL;
}

const struct command info_process_command = {
    .name = "info process",
    .group = GROUP_PROCESS,
    .usage = "",
    .summary = "Print what process this is, and which Python and layout it is read with",
    .needs = NEEDS_SNAPSHOT,
    .run = info_process_run,
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "commands/commands.h"
#include "commands/process-facts.h"
#include "python/runtime.h"
#include "session/describe.h"
#include "session/session.h"
#include "target/procfs.h"

/* Where the screen is narrow the folder of the program goes before the script's name does. */
static void emit_command(const char *command, struct emitter *e)
{
    CLEANUP_FREE char *program = xstrndup(command, strcspn(command, " "));
    const char *slash = strrchr(program, '/');
    size_t folder = slash != NULL ? (size_t)(slash + 1 - program) : 0;
    CLEANUP_FREE char *path = xstrndup(command, folder);

    describe_shown(e, true, "command", STYLE_PLAIN, EMIT_OF_STRING(command), "");
    if (folder > 0)
        emit_quoted(e, STYLE_DIM, path);
    emit_quoted(e, STYLE_PLAIN, command + folder);
}

static void show_row(pid_t pid, const struct process_facts *facts, uint32_t hexversion,
                     bool readable, struct emitter *e)
{
    CLEANUP_FREE char *version = hexversion != 0 ? layout_version_long(hexversion) : NULL;

    emit_begin_object(e, NULL);
    emit_int(e, "pid", STYLE_NUMBER, pid);
    if (version != NULL)
        emit_string(e, "version", STYLE_PLAIN, version);
    else
        emit_as(e, "version", STYLE_DIM, EMIT_OF_NULL, "%s", readable ? "unknown" : "no access");
    emit_string(e, "user", STYLE_PLAIN, facts->user);
    process_facts_emit_age(e, "age", facts->age);
    process_facts_emit_cpu(e, "cpu_percent", facts);
    emit_command(facts->command, e);
    emit_hidden_bool(e, "readable", readable);
    emit_end(e);
}

static void consider(pid_t pid, struct emitter *e)
{
    struct process_facts facts;
    uint32_t hexversion;
    bool readable;

    if (error_ignore(process_facts_init(&facts, pid)) &&
        process_facts_is_python(&facts, pid, &hexversion, &readable))
        show_row(pid, &facts, hexversion, readable, e);
    process_facts_deinit(&facts);
}

static int compare_pid(const void *a, const void *b)
{
    return *(const pid_t *)a < *(const pid_t *)b ? -1 : *(const pid_t *)a > *(const pid_t *)b;
}

static struct error *ps_run(struct session *s, const char *args, struct emitter *e)
{
    static const struct emit_column columns[] = {
        {.name = "pid", .header = "PID", .right = true},
        {.name = "version", .header = "Python"},
        {.name = "user", .header = "User"},
        {.name = "age", .header = "Age", .right = true},
        {.name = "cpu_percent", .header = "%CPU", .right = true},
        {.name = "command", .header = "Command"},
    };
    pid_array pids = {0};

    if (args[0] != '\0')
        return error_create(ERROR_USAGE, "ps takes no arguments");
    TRY(procfs_processes(&pids));
    qsort(pids.data, pids.count, sizeof *pids.data, compare_pid);
    emit_begin_table(e, "processes", columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < pids.count && !session_interrupted(s); i++)
        if (pids.data[i] != getpid())
            consider(pids.data[i], e);
    emit_end(e);
    array_deinit(&pids);
    return NULL;
}

const struct command ps_command = {
    .name = "ps",
    .group = GROUP_PROCESS,
    .usage = "",
    .summary = "List the Python processes that there are",
    .help =
        "Every process is looked at, whatever its program is called; the version is read from its\n"
        "memory.  %CPU is its share of one CPU since it started.\n",
    .needs = NEEDS_NOTHING,
    .whole_name = true, /* `p` is gdb's print */
    .run = ps_run,
};

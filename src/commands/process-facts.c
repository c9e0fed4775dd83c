/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/process-facts.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "python/runtime.h"
#include "target/procfs.h"
#include "target/target.h"

struct error *process_facts_init(struct process_facts *facts, pid_t pid)
{
    struct procfs_stat stat;
    struct procfs_status status;

    *facts = (struct process_facts){0};
    TRY(procfs_stat(pid, 0, &stat));
    TRY(procfs_status(pid, 0, &status));
    TRY(procfs_age(&stat, &facts->age));
    TRY(procfs_cmdline(pid, &facts->command));

    const struct passwd *entry = getpwuid(status.euid);

    facts->user = entry != NULL ? xstrdup(entry->pw_name) : xasprintf("%u", status.euid);
    facts->cpu = (double)stat.cpu_ticks / (double)sysconf(_SC_CLK_TCK);
    return NULL;
}

void process_facts_deinit(struct process_facts *facts)
{
    free(take_pointer(facts->command));
    free(take_pointer(facts->user));
}

/* The version of the Python in a process; *readable false where its memory may not be looked at. */
static struct error *look_inside(pid_t pid, uint32_t *hexversion, bool *readable)
{
    struct target *target = NULL;
    struct runtime *runtime = NULL;
    struct error *error = target_open(pid, &target);

    *hexversion = 0;
    if (error == NULL)
        error = runtime_attach(target, NULL, &runtime);
    *readable = error == NULL || error->kind != ERROR_OS;
    if (error == NULL)
        *hexversion = runtime->hexversion;
    runtime_destroy(runtime);
    target_destroy(target);
    return error;
}

/* All that can be told of a process whose memory is closed to us. */
static bool sounds_like_python(const struct process_facts *facts)
{
    size_t length = strcspn(facts->command, " ");
    CLEANUP_FREE char *program = xstrndup(facts->command, length);
    const char *slash = strrchr(program, '/');

    return strncmp(slash != NULL ? slash + 1 : program, "python", 6) == 0;
}

bool process_facts_is_python(const struct process_facts *facts, pid_t pid, uint32_t *hexversion,
                             bool *readable)
{
    struct error *error = look_inside(pid, hexversion, readable);
    /* A Python that is known for one but not understood is worth a line as well. */
    bool ret = error == NULL || error->kind == ERROR_UNSUPPORTED ||
               (!*readable && sounds_like_python(facts));

    error_destroy(error);
    return ret;
}

void process_facts_emit_age(struct emitter *e, const char *name, double seconds)
{
    CLEANUP_FREE char *text = text_age(seconds);

    emit_as(e, name, STYLE_PLAIN, EMIT_OF_DOUBLE(seconds), "%s", text);
}

void process_facts_emit_cpu(struct emitter *e, const char *name, const struct process_facts *facts)
{
    double percent = facts->age > 0 ? 100 * facts->cpu / facts->age : 0;

    emit_as(e, name, STYLE_PLAIN, EMIT_OF_DOUBLE(percent), "%.1f", percent);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/process-facts.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "target/procfs.h"

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

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "commands/process-facts.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
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
    long s = seconds > 0 ? (long)seconds : 0;
    struct emit_value value = EMIT_OF_DOUBLE(seconds);

    if (s >= 86400)
        emit_as(e, name, STYLE_PLAIN, value, "%ldd%02ldh", s / 86400, s / 3600 % 24);
    else if (s >= 3600)
        emit_as(e, name, STYLE_PLAIN, value, "%ldh%02ldm", s / 3600, s / 60 % 60);
    else if (s >= 60)
        emit_as(e, name, STYLE_PLAIN, value, "%ldm%02lds", s / 60, s % 60);
    else
        emit_as(e, name, STYLE_PLAIN, value, "%lds", s);
}

void process_facts_emit_cpu(struct emitter *e, const char *name, const struct process_facts *facts)
{
    double percent = facts->age > 0 ? 100 * facts->cpu / facts->age : 0;

    emit_as(e, name, STYLE_PLAIN, EMIT_OF_DOUBLE(percent), "%.1f", percent);
}

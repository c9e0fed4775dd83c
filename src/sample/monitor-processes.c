/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample/monitor-processes.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "python/runtime.h"
#include "sample/family-source.h"
#include "sample/monitor-internal.h"
#include "sample/monitor-waits.h"
#include "sample/source.h"
#include "target/process.h"

static struct monitor_process *find(const struct monitor *monitor, pid_t pid)
{
    for (size_t i = 0; i < monitor->processes.count; i++)
        if (monitor->processes.data[i]->pid == pid)
            return monitor->processes.data[i];
    return NULL;
}

struct monitor_process *monitor_process_of(struct monitor *monitor,
                                           const struct sample_process *about)
{
    struct monitor_process *process = about != NULL ? find(monitor, about->pid) : NULL;

    if (process != NULL || about == NULL)
        return process;
    process = xcalloc(1, sizeof *process);
    process->pid = about->pid;
    process->order = about->pid == monitor->runtime->target->pid ? 0 : ++monitor->worker->children;
    process->command = xstrdup(about->command);
    process->lives = true;
    process_cpu_ns(process->pid, &process->cpu_ns);
    array_push(&monitor->processes, process);
    return process;
}

static void use_runtime(struct monitor *monitor, struct monitor_process *process,
                        struct runtime *runtime)
{
    if (process->runtime == runtime)
        return;
    monitor_waits_destroy(take_pointer(process->waits));
    process->runtime = runtime;
    if (runtime != NULL)
        process->waits = monitor_waits_create(runtime, process, monitor->options.patient);
}

static void see(void *arg, const struct sample_process *about, struct runtime *runtime)
{
    struct monitor *monitor = arg;
    struct monitor_process *process = monitor_process_of(monitor, about);

    process->lives = true;
    use_runtime(monitor, process, runtime);
    if (strcmp(process->command, about->command) == 0)
        return;
    free(process->command);
    process->command = xstrdup(about->command);
}

void monitor_processes_sync(struct monitor *monitor, const struct sample_source *source)
{
    for (size_t i = 0; i < monitor->processes.count; i++)
        monitor->processes.data[i]->lives = false;
    family_source_each(source, see, monitor);
}

static void destroy(struct monitor_process *process)
{
    monitor_waits_destroy(process->waits);
    free(process->command);
    free(process);
}

static bool has_threads(const struct monitor *monitor, const struct monitor_process *process)
{
    for (size_t i = 0; i < monitor->threads.count; i++)
        if (monitor->threads.data[i]->process == process)
            return true;
    return false;
}

void monitor_processes_drop(struct monitor *monitor)
{
    size_t kept = 0;

    for (size_t i = 0; i < monitor->processes.count; i++) {
        struct monitor_process *process = monitor->processes.data[i];

        if (process->lives || has_threads(monitor, process))
            monitor->processes.data[kept++] = process;
        else
            destroy(process);
    }
    monitor->processes.count = kept;
}

void monitor_processes_leave(void *arg, struct runtime *runtime)
{
    struct monitor *monitor = arg;

    for (size_t i = 0; i < monitor->processes.count; i++)
        if (monitor->processes.data[i]->runtime == runtime)
            use_runtime(monitor, monitor->processes.data[i], NULL);
}

void monitor_processes_refused(const struct monitor *monitor, family_member_array *ret)
{
    family_member_array members = {0};

    if (monitor->options.subprocesses)
        family_source_members(monitor->worker->inner, &members);
    for (size_t i = 0; i < members.count; i++)
        if (members.data[i].state == FAMILY_REFUSED)
            array_push(ret, family_member_copy(&members.data[i]));
    family_members_deinit(&members);
}

uint64_t monitor_processes_cpu(struct monitor *monitor)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < monitor->processes.count; i++) {
        struct monitor_process *process = monitor->processes.data[i];
        uint64_t ns;

        if (!process->lives || !process_cpu_ns(process->pid, &ns))
            continue;
        if (process->cpu_ns != 0 && ns > process->cpu_ns)
            sum += ns - process->cpu_ns;
        process->cpu_ns = ns;
    }
    return sum;
}

void monitor_processes_forget_cpu(struct monitor *monitor)
{
    for (size_t i = 0; i < monitor->processes.count; i++)
        monitor->processes.data[i]->cpu_ns = 0;
}

void monitor_processes_clear(struct monitor *monitor)
{
    for (size_t i = 0; i < monitor->processes.count; i++)
        destroy(monitor->processes.data[i]);
    array_deinit(&monitor->processes);
}

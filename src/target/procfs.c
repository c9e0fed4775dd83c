/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/procfs.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"

#define FILE_MAX_BYTES ((size_t)64 << 20)
#define PF_EXITING 0x4u
#define PF_SIGNALED 0x400u

static struct error *read_error(int errnum, const char *path)
{
    if (errnum == ENOENT || errnum == ESRCH)
        return error_create(ERROR_NOT_FOUND, "%s: no such process or file", path);
    return error_os(errnum, path, "cannot read");
}

struct error *procfs_read(const char *path, char **ret, size_t *size)
{
    CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return read_error(errno, path);

    size_t capacity = 8192;
    size_t used = 0;
    CLEANUP_FREE char *buffer = xmalloc(capacity);

    for (;;) {
        ssize_t got = read(fd, buffer + used, capacity - used - 1);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return read_error(errno, path);
        if (got == 0)
            break;
        used += (size_t)got;
        if (capacity - used < 4096) {
            if (capacity > FILE_MAX_BYTES)
                return error_create(ERROR_UNSUPPORTED, "%s is larger than 64 MiB", path);
            capacity *= 4;
            buffer = xrealloc(buffer, capacity);
        }
    }
    buffer[used] = '\0';
    if (size != NULL)
        *size = used;
    *ret = take_pointer(buffer);
    return NULL;
}

static void format_path(char *buffer, size_t size, pid_t pid, pid_t tid, const char *file)
{
    if (tid != 0)
        snprintf(buffer, size, "/proc/%d/task/%d/%s", pid, tid, file);
    else
        snprintf(buffer, size, "/proc/%d/%s", pid, file);
}

/* One read into a buffer of our own: these files are read for every thread of every answer. */
static struct error *read_small(const char *path, char *buffer, size_t size)
{
    CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return read_error(errno, path);

    ssize_t got = read(fd, buffer, size - 1);

    if (got < 0)
        return read_error(errno, path);
    buffer[got] = '\0';
    return NULL;
}

/* By its flags, which are of the kernel's include/linux/sched.h. */
static bool is_leaving(uint64_t flags)
{
    return (flags & (PF_EXITING | PF_SIGNALED)) != 0;
}

struct error *procfs_stat(pid_t pid, pid_t tid, struct procfs_stat *ret)
{
    char path[64];
    char buffer[1024];

    format_path(path, sizeof path, pid, tid, "stat");
    TRY(read_small(path, buffer, sizeof buffer));

    /* The name may hold anything, parentheses and spaces too: it ends at the last one. */
    char *name = strchr(buffer, '(');
    char *rest = strrchr(buffer, ')');

    if (name == NULL || rest == NULL || rest < name || rest[1] != ' ')
        return error_create(ERROR_CORRUPT, "%s has no name in parentheses", path);

    *ret = (struct procfs_stat){0};
    *rest = '\0';
    snprintf(ret->comm, sizeof ret->comm, "%s", name + 1);
    ret->state = rest[2];

    /* Fields are numbered as in proc(5): state is 3. */
    char *at = rest + 3;

    for (int field = 4; field <= 48 && *at != '\0'; field++) {
        uint64_t value = strtoull(at, &at, 10);

        switch (field) {
        case 4:
            ret->ppid = (pid_t)value;
            break;
        case 9:
            ret->leaving = is_leaving(value);
            break;
        case 14:
        case 15:
            ret->cpu_ticks += value;
            break;
        case 16:
        case 17:
            ret->reaped_cpu_ticks += value;
            break;
        case 22:
            ret->start_ticks = value;
            break;
        case 23:
            ret->memory = value;
            break;
        case 26:
            ret->start_code = value;
            break;
        case 28:
            ret->start_stack = value;
            break;
        case 39:
            ret->processor = (int)value;
            break;
        case 48:
            ret->arg_start = value;
            break;
        }
    }
    return NULL;
}

bool procfs_stat_place(const char *text, char *state, int *processor)
{
    const char *at = strrchr(text, ')');

    if (at == NULL || at[1] != ' ' || at[2] == '\0')
        return false;
    *state = at[2];
    at += 2;
    for (int field = 3; field < 39; field++) {
        at = strchr(at, ' ');
        if (at == NULL)
            return false;
        at++;
        if (field == 8 && *state == 'R' && is_leaving(strtoull(at, NULL, 10)))
            *state = 'X';
    }
    *processor = (int)strtol(at, NULL, 10);
    return true;
}

struct error *procfs_status(pid_t pid, pid_t tid, struct procfs_status *ret)
{
    char path[64];
    CLEANUP_FREE char *text = NULL;

    format_path(path, sizeof path, pid, tid, "status");
    TRY(procfs_read(path, &text, NULL));
    *ret = (struct procfs_status){.tgid = pid, .inner_pid = tid != 0 ? tid : pid};

    char *saved = NULL;

    for (char *line = strtok_r(text, "\n", &saved); line != NULL;
         line = strtok_r(NULL, "\n", &saved)) {
        uint64_t number;

        if (sscanf(line, "Uid: %u %u %u %u", &ret->uid, &ret->euid, &ret->suid, &ret->fsuid) == 4 ||
            sscanf(line, "Gid: %u %u %u %u", &ret->gid, &ret->egid, &ret->sgid, &ret->fsgid) == 4 ||
            sscanf(line, "Tgid: %d", &ret->tgid) == 1 ||
            sscanf(line, "TracerPid: %d", &ret->tracer) == 1 ||
            sscanf(line, "CapEff: %" SCNx64, &ret->cap_effective) == 1 ||
            sscanf(line, "CapPrm: %" SCNx64, &ret->cap_permitted) == 1 ||
            sscanf(line, "NoNewPrivs: %d", &ret->no_new_privs) == 1 ||
            sscanf(line, "Seccomp: %d", &ret->seccomp) == 1)
            continue;
        if (sscanf(line, "voluntary_ctxt_switches: %" SCNu64, &number) == 1 ||
            sscanf(line, "nonvoluntary_ctxt_switches: %" SCNu64, &number) == 1) {
            ret->context_switches += number;
        } else if (text_starts_with(line, "NSpid:")) {
            char *at = line + strlen("NSpid:");
            char *end;
            int numbers = 0;

            for (long value = strtol(at, &end, 10); end != at; value = strtol(at, &end, 10)) {
                ret->inner_pid = (pid_t)value;
                numbers++;
                at = end;
            }
            ret->other_pid_namespace = numbers > 1;
        }
    }
    return NULL;
}

static struct error *list_numbers(const char *path, pid_array *ret)
{
    DIR *directory = opendir(path);

    if (directory == NULL)
        return read_error(errno, path);

    struct dirent *entry;

    while ((entry = readdir(directory)) != NULL) {
        uint64_t number;

        if (text_to_u64(entry->d_name, &number) && number <= INT32_MAX)
            array_push(ret, (pid_t)number);
    }
    closedir(directory);
    return NULL;
}

struct error *procfs_tasks(pid_t pid, pid_array *ret)
{
    char path[64];

    format_path(path, sizeof path, pid, 0, "task");
    return list_numbers(path, ret);
}

/* Kernels without CONFIG_PROC_CHILDREN: who names it as a parent. */
static struct error *search_children(pid_t pid, pid_array *ret)
{
    pid_array all = {0};
    struct error *error = procfs_processes(&all);

    for (size_t i = 0; i < all.count; i++) {
        struct procfs_stat stat;

        if (error_ignore(procfs_stat(all.data[i], 0, &stat)) && stat.ppid == pid)
            array_push(ret, all.data[i]);
    }
    array_deinit(&all);
    return error;
}

struct error *procfs_children(pid_t pid, pid_array *ret)
{
    pid_array tasks = {0};
    struct error *error = procfs_tasks(pid, &tasks);
    bool is_there = error != NULL;

    /* A child belongs to the thread that has started it. */
    for (size_t i = 0; i < tasks.count; i++) {
        char path[64];
        CLEANUP_FREE char *text = NULL;

        format_path(path, sizeof path, pid, tasks.data[i], "children");
        if (!error_ignore(procfs_read(path, &text, NULL)))
            continue;
        is_there = true;
        for (char *at = text, *end;; at = end) {
            long child = strtol(at, &end, 10);

            if (end == at)
                break;
            array_push(ret, (pid_t)child);
        }
    }
    array_deinit(&tasks);
    return is_there ? error : search_children(pid, ret);
}

struct error *procfs_processes(pid_array *ret)
{
    return list_numbers("/proc", ret);
}

struct error *procfs_cmdline(pid_t pid, char **ret)
{
    char path[64];
    size_t size;

    format_path(path, sizeof path, pid, 0, "cmdline");
    TRY(procfs_read(path, ret, &size));
    while (size > 0 && ((*ret)[size - 1] == '\0' || (*ret)[size - 1] == ' '))
        (*ret)[--size] = '\0';
    for (size_t i = 0; i < size; i++)
        if ((*ret)[i] == '\0')
            (*ret)[i] = ' ';
    if (size == 0) {
        struct procfs_stat stat;

        free(take_pointer(*ret));
        TRY(procfs_stat(pid, 0, &stat));
        *ret = xasprintf("[%s]", stat.comm);
    }
    return NULL;
}

struct error *procfs_link(const char *path, char **ret)
{
    char buffer[4096];
    ssize_t got = readlink(path, buffer, sizeof buffer - 1);

    if (got < 0)
        return read_error(errno, path);
    *ret = xstrndup(buffer, (size_t)got);
    return NULL;
}

struct error *procfs_age(const struct procfs_stat *stat, double *ret)
{
    struct timespec now;

    if (clock_gettime(CLOCK_BOOTTIME, &now) < 0)
        return error_os(errno, NULL, "cannot read the boot clock");
    *ret = (double)now.tv_sec + (double)now.tv_nsec / 1e9 -
           (double)stat->start_ticks / (double)sysconf(_SC_CLK_TCK);
    return NULL;
}

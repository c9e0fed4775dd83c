/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/os-wait.h"

#include <inttypes.h>
#include <linux/futex.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "base/memory.h"
#include "target/procfs.h"
#include "target/sockets.h"
#include "target/target.h"

/* What the arguments of a call say. */
enum shape {
    SHAPE_PLAIN,
    SHAPE_DESCRIPTOR, /* the first one is a descriptor */
    SHAPE_CONNECT,    /* descriptor, sockaddr *, its size */
    SHAPE_FUTEX,
    SHAPE_WAIT4,      /* a process, or -1 and others for several */
    SHAPE_WAITID,     /* P_PID, process */
    SHAPE_POLL,       /* pollfd *, count, milliseconds */
    SHAPE_PPOLL,      /* pollfd *, count, timespec * */
    SHAPE_SELECT,     /* count, three sets, timeval * */
    SHAPE_PSELECT,    /* count, three sets, timespec * */
    SHAPE_EPOLL,      /* epoll descriptor, ..., milliseconds */
    SHAPE_EPOLL2,     /* epoll descriptor, ..., timespec * */
    SHAPE_SLEEP,      /* timespec * */
    SHAPE_CLOCK_SLEEP /* clock, flags, timespec * */
};

/* The calls in which threads of programs wait, or may come to. Numbers are those of the processor
 * that this is compiled for. */
static const struct call {
    long number;
    const char *name;
    enum shape shape;
} calls[] = {
#define CALL(name, shape)                                                                          \
    {                                                                                              \
        __NR_##name, #name, shape                                                                  \
    }
    CALL(accept, SHAPE_DESCRIPTOR),
    CALL(accept4, SHAPE_DESCRIPTOR),
    CALL(clock_nanosleep, SHAPE_CLOCK_SLEEP),
    CALL(clone, SHAPE_PLAIN),
    CALL(close, SHAPE_DESCRIPTOR),
    CALL(connect, SHAPE_CONNECT),
    CALL(copy_file_range, SHAPE_DESCRIPTOR),
    CALL(epoll_pwait, SHAPE_EPOLL),
    CALL(execve, SHAPE_PLAIN),
    CALL(exit, SHAPE_PLAIN),
    CALL(exit_group, SHAPE_PLAIN),
    CALL(fallocate, SHAPE_DESCRIPTOR),
    CALL(fcntl, SHAPE_DESCRIPTOR),
    CALL(fdatasync, SHAPE_DESCRIPTOR),
    CALL(flock, SHAPE_DESCRIPTOR),
    CALL(fsync, SHAPE_DESCRIPTOR),
    CALL(ftruncate, SHAPE_DESCRIPTOR),
    CALL(futex, SHAPE_FUTEX),
    CALL(getdents64, SHAPE_DESCRIPTOR),
    CALL(getrandom, SHAPE_PLAIN),
    CALL(io_getevents, SHAPE_PLAIN),
    CALL(io_uring_enter, SHAPE_DESCRIPTOR),
    CALL(ioctl, SHAPE_DESCRIPTOR),
    CALL(madvise, SHAPE_PLAIN),
    CALL(mmap, SHAPE_PLAIN),
    CALL(mq_timedreceive, SHAPE_DESCRIPTOR),
    CALL(mq_timedsend, SHAPE_DESCRIPTOR),
    CALL(msgrcv, SHAPE_PLAIN),
    CALL(msgsnd, SHAPE_PLAIN),
    CALL(msync, SHAPE_PLAIN),
    CALL(munmap, SHAPE_PLAIN),
    CALL(nanosleep, SHAPE_SLEEP),
    CALL(newfstatat, SHAPE_PLAIN),
    CALL(openat, SHAPE_PLAIN),
    CALL(ppoll, SHAPE_PPOLL),
    CALL(pread64, SHAPE_DESCRIPTOR),
    CALL(preadv, SHAPE_DESCRIPTOR),
    CALL(pselect6, SHAPE_PSELECT),
    CALL(pwrite64, SHAPE_DESCRIPTOR),
    CALL(pwritev, SHAPE_DESCRIPTOR),
    CALL(read, SHAPE_DESCRIPTOR),
    CALL(readv, SHAPE_DESCRIPTOR),
    CALL(recvfrom, SHAPE_DESCRIPTOR),
    CALL(recvmmsg, SHAPE_DESCRIPTOR),
    CALL(recvmsg, SHAPE_DESCRIPTOR),
    CALL(renameat, SHAPE_PLAIN),
    CALL(restart_syscall, SHAPE_PLAIN),
    CALL(rt_sigsuspend, SHAPE_PLAIN),
    CALL(rt_sigtimedwait, SHAPE_PLAIN),
    CALL(semop, SHAPE_PLAIN),
    CALL(semtimedop, SHAPE_PLAIN),
    CALL(sendfile, SHAPE_DESCRIPTOR),
    CALL(sendmmsg, SHAPE_DESCRIPTOR),
    CALL(sendmsg, SHAPE_DESCRIPTOR),
    CALL(sendto, SHAPE_DESCRIPTOR),
    CALL(splice, SHAPE_DESCRIPTOR),
    CALL(sync, SHAPE_PLAIN),
    CALL(syncfs, SHAPE_DESCRIPTOR),
    CALL(unlinkat, SHAPE_PLAIN),
    CALL(wait4, SHAPE_WAIT4),
    CALL(waitid, SHAPE_WAITID),
    CALL(write, SHAPE_DESCRIPTOR),
    CALL(writev, SHAPE_DESCRIPTOR),
#ifdef __NR_epoll_pwait2
    CALL(epoll_pwait2, SHAPE_EPOLL2),
#endif
/* Those that newer processors never had. */
#ifdef __NR_poll
    CALL(epoll_wait, SHAPE_EPOLL),
    CALL(fork, SHAPE_PLAIN),
    CALL(getdents, SHAPE_DESCRIPTOR),
    CALL(open, SHAPE_PLAIN),
    CALL(pause, SHAPE_PLAIN),
    CALL(poll, SHAPE_POLL),
    CALL(select, SHAPE_SELECT),
    CALL(stat, SHAPE_PLAIN),
    CALL(unlink, SHAPE_PLAIN),
    CALL(vfork, SHAPE_PLAIN),
#endif
#undef CALL
};

/* Descriptors that are looked at one by one; a set of select() has at most FD_SETSIZE. */
#define POLL_MAX 4096
#define SELECT_MAX 1024

static const struct call *find_call(long number)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        if (calls[i].number == number)
            return &calls[i];
    return NULL;
}

static void add_descriptor(struct os_wait *wait, int fd)
{
    if (wait->descriptor_count < OS_WAIT_DESCRIPTORS)
        wait->descriptors[wait->descriptor_count] = fd;
    wait->descriptor_count++;
}

static void set_at_most(struct os_wait *wait, double seconds)
{
    wait->limit = OS_WAIT_AT_MOST;
    wait->seconds = seconds;
}

/* A limit in units of 1 / per_second behind the seconds: struct timespec, struct timeval. */
static bool read_time(struct target *target, uint64_t address, double per_second, double *ret)
{
    int64_t words[2];

    if (!error_ignore(target_read(target, address, words, sizeof words)))
        return false;
    *ret = (double)words[0] + (double)words[1] / per_second;
    return true;
}

static void take_limit(struct os_wait *wait, struct target *target, uint64_t address,
                       double per_second)
{
    double seconds;

    if (address == 0)
        wait->limit = OS_WAIT_FOREVER;
    else if (read_time(target, address, per_second, &seconds))
        set_at_most(wait, seconds);
}

static void take_milliseconds(struct os_wait *wait, uint64_t argument)
{
    int32_t milliseconds = (int32_t)argument;

    if (milliseconds < 0)
        wait->limit = OS_WAIT_FOREVER;
    else
        set_at_most(wait, milliseconds / 1e3);
}

/* A time that is to come, by a clock that the target has in common with us. */
static void take_deadline(struct os_wait *wait, struct target *target, uint64_t address,
                          clockid_t clock)
{
    struct timespec now;
    double deadline;

    if ((clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) || clock_gettime(clock, &now) < 0 ||
        !read_time(target, address, 1e9, &deadline))
        return;
    wait->limit = OS_WAIT_LEFT;
    wait->seconds = deadline - ((double)now.tv_sec + (double)now.tv_nsec / 1e9);
    if (wait->seconds < 0)
        wait->seconds = 0;
}

static void take_futex(struct os_wait *wait, struct target *target)
{
    uint64_t operation = wait->arguments[1], limit = wait->arguments[3];

    wait->futex = wait->arguments[0];
    if ((operation & FUTEX_CMD_MASK) != FUTEX_WAIT &&
        (operation & FUTEX_CMD_MASK) != FUTEX_WAIT_BITSET)
        return;
    if (limit == 0)
        wait->limit = OS_WAIT_FOREVER;
    else if ((operation & FUTEX_CMD_MASK) == FUTEX_WAIT)
        take_limit(wait, target, limit, 1e9);
    else
        take_deadline(wait, target, limit,
                      operation & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME : CLOCK_MONOTONIC);
}

static void take_connect(struct os_wait *wait, struct target *target)
{
    struct socket_end *to = &wait->towards;
    size_t size = wait->arguments[2] & UINT32_MAX, header = offsetof(struct sockaddr_un, sun_path);

    wait->counts_descriptors = true;
    add_descriptor(wait, (int)wait->arguments[0]);
    if (size > sizeof to->address)
        size = sizeof to->address;
    if (size < header || !error_ignore(target_read(target, wait->arguments[1], &to->address, size)))
        return;
    if (to->address.family == AF_UNIX) {
        const char *path = to->address.un.sun_path;

        /* Of a path, up to its NUL; an abstract name begins with one. */
        to->path_size = size - header;
        if (to->path_size > 0 && path[0] != '\0')
            to->path_size = strnlen(path, to->path_size);
    } else if (!(to->address.family == AF_INET && size >= sizeof to->address.in) &&
               !(to->address.family == AF_INET6 && size >= sizeof to->address.in6)) {
        return;
    }
    to->kind = SOCKET_END_KNOWN;
}

static void take_poll(struct os_wait *wait, struct target *target)
{
    uint64_t count = wait->arguments[1];

    if (count > POLL_MAX)
        return;

    CLEANUP_FREE struct pollfd *list = xcalloc(count + 1, sizeof *list);

    if (!error_ignore(target_read(target, wait->arguments[0], list, count * sizeof *list)))
        return;
    wait->counts_descriptors = true;
    for (uint64_t i = 0; i < count; i++)
        if (list[i].fd >= 0)
            add_descriptor(wait, list[i].fd);
}

static void take_select(struct os_wait *wait, struct target *target)
{
    uint8_t all[SELECT_MAX / 8] = {0};
    uint64_t count = wait->arguments[0] & UINT32_MAX;

    if (count > SELECT_MAX)
        return;
    for (size_t set = 1; set <= 3; set++) {
        uint8_t bits[SELECT_MAX / 8] = {0};

        if (wait->arguments[set] == 0)
            continue;
        if (!error_ignore(target_read(target, wait->arguments[set], bits, (count + 63) / 64 * 8)))
            return;
        for (size_t i = 0; i < sizeof all; i++)
            all[i] |= bits[i];
    }
    wait->counts_descriptors = true;
    for (uint64_t fd = 0; fd < count; fd++)
        if (all[fd / 8] >> fd % 8 & 1)
            add_descriptor(wait, (int)fd);
}

/* What an epoll descriptor watches: proc_pid_fdinfo(5). */
static void take_epoll(struct os_wait *wait, struct target *target)
{
    char path[64];
    CLEANUP_FREE char *text = NULL;

    snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", (int)target->pid, (int)wait->arguments[0]);
    if (!error_ignore(procfs_read(path, &text, NULL)))
        return;
    wait->counts_descriptors = true;
    for (const char *at = text; (at = strstr(at, "tfd:")) != NULL; at += 4)
        add_descriptor(wait, (int)strtol(at + 4, NULL, 10));
}

static void take_arguments(struct os_wait *wait, struct target *target, enum shape shape)
{
    const uint64_t *a = wait->arguments;

    switch (shape) {
    case SHAPE_PLAIN:
        break;
    case SHAPE_DESCRIPTOR:
        wait->counts_descriptors = true;
        add_descriptor(wait, (int)a[0]);
        break;
    case SHAPE_CONNECT:
        take_connect(wait, target);
        break;
    case SHAPE_FUTEX:
        take_futex(wait, target);
        break;
    case SHAPE_WAIT4:
        wait->child = (pid_t)a[0] > 0 ? (pid_t)a[0] : 0;
        break;
    case SHAPE_WAITID:
        wait->child = a[0] == P_PID ? (pid_t)a[1] : 0;
        break;
    case SHAPE_POLL:
        take_poll(wait, target);
        take_milliseconds(wait, a[2]);
        break;
    case SHAPE_PPOLL:
        take_poll(wait, target);
        take_limit(wait, target, a[2], 1e9);
        break;
    case SHAPE_SELECT:
        take_select(wait, target);
        take_limit(wait, target, a[4], 1e6);
        break;
    case SHAPE_PSELECT:
        take_select(wait, target);
        take_limit(wait, target, a[4], 1e9);
        break;
    case SHAPE_EPOLL:
        take_epoll(wait, target);
        take_milliseconds(wait, a[3]);
        break;
    case SHAPE_EPOLL2:
        take_epoll(wait, target);
        take_limit(wait, target, a[3], 1e9);
        break;
    case SHAPE_SLEEP:
        take_limit(wait, target, a[0], 1e9);
        break;
    case SHAPE_CLOCK_SLEEP:
        if (a[1] & TIMER_ABSTIME)
            take_deadline(wait, target, a[2], (clockid_t)a[0]);
        else
            take_limit(wait, target, a[2], 1e9);
        break;
    }
}

static bool read_line(struct target *target, pid_t tid, const char *name, char **ret)
{
    char path[80];

    snprintf(path, sizeof path, "/proc/%d/task/%d/%s", (int)target->pid, (int)tid, name);
    return error_ignore(procfs_read(path, ret, NULL));
}

static void read_channel(struct target *target, pid_t tid, struct os_wait *ret)
{
    CLEANUP_FREE char *text = NULL;

    if (read_line(target, tid, "wchan", &text) && strcmp(text, "0") != 0)
        snprintf(ret->channel, sizeof ret->channel, "%s", text);
}

static void read_call(struct target *target, pid_t tid, struct os_wait *ret)
{
    CLEANUP_FREE char *text = NULL;
    uint64_t *a = ret->arguments;

    if (!read_line(target, tid, "syscall", &text))
        return;
    if (strncmp(text, "running", 7) == 0) {
        ret->kind = OS_WAIT_RUNS;
        return;
    }
    if (sscanf(text, "%ld %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64,
               &ret->number, &a[0], &a[1], &a[2], &a[3], &a[4], &a[5]) != 7 ||
        ret->number < 0) {
        ret->kind = OS_WAIT_NO_CALL;
        return;
    }
    ret->kind = OS_WAIT_CALL;

    const struct call *call = find_call(ret->number);

    if (call == NULL)
        return;
    ret->name = call->name;
    take_arguments(ret, target, call->shape);
}

void os_wait_read(struct target *target, pid_t tid, struct os_wait *ret)
{
    struct procfs_stat stat;

    *ret = (struct os_wait){
        .kind = OS_WAIT_UNKNOWN, .state = '?', .number = -1, .limit = OS_WAIT_UNTOLD};
    if (target->process == NULL || tid == 0)
        return;
    if (error_ignore(procfs_stat(target->pid, tid, &stat)))
        ret->state = stat.state;
    read_call(target, tid, ret);
    if (ret->kind != OS_WAIT_RUNS)
        read_channel(target, tid, ret);
    if (ret->state == 'T' || ret->state == 't')
        ret->kind = OS_WAIT_STOPPED;
}

/* towards: as connect() was told, who may know it of a socket that no table of the kernel has. */
static char *socket_text(const struct socket_info *info, const struct socket_end *towards)
{
    bool connecting = info->towards.kind == SOCKET_END_KNOWN || towards->kind == SOCKET_END_KNOWN;
    const struct socket_end *to = info->towards.kind == SOCKET_END_KNOWN ? &info->towards : towards;
    bool bound = !connecting || info->local.kind == SOCKET_END_KNOWN;
    CLEANUP_FREE char *local = bound ? socket_end_text(&info->local) : NULL;
    CLEANUP_FREE char *peer = socket_end_text(connecting ? to : &info->peer);
    const char *name = info->name != NULL ? info->name : "socket";

    if (info->listening)
        return xasprintf("%s listening on %s", name, local != NULL ? local : "?");
    if (peer != NULL && (local == NULL || strcmp(local, "-") == 0))
        return strcmp(peer, "-") == 0 ? xstrdup(name) : xasprintf("%s to %s", name, peer);
    if (peer != NULL)
        return xasprintf("%s %s -> %s", name, local, peer);
    return local != NULL ? xasprintf("%s %s", name, local) : xstrdup(name);
}

static char *descriptor_text(struct target *target, struct sockets *sockets, int fd,
                             const struct socket_end *towards)
{
    static const char anonymous[] = "anon_inode:";
    char path[64];
    char *link;
    struct socket_info info;

    snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)target->pid, fd);
    if (!error_ignore(procfs_link(path, &link)))
        return NULL;
    if (strncmp(link, "socket:", 7) == 0 && error_ignore(sockets_find(sockets, fd, &info))) {
        free(link);
        return socket_text(&info, towards);
    }
    if (strncmp(link, anonymous, sizeof anonymous - 1) == 0) {
        const char *name = link + sizeof anonymous - 1;
        size_t length = strlen(name);
        bool bracketed = name[0] == '[' && length > 2 && name[length - 1] == ']';
        char *text = bracketed ? xstrndup(name + 1, length - 2) : xstrdup(name);

        free(link);
        return text;
    }
    return link;
}

char *os_wait_descriptor(struct target *target, struct sockets *sockets, int fd)
{
    const struct socket_end nobody = {.kind = SOCKET_END_UNKNOWN};

    return descriptor_text(target, sockets, fd, &nobody);
}

static void put_descriptors(const struct os_wait *wait, struct target *target,
                            struct sockets *sockets, FILE *out)
{
    size_t shown =
        wait->descriptor_count < OS_WAIT_DESCRIPTORS ? wait->descriptor_count : OS_WAIT_DESCRIPTORS;

    if (wait->descriptor_count == 0) /* also how to sleep with select() */
        return;
    fputc('(', out);
    if (wait->descriptor_count != 1)
        fprintf(out, "%zu descriptors%s", wait->descriptor_count, shown > 0 ? ": " : "");
    for (size_t i = 0; i < shown; i++) {
        CLEANUP_FREE char *what =
            descriptor_text(target, sockets, wait->descriptors[i], &wait->towards);

        fprintf(out, "%s%s%d", i > 0 ? ", " : "", wait->descriptor_count == 1 ? "fd " : "",
                wait->descriptors[i]);
        if (what != NULL)
            fprintf(out, "%s%s", wait->descriptor_count == 1 ? ": " : " ", what);
    }
    if (shown < wait->descriptor_count)
        fputs(", ...", out);
    fputc(')', out);
}

static void put_call(const struct os_wait *wait, struct target *target, struct sockets *sockets,
                     FILE *out)
{
    if (wait->name != NULL)
        fputs(wait->name, out);
    else
        fprintf(out, "system call %ld", wait->number);
    put_descriptors(wait, target, sockets, out);
    if (wait->child > 0)
        fprintf(out, "(process %d)", (int)wait->child);
    if (wait->name == NULL && wait->channel[0] != '\0')
        fprintf(out, " (%s)", wait->channel);
    if (wait->limit == OS_WAIT_AT_MOST)
        fprintf(out, ", at most %.1f s", wait->seconds);
    else if (wait->limit == OS_WAIT_LEFT)
        fprintf(out, ", %.1f s left", wait->seconds);
}

char *os_wait_text(const struct os_wait *wait, struct target *target, struct sockets *sockets)
{
    char *text;
    size_t size;
    FILE *out = xopen_memstream(&text, &size);

    switch (wait->kind) {
    case OS_WAIT_RUNS:
        break;
    case OS_WAIT_CALL:
        put_call(wait, target, sockets, out);
        break;
    case OS_WAIT_NO_CALL:
        fputs(wait->channel[0] != '\0' ? wait->channel : "no system call", out);
        break;
    case OS_WAIT_STOPPED:
        fputs(wait->state == 't' ? "stopped by a debugger" : "stopped by a signal", out);
        break;
    case OS_WAIT_UNKNOWN:
        fputs(wait->channel[0] != '\0' ? wait->channel : "?", out);
        break;
    }
    fclose(out);
    return text;
}

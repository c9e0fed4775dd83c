/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a thread waits in, as the kernel knows it: the system call that it is in, with its
 * arguments (/proc/PID/task/TID/syscall, see proc_pid_syscall(5)), and what these say: which
 * descriptors, until when. Nothing is claimed of a call whose arguments are not known here.
 */
#ifndef TARGET_OS_WAIT_H
#define TARGET_OS_WAIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/error.h"
#include "target/sockets.h"

struct target;

/* More of them are counted, and not named. */
#define OS_WAIT_DESCRIPTORS 8

enum os_wait_kind {
    OS_WAIT_RUNS,    /* it is on a CPU or wants one */
    OS_WAIT_CALL,    /* in a system call */
    OS_WAIT_NO_CALL, /* it waits, but in no call: for a page of its memory, say */
    OS_WAIT_STOPPED, /* by a signal (SIGSTOP, job control) or by a debugger */
    OS_WAIT_UNKNOWN, /* the kernel does not tell us */
};

enum os_wait_limit {
    OS_WAIT_FOREVER,
    OS_WAIT_AT_MOST, /* so many seconds from when it began */
    OS_WAIT_LEFT,    /* so many seconds from now */
    OS_WAIT_UNTOLD,  /* of this call it is not known */
};

struct os_wait {
    enum os_wait_kind kind;
    char state;       /* R S D T t Z X I; '?' */
    long number;      /* of the call */
    const char *name; /* of the call: "futex"; NULL: not in our table */
    uint64_t arguments[6];
    char channel[64]; /* the function of the kernel that it sleeps in ("wchan"); "": not told */
    int descriptors[OS_WAIT_DESCRIPTORS];
    size_t descriptor_count; /* of all that it waits for */
    bool counts_descriptors; /* descriptor_count means something: also when it is 0 */
    enum os_wait_limit limit;
    double seconds;
    pid_t child;    /* the process, by the target's number of it, whose end it waits for; 0: none */
    uint64_t futex; /* the word that it waits for; 0: it is not in that call */
    struct socket_end towards; /* whom connect() is to reach; SOCKET_END_UNKNOWN: not told */
};

/* Never fails: what cannot be read is unknown. */
void os_wait_read(struct target *target, pid_t tid, struct os_wait *ret);

/*
 * What a descriptor of the target leads to: "tcp 127.0.0.1:5000 -> 127.0.0.1:80", "tcp listening
 * on *:80", "unix /run/x.sock", "pipe:[4242]", "/dev/pts/3", "eventpoll"; NULL: it cannot be told.
 * Free it.
 */
char *os_wait_descriptor(struct target *target, struct sockets *sockets, int fd);

/* "futex", "recvfrom(fd 5: tcp 127.0.0.1:5000 -> 127.0.0.1:80), at most 3.0 s": all of it in words.
 * Free it. */
char *os_wait_text(const struct os_wait *wait, struct target *target, struct sockets *sockets);

#endif

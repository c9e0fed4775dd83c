/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to sock_diag(7), which are answered about the network namespace that we are in. */
#ifndef TARGET_SOCK_DIAG_H
#define TARGET_SOCK_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct nlmsghdr;

struct sock_diag {
    pid_t pid; /* whose sockets are asked for */
    int fd;    /* -1: it cannot be had, -2: not tried yet */
};

void sock_diag_init(struct sock_diag *diag, pid_t pid);
void sock_diag_deinit(struct sock_diag *diag);

/* False: the process is in another network namespace, or the kernel has none. */
bool sock_diag_is_there(struct sock_diag *diag);
/*
 * Asks; request: what the request of that size begins with, which is filled in; flags: NLM_F_DUMP,
 * or 0 for one socket. False: nobody is there to be asked.
 */
bool sock_diag_ask(struct sock_diag *diag, struct nlmsghdr *request, size_t size, unsigned flags);
/* Bytes of the next message, within a second; 0: none. */
size_t sock_diag_answer(struct sock_diag *diag, void *answer, size_t size);

#endif

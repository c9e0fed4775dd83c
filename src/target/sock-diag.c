/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/sock-diag.h"

#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/error.h"
#include "base/memory.h"
#include "target/procfs.h"

void sock_diag_init(struct sock_diag *diag, pid_t pid)
{
    *diag = (struct sock_diag){pid, -2};
}

void sock_diag_deinit(struct sock_diag *diag)
{
    cleanup_close(&diag->fd);
}

static bool same_network(pid_t pid)
{
    char path[64];
    CLEANUP_FREE char *its = NULL;
    CLEANUP_FREE char *ours = NULL;

    snprintf(path, sizeof path, "/proc/%d/ns/net", pid);
    return error_ignore(procfs_link(path, &its)) &&
           error_ignore(procfs_link("/proc/self/ns/net", &ours)) && strcmp(its, ours) == 0;
}

bool sock_diag_is_there(struct sock_diag *diag)
{
    struct timeval patience = {.tv_sec = 1};

    if (diag->fd != -2)
        return diag->fd >= 0;
    diag->fd = -1;
    if (!same_network(diag->pid))
        return false;
    diag->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    if (diag->fd >= 0)
        setsockopt(diag->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    return diag->fd >= 0;
}

bool sock_diag_ask(struct sock_diag *diag, struct nlmsghdr *request, size_t size, unsigned flags)
{
    *request = (struct nlmsghdr){.nlmsg_len = (uint32_t)size,
                                 .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                                 .nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags)};
    return sock_diag_is_there(diag) && send(diag->fd, request, size, 0) == (ssize_t)size;
}

size_t sock_diag_answer(struct sock_diag *diag, void *answer, size_t size)
{
    ssize_t got = recv(diag->fd, answer, size, 0);

    return got > 0 ? (size_t)got : 0;
}

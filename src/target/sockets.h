/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a socket of the target is bound and connected to, as getsockname() and getpeername() would
 * tell the target itself. It is asked of the kernel, in the target's network namespace
 * (/proc/PID/net, see proc_net(5)) and, for what is between local sockets, of sock_diag(7) where
 * that namespace is ours too. No descriptor is taken from the target: while we held it, closing
 * would not close.
 *
 * Not every socket is listed there: one that is bound and no more, or that was reset, is in no
 * table. What is not known is said to be so.
 */
#ifndef TARGET_SOCKETS_H
#define TARGET_SOCKETS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/un.h>

#include "base/error.h"

struct target;

enum socket_end_kind {
    SOCKET_END_UNKNOWN,
    SOCKET_END_NONE, /* not connected */
    SOCKET_END_KNOWN,
};

struct socket_end {
    enum socket_end_kind kind;
    union {
        sa_family_t family;
        struct sockaddr_in in;
        struct sockaddr_in6
            in6; /* flow and scope are 0: where they may not be, the end is unknown */
        struct sockaddr_un un;
    } address;
    size_t path_size; /* AF_UNIX: bytes of sun_path, without a final NUL; 0: it has no name */
};

struct socket_info {
    uint64_t inode;   /* the kernel's number of the socket */
    int family;       /* AF_INET, AF_INET6, AF_UNIX; 0: another, and nothing below is known */
    const char *name; /* "tcp", "tcp6", "udp", "udp6", "raw", "raw6", "unix"; NULL: another */
    bool listening;
    struct socket_end local, peer;
    struct socket_end towards; /* whom it is being connected to, who is no peer yet */
};

/* Keeps the tables that it has read, for one answer. The target must outlive it. */
struct sockets;
struct sockets *sockets_create(struct target *target);
/*
 * Another answer begins, of one who asks again and again: what an earlier one has found of TCP
 * sockets is kept where the kernel says that it is so, which it is asked for the one socket, and
 * a table is read for a fiftieth of the time at most. What is not known then cannot be told.
 */
void sockets_renew(struct sockets *sockets);
/* Accepts NULL. */
void sockets_destroy(struct sockets *sockets);

/* ERROR_NOT_FOUND: the target has no such descriptor, or it is no socket; others: what it is bound
 * to cannot be told now. */
struct error *sockets_find(struct sockets *sockets, int fd, struct socket_info *ret);

/*
 * For people: "127.0.0.1:80", "[::1]:80", "/run/x.sock", "@abstract"; "*:80" of an address that is
 * any, "-" of a local socket without a name, "?" of what is not known. NULL: not connected. Free
 * it.
 */
char *socket_end_text(const struct socket_end *end);

#endif

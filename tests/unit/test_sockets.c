/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What sockets of this process are bound and connected to, against getsockname() and getpeername():
 * src/target/sockets.c. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "runner.h"
#include "target/sockets.h"
#include "target/target.h"

static struct target *target;
static struct sockets *sockets;

static void setup(void)
{
    ck_assert_ptr_null(target_open(getpid(), &target));
    sockets = sockets_create(target);
}

static void teardown(void)
{
    sockets_destroy(sockets);
    target_destroy(target);
}

union any_address {
    struct sockaddr any;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    struct sockaddr_un un;
};

static void compare(const struct socket_end *end, const union any_address *address, socklen_t size)
{
    ck_assert_int_eq(end->kind, SOCKET_END_KNOWN);
    ck_assert_int_eq(end->address.family, address->any.sa_family);
    if (address->any.sa_family == AF_UNIX) {
        size_t path = size - offsetof(struct sockaddr_un, sun_path);

        if (path > 0 && address->un.sun_path[0] != '\0')
            path--;
        ck_assert_uint_eq(end->path_size, path);
        ck_assert(memcmp(end->address.un.sun_path, address->un.sun_path, path) == 0);
    } else {
        ck_assert(memcmp(&end->address, address, size) == 0);
    }
}

/* The two ends as the socket itself tells them. */
static void check_socket(int fd, const char *name)
{
    union any_address address;
    struct socket_info info;
    socklen_t size = sizeof address;

    ck_assert_ptr_null(sockets_find(sockets, fd, &info));
    ck_assert_str_eq(info.name, name);
    memset(&address, 0, sizeof address);
    ck_assert_int_eq(getsockname(fd, &address.any, &size), 0);
    compare(&info.local, &address, size);
    memset(&address, 0, sizeof address);
    size = sizeof address;
    if (getpeername(fd, &address.any, &size) == 0)
        compare(&info.peer, &address, size);
    else
        ck_assert_int_eq(info.peer.kind, SOCKET_END_NONE);
}

static int bound(int family, int type)
{
    union any_address address = {.any.sa_family = (sa_family_t)family};
    int fd = socket(family, type | SOCK_CLOEXEC, 0);

    if (family == AF_INET)
        address.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    else
        address.in6.sin6_addr = in6addr_loopback;
    ck_assert_int_ge(fd, 0);
    if (bind(fd, &address.any, family == AF_INET ? sizeof address.in : sizeof address.in6) < 0) {
        close(fd); /* a machine without IPv6 */
        return -1;
    }
    return fd;
}

static int connected(int to, int type)
{
    union any_address address;
    socklen_t size = sizeof address;
    int fd;

    ck_assert_int_eq(getsockname(to, &address.any, &size), 0);
    fd = socket(address.any.sa_family, type | SOCK_CLOEXEC, 0);
    ck_assert_int_eq(connect(fd, &address.any, size), 0);
    return fd;
}

static void check_family(int family, const char *stream, const char *datagram)
{
    int listener = bound(family, SOCK_STREAM);
    int receiver = bound(family, SOCK_DGRAM);
    struct socket_info info;

    if (listener < 0)
        return;
    ck_assert_int_eq(listen(listener, 5), 0);
    check_socket(listener, stream);
    ck_assert_ptr_null(sockets_find(sockets, listener, &info));
    ck_assert(info.listening);

    int client = connected(listener, SOCK_STREAM);
    int server = accept(listener, NULL, NULL);
    int sender = connected(receiver, SOCK_DGRAM);
    int fresh = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    check_socket(client, stream);
    check_socket(server, stream);
    check_socket(receiver, datagram);
    check_socket(sender, datagram);
    check_socket(fresh, datagram);
    shutdown(client, SHUT_WR);
    check_socket(client, stream);
    check_socket(server, stream);
    for (int *fd = (int[]){listener, receiver, client, server, sender, fresh, -1}; *fd >= 0; fd++)
        close(*fd);
}

START_TEST(internet)
{
    check_family(AF_INET, "tcp", "udp");
    check_family(AF_INET6, "tcp6", "udp6");
}
END_TEST

START_TEST(what_is_in_no_table_is_unknown)
{
    int fresh = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 4);
    struct socket_info info;

    ck_assert_ptr_null(sockets_find(sockets, fresh, &info));
    ck_assert_int_eq(info.family, AF_INET);
    ck_assert_int_eq(info.local.kind, SOCKET_END_UNKNOWN);
    ck_assert_int_eq(info.peer.kind, SOCKET_END_UNKNOWN);
    ck_assert_ptr_null(sockets_find(sockets, netlink, &info));
    ck_assert_int_eq(info.family, 0);
    ck_assert_ptr_null(info.name);
    close(fresh);
    close(netlink);
}
END_TEST

static bool has_diag(void)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 4 /* NETLINK_SOCK_DIAG */);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

/* Who asks again may have to wait until the table is read anew. */
static void check_soon(int fd)
{
    struct socket_info info;
    struct error *error;

    while ((error = sockets_find(sockets, fd, &info)) != NULL) {
        ck_assert_int_eq(error->kind, ERROR_UNSUPPORTED);
        error_destroy(error);
        usleep(1000);
    }
    check_socket(fd, "tcp");
}

/* No table is read then, which the deadline would forbid. */
START_TEST(what_was_found_is_asked_for_alone)
{
    int listener = bound(AF_INET, SOCK_STREAM), other = bound(AF_INET, SOCK_STREAM);
    union any_address nobody = {.any.sa_family = AF_UNSPEC}, address;
    socklen_t size = sizeof address;

    ck_assert_int_eq(listen(listener, 5), 0);
    ck_assert_int_eq(listen(other, 5), 0);

    int client = connected(listener, SOCK_STREAM);
    int server = accept(listener, NULL, NULL);

    for (int *fd = (int[]){listener, client, server, -1}; *fd >= 0; fd++)
        check_socket(*fd, "tcp");
    sockets_renew(sockets);
    if (has_diag()) {
        target_set_deadline(target, clock_now_ns());
        for (int *fd = (int[]){listener, client, server, -1}; *fd >= 0; fd++)
            check_socket(*fd, "tcp");
        ck_assert(!target_set_deadline(target, 0));

        /* The same socket, connected to another one. */
        ck_assert_int_eq(connect(client, &nobody.any, sizeof nobody.any), 0);
        ck_assert_int_eq(getsockname(other, &address.any, &size), 0);
        ck_assert_int_eq(connect(client, &address.any, size), 0);
        check_soon(client);
    }
    /* One that is younger than the table. */
    sockets_renew(sockets);

    int late = connected(other, SOCK_STREAM);

    check_soon(late);
    for (int *fd = (int[]){listener, other, client, server, late, -1}; *fd >= 0; fd++)
        close(*fd);
}
END_TEST

static int local_listener(const char *path, size_t size)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    memcpy(address.sun_path, path, size);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size)),
                     0);
    ck_assert_int_eq(listen(fd, 5), 0);
    return fd;
}

static void check_local(const char *path, size_t size, const char *text)
{
    int listener = local_listener(path, size);
    int client = connected(listener, SOCK_STREAM);
    int server = accept(listener, NULL, NULL);
    struct socket_info info;

    check_socket(listener, "unix");
    check_socket(client, "unix");
    check_socket(server, "unix");
    ck_assert_ptr_null(sockets_find(sockets, client, &info));

    CLEANUP_FREE char *peer = socket_end_text(&info.peer);

    ck_assert_str_eq(peer, text);
    close(server);
    close(client);
    close(listener);
}

START_TEST(local)
{
    char folder[] = "/tmp/pyinspect-test-XXXXXX";
    int pair[2];

    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
    check_local("plain", 6, "plain");
    /* In /proc/net/unix this looks like an abstract name, and the next like two sockets. */
    check_local("@odd", 5, "@odd");
    check_local("two\nlines", 10, "two\nlines");
    check_local("\0pyinspect-abstract\0name", 24, "@pyinspect-abstract\\x00name");
    unlink("plain");
    unlink("@odd");
    unlink("two\nlines");
    rmdir(folder);

    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair), 0);
    check_socket(pair[0], "unix");
    /* The other end is gone: who it was is not known. */
    close(pair[1]);

    struct socket_info info;

    ck_assert_ptr_null(sockets_find(sockets, pair[0], &info));
    ck_assert_int_ne(info.peer.kind, SOCKET_END_KNOWN);
    close(pair[0]);
}
END_TEST

START_TEST(what_is_no_socket_is_not_found)
{
    int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
    struct socket_info info;

    for (int *fd = (int[]){file, 99999, -1}; *fd != -1; fd++) {
        struct error *error = sockets_find(sockets, *fd, &info);

        ck_assert_ptr_nonnull(error);
        ck_assert_int_eq(error->kind, ERROR_NOT_FOUND);
        error_destroy(error);
    }
    close(file);
}
END_TEST

START_TEST(the_deadline_holds)
{
    int fd = bound(AF_INET, SOCK_DGRAM);
    struct socket_info info;

    target_set_deadline(target, clock_now_ns());

    struct error *error = sockets_find(sockets, fd, &info);

    ck_assert_ptr_nonnull(error);
    ck_assert_int_eq(error->kind, ERROR_INTERRUPTED);
    error_destroy(error);
    ck_assert(target_set_deadline(target, 0));
    check_socket(fd, "udp");
    close(fd);
}
END_TEST

START_TEST(ends_as_text)
{
    struct socket_end end = {.kind = SOCKET_END_KNOWN, .address.in6.sin6_family = AF_INET6};
    CLEANUP_FREE char *any = socket_end_text(&end);

    ck_assert_str_eq(any, "*:0");
    end.address.in6.sin6_addr = in6addr_loopback;
    end.address.in6.sin6_port = htons(8080);

    CLEANUP_FREE char *loopback = socket_end_text(&end);

    ck_assert_str_eq(loopback, "[::1]:8080");
    end = (struct socket_end){.kind = SOCKET_END_KNOWN, .address.in.sin_family = AF_INET};
    end.address.in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);

    CLEANUP_FREE char *four = socket_end_text(&end);

    ck_assert_str_eq(four, "127.0.0.1:0");
    end.kind = SOCKET_END_NONE;
    ck_assert_ptr_null(socket_end_text(&end));
}
END_TEST

Suite *test_suite(void)
{
    Suite *suite = suite_create("sockets");
    TCase *tcase = tcase_create("sockets");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_test(tcase, internet);
    tcase_add_test(tcase, what_is_in_no_table_is_unknown);
    tcase_add_test(tcase, what_was_found_is_asked_for_alone);
    tcase_add_test(tcase, local);
    tcase_add_test(tcase, what_is_no_socket_is_not_found);
    tcase_add_test(tcase, the_deadline_holds);
    tcase_add_test(tcase, ends_as_text);
    suite_add_tcase(suite, tcase);
    return suite;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "target/sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "target/procfs.h"
#include "target/sock-diag.h"
#include "target/target.h"

#define ROWS_MAX 2000000
/* A table can be long, and whoever is not in it makes us read it again. */
#define READS_MAX 10
#define ROWS_BETWEEN_CHECKS 64
/* Whoever asks again and again has a table read for at most one part in so many of the time: the
 * kernel walks all of its own for it, however few sockets are in it. */
#define READ_SHARE 50
/* Who is connected to whom does not change but by the socket's end: where nobody can be asked for
 * one socket, a table that is no older than this tells it. */
#define KEPT_NS 5000000000ull

/* The kernel's states, which are those of TCP for all of them (include/net/tcp_states.h). */
enum {
    STATE_ESTABLISHED = 1,
    STATE_SYN_SENT = 2,
    STATE_CLOSE = 7,
    STATE_LISTEN = 10,
    STATE_BOUND_INACTIVE = 13, /* of sock_diag's requests alone */
};

/* A table of /proc/PID/net, and what the kernel calls the protocols of its sockets. */
static const struct table_kind {
    const char *name;
    int family;
    bool bound; /* a socket that has a port of its own is in it: who is not has none */
    const char *protocols[3];
} kinds[] = {
    {"tcp", AF_INET, false, {"TCP", NULL}},
    {"tcp6", AF_INET6, false, {"TCPv6", NULL}},
    {"udp", AF_INET, true, {"UDP", NULL}},
    {"udp6", AF_INET6, true, {"UDPv6", NULL}},
    {"raw", AF_INET, false, {"RAW", NULL}},
    {"raw6", AF_INET6, false, {"RAWv6", NULL}},
    {"unix", AF_UNIX, false, {"UNIX", "UNIX-STREAM", NULL}},
};
#define KINDS (sizeof kinds / sizeof *kinds)

struct row {
    uint64_t inode;
    bool listening;
    struct socket_end local, peer, towards;
};

struct table {
    ARRAY(struct row) rows; /* by inode */
    unsigned reads;         /* how often it was read for this answer */
    uint64_t read_ns;       /* CLOCK_MONOTONIC, when it was; 0: it was not yet */
    uint64_t took_ns;       /* of CPU: others may have it meanwhile */
};

struct sockets {
    struct target *target;
    struct table tables[KINDS];
    bool renewed; /* this is not the first answer */
    struct sock_diag diag;
};

struct sockets *sockets_create(struct target *target)
{
    struct sockets *sockets = xcalloc(1, sizeof *sockets);

    sockets->target = target;
    sock_diag_init(&sockets->diag, target->pid);
    return sockets;
}

void sockets_renew(struct sockets *sockets)
{
    sockets->renewed = true;
    for (size_t i = 0; i < KINDS; i++)
        sockets->tables[i].reads = 0;
}

void sockets_destroy(struct sockets *sockets)
{
    if (sockets == NULL)
        return;
    for (size_t i = 0; i < KINDS; i++)
        array_deinit(&sockets->tables[i].rows);
    sock_diag_deinit(&sockets->diag);
    free(sockets);
}

/* ---- /proc/PID/net/tcp, tcp6, udp, udp6, raw, raw6 */

/* An address as the kernel prints it: words of its own byte order, in hexadecimal. */
static bool parse_words(const char *text, uint32_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (sscanf(text + 8 * i, "%8" SCNx32, &words[i]) != 1)
            return false;
    return true;
}

/* Whose scope, the number of an interface, belongs to the address (__ipv6_addr_needs_scope_id()).
 */
static bool has_scope(const struct in6_addr *address)
{
    return IN6_IS_ADDR_LINKLOCAL(address) || IN6_IS_ADDR_MC_NODELOCAL(address) ||
           IN6_IS_ADDR_MC_LINKLOCAL(address);
}

static bool parse_end(int family, const char *text, unsigned port, struct socket_end *ret)
{
    *ret = (struct socket_end){.kind = SOCKET_END_KNOWN};
    ret->address.family = (sa_family_t)family;
    if (family == AF_INET) {
        ret->address.in.sin_port = htons((uint16_t)port);
        return strlen(text) == 8 && parse_words(text, &ret->address.in.sin_addr.s_addr, 1);
    }
    ret->address.in6.sin6_port = htons((uint16_t)port);
    if (strlen(text) != 32 || !parse_words(text, ret->address.in6.sin6_addr.s6_addr32, 4))
        return false;
    if (has_scope(&ret->address.in6.sin6_addr))
        ret->kind = SOCKET_END_UNKNOWN;
    return true;
}

/* inet_getname() of net/ipv4/af_inet.c, inet6_getname(): a peer has a port and is there. */
static bool parse_internet(int family, const char *line, struct row *ret)
{
    char local[33], peer[33];
    unsigned local_port, peer_port, state;

    *ret = (struct row){0};
    if (sscanf(line, "%*u: %32[0-9A-F]:%X %32[0-9A-F]:%X %X %*X:%*X %*X:%*X %*X %*u %*u %" SCNu64,
               local, &local_port, peer, &peer_port, &state, &ret->inode) != 6 ||
        ret->inode == 0 || !parse_end(family, local, local_port, &ret->local) ||
        !parse_end(family, peer, peer_port, &ret->peer))
        return false;
    ret->towards.kind = SOCKET_END_NONE;
    if (state == STATE_SYN_SENT)
        ret->towards = ret->peer;
    if (peer_port == 0 || state == STATE_CLOSE || state == STATE_SYN_SENT)
        ret->peer = (struct socket_end){.kind = SOCKET_END_NONE};
    ret->listening = state == STATE_LISTEN;
    return true;
}

/* ---- /proc/PID/net/unix */

static void set_path(struct socket_end *end, const char *path, size_t size)
{
    *end = (struct socket_end){.kind = SOCKET_END_KNOWN};
    if (size > sizeof end->address.un.sun_path)
        size = sizeof end->address.un.sun_path;
    end->address.un.sun_family = AF_UNIX;
    memcpy(end->address.un.sun_path, path, size);
    /* A path has one at its end, of an abstract name (which begins with one) it is a part. */
    if (size > 0 && path[0] != '\0')
        size = strnlen(path, size);
    end->path_size = size;
}

#define FLAG_LISTENING 0x10000 /* __SO_ACCEPTCON */

/* unix_seq_show() of net/unix/af_unix.c. It does not say who the peer is; and it has written @ for
 * the NUL of an abstract name, which may stand for itself. */
static bool parse_unix(const char *line, struct row *ret)
{
    unsigned flags;
    int path = -1;

    *ret = (struct row){0};
    if (sscanf(line, "%*[0-9a-fA-F]: %*X %*X %X %*X %*X %" SCNu64 "%n", &flags, &ret->inode,
               &path) != 2 ||
        path < 0 || ret->inode == 0)
        return false;
    path += line[path] == ' ';
    ret->listening = flags & FLAG_LISTENING;
    if (line[path] != '@')
        set_path(&ret->local, line + path, strlen(line + path));
    if (ret->listening)
        ret->peer.kind = SOCKET_END_NONE;
    return true;
}

/* ---- sock_diag */

/*
 * TCP sockets that are bound and neither listen nor are connected, which are in no table of
 * /proc/PID/net: Linux 6.8 and newer have them here (inet_csk_diag_dump() of
 * net/ipv4/inet_diag.c).
 */
static void take_bound(int family, const struct inet_diag_msg *message, struct table *table)
{
    struct row row = {.inode = message->idiag_inode,
                      .local = {.kind = SOCKET_END_KNOWN},
                      .peer = {.kind = SOCKET_END_NONE},
                      .towards = {.kind = SOCKET_END_NONE}};

    if (row.inode == 0 || message->idiag_family != family)
        return;
    row.local.address.family = (sa_family_t)family;
    if (family == AF_INET) {
        row.local.address.in.sin_port = message->id.idiag_sport;
        memcpy(&row.local.address.in.sin_addr, message->id.idiag_src,
               sizeof row.local.address.in.sin_addr);
    } else {
        row.local.address.in6.sin6_port = message->id.idiag_sport;
        memcpy(&row.local.address.in6.sin6_addr, message->id.idiag_src,
               sizeof row.local.address.in6.sin6_addr);
        if (has_scope(&row.local.address.in6.sin6_addr))
            row.local.kind = SOCKET_END_UNKNOWN;
    }
    array_push(&table->rows, row);
}

/* One answer of several messages; false: it was the last. */
static bool take_answer(int family, const char *at, size_t size, struct table *table)
{
    struct nlmsghdr header;
    struct inet_diag_msg message;

    while (size >= sizeof header) {
        memcpy(&header, at, sizeof header);
        if (header.nlmsg_type != SOCK_DIAG_BY_FAMILY || header.nlmsg_len > size ||
            header.nlmsg_len < sizeof header + sizeof message || table->rows.count >= ROWS_MAX)
            return false;
        memcpy(&message, at + sizeof header, sizeof message);
        take_bound(family, &message, table);

        size_t step = NLMSG_ALIGN(header.nlmsg_len);

        at += step < size ? step : size;
        size -= step < size ? step : size;
    }
    return true;
}

static struct error *read_bound(struct sockets *sockets, int family, struct table *table)
{
    struct {
        struct nlmsghdr header;
        struct inet_diag_req_v2 request;
    } ask = {
        .request = {.sdiag_family = (uint8_t)family,
                    .sdiag_protocol = IPPROTO_TCP,
                    .idiag_states = 1u << STATE_BOUND_INACTIVE},
    };
    char answer[32768];
    size_t got;

    if (!sock_diag_ask(&sockets->diag, &ask.header, sizeof ask, NLM_F_DUMP))
        return NULL;
    do {
        TRY(target_check_deadline(sockets->target));
        got = sock_diag_answer(&sockets->diag, answer, sizeof answer);
    } while (got > 0 && take_answer(family, answer, got, table));
    return NULL;
}

/* ---- tables */

static int compare_rows(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    return x->inode < y->inode ? -1 : x->inode > y->inode;
}

static struct error *read_rows(struct sockets *sockets, const struct table_kind *kind, FILE *file,
                               struct table *table)
{
    CLEANUP_FREE char *line = NULL;
    size_t capacity = 0, lines = 0;
    ssize_t size;
    struct row row;

    while ((size = getline(&line, &capacity, file)) > 0 && table->rows.count < ROWS_MAX) {
        if (lines++ % ROWS_BETWEEN_CHECKS == 0)
            TRY(target_check_deadline(sockets->target));
        if (line[size - 1] == '\n')
            line[size - 1] = '\0';
        if (kind->family == AF_UNIX ? parse_unix(line, &row)
                                    : parse_internet(kind->family, line, &row))
            array_push(&table->rows, row);
    }
    return NULL;
}

static bool is_tcp(const struct table_kind *kind)
{
    return strcmp(kind->name, "tcp") == 0 || strcmp(kind->name, "tcp6") == 0;
}

static struct error *read_all(struct sockets *sockets, const struct table_kind *kind,
                              struct table *table)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/net/%s", sockets->target->pid, kind->name);

    CLEANUP_FCLOSE FILE *file = fopen(path, "re");

    table->reads++;
    array_clear(&table->rows);
    if (file == NULL)
        return error_os(errno, path, "cannot open");
    TRY(read_rows(sockets, kind, file, table));
    if (is_tcp(kind))
        TRY(read_bound(sockets, kind->family, table));
    if (table->rows.count > 0)
        qsort(table->rows.data, table->rows.count, sizeof *table->rows.data, compare_rows);
    return NULL;
}

static struct error *read_table(struct sockets *sockets, size_t kind)
{
    struct table *table = &sockets->tables[kind];
    uint64_t cpu = clock_cpu_ns();
    struct error *error;

    table->read_ns = clock_now_ns();
    error = read_all(sockets, &kinds[kind], table);
    if (error != NULL)
        array_clear(&table->rows); /* they are not sorted */
    table->took_ns = clock_cpu_ns() - cpu;
    return error;
}

static bool may_be_read(const struct sockets *sockets, const struct table *table)
{
    if (table->read_ns == 0)
        return true;
    return table->reads < READS_MAX &&
           (!sockets->renewed || clock_now_ns() - table->read_ns >= READ_SHARE * table->took_ns);
}

static bool is_connected(const struct row *row)
{
    return row->local.kind == SOCKET_END_KNOWN && row->peer.kind == SOCKET_END_KNOWN;
}

static void put_end(const struct socket_end *end, __be16 *port, __be32 address[4])
{
    if (end->address.family == AF_INET) {
        *port = end->address.in.sin_port;
        memcpy(address, &end->address.in.sin_addr, sizeof end->address.in.sin_addr);
    } else {
        *port = end->address.in6.sin6_port;
        memcpy(address, &end->address.in6.sin6_addr, sizeof end->address.in6.sin6_addr);
    }
}

/* Whether the kernel has that TCP socket between these two ends (inet_diag_find_one_icsk() of
 * net/ipv4/inet_diag.c): it finds one of them without going through all. */
static bool is_still_there(struct sockets *sockets, int family, const struct row *row)
{
    struct {
        struct nlmsghdr header;
        struct inet_diag_req_v2 request;
    } ask = {
        .request = {.sdiag_family = (uint8_t)family,
                    .sdiag_protocol = IPPROTO_TCP,
                    .idiag_states = UINT32_MAX,
                    .id.idiag_cookie = {INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE}},
    };
    struct {
        struct nlmsghdr header;
        struct inet_diag_msg message;
        char attributes[1024];
    } answer;
    size_t got;

    put_end(&row->local, &ask.request.id.idiag_sport, ask.request.id.idiag_src);
    if (is_connected(row))
        put_end(&row->peer, &ask.request.id.idiag_dport, ask.request.id.idiag_dst);
    if (!sock_diag_ask(&sockets->diag, &ask.header, sizeof ask, 0))
        return false;
    got = sock_diag_answer(&sockets->diag, &answer, sizeof answer);
    return got >= sizeof answer.header + sizeof answer.message &&
           answer.header.nlmsg_type == SOCK_DIAG_BY_FAMILY &&
           answer.message.idiag_inode == row->inode &&
           (answer.message.idiag_state == STATE_LISTEN) == row->listening;
}

/* What a table that was read for an earlier answer says of a socket. */
static bool still_holds(struct sockets *sockets, size_t kind, const struct row *row)
{
    if (!is_tcp(&kinds[kind]) || row->local.kind != SOCKET_END_KNOWN ||
        !(row->listening || is_connected(row)))
        return false;
    if (sock_diag_is_there(&sockets->diag))
        return is_still_there(sockets, kinds[kind].family, row);
    return is_connected(row) && clock_now_ns() - sockets->tables[kind].read_ns < KEPT_NS;
}

/* NULL: not in it. A socket may be younger than the table that we have, and one is missed when
 * another goes while the table is read: then it is read once more. */
static struct error *find_row(struct sockets *sockets, size_t kind, uint64_t inode,
                              const struct row **ret)
{
    struct table *table = &sockets->tables[kind];
    struct row key = {.inode = inode};
    bool once = table->reads > 0 || sockets->renewed;

    for (int tries = 0; tries < (once ? 2 : 3); tries++) {
        if (tries > 0) {
            if (!may_be_read(sockets, table))
                return error_create(ERROR_UNSUPPORTED, "too many sockets that are not listed");
            TRY(read_table(sockets, kind));
        }
        *ret = table->rows.count == 0 ? NULL
                                      : bsearch(&key, table->rows.data, table->rows.count,
                                                sizeof *table->rows.data, compare_rows);
        if (*ret != NULL && (table->reads > 0 || still_holds(sockets, kind, *ret)))
            return NULL;
        *ret = NULL;
    }
    return NULL;
}

/* ---- local sockets, by sock_diag */

/* What sock_diag says of one local socket. */
struct local_answer {
    struct socket_end name;
    bool has_peer;
    uint32_t peer; /* its inode; 0: it has none (it is not accepted yet, or closed) */
};

static void parse_attributes(const char *at, size_t size, struct local_answer *ret)
{
    struct nlattr attribute;

    *ret = (struct local_answer){0};
    set_path(&ret->name, "", 0);
    while (size >= sizeof attribute) {
        memcpy(&attribute, at, sizeof attribute);
        if (attribute.nla_len < sizeof attribute || attribute.nla_len > size)
            return;

        const char *data = at + sizeof attribute;
        size_t length = attribute.nla_len - sizeof attribute;
        size_t step = NLA_ALIGN(attribute.nla_len);

        if (attribute.nla_type == UNIX_DIAG_NAME)
            set_path(&ret->name, data, length);
        if (attribute.nla_type == UNIX_DIAG_PEER && length >= sizeof ret->peer) {
            ret->has_peer = true;
            memcpy(&ret->peer, data, sizeof ret->peer);
        }
        at += step < size ? step : size;
        size -= step < size ? step : size;
    }
}

/* False: it does not say. */
static bool ask_diag(struct sockets *sockets, uint64_t inode, struct local_answer *ret)
{
    struct {
        struct nlmsghdr header;
        struct unix_diag_req request;
    } ask = {
        .request = {.sdiag_family = AF_UNIX,
                    .udiag_states = UINT32_MAX,
                    .udiag_ino = (uint32_t)inode,
                    .udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER,
                    .udiag_cookie = {UINT32_MAX, UINT32_MAX}},
    };
    struct {
        struct nlmsghdr header;
        struct unix_diag_msg message;
        char attributes[1024];
    } answer;
    const size_t fixed = offsetof(__typeof__(answer), attributes);
    size_t got;

    if (inode == 0 || inode > UINT32_MAX ||
        !sock_diag_ask(&sockets->diag, &ask.header, sizeof ask, 0))
        return false;
    got = sock_diag_answer(&sockets->diag, &answer, sizeof answer);
    if (got < fixed || answer.header.nlmsg_type != SOCK_DIAG_BY_FAMILY ||
        answer.header.nlmsg_len > got || answer.message.udiag_ino != (uint32_t)inode)
        return false;
    parse_attributes(answer.attributes, answer.header.nlmsg_len - fixed, ret);
    return true;
}

/* What the table could not say of a local socket's two ends. */
static void complete_local(struct sockets *sockets, struct socket_info *info)
{
    struct local_answer self, other;

    if (!ask_diag(sockets, info->inode, &self))
        return;
    info->local = self.name;
    info->peer = (struct socket_end){.kind = SOCKET_END_NONE};
    if (!self.has_peer)
        return;
    info->peer.kind = SOCKET_END_UNKNOWN;
    if (ask_diag(sockets, self.peer, &other))
        info->peer = other.name;
}

/* ---- a descriptor */

static struct error *find_inode(struct sockets *sockets, int fd, char *path, size_t path_size,
                                uint64_t *ret)
{
    CLEANUP_FREE char *link = NULL;
    int end = -1;

    if (sockets->target->process == NULL)
        return error_create(ERROR_NOT_FOUND, "the target is no live process");
    snprintf(path, path_size, "/proc/%d/fd/%d", sockets->target->pid, fd);
    TRY(procfs_link(path, &link));
    if (sscanf(link, "socket:[%" SCNu64 "]%n", ret, &end) != 1 || end < 0 || link[end] != '\0')
        return error_create(ERROR_NOT_FOUND, "descriptor %d is no socket", fd);
    return NULL;
}

/* The table for a protocol, by the kernel's name of it; KINDS: there is none. */
static size_t kind_of(const char *protocol)
{
    for (size_t i = 0; i < KINDS; i++)
        for (size_t k = 0; kinds[i].protocols[k] != NULL; k++)
            if (strcmp(kinds[i].protocols[k], protocol) == 0)
                return i;
    return KINDS;
}

static void fill(const struct table_kind *kind, const struct row *row, struct socket_info *ret)
{
    ret->family = kind->family;
    ret->name = kind->name;
    if (row != NULL) {
        ret->listening = row->listening;
        ret->local = row->local;
        ret->peer = row->peer;
        ret->towards = row->towards;
    } else if (kind->bound) {
        ret->local = (struct socket_end){.kind = SOCKET_END_KNOWN};
        ret->local.address.family = (sa_family_t)kind->family;
        ret->peer.kind = SOCKET_END_NONE;
    }
}

struct error *sockets_find(struct sockets *sockets, int fd, struct socket_info *ret)
{
    char path[64], protocol[64];
    const struct row *row = NULL;
    ssize_t size;

    *ret = (struct socket_info){0};
    TRY(find_inode(sockets, fd, path, sizeof path, &ret->inode));
    size = getxattr(path, "system.sockprotoname", protocol, sizeof protocol - 1);
    if (size >= 0) {
        size_t kind;

        protocol[size] = '\0';
        kind = kind_of(protocol);
        if (kind == KINDS)
            return NULL;
        TRY(find_row(sockets, kind, ret->inode, &row));
        fill(&kinds[kind], row, ret);
    } else {
        /* A kernel, or a sandbox, that does not say: where it is found tells what it is. */
        for (size_t i = 0; i < KINDS && row == NULL; i++)
            if (error_ignore(find_row(sockets, i, ret->inode, &row)) && row != NULL)
                fill(&kinds[i], row, ret);
    }
    if (ret->family == AF_UNIX)
        complete_local(sockets, ret);
    return NULL;
}

/* ---- text */

char *socket_end_text(const struct socket_end *end)
{
    char address[INET6_ADDRSTRLEN] = "";
    const struct sockaddr_in *in = &end->address.in;
    const struct sockaddr_in6 *in6 = &end->address.in6;
    const char *path = end->address.un.sun_path;

    if (end->kind == SOCKET_END_NONE)
        return NULL;
    if (end->kind == SOCKET_END_UNKNOWN)
        return xstrdup("?");
    if (end->address.family == AF_INET) {
        if (in->sin_addr.s_addr == INADDR_ANY)
            return xasprintf("*:%u", ntohs(in->sin_port));
        inet_ntop(AF_INET, &in->sin_addr, address, sizeof address);
        return xasprintf("%s:%u", address, ntohs(in->sin_port));
    }
    if (end->address.family == AF_INET6) {
        if (IN6_IS_ADDR_UNSPECIFIED(&in6->sin6_addr))
            return xasprintf("*:%u", ntohs(in6->sin6_port));
        inet_ntop(AF_INET6, &in6->sin6_addr, address, sizeof address);
        return xasprintf("[%s]:%u", address, ntohs(in6->sin6_port));
    }
    if (end->path_size == 0)
        return xstrdup("-");
    if (path[0] != '\0')
        return text_from_bytes((const uint8_t *)path, end->path_size);

    CLEANUP_FREE char *name = text_from_bytes((const uint8_t *)path + 1, end->path_size - 1);

    return xasprintf("@%s", name);
}

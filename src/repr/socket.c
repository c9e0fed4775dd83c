/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sockets: Modules/socketmodule.c, and Lib/socket.py around it, and around that asyncio's. The
 * addresses, for which Python asks the kernel, are asked for by ourselves (target/sockets.h);
 * "..." stands for one that is not known.
 */
#include <arpa/inet.h>
#include <string.h>
#include <unistr.h>

#include "base/memory.h"
#include "python/dict.h"
#include "python/object.h"
#include "python/runtime.h"
#include "python/view.h"
#include "repr/kinds.h"
#include "repr/library.h"
#include "target/sockets.h"

#define MEMBERS_MAX 1000

struct numbers {
    int fd, family, type, proto;
};

static struct error *read_numbers(struct repr *r, uint64_t object, struct numbers *ret)
{
    const struct layout *layout = &r->runtime->layout;
    struct layout_field fields[] = {layout->socket.sock_fd, layout->socket.sock_family,
                                    layout->socket.sock_type, layout->socket.sock_proto};
    uint64_t values[4];

    TRY(view_read_fields(r->runtime->target, object, fields, 4, values));
    *ret = (struct numbers){(int)values[0], (int)values[1], (int)values[2], (int)values[3]};
    return NULL;
}

/* sock_repr() */
struct error *repr_socket(struct repr *r, uint64_t object, const struct type *type)
{
    bool old = r->runtime->layout.traits.strings_are_bytes;
    struct numbers n;

    (void)type;
    TRY(read_numbers(r, object, &n));
    repr_printf(r, "<socket object, fd=%d, family=%d, type=%d, %s=%d>", n.fd, n.family, n.type,
                old ? "protocol" : "proto", n.proto);
    return NULL;
}

/* The member of an IntEnum with that number; 0: there is none. */
static struct error *find_member(struct repr *r, const struct type *class, int number,
                                 uint64_t *ret)
{
    dict_item_array items = {0};
    struct error *error;
    uint64_t map;
    int64_t value;

    *ret = 0;
    TRY(library_get_of_class(r, class, "_value2member_map_", &map));
    error = library_items(r, map, MEMBERS_MAX, &items);
    for (size_t i = 0; error == NULL && i < items.count && *ret == 0; i++)
        if (error_ignore(library_int(r, items.data[i].key, &value)) && value == number)
            *ret = items.data[i].value;
    array_deinit(&items);
    return error;
}

/* str() of _intenum_converter(number, class): from 3.11 on str() of an IntEnum is that of the int.
 */
static struct error *put_enum(struct repr *r, uint64_t address, int number)
{
    const struct type *class, *of;
    uint64_t member, str;

    TRY(types_get(r->types, address, &class));
    TRY(find_member(r, class, number, &member));
    TRY(library_get_of_class(r, class, "__str__", &str));
    TRY(types_of(r->types, str, &of));
    if (member == 0 || of->kind != KIND_FUNCTION) {
        repr_printf(r, "%d", number);
        return NULL;
    }
    repr_printf(r, "%s.", library_name(class));
    return library_put_attribute(r, member, "_name_");
}

/* ---- addresses */

static const char *label_of(bool peer)
{
    return peer ? ", raddr=" : ", laddr=";
}

/* str() of what makesockaddr() makes of it. */
static bool put_internet(struct repr *r, const struct socket_end *end, bool peer)
{
    char text[INET6_ADDRSTRLEN] = "";
    bool four = end->address.family == AF_INET;

    inet_ntop(end->address.family,
              four ? (const void *)&end->address.in.sin_addr : &end->address.in6.sin6_addr, text,
              sizeof text);
    repr_printf(r, "%s('%s', %u%s)", label_of(peer), text,
                ntohs(four ? end->address.in.sin_port : end->address.in6.sin6_port),
                four ? "" : ", 0, 0");
    return true;
}

/* An abstract name is bytes, a path is decoded, and of no name nothing is said. */
static bool put_local(struct repr *r, const struct socket_end *end, bool peer)
{
    const uint8_t *path = (const uint8_t *)end->address.un.sun_path;

    if (end->path_size == 0)
        return true;
    if (path[0] != '\0' && u8_check(path, end->path_size) != NULL)
        return false;
    repr_put(r, label_of(peer));
    if (path[0] == '\0')
        repr_put_bytes_of(r, path, end->path_size);
    else
        repr_put_bytes(r, path, end->path_size);
    return true;
}

/* False: it is not known. */
static bool put_end(struct repr *r, const struct socket_end *end, bool peer)
{
    if (end->kind != SOCKET_END_KNOWN)
        return end->kind == SOCKET_END_NONE;
    return end->address.family == AF_UNIX ? put_local(r, end, peer) : put_internet(r, end, peer);
}

/* What getsockname() and getpeername() would return, if it is the socket that the kernel speaks of.
 */
static void put_ends(struct repr *r, const struct numbers *n)
{
    struct socket_info info;
    bool known;

    if (r->sockets == NULL)
        r->sockets = sockets_create(r->runtime->target);
    if (!error_ignore(sockets_find(r->sockets, n->fd, &info)) || info.family != n->family)
        info = (struct socket_info){0};
    known = put_end(r, &info.local, false);
    if (known && put_end(r, &info.peer, true))
        return;
    repr_put(r, ", ");
    repr_put_cut(r, REPR_CUT_UNREAD);
    if (!known && info.peer.kind == SOCKET_END_KNOWN)
        put_end(r, &info.peer, true);
}

/* ---- classes around it */

/* Whoever asks in a way of its own may get other answers. */
static struct error *asks_as_usual(struct repr *r, const struct type *type,
                                   const struct library_function *function)
{
    static const char *const methods[] = {"family", "fileno", "getpeername", "getsockname",
                                          "proto",  "type",   NULL};

    return library_not_overridden(r, function, type, methods);
}

static struct error *put_numbers(struct repr *r, const struct numbers *n, uint64_t family,
                                 uint64_t kind)
{
    repr_printf(r, " fd=%d, family=", n->fd);
    TRY(put_enum(r, family, n->family));
    repr_put(r, ", type=");
    TRY(put_enum(r, kind, n->type));
    repr_printf(r, ", proto=%d", n->proto);
    return NULL;
}

/* socket.__repr__() */
struct error *library_socket(struct repr *r, uint64_t object, const struct type *type,
                             const struct library_function *function)
{
    uint64_t closed, family, kind;
    struct numbers n;
    bool is_closed;

    if (type->kind != KIND_SOCKET)
        return library_unlike("a socket");
    TRY(asks_as_usual(r, type, function));
    TRY(read_numbers(r, object, &n));
    TRY(library_get(r, object, "_closed", &closed));
    TRY(library_is_true(r, closed, &is_closed));
    TRY(library_global(r, function, "AddressFamily", &family));
    TRY(library_global(r, function, "SocketKind", &kind));
    repr_printf(r, "<%s%s", type->name, is_closed ? " [closed]" : "");
    TRY(put_numbers(r, &n, family, kind));
    if (!is_closed)
        put_ends(r, &n);
    repr_put(r, ">");
    return NULL;
}

struct error *library_put_transport_socket(struct repr *r, uint64_t socket,
                                           const struct library_function *function)
{
    uint64_t module, family, kind;
    const struct type *type;
    struct numbers n;

    TRY(types_of(r->types, socket, &type));
    if (type->kind != KIND_SOCKET)
        return library_unlike("a socket");
    TRY(asks_as_usual(r, type, function));
    TRY(read_numbers(r, socket, &n));
    TRY(library_global(r, function, "socket", &module));
    TRY(object_attribute(r->runtime, module, "AddressFamily", &family));
    TRY(object_attribute(r->runtime, module, "SocketKind", &kind));
    repr_put(r, "<asyncio.TransportSocket");
    TRY(put_numbers(r, &n, family, kind));
    if (n.fd != -1)
        put_ends(r, &n);
    repr_put(r, ">");
    return NULL;
}

/* TransportSocket.__repr__() of Lib/asyncio/trsock.py, 3.8+ */
struct error *library_transport_socket(struct repr *r, uint64_t object, const struct type *type,
                                       const struct library_function *function)
{
    uint64_t socket;

    TRY(asks_as_usual(r, type, function));
    TRY(library_get(r, object, "_sock", &socket));
    return library_put_transport_socket(r, socket, function);
}

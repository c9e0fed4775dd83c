/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sockets: Modules/socketmodule.c, and Lib/socket.py around it. The addresses that Python asks the
 * kernel for at the end are left out.
 */
#include "base/memory.h"
#include "python/dict.h"
#include "repr/kinds.h"
#include "repr/library.h"
#include "python/runtime.h"
#include "python/view.h"

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
static struct error *put_enum(struct repr *r, const struct library_function *function,
                              const char *name, int number)
{
    const struct type *class, *of;
    uint64_t address, member, str;

    TRY(library_global(r, function, name, &address));
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

/* socket.__repr__() */
struct error *library_socket(struct repr *r, uint64_t object, const struct type *type,
                             const struct library_function *function)
{
    struct numbers n;
    uint64_t closed;
    bool is_closed;

    if (type->kind != KIND_SOCKET)
        return library_unlike("a socket");
    TRY(read_numbers(r, object, &n));
    TRY(library_get(r, object, "_closed", &closed));
    TRY(library_is_true(r, closed, &is_closed));
    repr_printf(r, "<%s%s fd=%d, family=", type->name, is_closed ? " [closed]" : "", n.fd);
    TRY(put_enum(r, function, "AddressFamily", n.family));
    repr_put(r, ", type=");
    TRY(put_enum(r, function, "SocketKind", n.type));
    repr_printf(r, ", proto=%d", n.proto);
    if (!is_closed) {
        repr_put(r, ", ");
        repr_put_cut(r);
    }
    repr_put(r, ">");
    return NULL;
}

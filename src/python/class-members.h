/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a class itself defines, found without running anything: the names in its dict, and what each
 * of them is (Objects/typeobject.c, descrobject.c, funcobject.c; 2.7: classobject.c). A class is
 * the address of a type, or in 2.7 of a class that does not derive from object.
 */
#ifndef PYTHON_CLASS_MEMBERS_H
#define PYTHON_CLASS_MEMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/error.h"
#include "python/type.h"

struct runtime;

enum class_member_kind {
    CLASS_MEMBER_METHOD,
    CLASS_MEMBER_CLASSMETHOD,
    CLASS_MEMBER_STATICMETHOD,
    CLASS_MEMBER_PROPERTY,
    CLASS_MEMBER_SLOT,       /* of __slots__ */
    CLASS_MEMBER_ATTRIBUTE,  /* that C code keeps or makes */
    CLASS_MEMBER_DESCRIPTOR, /* another thing that stands for what its __get__() returns */
    CLASS_MEMBER_CLASS,
    CLASS_MEMBER_DATA,
};

struct class_member {
    enum class_member_kind kind;
    char *name;        /* owned */
    uint64_t object;   /* as it is in the class */
    uint64_t function; /* written in Python: the method, what a classmethod or staticmethod is
                          around, the getter of a property; 0: there is none */
    bool set, delete;  /* of a property: that it has such a function */
};

typedef ARRAY(struct class_member) class_member_array;
void class_members_deinit(class_member_array *members);

/*
 * At most max of them, in the dict's order (2.7: by name), without what every class statement puts
 * there by itself (__module__, __dict__, ...). *more: there are more. ERROR_UNSUPPORTED: where they
 * are kept is not known.
 */
struct error *class_members(struct runtime *runtime, struct types *types, uint64_t class,
                            size_t max, class_member_array *ret, bool *more);

/* "method"; "data". */
const char *class_member_kind_name(enum class_member_kind kind);

/* "app.Pool"; free *ret. */
struct error *class_name(struct runtime *runtime, struct types *types, uint64_t class, char **ret);

/* Those that stand in its class statement; and all in which an attribute is looked for, itself
 * first. */
struct error *class_bases(struct runtime *runtime, struct types *types, uint64_t class,
                          uint64_t bases[TYPES_MRO_MAX], size_t *ret);
struct error *class_mro(struct runtime *runtime, struct types *types, uint64_t class,
                        uint64_t mro[TYPES_MRO_MAX], size_t *ret);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What an expression can stand for: an object of the target, or a value of our own, computed from
 * such or written in the expression. What a value of our own consists of lies in an arena, so that
 * values are copied and passed as they are.
 */
#ifndef EXPR_VALUE_H
#define EXPR_VALUE_H

#include <gmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum value_kind {
    VALUE_OBJECT, /* in the target */
    VALUE_NONE,
    VALUE_ELLIPSIS,
    VALUE_NOT_IMPLEMENTED,
    VALUE_BOOL,
    VALUE_INT, /* of any size */
    VALUE_FLOAT,
    VALUE_COMPLEX,
    VALUE_STR,   /* unicode in 2.7 */
    VALUE_BYTES, /* str in 2.7 */
    VALUE_LIST,
    VALUE_TUPLE,
    VALUE_SET,
    VALUE_FROZENSET,
    VALUE_DICT,
    VALUE_RANGE,
    VALUE_SLICE,
    VALUE_ITERATOR, /* what iter(), zip() and the like give, and generators */
    VALUE_VIEW,     /* what keys(), values() and items() of a dict give */
    VALUE_METHOD,   /* what an object and a function of its class make */
    VALUE_FUNCTION, /* a lambda */
    VALUE_LIBRARY,  /* of a type of a library that is written in C: library.h */
    VALUE_SHOWN,    /* a description of what would be made */
};

struct value;
struct bound_method; /* python/attribute.h */
struct value_iterator;
struct value_function;
struct library_value;

/* What a namedtuple that is made here has besides the items of a tuple. */
struct value_record {
    uint64_t type;            /* its class in the target */
    const char *name;         /* what that is called, with its module; a literal, as the others */
    const char *const *names; /* one of each item */
};

/* Hashed, in the order of insertion. A set has keys alone. */
struct value_entry;
struct value_table {
    struct value_entry *entries;
    size_t count, capacity;
    uint32_t *slots; /* numbers of entries, from 1; 0: empty */
    size_t slot_count;
};

struct value {
    enum value_kind kind;
    int size;      /* VALUE_INT: as mpz_t has it, negative for a negative number */
    bool is_long;  /* VALUE_INT, 2.7: a long */
    bool is_array; /* VALUE_BYTES: a bytearray */
    bool is_proxy; /* VALUE_DICT: a mappingproxy of it */
    bool was_made; /* VALUE_SHOWN: by an expression that is over */
    bool is_repr;  /* VALUE_SHOWN: it is what repr() would say */
    union {
        uint64_t object;
        bool truth;
        mp_limb_t limb;         /* VALUE_INT of at most one */
        const mp_limb_t *limbs; /* of more */
        struct {
            double real, imag; /* VALUE_FLOAT: real */
        } number;
        struct {
            const uint32_t *characters; /* also past U+10FFFF and lone surrogates */
            size_t count;
        } str;
        struct {
            const uint8_t *data;
            size_t count;
        } bytes;
        struct {
            const struct value *data; /* VALUE_RANGE, VALUE_SLICE: start, stop, step */
            size_t count;
            const struct value_record *record; /* VALUE_TUPLE; NULL: a tuple */
        } items;                               /* VALUE_LIST, VALUE_TUPLE */
        struct value_table *table;             /* VALUE_SET, VALUE_FROZENSET, VALUE_DICT */
        struct {
            const char *text, *type;
            uint64_t generator;              /* it is the frame of this one; or 0 */
            const struct value_bound *bound; /* it is this method; or NULL */
        } shown;
        struct {
            const struct value *of; /* the dict */
            char what;              /* 'k', 'v', 'i' */
            bool ordered;           /* of an OrderedDict */
        } view;
        struct value_iterator *iterator;       /* iterator.h */
        const struct value_function *function; /* lambda.c */
        const struct bound_method *method;
        const struct library_value *library;
    };
};

/* A method of C code and its object. */
struct value_bound {
    struct value of;
    const char *name;
};

struct value_entry {
    struct value key, value;
    uint64_t hash;
};

struct value value_of_object(uint64_t object);
struct value value_of_bool(bool truth);
struct value value_of_i64(int64_t number);
struct value value_of_u64(uint64_t number);
struct value value_of_float(double number);
struct value value_of_complex(double real, double imag);
/* number stays the caller's. */
struct value value_of_mpz(struct arena *arena, const mpz_t number);
/* utf8 of that many bytes; what is no UTF-8 becomes a lone surrogate, as Python decodes names. */
struct value value_of_text(struct arena *arena, const char *utf8, size_t size);
struct value value_of_bytes(struct arena *arena, const void *bytes, size_t size);
/* The data stays where it is. */
struct value value_of_items(enum value_kind kind, const struct value *data, size_t count);

/* A number that refers to the value, which must be a VALUE_INT or VALUE_BOOL and stay where it is;
 * not to be changed or cleared. */
mpz_srcptr value_mpz(const struct value *value, mpz_t buffer);
/* False: it does not fit. */
bool value_to_i64(const struct value *value, int64_t *ret);
/* Whether it is a set (of 2.7 also a dict) that is made here, of elements that Python may have in
 * another order: that of their hashes, and of what was in the set before. */
bool value_order_differs(const struct value *value, bool old);

static inline bool value_is_integer(const struct value *value)
{
    return value->kind == VALUE_INT || value->kind == VALUE_BOOL;
}

/* __name__ of the type of a value of our own; old: in 2.7. */
const char *value_type_name(const struct value *value, bool old);

/* A copy of value and all it consists of; false: it has more parts than max, which is counted
 * down. */
bool value_copy(struct arena *arena, const struct value *value, size_t *max, struct value *ret);

/* The text of a str as UTF-8, lone surrogates as \udXXX; free it. */
char *value_text(const struct value *str);

/* A list that grows in an arena. */
struct value_list {
    struct value *data;
    size_t count, capacity;
};
void value_list_add(struct arena *arena, struct value_list *list, struct value value);

#endif

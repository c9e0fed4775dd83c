/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * obj.name as CPython would find it, as far as it finds it without running anything
 * (PyObject_GenericGetAttr() of Objects/object.c, type_getattro() of typeobject.c).
 */
#ifndef PYTHON_ATTRIBUTE_H
#define PYTHON_ATTRIBUTE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "python/type.h"

struct runtime;

/* A method that would be made when it is asked for (PyMethod_New()). */
struct bound_method {
    uint64_t function; /* what it calls; 0: it is none */
    uint64_t self;     /* what it is bound to: an object, or a class; 2.7: 0 of an unbound one */
    uint64_t class;    /* 2.7: im_class; else 0 */
};

/* A value that C code makes of what a struct holds, and that is no object of the target's yet. */
enum made_kind {
    MADE_NOTHING,
    MADE_NONE,
    MADE_BOOL,
    MADE_INT,
    MADE_FLOAT,
    MADE_STR, /* in 2.7 of bytes, but for is_unicode */
};
struct made {
    enum made_kind kind;
    bool is_unsigned; /* MADE_INT: above INT64_MAX it is not negative */
    bool is_long;     /* MADE_INT, 2.7: a long */
    bool is_unicode;  /* MADE_STR, 2.7: a unicode */
    union {
        bool truth;
        int64_t integer;
        double number;
        char *text; /* UTF-8; owned */
    };
};

/* Either an object, or a method, or a value, or a description of what would be made, or what would
 * have to run. */
struct attribute {
    uint64_t object;            /* 0: see method */
    struct bound_method method; /* its function 0: see made */
    struct made made;           /* MADE_NOTHING: see shown */
    char *shown;              /* "<built-in method ...>", or a frame; owned. NULL: see descriptor */
    char *type;               /* the type of what is shown; owned */
    bool is_repr;             /* what is shown is what repr() would say */
    uint64_t generator;       /* what is shown is the frame of this one; or 0 */
    uint64_t descriptor;      /* what has code that was not run */
    const struct type *kind;  /* the type of the descriptor */
    const struct type *owner; /* the class in which it is */
    unsigned depth;           /* of attribute_find_within() */
};
void attribute_deinit(struct attribute *attribute);

void attribute_make_none(struct attribute *ret);
void attribute_make_bool(struct attribute *ret, bool truth);
void attribute_make_int(struct attribute *ret, int64_t integer);
void attribute_make_float(struct attribute *ret, double number);
/* Takes text. */
void attribute_make_str(struct attribute *ret, char *text);

/* Leaves in *ret that the descriptor, of the type kind and in the class owner, was not run; or what
 * it is called, if it is a method of some kind. */
void attribute_leave(struct attribute *ret, uint64_t descriptor, const struct type *kind,
                     const struct type *owner, const char *name);

/*
 * ERROR_NOT_FOUND: AttributeError's sentence. ERROR_UNSUPPORTED: code of the target decides,
 * and which. attribute_deinit() *ret after success.
 */
struct error *attribute_find(struct runtime *runtime, struct types *types, uint64_t object,
                             const char *name, struct attribute *ret);
/* The same for a property: depth of them are being read, each for another. */
struct error *attribute_find_within(struct runtime *runtime, struct types *types, uint64_t object,
                                    const char *name, unsigned depth, struct attribute *ret);

/* Whether C code other than PyObject_GenericGetAttr() decides what attributes its objects have,
 * which may look wherever it likes: threading.local, weakref.proxy(). The error says so of one
 * name. */
bool attribute_needs_c_code(struct runtime *runtime, struct types *types, const struct type *type);
struct error *attribute_check_c_code(struct runtime *runtime, struct types *types,
                                     const struct type *type, const char *name);

/*
 * The value of name in the class at type or those that it derives from, as it is in the class;
 * *owner is where. ERROR_NOT_FOUND: none has it; ERROR_UNSUPPORTED: or it could not be seen.
 */
struct error *attribute_in_class(struct runtime *runtime, struct types *types,
                                 const struct type *type, const char *name,
                                 const struct type **owner, uint64_t *ret);

#endif

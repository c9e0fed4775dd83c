/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Instances of ctypes: a CDataObject of Modules/_ctypes/ctypes.h is a place in memory, and what is
 * there its class says by _type_, _length_ and _fields_.
 */
#ifndef REPR_CTYPES_H
#define REPR_CTYPES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "repr/kinds.h"

enum ctypes_sort { CTYPES_SIMPLE, CTYPES_POINTER, CTYPES_ARRAY, CTYPES_STRUCTURE };

/* What a class describes. */
struct ctypes_class {
    enum ctypes_sort sort;
    char code;        /* of a simple one: _type_, as struct has it */
    bool swapped;     /* it has the other byte order */
    bool direct;      /* it derives from _SimpleCData itself: in a field it is the bare value */
    uint64_t element; /* a class, of a pointer and an array */
    uint64_t length;  /* of an array */
};

struct ctypes_field {
    uint64_t class;           /* of what is there */
    uint64_t offset;          /* bytes */
    uint64_t size;            /* bytes */
    unsigned bits, first_bit; /* bits 0: all of it */
};

#define CTYPES_SIMPLE_MAX 16

/* Where an instance has its memory, and how much. */
struct error *ctypes_place(struct runtime *runtime, uint64_t object, uint64_t *address,
                           uint64_t *size);
/* ERROR_UNSUPPORTED: another one. */
struct error *ctypes_describe(struct repr *r, const struct type *class, struct ctypes_class *ret);
/* How large a simple one is, or a pointer; 0: that is not known from the class. */
uint64_t ctypes_size(const struct ctypes_class *class);
/* A descriptor of a field. */
struct error *ctypes_read_field(struct runtime *runtime, uint64_t descriptor,
                                struct ctypes_field *ret);
/* The bits of a simple one, in our byte order; of a field those that belong to it. */
struct error *ctypes_read_bits(struct runtime *runtime, const struct ctypes_class *class,
                               uint64_t address, const struct ctypes_field *field, uint64_t *ret);

/* One that is made when it is asked for, of the class at an address. */
struct error *ctypes_put(struct repr *r, uint64_t class, uint64_t address, uint64_t size);

#endif

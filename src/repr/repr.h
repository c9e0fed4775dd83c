/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Objects of the target as Python's own repr() writes them, without running
 * anything: what is built in or of the standard library as repr() has it, everything else as
 * <module.Class at 0x7f... {attribute=value, ...}>.
 */
#ifndef REPR_REPR_H
#define REPR_REPR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct runtime;
struct sockets;
struct repr;

/* 0 means no limit but the program's own, which bounds memory and time. */
struct repr_limits {
    size_t elements; /* of one container */
    size_t string;   /* characters of one string, digits of one int */
    size_t depth;    /* containers within containers */
};

/* Why something of a value is left out, where "..." stands. */
enum repr_cut {
    REPR_CUT_ELEMENTS = 1, /* the limit of elements */
    REPR_CUT_STRING = 2,   /* that of characters */
    REPR_CUT_DEPTH = 4,    /* that of depth, or deeper than anything is followed */
    REPR_CUT_SIZE = 8,     /* the value is as large as any may be */
    REPR_CUT_UNREAD = 16,  /* it cannot be told from outside */
};

struct repr_result {
    char *type;   /* "int", "app.Pool"; NULL if it cannot be read; owned */
    char *text;   /* UTF-8 in one line, never NULL; owned */
    unsigned cut; /* enum repr_cut, as many as there are; 0: the value is whole */
};

/* What a cut is called in JSON: the index-th of those in cut; NULL after the last. */
const char *repr_cut_name(unsigned cut, size_t index);

struct repr *repr_create(struct runtime *runtime, struct repr_limits limits);
/* Accepts NULL. */
void repr_destroy(struct repr *repr);
/* What is known of sockets is that one's, not its own; before anything is written. */
void repr_share_sockets(struct repr *repr, struct sockets *sockets);

/*
 * The object at that address. Never fails: what cannot be read is written as <unreadable at 0x...>,
 * for that part alone.
 */
void repr_object(struct repr *repr, uint64_t object, struct repr_result *ret);
/* Its text alone; free it. */
char *repr_text(struct repr *repr, uint64_t object);

struct repr_result repr_result_copy(const struct repr_result *result);
void repr_result_deinit(struct repr_result *result);

#endif

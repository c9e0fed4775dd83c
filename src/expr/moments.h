/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What moments.c and moment-methods.c have in common: dates, times and durations as numbers. */
#ifndef EXPR_MOMENTS_H
#define EXPR_MOMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "expr/internal.h"
#include "expr/library.h"

#define MOMENTS_DAY_MICROS ((int64_t)86400 * 1000000)

typedef __int128 wide;

/* One of the two that an operator is about. */
struct operand {
    enum type_kind kind; /* KIND_OBJECT: none of these */
    bool exact;          /* no subclass */
    uint64_t type;
    struct moment moment;
    wide micros; /* of a timedelta; of a moment, since the first of January of the year 1 */
};

struct error *moments_take(struct expr *e, const struct value *value, struct operand *ret);
/* Microseconds east of UTC, of a datetime.timezone; another zone is ERROR_UNSUPPORTED. */
struct error *moments_offset(struct expr *e, uint64_t zone, wide *ret);
/* Days since the first of January of the year 1. */
int64_t moments_day(const struct moment *moment);
unsigned moments_days_in_month(unsigned year, unsigned month);
wide moments_floor_div(wide a, wide b);
/* The type that datetime has under that name. */
struct error *moments_type(struct expr *e, const char *name, enum type_kind kind, uint64_t *ret);
struct error *moments_make_duration(struct expr *e, wide micros, struct value *ret);
struct error *moments_make_int(struct expr *e, wide number, struct value *ret);
/* micros / 1000000, as timedelta.total_seconds() divides. */
struct error *moments_seconds(struct expr *e, wide micros, struct value *ret);

#endif

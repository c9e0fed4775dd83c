/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What dates, times and durations hold: Include/datetime.h, Modules/_datetimemodule.c. */
#ifndef REPR_DATETIME_H
#define REPR_DATETIME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "python/type.h"

struct repr;
struct runtime;

/* A date, a time of a day, or both (KIND_DATE, KIND_TIME, KIND_DATETIME): what it has not is 0. */
struct moment {
    enum type_kind kind;
    unsigned year, month, day; /* 1 to 9999, 12, 31 */
    unsigned hour, minute, second, micro;
    bool fold;
    uint64_t zone; /* tzinfo, an object; 0: None */
};

/* A timedelta: seconds and micros are not negative. */
struct duration {
    int days, seconds, micros;
};

struct error *moment_read(struct runtime *runtime, uint64_t object, enum type_kind kind,
                          struct moment *ret);
struct error *duration_read(struct runtime *runtime, uint64_t object, struct duration *ret);
/* A datetime.timezone: its offset, and its name or 0. */
struct error *timezone_read(struct runtime *runtime, struct types *types, uint64_t object,
                            struct duration *offset, uint64_t *name);

/* repr(), of an object of the type of that name. */
void moment_put(struct repr *r, const struct moment *moment, const char *name);
void duration_put(struct repr *r, const struct duration *duration, const char *name);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be known of a recording beside its samples: the heading of what is drawn of it. */
#ifndef SAMPLE_FACTS_H
#define SAMPLE_FACTS_H

#include "base/array.h"

struct recording;

struct fact {
    const char *name; /* "Rate" */
    char *value;      /* "99.8 of 100 Hz kept, 0 deadlines missed"; owned */
};

typedef ARRAY(struct fact) fact_array;

/* Appends those of a recording, what was sampled first. */
void facts_of_recording(const struct recording *recording, fact_array *ret);
/* Takes the value over. */
void facts_add(fact_array *facts, const char *name, char *value);
void facts_deinit(fact_array *facts);

#endif
